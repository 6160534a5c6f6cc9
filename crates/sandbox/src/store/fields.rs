//! Values as a client sent them, checked against the schema and the sender's rights.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::{Map, Value as Sent};

use crate::id;
use crate::refusal::Refusal;
use crate::schema::{Access, Field, Kind, Object, object};
use crate::security::Sight;
use crate::value::{Value, parse_instant};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Create,
    Update,
}

/// Fields with the values they shall have.
pub(crate) type Given = Vec<(&'static Field, Value)>;

/// Checks names, rights, types, lengths and picklists; references and uniqueness are checked at the write.
pub(crate) fn given(
    sight: &Sight,
    object: &'static Object,
    sent: &Map<String, Sent>,
    purpose: Purpose,
) -> Result<Given, Refusal> {
    let mut given = Given::new();
    let mut closed = Vec::new();
    for (name, sent) in sent {
        if name.eq_ignore_ascii_case("attributes")
            || name.eq_ignore_ascii_case("type") && !object.has("Type")
        {
            continue;
        }
        if name.eq_ignore_ascii_case("Id") {
            return Err(Refusal::bad(
                "INVALID_FIELD",
                "The Id field should not be specified in the sobject data.",
            )
            .on("Id"));
        }
        let Some(field) = object.field(name) else {
            return Err(Refusal::unknown_column(name, object.name));
        };
        let writable = match field.access {
            Access::ReadWrite => true,
            Access::CreateOnly => purpose == Purpose::Create,
            Access::ReadOnly => false,
        };
        if writable && sight.edits(object, field) {
            given.push((field, parse(field, sent)?));
        } else {
            closed.push(field.name);
        }
    }
    if closed.is_empty() {
        return Ok(given);
    }
    let mut refusal = Refusal::bad(
        "INVALID_FIELD_FOR_INSERT_UPDATE",
        format!(
            "Unable to create/update fields: {}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.",
            closed.join(", ")
        ),
    );
    refusal.fields = closed.into_iter().map(str::to_owned).collect();
    Err(refusal)
}

pub(crate) fn parse(field: &Field, sent: &Sent) -> Result<Value, Refusal> {
    let text = match sent {
        Sent::Null => {
            return Ok(if field.kind == Kind::Boolean {
                Value::Bool(false)
            } else {
                Value::Null
            });
        }
        Sent::String(text) => text.clone(),
        Sent::Bool(value) => value.to_string(),
        Sent::Number(value) => value.to_string(),
        Sent::Array(_) | Sent::Object(_) => return Err(misfit(field, "START_OBJECT", "")),
    };
    if text.is_empty() && field.kind != Kind::Boolean {
        return Ok(Value::Null);
    }
    match &field.kind {
        Kind::Boolean => match text.to_ascii_lowercase().as_str() {
            "true" | "1" => Ok(Value::Bool(true)),
            "false" | "0" => Ok(Value::Bool(false)),
            _ => Err(misfit(field, "VALUE_STRING", &text)),
        },
        Kind::Int => {
            let number = text
                .parse::<Decimal>()
                .or_else(|_| Decimal::from_scientific(&text))
                .map_err(|_| misfit(field, "VALUE_STRING", &text))?;
            let whole = i32::try_from(number.round()).map_err(|_| too_large(field, &text))?;
            Ok(Value::Int(i64::from(whole)))
        }
        Kind::Decimal {
            precision, scale, ..
        } => {
            let number = text
                .parse::<Decimal>()
                .or_else(|_| Decimal::from_scientific(&text))
                .map_err(|_| misfit(field, "VALUE_STRING", &text))?;
            let number = number.round_dp(*scale);
            if number.abs() >= Decimal::from(10_i128.pow(precision - scale)) {
                return Err(too_large(field, &text));
            }
            Ok(Value::Decimal(number))
        }
        Kind::Date => text
            .get(..10)
            .and_then(|date| date.parse::<Date>().ok())
            .filter(|_| text.len() == 10 || text.as_bytes()[10] == b'T')
            .map(Value::Date)
            .ok_or_else(|| misfit(field, "VALUE_STRING", &text)),
        Kind::DateTime => parse_instant(&text)
            .map(Value::Instant)
            .ok_or_else(|| misfit(field, "VALUE_STRING", &text)),
        Kind::Id | Kind::Reference(_) => {
            let refusal = || {
                Refusal::bad(
                    "MALFORMED_ID",
                    format!("{}: id value of incorrect type: {text}", field.label),
                )
                .on(field.name)
            };
            let parsed = id::parse(&text).ok_or_else(refusal)?;
            if field
                .targets()
                .iter()
                .any(|target| parsed.starts_with(object(target).prefix))
            {
                Ok(Value::Text(parsed))
            } else {
                Err(Refusal::bad(
                    "FIELD_INTEGRITY_EXCEPTION",
                    format!("{}: id value of incorrect type: {text}", field.label),
                )
                .on(field.name))
            }
        }
        Kind::Picklist { values, restricted } => match values
            .iter()
            .find(|value| value.eq_ignore_ascii_case(&text))
        {
            Some(value) => Ok(Value::Text((*value).to_owned())),
            None if *restricted => Err(Refusal::bad(
                "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                format!(
                    "{}: bad value for restricted picklist field: {text}",
                    field.label
                ),
            )
            .on(field.name)),
            None => fits(field, &text),
        },
        Kind::Email => {
            let well_formed = text.split_once('@').is_some_and(|(name, host)| {
                !name.is_empty() && host.contains('.') && !text.contains(char::is_whitespace)
            });
            if well_formed {
                fits(field, &text)
            } else {
                Err(Refusal::bad(
                    "INVALID_EMAIL_ADDRESS",
                    format!("{}: invalid email address: {text}", field.label),
                )
                .on(field.name))
            }
        }
        Kind::Base64 => Ok(Value::Text(text)),
        Kind::Text | Kind::TextArea | Kind::Phone | Kind::Url => fits(field, &text),
    }
}

fn fits(field: &Field, text: &str) -> Result<Value, Refusal> {
    if text.chars().count() > field.length {
        return Err(Refusal::bad(
            "STRING_TOO_LONG",
            format!(
                "{}: data value too large: {text} (max length={})",
                field.label, field.length
            ),
        )
        .on(field.name));
    }
    Ok(Value::text(text.trim_end()))
}

fn misfit(field: &Field, token: &str, text: &str) -> Refusal {
    let wanted = match field.kind {
        Kind::Boolean => "boolean",
        Kind::Int => "int",
        Kind::Decimal { .. } => "double",
        Kind::Date => "date",
        Kind::DateTime => "datetime",
        _ => "string",
    };
    Refusal::json(format!(
        "Cannot deserialize instance of {wanted} from {token} value {text} or request may be missing a required field at [line:1, column:1]"
    ))
    .on(field.name)
}

fn too_large(field: &Field, text: &str) -> Refusal {
    Refusal::bad(
        "NUMBER_OUTSIDE_VALID_RANGE",
        format!(
            "{}: value outside of valid range on numeric field: {text}",
            field.label
        ),
    )
    .on(field.name)
}
