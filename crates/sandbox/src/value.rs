//! One field's value: how it comes in, lies in the file, and goes out.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use sqlx::sqlite::{SqliteRow, SqliteValueRef};
use sqlx::{Row as _, TypeInfo as _, ValueRef as _};

use crate::json::Json;
use crate::schema::{Field, Kind};

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Decimal(Decimal),
    Text(String),
    Date(Date),
    /// Whole seconds, as in Salesforce.
    Instant(Timestamp),
}

/// What SQLite holds. Decimals are integers scaled by the field's decimal places, so sums stay exact.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Null,
    Int(i64),
    Real(f64),
    Text(String),
}

impl Value {
    pub(crate) fn text(text: &str) -> Self {
        if text.is_empty() {
            Self::Null
        } else {
            Self::Text(text.to_owned())
        }
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn is_true(&self) -> bool {
        matches!(self, Self::Bool(true))
    }

    pub(crate) fn cell(&self, scale: u32) -> Cell {
        match self {
            Self::Null => Cell::Null,
            Self::Bool(value) => Cell::Int(i64::from(*value)),
            Self::Int(value) => Cell::Int(*value),
            Self::Decimal(value) => scaled(*value, scale),
            Self::Text(value) => Cell::Text(value.clone()),
            Self::Date(value) => Cell::Text(value.to_string()),
            Self::Instant(value) => Cell::Int(value.as_second()),
        }
    }

    pub(crate) fn from_cell(kind: &Kind, cell: Cell) -> Self {
        match (kind, cell) {
            (_, Cell::Null) => Self::Null,
            (Kind::Boolean, Cell::Int(value)) => Self::Bool(value != 0),
            (Kind::DateTime, Cell::Int(value)) => {
                Timestamp::from_second(value).map_or(Self::Null, Self::Instant)
            }
            (Kind::Date, Cell::Text(value)) => value.parse().map_or(Self::Null, Self::Date),
            (Kind::Decimal { scale, .. }, Cell::Int(value)) => {
                Self::Decimal(Decimal::new(value, *scale))
            }
            (_, Cell::Int(value)) => Self::Int(value),
            (_, Cell::Real(value)) => Decimal::try_from(value).map_or(Self::Null, Self::Decimal),
            (_, Cell::Text(value)) => Self::Text(value),
        }
    }

    pub(crate) fn json(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Bool(value) => Json::Bool(*value),
            Self::Int(value) => Json::Int(*value),
            Self::Decimal(value) => Json::Real(value.to_f64().unwrap_or(f64::NAN)),
            Self::Text(value) => Json::Text(value.clone()),
            Self::Date(value) => Json::Text(value.to_string()),
            Self::Instant(value) => Json::Text(instant_text(*value)),
        }
    }

    /// The text SOAP and history rows carry.
    pub(crate) fn plain(&self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Bool(value) => value.to_string(),
            Self::Int(value) => value.to_string(),
            Self::Decimal(value) => value.to_string(),
            Self::Text(value) => value.clone(),
            Self::Date(value) => value.to_string(),
            Self::Instant(value) => value.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string(),
        }
    }
}

fn scaled(value: Decimal, scale: u32) -> Cell {
    let factor = Decimal::from(10_i64.pow(scale.min(15)));
    let Some(moved) = value.checked_mul(factor) else {
        return Cell::Real(value.to_f64().unwrap_or(f64::MAX));
    };
    match moved.fract().is_zero().then(|| moved.to_i64()).flatten() {
        Some(whole) => Cell::Int(whole),
        None => Cell::Real(moved.to_f64().unwrap_or(f64::MAX)),
    }
}

/// `2026-11-21T19:07:00.000+0000`: no colon in the zone, never `Z`.
pub(crate) fn instant_text(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.000+0000").to_string()
}

/// Any zone spelling Salesforce takes: `Z`, `+0000`, `+00:00`.
pub(crate) fn parse_instant(text: &str) -> Option<Timestamp> {
    let at = text
        .parse::<Timestamp>()
        .ok()
        .or_else(|| Timestamp::strptime("%Y-%m-%dT%H:%M:%S%.f%z", text).ok())?;
    Timestamp::from_second(at.as_second()).ok()
}

pub(crate) fn cell_of(row: &SqliteRow, at: usize) -> Result<Cell, sqlx::Error> {
    let raw: SqliteValueRef<'_> = row.try_get_raw(at)?;
    if raw.is_null() {
        return Ok(Cell::Null);
    }
    let kind = raw.type_info().name().to_owned();
    Ok(match kind.as_str() {
        "INTEGER" | "BOOLEAN" | "INT4" | "BIGINT" => Cell::Int(row.try_get_unchecked(at)?),
        "REAL" => Cell::Real(row.try_get_unchecked(at)?),
        _ => Cell::Text(row.try_get_unchecked(at)?),
    })
}

pub(crate) fn value_of(row: &SqliteRow, at: usize, field: &Field) -> Result<Value, sqlx::Error> {
    Ok(Value::from_cell(&field.kind, cell_of(row, at)?))
}
