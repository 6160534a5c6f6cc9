//! Conditions. Null never leaves a row undecided: `!=` and NOT take in the rows where nothing is written.

use super::ast::{Among, Condition, Expression, Item, Literal, Operator};
use super::compile::{Compiler, from};
use super::path::{Column, Scope};
use crate::id;
use crate::refusal::Refusal;
use crate::schema::Kind;
use crate::value::{Cell, Value};

impl Compiler<'_> {
    pub(super) fn condition(
        &mut self,
        scope: &mut Scope,
        condition: &Condition,
    ) -> Result<String, Refusal> {
        Ok(match condition {
            Condition::And(all) => self.joined(scope, all, " and ")?,
            Condition::Or(any) => self.joined(scope, any, " or ")?,
            Condition::Not(inner) => format!("not coalesce({}, 0)", self.condition(scope, inner)?),
            Condition::Compare(of, operator, literal) => {
                let column = self.filterable(scope, of)?;
                self.compare(&column, *operator, literal)?
            }
            Condition::Like(of, pattern) => {
                let column = self.filterable(scope, of)?;
                if !is_text(&column) {
                    return Err(Refusal::bad(
                        "INVALID_QUERY_FILTER_OPERATOR",
                        format!("invalid operator on {} field", type_name(&column.kind)),
                    ));
                }
                self.binds.push(Cell::Text(pattern.clone()));
                format!("{} like ? escape '\\'", column.sql)
            }
            Condition::In { of, negated, among } => {
                let column = self.filterable(scope, of)?;
                self.among(&column, *negated, among)?
            }
            Condition::Includes { of, negated, sets } => {
                let column = self.filterable(scope, of)?;
                let mut any = Vec::new();
                for set in sets {
                    let mut all = Vec::new();
                    for value in set.split(';') {
                        self.binds.push(Cell::Text(format!(";{value};")));
                        all.push(format!("instr(';' || {} || ';', ?) > 0", column.sql));
                    }
                    any.push(format!("({})", all.join(" and ")));
                }
                format!(
                    "{}coalesce({}, 0)",
                    if *negated { "not " } else { "" },
                    any.join(" or ")
                )
            }
        })
    }

    fn joined(
        &mut self,
        scope: &mut Scope,
        conditions: &[Condition],
        word: &str,
    ) -> Result<String, Refusal> {
        let parts = conditions
            .iter()
            .map(|condition| self.condition(scope, condition))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(format!("({})", parts.join(word)))
    }

    fn filterable(&mut self, scope: &mut Scope, of: &Expression) -> Result<Column, Refusal> {
        let column = self.expression(scope, of)?;
        if column.kind == Kind::TextArea && column.length > 255 {
            let name = column.names.last().map_or("", String::as_str);
            return Err(Refusal::bad(
                "INVALID_FIELD",
                format!("field '{name}' can not be filtered in a query call"),
            ));
        }
        Ok(column)
    }

    fn compare(
        &mut self,
        column: &Column,
        operator: Operator,
        literal: &Literal,
    ) -> Result<String, Refusal> {
        if let Literal::Named(named) = literal {
            return self.within(column, operator, named.range(self.today));
        }
        let cell = cell(column, literal)?;
        let sql = &column.sql;
        if cell == Cell::Null {
            return match operator {
                Operator::Equal => Ok(format!("{sql} is null")),
                Operator::Unequal => Ok(format!("{sql} is not null")),
                _ => Err(Refusal::query("null can only be compared with = and !=")),
            };
        }
        self.binds.push(cell);
        Ok(match operator {
            Operator::Equal => format!("{sql} = ?"),
            Operator::Unequal => format!("{sql} is not ?"),
            Operator::Less => format!("{sql} < ?"),
            Operator::AtMost => format!("{sql} <= ?"),
            Operator::Greater => format!("{sql} > ?"),
            Operator::AtLeast => format!("{sql} >= ?"),
        })
    }

    /// A stretch of days against a date or an instant.
    fn within(
        &mut self,
        column: &Column,
        operator: Operator,
        (start, end): (jiff::civil::Date, jiff::civil::Date),
    ) -> Result<String, Refusal> {
        let mut bound = |date: jiff::civil::Date| {
            let cell = match column.kind {
                Kind::Date => Cell::Text(date.to_string()),
                Kind::DateTime => Cell::Int(
                    date.to_zoned(jiff::tz::TimeZone::UTC)
                        .map_or(i64::MAX, |at| at.timestamp().as_second()),
                ),
                _ => return Err(mistyped(column)),
            };
            self.binds.push(cell);
            Ok(())
        };
        let sql = &column.sql;
        Ok(match operator {
            Operator::Equal => {
                bound(start)?;
                bound(end)?;
                format!("({sql} >= ? and {sql} < ?)")
            }
            Operator::Unequal => {
                bound(start)?;
                bound(end)?;
                format!("({sql} is null or {sql} < ? or {sql} >= ?)")
            }
            Operator::Less => {
                bound(start)?;
                format!("{sql} < ?")
            }
            Operator::AtMost => {
                bound(end)?;
                format!("{sql} < ?")
            }
            Operator::Greater => {
                bound(end)?;
                format!("{sql} >= ?")
            }
            Operator::AtLeast => {
                bound(start)?;
                format!("{sql} >= ?")
            }
        })
    }

    fn among(&mut self, column: &Column, negated: bool, among: &Among) -> Result<String, Refusal> {
        let sql = &column.sql;
        let not = if negated { "not " } else { "" };
        match among {
            Among::Values(literals) => {
                let mut null = false;
                let mut places = Vec::new();
                for literal in literals {
                    match cell(column, literal)? {
                        Cell::Null => null = true,
                        cell => {
                            self.binds.push(cell);
                            places.push("?");
                        }
                    }
                }
                let listed = format!("coalesce({sql} in ({}), 0)", places.join(", "));
                Ok(match (negated, null) {
                    // Bare IN keeps the index; NULL rows are out either way.
                    (false, false) => format!("{sql} in ({})", places.join(", ")),
                    (_, false) => format!("{not}{listed}"),
                    (_, true) => format!("{not}({listed} or {sql} is null)"),
                })
            }
            Among::Query(query) => {
                let object = self
                    .sight
                    .object(&query.from)
                    .ok_or_else(|| Refusal::unknown_type(&query.from))?;
                let [
                    Item::Expression {
                        expression: Expression::Field(path),
                        ..
                    },
                ] = query.select.as_slice()
                else {
                    return Err(Refusal::query(
                        "semi join sub-selects must select exactly one field",
                    ));
                };
                let mut inner = self.scope(object, query.alias.clone());
                let selected = self.column(&mut inner, path)?;
                if !matches!(selected.kind, Kind::Id | Kind::Reference(_))
                    || !matches!(column.kind, Kind::Id | Kind::Reference(_))
                {
                    return Err(Refusal::query(
                        "The inner and outer selects of a semi join must both be ids or references",
                    ));
                }
                let mut filter = format!(
                    "{}.IsDeleted = 0 and {} is not null",
                    inner.alias, selected.sql
                );
                if let Some(condition) = &query.filter {
                    filter = format!("{filter} and {}", self.condition(&mut inner, condition)?);
                }
                let tail = query
                    .limit
                    .map_or_else(String::new, |limit| format!(" limit {limit}"));
                let listed = format!(
                    "{sql} in (select {}{} where {filter}{tail})",
                    selected.sql,
                    from(&inner)
                );
                Ok(if negated {
                    format!("not coalesce({listed}, 0)")
                } else {
                    listed
                })
            }
        }
    }
}

/// The literal as the column keeps it; a literal of the wrong type is refused.
fn cell(column: &Column, literal: &Literal) -> Result<Cell, Refusal> {
    let value = match (&column.kind, literal) {
        (_, Literal::Null) => Value::Null,
        (Kind::Id | Kind::Reference(_), Literal::Text(text)) => {
            if text.is_empty() {
                Value::Null
            } else {
                let invalid = || {
                    Refusal::bad(
                        "INVALID_QUERY_FILTER_OPERATOR",
                        format!("invalid ID field: {text}"),
                    )
                };
                Value::Text(id::parse(text).ok_or_else(invalid)?)
            }
        }
        (Kind::Boolean, Literal::Bool(value)) => Value::Bool(*value),
        (Kind::Int | Kind::Decimal { .. }, Literal::Number(value)) => Value::Decimal(*value),
        (Kind::Date, Literal::Date(value)) => Value::Date(*value),
        (Kind::DateTime, Literal::Instant(value)) => Value::Instant(*value),
        (_, Literal::Text(text)) if is_text(column) => Value::text(text),
        _ => return Err(mistyped(column)),
    };
    Ok(value.cell(column.scale))
}

fn is_text(column: &Column) -> bool {
    matches!(
        column.kind,
        Kind::Text | Kind::TextArea | Kind::Email | Kind::Phone | Kind::Url | Kind::Picklist { .. }
    )
}

fn mistyped(column: &Column) -> Refusal {
    let name = column.names.join(".");
    let (kind, quotes) = match &column.kind {
        Kind::Boolean => ("boolean", "should not"),
        Kind::Int | Kind::Decimal { .. } => ("double", "should not"),
        Kind::Date => ("date", "should not"),
        Kind::DateTime => ("dateTime", "should not"),
        _ => ("string", "should"),
    };
    Refusal::bad(
        "INVALID_FIELD",
        format!(
            "\nvalue of filter criterion for field '{name}' must be of type {kind} and {quotes} be enclosed in quotes"
        ),
    )
}

fn type_name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Id | Kind::Reference(_) => "id",
        Kind::Boolean => "boolean",
        Kind::Int | Kind::Decimal { .. } => "double",
        Kind::Date => "date",
        Kind::DateTime => "dateTime",
        _ => "string",
    }
}
