//! Rows as they come in: values are read from the digits and letters of the JSON itself, so no number passes a float.

use crate::error::Error;
use crate::typed::Shape;
use domain::record::{FieldName, ObjectName, Record, RecordId};
use domain::schema::FieldKind;
use domain::time::{Date, Time, Timestamp};
use domain::value::{Currency, Decimal, Money, Value};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

type Raw<'a> = BTreeMap<String, &'a RawValue>;

/// One row, with the fields of `shape` and no others.
pub(crate) fn record(object: &ObjectName, shape: &Shape, raw: &RawValue) -> Result<Record, Error> {
    let row: Raw<'_> = parse(raw)?;
    let id = find(&row, "Id").ok_or_else(|| Error::malformed("a row without an Id"))?;
    let currency = match find(&row, "CurrencyIsoCode") {
        Some(code) => parse::<Option<String>>(code)?.and_then(|code| code.parse::<Currency>().ok()),
        None => None,
    };
    let mut fields = BTreeMap::new();
    for (field, kind) in &shape.0 {
        fields.insert(field.clone(), at(&row, field, *kind, currency.as_ref())?);
    }
    let stamp = match find(&row, "SystemModstamp") {
        Some(stamp) => match value(stamp, FieldKind::Instant, None)? {
            Value::Instant(stamp) => Some(stamp),
            _ => None,
        },
        None => None,
    };
    Ok(Record {
        object: object.clone(),
        id: parse::<RecordId>(id)?,
        fields,
        stamp,
        etag: None,
    })
}

/// Follows `Account.Owner.Name` down; a parent that is not there makes the value null.
fn at(
    row: &Raw<'_>,
    field: &FieldName,
    kind: FieldKind,
    currency: Option<&Currency>,
) -> Result<Value, Error> {
    match field.as_str().split_once('.') {
        None => find(row, field.as_str()).map_or(Ok(Value::Null), |raw| value(raw, kind, currency)),
        Some((parent, rest)) => {
            let Some(raw) = find(row, parent) else {
                return Ok(Value::Null);
            };
            let Some(row) = parse::<Option<Raw<'_>>>(raw)? else {
                return Ok(Value::Null);
            };
            at(
                &row,
                &rest.parse().map_err(Error::malformed)?,
                kind,
                currency,
            )
        }
    }
}

fn find<'a>(row: &Raw<'a>, name: &str) -> Option<&'a RawValue> {
    row.iter()
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, raw)| *raw)
}

fn parse<'a, T: serde::Deserialize<'a>>(raw: &'a RawValue) -> Result<T, Error> {
    serde_json::from_str(raw.get()).map_err(Error::malformed)
}

fn value(raw: &RawValue, kind: FieldKind, currency: Option<&Currency>) -> Result<Value, Error> {
    let json = raw.get();
    if json == "null" {
        return Ok(Value::Null);
    }
    Ok(match kind {
        FieldKind::Text | FieldKind::Picklist | FieldKind::MultiPicklist => {
            Value::Text(parse(raw)?)
        }
        FieldKind::Id | FieldKind::Reference => Value::Reference(parse(raw)?),
        FieldKind::Bool => Value::Bool(parse(raw)?),
        FieldKind::Int => {
            let number = number(raw)?;
            number.to_int().map_or(Value::Decimal(number), Value::Int)
        }
        FieldKind::Decimal => Value::Decimal(number(raw)?),
        FieldKind::Money => Value::Money(Money {
            amount: number(raw)?,
            currency: currency.cloned(),
        }),
        FieldKind::Date => Value::Date(text::<Date>(raw)?),
        FieldKind::Time => {
            let spelled: String = parse(raw)?;
            Value::Time(
                spelled
                    .trim_end_matches('Z')
                    .parse::<Time>()
                    .map_err(Error::malformed)?,
            )
        }
        FieldKind::Instant => Value::Instant(text::<Timestamp>(raw)?),
        FieldKind::Compound => plain(raw)?,
    })
}

/// Describe says nothing useful of the kind (`OldValue` of a history row): the JSON's own kind is kept, compounds are null.
fn plain(raw: &RawValue) -> Result<Value, Error> {
    Ok(match raw.get().as_bytes().first() {
        Some(b'"') => Value::Text(parse(raw)?),
        Some(b't' | b'f') => Value::Bool(parse(raw)?),
        Some(b'{' | b'[') => Value::Null,
        _ => Value::Decimal(number(raw)?),
    })
}

/// A number from its digits; some answers quote them.
fn number(raw: &RawValue) -> Result<Decimal, Error> {
    raw.get()
        .trim_matches('"')
        .parse()
        .map_err(Error::malformed)
}

fn text<T: std::str::FromStr<Err: std::fmt::Display>>(raw: &RawValue) -> Result<T, Error> {
    owned::<String>(raw)?.parse().map_err(Error::malformed)
}

fn owned<T: DeserializeOwned>(raw: &RawValue) -> Result<T, Error> {
    parse(raw)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(fields: &[(&str, FieldKind)]) -> Shape {
        Shape(
            fields
                .iter()
                .map(|(name, kind)| (name.parse().unwrap(), *kind))
                .collect(),
        )
    }
    fn read(json: &str, fields: &[(&str, FieldKind)]) -> Result<Record, Error> {
        let raw = RawValue::from_string(json.to_owned()).unwrap();
        record(&"Account".parse().unwrap(), &shape(fields), &raw)
    }

    #[test]
    fn every_digit_of_an_amount_survives() {
        let json = r#"{"attributes":{"type":"Account"},"Id":"001D000000IqhSLIAZ","AnnualRevenue":12345678901234567.89,
            "CurrencyIsoCode":"EUR","Rate__c":0.1,"NumberOfEmployees":120}"#;
        let fields = [
            ("AnnualRevenue", FieldKind::Money),
            ("Rate__c", FieldKind::Decimal),
            ("NumberOfEmployees", FieldKind::Int),
        ];
        let record = read(json, &fields).unwrap();
        assert_eq!(
            record.get("AnnualRevenue").to_string(),
            "12345678901234567.89 EUR"
        );
        assert_eq!(
            record.get("Rate__c"),
            &Value::Decimal("0.1".parse().unwrap())
        );
        assert_eq!(record.get("NumberOfEmployees"), &Value::Int(120));
    }

    #[test]
    fn parents_become_paths_and_an_absent_parent_is_null() {
        let json = r#"{"Id":"001D000000IqhSLIAZ","Owner":{"attributes":{},"Name":"Ana","Manager":null},
            "SystemModstamp":"2026-11-21T19:07:00.000+0000"}"#;
        let fields = [
            ("owner.name", FieldKind::Text),
            ("Owner.Manager.Name", FieldKind::Text),
            ("Parent.Name", FieldKind::Text),
        ];
        let record = read(json, &fields).unwrap();
        assert_eq!(record.get("Owner.Name"), &Value::text("Ana"));
        assert!(record.get("Owner.Manager.Name").is_null() && record.get("Parent.Name").is_null());
        assert_eq!(record.stamp, Some("2026-11-21T19:07:00Z".parse().unwrap()));
    }

    #[test]
    fn what_was_not_asked_for_is_not_kept() {
        let record = read(
            r#"{"Id":"001D000000IqhSLIAZ","Name":"Acme","Secret__c":"x"}"#,
            &[("Name", FieldKind::Text)],
        )
        .unwrap();
        assert_eq!(record.fields.len(), 1);
    }

    #[test]
    fn a_value_of_another_kind_is_malformed_not_guessed() {
        let wrong = read(
            r#"{"Id":"001D000000IqhSLIAZ","CreatedDate":"soon"}"#,
            &[("CreatedDate", FieldKind::Instant)],
        );
        assert!(matches!(wrong, Err(Error::Malformed { .. })));
    }
}
