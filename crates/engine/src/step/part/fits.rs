use domain::record::{FieldName, ObjectName};
use domain::schema::{FieldKind, ObjectSchema};
use domain::value::Value;

/// Whether the org would take this value, by its own describe.
pub(in crate::step) fn fits(
    schema: &ObjectSchema,
    field: &FieldName,
    value: &Value,
    creates: bool,
) -> Result<(), String> {
    let named = |object: &ObjectName| format!("{object}.{field}");
    let Some(known) = schema.field(field.as_str()) else {
        return Err(format!(
            "{} is not there, or not visible to this connection",
            named(&schema.name)
        ));
    };
    if !(if creates {
        known.createable
    } else {
        known.updateable
    }) {
        return Err(format!(
            "{} cannot be written by this connection",
            named(&schema.name)
        ));
    }
    if value.is_empty() {
        return if known.nillable {
            Ok(())
        } else {
            Err(format!("{} cannot be empty", named(&schema.name)))
        };
    }
    let wrong = || {
        Err(format!(
            "{} takes {}, not {}",
            named(&schema.name),
            wanted(known.kind),
            value.kind()
        ))
    };
    match (known.kind, value) {
        (
            FieldKind::Text | FieldKind::Picklist | FieldKind::MultiPicklist | FieldKind::Compound,
            Value::Text(_),
        )
        | (FieldKind::Bool, Value::Bool(_))
        | (FieldKind::Int, Value::Int(_))
        | (FieldKind::Decimal, Value::Int(_) | Value::Decimal(_))
        | (FieldKind::Money, Value::Int(_) | Value::Decimal(_) | Value::Money(_))
        | (FieldKind::Date, Value::Date(_))
        | (FieldKind::Time, Value::Time(_))
        | (FieldKind::Instant, Value::Instant(_))
        | (FieldKind::Reference | FieldKind::Id, Value::Reference(_)) => {}
        _ => return wrong(),
    }
    if let Value::Text(text) = value {
        let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        if known.length > 0 && length > known.length && known.kind != FieldKind::MultiPicklist {
            return Err(format!(
                "{} takes {} characters, and this has {length}",
                named(&schema.name),
                known.length
            ));
        }
        if known.restricted && known.kind == FieldKind::Picklist && !known.picklist.contains(text) {
            return Err(format!(
                "“{text}” is not a value of {}",
                named(&schema.name)
            ));
        }
    }
    Ok(())
}

fn wanted(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text | FieldKind::Compound => "text",
        FieldKind::Picklist | FieldKind::MultiPicklist => "a value of its list",
        FieldKind::Bool => "yes or no",
        FieldKind::Int => "a whole number",
        FieldKind::Decimal => "a number",
        FieldKind::Money => "an amount",
        FieldKind::Date => "a date",
        FieldKind::Time => "a time of day",
        FieldKind::Instant => "a point in time",
        FieldKind::Reference | FieldKind::Id => "a record",
    }
}
