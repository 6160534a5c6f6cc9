//! From columns to domain types and back.

use crate::{Error, Result};
use domain::time::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::fmt::Display;
use std::str::FromStr;

/// An id, digest or name out of a text column.
pub(crate) fn parse<T: FromStr<Err: Display>>(text: &str) -> Result<T> {
    text.parse()
        .map_err(|error: T::Err| Error::nonsense(error.to_string()))
}

pub(crate) fn parse_some<T: FromStr<Err: Display>>(text: Option<&str>) -> Result<Option<T>> {
    text.map(parse).transpose()
}

pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> Result<String> {
    Ok(serde_json::to_string(value)?)
}

pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T> {
    Ok(serde_json::from_str(text)?)
}

/// A unit variant as its serde word: `waiting_for_decision`.
pub(crate) fn word<T: Serialize>(value: &T) -> Result<String> {
    match serde_json::to_value(value)? {
        serde_json::Value::String(word) => Ok(word),
        _ => Err(Error::nonsense("a column for one word got more")),
    }
}

pub(crate) fn from_word<T: DeserializeOwned>(text: &str) -> Result<T> {
    Ok(serde_json::from_value(serde_json::Value::String(
        text.to_owned(),
    ))?)
}

pub(crate) fn time(micros: i64) -> Timestamp {
    Timestamp::from_micros(micros)
}

/// Counts and versions: bigint in every table, unsigned in the domain.
pub(crate) fn count<T: TryFrom<i64>>(stored: i64) -> Result<T> {
    T::try_from(stored).map_err(|_| Error::nonsense(format!("{stored} is out of range")))
}

pub(crate) fn bigint<T: TryInto<i64>>(given: T) -> Result<i64> {
    given
        .try_into()
        .map_err(|_| Error::nonsense("a number is too large to store"))
}

/// Free text as both databases keep it: PostgreSQL refuses NUL.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if text.contains('\0') {
        Cow::Owned(text.replace('\0', ""))
    } else {
        Cow::Borrowed(text)
    }
}
