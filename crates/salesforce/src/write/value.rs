//! Values on their way out: exact digits, the org's own spellings.

use crate::error::Error;
use crate::stamp;
use domain::record::FieldName;
use domain::value::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// As the org spells it in XML, and in JSON inside quotes; none is null.
pub(super) fn spelled(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => return None,
        Value::Text(text) => text.clone(),
        Value::Bool(flag) => flag.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Decimal(number) => number.to_string(),
        Value::Money(money) => money.amount.to_string(),
        Value::Date(day) => day.to_string(),
        Value::Time(time) => time.strftime("%H:%M:%S.%3fZ").to_string(),
        Value::Instant(at) => stamp::instant(*at),
        Value::Reference(id) => id.to_string(),
    })
}

/// A JSON object. A number is its digits, never a float.
pub(super) fn body<'a>(
    values: impl IntoIterator<Item = (&'a FieldName, &'a Value)>,
) -> Result<String, Error> {
    let mut body: BTreeMap<&str, Box<RawValue>> = BTreeMap::new();
    for (field, value) in values {
        if field.is_path() {
            return Err(Error::refused(
                "INVALID_FIELD_FOR_INSERT_UPDATE",
                format!("{field} belongs to another record"),
            ));
        }
        let json = match (value, spelled(value)) {
            (_, None) => "null".to_owned(),
            (
                Value::Bool(_) | Value::Int(_) | Value::Decimal(_) | Value::Money(_),
                Some(digits),
            ) => digits,
            (_, Some(text)) => serde_json::to_string(&text).map_err(Error::malformed)?,
        };
        body.insert(
            field.as_str(),
            RawValue::from_string(json).map_err(Error::malformed)?,
        );
    }
    serde_json::to_string(&body).map_err(Error::malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_go_out_as_they_came_in() {
        let field = |name: &str| name.parse::<FieldName>().unwrap();
        let values = [
            (
                field("AnnualRevenue"),
                Value::Decimal("12345678901234567.89".parse().unwrap()),
            ),
            (field("Name"), Value::text("Müller \"& Söhne\"\n")),
            (field("Site"), Value::Null),
            (field("IsActive__c"), Value::Bool(true)),
        ];
        assert_eq!(
            body(values.iter().map(|(field, value)| (field, value))).unwrap(),
            r#"{"AnnualRevenue":12345678901234567.89,"IsActive__c":true,"Name":"Müller \"& Söhne\"\n","Site":null}"#
        );
        assert!(body([(&field("Owner.Name"), &Value::Null)]).is_err());
    }
}
