//! Three-valued: what is empty or does not fit makes unknown what rests on it, and nothing else.

use super::Unknown;
use super::tree::{Arithmetic, Call, Compare, Expr};
use domain::mission::ValueType;
use domain::time::{Date, days_between, later};
use domain::value::{Decimal, Value};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Texts do not grow without end.
const LONGEST_TEXT: usize = 10_000;
/// More places than money ever has.
const PLACES: i64 = 20;

/// Why a part has no value.
enum Doubt {
    /// Something is empty, or was divided by nothing: `??` says what then.
    Blank(String),
    /// It is there and not what was promised: nothing in the expression can mend that.
    Misfit(String),
}

type Worked = Result<Value, Doubt>;

pub(super) fn value(
    tree: &Expr,
    types: &BTreeMap<String, ValueType>,
    inputs: &BTreeMap<String, Value>,
) -> Result<Value, Unknown> {
    let worked = Work { types, inputs }.filled(tree);
    worked.map(plain).map_err(|doubt| match doubt {
        Doubt::Blank(why) | Doubt::Misfit(why) => Unknown { why },
    })
}

/// A whole number is one, as everywhere in a mission.
fn plain(value: Value) -> Value {
    match value {
        Value::Decimal(number) => number.to_int().map_or(Value::Decimal(number), Value::Int),
        other => other,
    }
}

struct Work<'a> {
    types: &'a BTreeMap<String, ValueType>,
    inputs: &'a BTreeMap<String, Value>,
}

impl Work<'_> {
    /// The value of a part; null where it is empty.
    fn part(&self, part: &Expr) -> Worked {
        match part {
            Expr::Literal(value) => Ok(value.clone()),
            Expr::Input(name) => self.input(name),
            Expr::Not(inner) => Ok(Value::Bool(!self.flag(inner)?)),
            Expr::And(a, b) => self.both(a, b, false),
            Expr::Or(a, b) => self.both(a, b, true),
            Expr::Else(a, b) => match self.part(a) {
                Ok(Value::Null) | Err(Doubt::Blank(_)) => self.part(b),
                other => other,
            },
            Expr::If(condition, yes, no) => {
                let taken = if self.flag(condition)? { yes } else { no };
                self.part(taken)
            }
            Expr::Compare(how, a, b) => self.compare(*how, a, b).map(Value::Bool),
            Expr::Among(value, list) => self.among(value, list),
            Expr::Between(value, ends) => {
                let (from, with_from, to, with_to) = &**ends;
                let value = self.filled(value)?;
                let above = order(&value, &self.filled(from)?)?;
                let below = order(&value, &self.filled(to)?)?;
                let fits = |order: Ordering, wanted: Ordering, end: bool| {
                    order == wanted || (end && order == Ordering::Equal)
                };
                Ok(Value::Bool(
                    fits(above, Ordering::Greater, *with_from)
                        && fits(below, Ordering::Less, *with_to),
                ))
            }
            Expr::Sum(how, a, b) => self.sum(*how, a, b),
            Expr::Join(a, b) => joined(self.text(a)?, &self.text(b)?),
            Expr::Call(call, given) => self.call(*call, given),
        }
    }

    fn filled(&self, part: &Expr) -> Worked {
        match self.part(part)? {
            Value::Null => Err(Doubt::Blank(match part {
                Expr::Input(name) => format!("`{name}` is empty"),
                _ => "it gives nothing".to_owned(),
            })),
            value => Ok(value),
        }
    }

    /// As it was promised: numbers of every kind as decimals, points in time as their day in UTC.
    fn input(&self, name: &str) -> Worked {
        let value = self.inputs.get(name).cloned().unwrap_or_default();
        if value.is_empty() {
            return Ok(Value::Null);
        }
        let promised = self.types.get(name);
        let fitted = match (promised, &value) {
            (Some(ValueType::Bool), Value::Bool(_)) | (Some(ValueType::Text), Value::Text(_)) => {
                Some(value.clone())
            }
            (Some(ValueType::Number), number) => number.as_decimal().map(Value::Decimal),
            (Some(ValueType::Text), Value::Reference(id)) => Some(Value::text(id.as_str())),
            (Some(ValueType::Date), Value::Date(_)) => Some(value.clone()),
            (Some(ValueType::Date), Value::Instant(at)) => Some(Value::Date(at.date())),
            (Some(ValueType::Date), Value::Text(text)) => {
                text.trim().parse::<Date>().ok().map(Value::Date)
            }
            _ => None,
        };
        fitted.ok_or_else(|| {
            let promised = promised.map_or("something else", |promised| promised.phrase());
            Doubt::Misfit(format!("`{name}` is {}, not {promised}", value.kind()))
        })
    }

    fn flag(&self, part: &Expr) -> Result<bool, Doubt> {
        let value = self.filled(part)?;
        value.as_bool().ok_or_else(|| odd(&value))
    }
    fn number(&self, part: &Expr) -> Result<Decimal, Doubt> {
        let value = self.filled(part)?;
        value.as_decimal().ok_or_else(|| odd(&value))
    }
    fn text(&self, part: &Expr) -> Result<String, Doubt> {
        match self.filled(part)? {
            Value::Text(text) => Ok(text),
            other => Err(odd(&other)),
        }
    }
    fn day(&self, part: &Expr) -> Result<Date, Doubt> {
        match self.filled(part)? {
            Value::Date(day) => Ok(day),
            other => Err(odd(&other)),
        }
    }

    /// `and` is settled by a no, `or` by a yes, whatever the other side is.
    fn both(&self, a: &Expr, b: &Expr, settles: bool) -> Worked {
        let first = self.flag(a);
        if matches!(first, Ok(flag) if flag == settles) {
            return Ok(Value::Bool(settles));
        }
        let second = self.flag(b)?;
        if second == settles {
            return Ok(Value::Bool(settles));
        }
        first.map(Value::Bool)
    }

    fn compare(&self, how: Compare, a: &Expr, b: &Expr) -> Result<bool, Doubt> {
        let null = Expr::Literal(Value::Null);
        let by_order = |fits: fn(Ordering) -> bool| {
            let (a, b) = (self.filled(a)?, self.filled(b)?);
            order(&a, &b).map(fits)
        };
        match how {
            Compare::Is | Compare::IsNot if *a == null || *b == null => {
                let other = if *a == null { b } else { a };
                Ok(self.is_blank(other)? == (how == Compare::Is))
            }
            Compare::Is => self.same(a, b),
            Compare::IsNot => self.same(a, b).map(|same| !same),
            Compare::Less => by_order(Ordering::is_lt),
            Compare::AtMost => by_order(Ordering::is_le),
            Compare::More => by_order(Ordering::is_gt),
            Compare::AtLeast => by_order(Ordering::is_ge),
        }
    }

    fn is_blank(&self, part: &Expr) -> Result<bool, Doubt> {
        match self.part(part) {
            Ok(value) => Ok(value.is_null()),
            Err(Doubt::Blank(_)) => Ok(true),
            Err(misfit) => Err(misfit),
        }
    }

    /// Texts letter by letter: `lower(a) == lower(b)` where the case does not matter.
    fn same(&self, a: &Expr, b: &Expr) -> Result<bool, Doubt> {
        match (self.filled(a)?, self.filled(b)?) {
            (Value::Text(a), Value::Text(b)) => Ok(a == b),
            (Value::Bool(a), Value::Bool(b)) => Ok(a == b),
            (a, b) => order(&a, &b).map(Ordering::is_eq),
        }
    }

    fn among(&self, value: &Expr, list: &[Expr]) -> Worked {
        let mut doubt = None;
        for item in list {
            match self.same(value, item) {
                Ok(true) => return Ok(Value::Bool(true)),
                Ok(false) => {}
                Err(other) => doubt = Some(other),
            }
        }
        if list.is_empty() {
            self.filled(value)?;
        }
        match doubt {
            Some(doubt) => Err(doubt),
            None => Ok(Value::Bool(false)),
        }
    }

    fn sum(&self, how: Arithmetic, a: &Expr, b: &Expr) -> Worked {
        let (a, b) = (self.number(a)?, self.number(b)?);
        let divides = matches!(how, Arithmetic::Over | Arithmetic::Modulo);
        if divides && b == Decimal::default() {
            return Err(Doubt::Blank("it divides by zero".to_owned()));
        }
        let result = match how {
            Arithmetic::Plus => a.plus(b),
            Arithmetic::Minus => a.minus(b),
            Arithmetic::Times => a.times(b),
            Arithmetic::Over => a.over(b),
            Arithmetic::Modulo => a.modulo(b),
        };
        result.map(Value::Decimal).ok_or_else(too_large)
    }

    fn call(&self, call: Call, given: &[Expr]) -> Worked {
        let number = |at: usize| self.number(&given[at]);
        let text = |at: usize| self.text(&given[at]);
        let day = |at: usize| self.day(&given[at]);
        let counted = |count: i64| Value::Decimal(Decimal::from(count));
        Ok(match call {
            Call::Length => counted(i64::try_from(text(0)?.chars().count()).unwrap_or(i64::MAX)),
            Call::Upper => Value::Text(text(0)?.to_uppercase()),
            Call::Lower => Value::Text(text(0)?.to_lowercase()),
            Call::Trim => Value::text(text(0)?.trim()),
            Call::StartsWith => Value::Bool(text(0)?.starts_with(&text(1)?)),
            Call::EndsWith => Value::Bool(text(0)?.ends_with(&text(1)?)),
            Call::Contains => Value::Bool(text(0)?.contains(&text(1)?)),
            Call::Absolute => Value::Decimal(number(0)?.absolute()),
            Call::Negate => Value::Decimal(number(0)?.negated()),
            Call::Floor => Value::Decimal(number(0)?.floor()),
            Call::Ceil => Value::Decimal(number(0)?.ceil()),
            Call::Round if given.len() == 1 => Value::Decimal(number(0)?.rounded(0)),
            Call::Round => {
                let places = number(1)?.to_int().filter(|n| (0..=PLACES).contains(n));
                let places = places.and_then(|n| u32::try_from(n).ok()).ok_or_else(|| {
                    Doubt::Misfit(format!("numbers are rounded to 0 to {PLACES} places"))
                })?;
                Value::Decimal(number(0)?.rounded(places))
            }
            Call::Least => self.extreme(given, Decimal::min)?,
            Call::Most => self.extreme(given, Decimal::max)?,
            Call::NumberOf => {
                let text = text(0)?;
                let read = text.trim().parse::<Decimal>();
                Value::Decimal(
                    read.map_err(|_| Doubt::Misfit(format!("`{text}` is not a number")))?,
                )
            }
            Call::TextOf => Value::Text(number(0)?.to_string()),
            Call::DayOf => {
                let text = text(0)?;
                let read = text.trim().parse::<Date>();
                Value::Date(read.map_err(|_| Doubt::Misfit(format!("`{text}` is not a date")))?)
            }
            Call::Year => counted(day(0)?.year().into()),
            Call::Month => counted(day(0)?.month().into()),
            Call::DayOfMonth => counted(day(0)?.day().into()),
            Call::Weekday => counted(day(0)?.weekday().to_monday_one_offset().into()),
            Call::Quarter => counted((i64::from(day(0)?.month()) + 2) / 3),
            Call::Later(stride) | Call::Earlier(stride) => {
                let (from, count) = (day(0)?, number(1)?.to_int());
                let count = count
                    .ok_or_else(|| Doubt::Misfit("days are counted in whole numbers".to_owned()))?;
                let count = match call {
                    Call::Earlier(_) => count.checked_neg(),
                    _ => Some(count),
                };
                let moved = count.and_then(|count| later(from, count, stride));
                Value::Date(
                    moved
                        .ok_or_else(|| Doubt::Misfit(format!("{from} cannot be moved that far")))?,
                )
            }
            Call::DaysSince => counted(days_between(day(1)?, day(0)?)),
        })
    }

    fn extreme(&self, given: &[Expr], pick: fn(Decimal, Decimal) -> Decimal) -> Worked {
        let numbers = given.iter().map(|part| self.number(part));
        let numbers = numbers.collect::<Result<Vec<_>, _>>()?;
        let found = numbers.into_iter().reduce(pick);
        Ok(found.map_or(Value::Null, Value::Decimal))
    }
}

fn order(a: &Value, b: &Value) -> Result<Ordering, Doubt> {
    a.order(b)
        .ok_or_else(|| Doubt::Misfit(format!("{} cannot be compared with {}", a.kind(), b.kind())))
}

fn joined(mut text: String, more: &str) -> Worked {
    text.push_str(more);
    if text.len() > LONGEST_TEXT {
        return Err(Doubt::Misfit("the text gets too long".to_owned()));
    }
    Ok(Value::Text(text))
}

fn odd(value: &Value) -> Doubt {
    Doubt::Misfit(format!("{} is not expected there", value.kind()))
}

fn too_large() -> Doubt {
    Doubt::Misfit("a number gets larger than 28 digits".to_owned())
}
