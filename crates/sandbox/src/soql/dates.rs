//! `TODAY`, `LAST_N_DAYS:30`, `THIS_QUARTER`: names for stretches of days, in the org's zone (UTC).

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DateLiteral {
    unit: Unit,
    reach: Reach,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// The whole unit this many away from now.
    Only(i64),
    /// `n` units up to and including today's end.
    Last(i64),
    /// `n` whole units before the current one (all but days).
    LastWhole(i64),
    /// `n` units after the current one.
    Next(i64),
    /// `N_DAYS_AGO:n`: the unit `n` ago, alone.
    Ago(i64),
}

impl DateLiteral {
    /// Reads a name, with its number where it takes one.
    pub(crate) fn named(name: &str, number: Option<i64>) -> Option<Self> {
        let name = name.to_ascii_uppercase();
        let of = |unit, reach| Some(Self { unit, reach });
        if let Some(number) = number {
            let (reach, unit): (fn(i64) -> Reach, &str) =
                if let Some(unit) = name.strip_prefix("LAST_N_") {
                    (
                        if unit == "DAYS" {
                            Reach::Last
                        } else {
                            Reach::LastWhole
                        },
                        unit,
                    )
                } else if let Some(unit) = name.strip_prefix("NEXT_N_") {
                    (Reach::Next, unit)
                } else {
                    (Reach::Ago, name.strip_prefix("N_")?.strip_suffix("_AGO")?)
                };
            let unit = match unit {
                "DAYS" => Unit::Day,
                "WEEKS" => Unit::Week,
                "MONTHS" => Unit::Month,
                "QUARTERS" | "FISCAL_QUARTERS" => Unit::Quarter,
                "YEARS" | "FISCAL_YEARS" => Unit::Year,
                _ => return None,
            };
            return of(unit, reach(number));
        }
        match name.as_str() {
            "TODAY" => of(Unit::Day, Reach::Only(0)),
            "YESTERDAY" => of(Unit::Day, Reach::Only(-1)),
            "TOMORROW" => of(Unit::Day, Reach::Only(1)),
            "LAST_90_DAYS" => of(Unit::Day, Reach::Last(90)),
            "NEXT_90_DAYS" => of(Unit::Day, Reach::Next(90)),
            _ => {
                let (when, unit) = name.split_once('_')?;
                let away = match when {
                    "LAST" => -1,
                    "THIS" => 0,
                    "NEXT" => 1,
                    _ => return None,
                };
                let unit = match unit {
                    "WEEK" => Unit::Week,
                    "MONTH" => Unit::Month,
                    "QUARTER" | "FISCAL_QUARTER" => Unit::Quarter,
                    "YEAR" | "FISCAL_YEAR" => Unit::Year,
                    _ => return None,
                };
                of(unit, Reach::Only(away))
            }
        }
    }

    /// The first day, and the first day after.
    pub(crate) fn range(self, today: Date) -> (Date, Date) {
        let start = self.unit.start(today);
        match self.reach {
            Reach::Only(away) => (
                self.unit.moved(start, away),
                self.unit.moved(start, away + 1),
            ),
            Reach::Last(count) => (self.unit.moved(start, -count), self.unit.moved(start, 1)),
            Reach::LastWhole(count) => (self.unit.moved(start, -count), start),
            Reach::Next(count) => (self.unit.moved(start, 1), self.unit.moved(start, count + 1)),
            Reach::Ago(count) => (
                self.unit.moved(start, -count),
                self.unit.moved(start, 1 - count),
            ),
        }
    }
}

impl Unit {
    fn start(self, day: Date) -> Date {
        match self {
            Self::Day => day,
            Self::Week => {
                let back = i64::from(day.weekday().since(Weekday::Sunday));
                days(day, -back)
            }
            Self::Month => day.first_of_month(),
            Self::Quarter => {
                let month = (day.month() - 1) / 3 * 3 + 1;
                jiff::civil::date(day.year(), month, 1)
            }
            Self::Year => day.first_of_year(),
        }
    }

    fn moved(self, day: Date, by: i64) -> Date {
        // Far enough for any test, near enough for every calendar.
        let by = by.clamp(-9_000, 9_000);
        let span = match self {
            Self::Day => return days(day, by),
            Self::Week => return days(day, by * 7),
            Self::Month => by.months(),
            Self::Quarter => (by * 3).months(),
            Self::Year => by.clamp(-2_000, 2_000).years(),
        };
        day.saturating_add(span)
    }
}

fn days(day: Date, by: i64) -> Date {
    day.saturating_add(by.days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn range(name: &str, number: Option<i64>) -> (Date, Date) {
        DateLiteral::named(name, number)
            .unwrap()
            .range(date(2026, 11, 21))
    }

    #[test]
    fn names_mean_stretches_of_days() {
        assert_eq!(
            range("today", None),
            (date(2026, 11, 21), date(2026, 11, 22))
        );
        assert_eq!(
            range("THIS_WEEK", None),
            (date(2026, 11, 15), date(2026, 11, 22))
        );
        assert_eq!(
            range("LAST_MONTH", None),
            (date(2026, 10, 1), date(2026, 11, 1))
        );
        assert_eq!(
            range("THIS_QUARTER", None),
            (date(2026, 10, 1), date(2027, 1, 1))
        );
        assert_eq!(
            range("LAST_N_DAYS", Some(7)),
            (date(2026, 11, 14), date(2026, 11, 22))
        );
        assert_eq!(
            range("NEXT_N_MONTHS", Some(2)),
            (date(2026, 12, 1), date(2027, 2, 1))
        );
        assert_eq!(
            range("N_DAYS_AGO", Some(2)),
            (date(2026, 11, 19), date(2026, 11, 20))
        );
        assert_eq!(DateLiteral::named("SOMEDAY", None), None);
    }
}
