//! Which kind each asked field has, through parents too; and values made to fit the kind they are compared with.

use crate::client::Client;
use crate::error::Error;
use domain::query::{Filter, Op};
use domain::record::{FieldName, ObjectName};
use domain::schema::{FieldKind, ObjectSchema};
use domain::time::{Date, Timestamp};
use domain::value::Value;
use std::sync::Arc;

/// Fields with their kinds, in the order they were asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shape(pub(crate) Vec<(FieldName, FieldKind)>);

impl Shape {
    fn kind(&self, field: &FieldName) -> Option<FieldKind> {
        self.0
            .iter()
            .find(|(name, _)| name.is(field.as_str()))
            .map(|(_, kind)| *kind)
    }
}

impl Client {
    /// Looks every field up in describe. Those that are not there, or hidden, are named; nothing is asked of the rows.
    pub(crate) async fn shape(
        &self,
        object: &ObjectName,
        fields: Vec<FieldName>,
    ) -> Result<Shape, Error> {
        let schema = self.describe(object).await?;
        let (mut shape, mut hidden) = (Shape::default(), vec![]);
        for field in &fields {
            if shape.kind(field).is_some() || hidden.contains(field) {
                continue;
            }
            match self.kind(&schema, field).await? {
                Some(kind) => shape.0.push((field.clone(), kind)),
                None => hidden.push(field.clone()),
            }
        }
        if hidden.is_empty() {
            Ok(shape)
        } else {
            Err(Error::Hidden {
                object: object.clone(),
                fields: hidden,
            })
        }
    }

    async fn kind(
        &self,
        schema: &Arc<ObjectSchema>,
        field: &FieldName,
    ) -> Result<Option<FieldKind>, Error> {
        let mut here = vec![Arc::clone(schema)];
        let mut path = field.as_str().split('.').peekable();
        while let Some(word) = path.next() {
            if path.peek().is_none() {
                return Ok(here
                    .iter()
                    .find_map(|schema| schema.field(word))
                    .map(|field| field.kind));
            }
            here = self.parents(&here, word).await?;
        }
        Ok(None)
    }

    /// The objects a relationship may lead to. An owner can be a user or a queue, so there can be several.
    async fn parents(
        &self,
        from: &[Arc<ObjectSchema>],
        relationship: &str,
    ) -> Result<Vec<Arc<ObjectSchema>>, Error> {
        let named = |field: &&domain::schema::FieldSchema| {
            field
                .relationship
                .as_deref()
                .is_some_and(|name| name.eq_ignore_ascii_case(relationship))
        };
        let Some(reference) = from
            .iter()
            .find_map(|schema| schema.fields.iter().find(named))
        else {
            return Ok(vec![]);
        };
        let mut parents = vec![];
        for object in &reference.reference_to {
            match self.describe(object).await {
                Ok(schema) => parents.push(schema),
                Err(Error::Hidden { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(parents)
    }
}

/// Every field a filter speaks of.
pub(crate) fn fields_of(filter: &Filter) -> Vec<&FieldName> {
    match filter {
        Filter::All(inner) | Filter::Any(inner) => inner.iter().flat_map(fields_of).collect(),
        Filter::Not(inner) => fields_of(inner),
        Filter::Test { field, .. } | Filter::In { field, .. } => vec![field],
    }
}

/// The filter with every value in its field's kind, or a refusal in words before anything is sent.
pub(crate) fn fit(filter: &Filter, shape: &Shape) -> Result<Filter, Error> {
    let all = |inner: &[Filter]| {
        inner
            .iter()
            .map(|inner| fit(inner, shape))
            .collect::<Result<Vec<_>, _>>()
    };
    Ok(match filter {
        Filter::All(inner) => Filter::All(all(inner)?),
        Filter::Any(inner) => Filter::Any(all(inner)?),
        Filter::Not(inner) => Filter::Not(Box::new(fit(inner, shape)?)),
        // A day among points in time is all of that day, so each has a test of its own.
        Filter::In { field, values } if values.iter().any(|value| is_day(value, field, shape)) => {
            let tests = values.iter().map(|value| {
                let value = value.clone();
                let test = Filter::is(field.clone(), value);
                fit(&test, shape)
            });
            Filter::Any(tests.collect::<Result<_, _>>()?)
        }
        Filter::In { field, values } => {
            let values = values
                .iter()
                .map(|value| fit_value(value, field, shape))
                .collect::<Result<_, _>>()?;
            Filter::In {
                field: field.clone(),
                values,
            }
        }
        Filter::Test { field, op, value } if is_day(value, field, shape) => {
            whole_day(field, *op, value)?
        }
        Filter::Test { field, op, value } => {
            let value = if matches!(
                op,
                Op::StartsWith | Op::EndsWith | Op::Contains | Op::Spelled
            ) {
                pattern(value, field, shape)?
            } else {
                fit_value(value, field, shape)?
            };
            Filter::Test {
                field: field.clone(),
                op: *op,
                value,
            }
        }
    })
}

fn pattern(value: &Value, field: &FieldName, shape: &Shape) -> Result<Value, Error> {
    let kind = shape.kind(field).unwrap_or(FieldKind::Compound);
    match (kind, value) {
        (FieldKind::Text | FieldKind::Picklist, Value::Text(_)) => Ok(value.clone()),
        (FieldKind::Text | FieldKind::Picklist, Value::Int(_)) => {
            Ok(Value::text(value.to_string()))
        }
        _ => Err(misfit(
            value,
            field,
            "only texts can be compared with a part of a text",
        )),
    }
}

/// Whether a day is compared with a point in time.
fn is_day(value: &Value, field: &FieldName, shape: &Shape) -> bool {
    shape.kind(field) == Some(FieldKind::Instant) && day(value).is_some()
}

fn day(value: &Value) -> Option<Date> {
    match value {
        Value::Date(day) => Some(*day),
        Value::Text(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A point in time compared with a day is compared with its day in UTC: `> 2026-01-31` begins with February.
fn whole_day(field: &FieldName, op: Op, value: &Value) -> Result<Filter, Error> {
    let outside = || misfit(value, field, "that day is outside the calendar");
    let day = day(value).ok_or_else(outside)?;
    let midnight = |day: Date| format!("{day}T00:00:00Z").parse().map(Value::Instant);
    let from = midnight(day).map_err(|_| outside())?;
    let next = day.tomorrow().ok().and_then(|next| midnight(next).ok());
    let next = next.ok_or_else(outside)?;
    let test = |op, value: &Value| Filter::Test {
        field: field.clone(),
        op,
        value: value.clone(),
    };
    Ok(match op {
        Op::Is => Filter::All(vec![test(Op::AtLeast, &from), test(Op::Less, &next)]),
        // As the org does it, what is empty is not that day either.
        Op::IsNot => Filter::Any(vec![
            test(Op::Less, &from),
            test(Op::AtLeast, &next),
            test(Op::Is, &Value::Null),
        ]),
        Op::Less => test(Op::Less, &from),
        Op::AtMost => test(Op::Less, &next),
        Op::More => test(Op::AtLeast, &next),
        Op::AtLeast => test(Op::AtLeast, &from),
        Op::StartsWith | Op::EndsWith | Op::Contains | Op::Spelled => {
            return Err(misfit(
                value,
                field,
                "only texts can be compared with a part of a text",
            ));
        }
    })
}

fn fit_value(value: &Value, field: &FieldName, shape: &Shape) -> Result<Value, Error> {
    use FieldKind as Kind;
    let kind = shape.kind(field).unwrap_or(Kind::Compound);
    let fits = matches!(
        (kind, value),
        (_, Value::Null)
            | (
                Kind::Text | Kind::Picklist | Kind::MultiPicklist,
                Value::Text(_)
            )
            | (Kind::Id | Kind::Reference, Value::Reference(_))
            | (Kind::Bool, Value::Bool(_))
            | (Kind::Int | Kind::Decimal, Value::Int(_) | Value::Decimal(_))
            | (
                Kind::Money,
                Value::Int(_) | Value::Decimal(_) | Value::Money(_)
            )
            | (Kind::Date, Value::Date(_))
            | (Kind::Time, Value::Time(_))
            | (Kind::Instant, Value::Instant(_))
    );
    if fits {
        return Ok(value.clone());
    }
    let fitted = match (kind, value) {
        (_, Value::Text(text)) => read_as(kind, text.trim()),
        (Kind::Text | Kind::Picklist, Value::Reference(_) | Value::Int(_) | Value::Decimal(_)) => {
            Some(Value::text(value.to_string()))
        }
        (Kind::Int | Kind::Decimal, Value::Money(money)) => Some(Value::Decimal(money.amount)),
        (Kind::Date, Value::Instant(at)) => Some(Value::Date(at.date())),
        _ => None,
    };
    fitted.ok_or_else(|| misfit(value, field, "the kinds differ"))
}

/// Text, as missions and people write every value.
fn read_as(kind: FieldKind, text: &str) -> Option<Value> {
    match kind {
        FieldKind::Id | FieldKind::Reference => text.parse().ok().map(Value::Reference),
        FieldKind::Bool => text.to_ascii_lowercase().parse().ok().map(Value::Bool),
        FieldKind::Int | FieldKind::Decimal | FieldKind::Money => {
            text.parse().ok().map(Value::Decimal)
        }
        FieldKind::Date => {
            let instant = || text.parse::<Timestamp>().ok();
            let day = text.parse().ok().or_else(|| Some(instant()?.date()));
            day.map(Value::Date)
        }
        FieldKind::Time => text.parse().ok().map(Value::Time),
        FieldKind::Instant => text.parse::<Timestamp>().ok().map(Value::Instant),
        FieldKind::Text | FieldKind::Picklist | FieldKind::MultiPicklist | FieldKind::Compound => {
            None
        }
    }
}

fn misfit(value: &Value, field: &FieldName, why: &str) -> Error {
    Error::Refused {
        code: "INVALID_QUERY_FILTER_OPERATOR".to_owned(),
        message: format!("{field} cannot be compared with {}: {why}", value.kind()),
        fields: vec![field.to_string()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape() -> Shape {
        let of = |name: &str, kind| (name.parse().unwrap(), kind);
        Shape(vec![
            of("CreatedDate", FieldKind::Instant),
            of("CloseDate", FieldKind::Date),
            of("Name", FieldKind::Text),
            of("OwnerId", FieldKind::Reference),
        ])
    }
    fn test(field: &str, op: Op, value: Value) -> Filter {
        Filter::Test {
            field: field.parse().unwrap(),
            op,
            value,
        }
    }

    #[test]
    fn values_take_the_kind_of_their_field() {
        let fitted = fit(
            &test("createddate", Op::More, Value::text("2026-11-21T00:00:00Z")),
            &shape(),
        )
        .unwrap();
        assert!(matches!(
            fitted,
            Filter::Test {
                value: Value::Instant(_),
                ..
            }
        ));
        let fitted = fit(
            &test("OwnerId", Op::Is, Value::text("001D000000IqhSL")),
            &shape(),
        )
        .unwrap();
        assert!(matches!(
            fitted,
            Filter::Test {
                value: Value::Reference(_),
                ..
            }
        ));
    }

    /// As the org is asked.
    fn asked(field: &str, op: Op, value: Value) -> String {
        let query = domain::query::Query {
            object: "Opportunity".parse().unwrap(),
            fields: vec![],
            filter: fit(&test(field, op, value), &shape()).unwrap(),
            order: vec![],
            limit: 1,
            with_deleted: false,
        };
        let mut texts = crate::soql::select(&query).unwrap();
        let text = texts.remove(0);
        let (_, after) = text.split_once(" WHERE ").unwrap();
        after.trim_end_matches(" LIMIT 1").to_owned()
    }

    #[test]
    fn a_date_field_is_asked_by_days_and_a_point_in_time_by_points_in_time() {
        let now = || Value::Instant("2026-11-27T08:30:00Z".parse().unwrap());
        let today = || Value::Date("2026-11-27".parse().unwrap());
        assert_eq!(
            asked("CloseDate", Op::Less, now()),
            "CloseDate < 2026-11-27"
        );
        assert_eq!(
            asked("CloseDate", Op::Less, today()),
            "CloseDate < 2026-11-27"
        );
        assert_eq!(
            asked("CloseDate", Op::Is, Value::text("2026-11-27T08:30:00Z")),
            "CloseDate = 2026-11-27"
        );
        assert_eq!(
            asked("CreatedDate", Op::Less, now()),
            "CreatedDate < 2026-11-27T08:30:00.000Z"
        );
        for (op, expected) in [
            (Op::Less, "CreatedDate < 2026-11-27T00:00:00.000Z"),
            (Op::AtMost, "CreatedDate < 2026-11-28T00:00:00.000Z"),
            (Op::More, "CreatedDate >= 2026-11-28T00:00:00.000Z"),
            (Op::AtLeast, "CreatedDate >= 2026-11-27T00:00:00.000Z"),
            (
                Op::Is,
                "(CreatedDate >= 2026-11-27T00:00:00.000Z AND CreatedDate < 2026-11-28T00:00:00.000Z)",
            ),
            (
                Op::IsNot,
                "(CreatedDate < 2026-11-27T00:00:00.000Z OR CreatedDate >= 2026-11-28T00:00:00.000Z OR CreatedDate = null)",
            ),
        ] {
            assert_eq!(asked("CreatedDate", op, today()), expected);
            assert_eq!(
                asked("CreatedDate", op, Value::text("2026-11-27")),
                expected
            );
        }
        let among = Filter::In {
            field: "CreatedDate".parse().unwrap(),
            values: vec![Value::text("2026-11-27"), now()],
        };
        let Filter::Any(tests) = fit(&among, &shape()).unwrap() else {
            panic!("each day has a test of its own")
        };
        assert_eq!(tests.len(), 2);
    }

    #[test]
    fn what_does_not_fit_is_refused_in_words() {
        let refused = fit(
            &test("OwnerId", Op::Is, Value::text("' or Name != '")),
            &shape(),
        )
        .unwrap_err();
        assert_eq!(
            refused.to_string(),
            "Salesforce refused: OwnerId cannot be compared with text: the kinds differ (INVALID_QUERY_FILTER_OPERATOR)"
        );
        assert!(
            fit(
                &test("CreatedDate", Op::Contains, Value::text("2026")),
                &shape()
            )
            .is_err()
        );
        assert!(
            fit(
                &test("CreatedDate", Op::More, Value::text("yesterday")),
                &shape()
            )
            .is_err()
        );
    }
}
