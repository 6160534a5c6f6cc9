//! Instants as microseconds UTC. Nobody here asks what time it is: a clock hands it in.

use serde::{Deserialize, Serialize};
use std::time::Duration;

pub use jiff::civil::{Date, Time};

/// A point in time: microseconds since 1970-01-01T00:00:00Z. The same number in tables and JSON.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }
    pub const fn micros(self) -> i64 {
        self.0
    }
    #[must_use]
    pub fn plus(self, span: Duration) -> Self {
        Self(self.0.saturating_add(micros_of(span)))
    }
    #[must_use]
    pub fn minus(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(micros_of(span)))
    }
    /// How long after `earlier` this is; zero when it is not after.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
    pub fn date(self) -> Date {
        self.jiff().to_zoned(jiff::tz::TimeZone::UTC).date()
    }
    fn jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        })
    }
}

/// Steps of a calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stride {
    Day,
    Week,
    Month,
    Year,
}

/// The day so many strides later; earlier when there are less than none. The end of a shorter month stands for the days it
/// does not have. None outside the calendar.
pub fn later(day: Date, count: i64, stride: Stride) -> Option<Date> {
    let none = jiff::Span::new();
    let span = match stride {
        Stride::Day => none.try_days(count),
        Stride::Week => none.try_weeks(count),
        Stride::Month => none.try_months(count),
        Stride::Year => none.try_years(count),
    };
    day.checked_add(span.ok()?).ok()
}

/// How many days after `from` a day is; less than none when it is before.
pub fn days_between(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}

fn micros_of(span: Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}

/// RFC 3339 in UTC: `2026-11-21T19:07:00Z`.
impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.jiff().fmt(f)
    }
}

/// RFC 3339, and Salesforce's `2026-11-21T19:07:00.000+0000` (an offset without a colon).
impl std::str::FromStr for Timestamp {
    type Err = jiff::Error;
    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        text.parse::<jiff::Timestamp>()
            .map(|t| Self(t.as_microsecond()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_on_the_calendar() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let later =
            |text: &str, count, stride| later(day(text), count, stride).map(|day| day.to_string());
        assert_eq!(
            later("2026-01-31", 1, Stride::Month).as_deref(),
            Some("2026-02-28")
        );
        assert_eq!(
            later("2024-02-29", -1, Stride::Year).as_deref(),
            Some("2023-02-28")
        );
        assert_eq!(
            later("2026-12-30", 2, Stride::Day).as_deref(),
            Some("2027-01-01")
        );
        assert_eq!(
            later("2026-12-30", 1, Stride::Week).as_deref(),
            Some("2027-01-06")
        );
        assert_eq!(later("2026-12-30", i64::MAX, Stride::Day), None);
        assert_eq!(days_between(day("2026-11-27"), day("2026-12-01")), 4);
        assert_eq!(days_between(day("2026-11-27"), day("2025-11-27")), -365);
    }

    #[test]
    fn salesforce_stamps_and_rfc_3339_are_one_instant() {
        let ours: Timestamp = "2026-11-21T19:07:00Z".parse().unwrap();
        let theirs: Timestamp = "2026-11-21T19:07:00.000+0000".parse().unwrap();
        assert_eq!(ours, theirs);
        assert_eq!(ours.to_string(), "2026-11-21T19:07:00Z");
        assert_eq!(
            ours.plus(Duration::from_mins(1)).since(ours),
            Duration::from_mins(1)
        );
    }
}
