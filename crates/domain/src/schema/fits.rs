use super::{FieldKind, ObjectSchema};
use crate::record::{FieldName, ObjectName};
use crate::value::Value;

impl ObjectSchema {
    /// A value as the field's own type has it. In a mission file, and in a text that was read, days and ids are words.
    pub fn typed(&self, field: &FieldName, value: Value) -> Value {
        let kind = self.field(field.as_str()).map(|known| known.kind);
        let Value::Text(text) = &value else {
            return value;
        };
        let text = text.trim();
        let typed = match kind {
            Some(FieldKind::Date) => text.parse().ok().map(Value::Date),
            Some(FieldKind::Time) => text.parse().ok().map(Value::Time),
            Some(FieldKind::Instant) => text.parse().ok().map(Value::Instant),
            Some(FieldKind::Int) => text.parse().ok().map(Value::Int),
            Some(FieldKind::Decimal | FieldKind::Money) => text.parse().ok().map(Value::Decimal),
            Some(FieldKind::Reference | FieldKind::Id) => text.parse().ok().map(Value::Reference),
            _ => None,
        };
        typed.unwrap_or(value)
    }

    /// Whether the org would take this value, by its own describe; why not, in words.
    pub fn takes(&self, field: &FieldName, value: &Value, creates: bool) -> Result<(), String> {
        let named = |object: &ObjectName| format!("{object}.{field}");
        let Some(known) = self.field(field.as_str()) else {
            return Err(format!(
                "{} is not there, or not visible to this connection",
                named(&self.name)
            ));
        };
        if !(if creates {
            known.createable
        } else {
            known.updateable
        }) {
            return Err(format!(
                "{} cannot be written by this connection",
                named(&self.name)
            ));
        }
        if value.is_empty() {
            return if known.nillable {
                Ok(())
            } else {
                Err(format!("{} cannot be empty", named(&self.name)))
            };
        }
        let wrong = || {
            Err(format!(
                "{} takes {}, not {}",
                named(&self.name),
                known.kind.wanted(),
                value.kind()
            ))
        };
        match (known.kind, value) {
            (
                FieldKind::Text
                | FieldKind::Picklist
                | FieldKind::MultiPicklist
                | FieldKind::Compound,
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
                    named(&self.name),
                    known.length
                ));
            }
            if known.restricted
                && known.kind == FieldKind::Picklist
                && !known.picklist.contains(text)
            {
                return Err(format!("“{text}” is not a value of {}", named(&self.name)));
            }
        }
        Ok(())
    }
}

impl FieldKind {
    /// What a value of it is, in words.
    pub fn wanted(self) -> &'static str {
        match self {
            Self::Text | Self::Compound => "text",
            Self::Picklist | Self::MultiPicklist => "a value of its list",
            Self::Bool => "yes or no",
            Self::Int => "a whole number",
            Self::Decimal => "a number",
            Self::Money => "an amount",
            Self::Date => "a date",
            Self::Time => "a time of day",
            Self::Instant => "a point in time",
            Self::Reference | Self::Id => "a record",
        }
    }
}
