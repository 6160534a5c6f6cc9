//! Tree to SQL: one statement a query, so that SQLite's indexes do the work.

use jiff::civil::Date;

use super::ast::{Aggregate, DateFunction, Expression, Item, Query};
use super::path::{Column, Scope};
use super::shape::{Child, Shape};
use crate::refusal::Refusal;
use crate::schema::{Kind, Object};
use crate::security::Sight;
use crate::value::Cell;

/// A query ready to run.
pub(super) struct Plan {
    pub(super) select: Vec<String>,
    pub(super) from: String,
    pub(super) filter: String,
    pub(super) group: String,
    pub(super) order: String,
    pub(super) limit: Option<u64>,
    pub(super) offset: u64,
    pub(super) binds: Vec<Cell>,
    pub(super) shape: Shape,
    /// The alias of the queried table.
    pub(super) alias: String,
    pub(super) children: Vec<Child>,
}

pub(super) struct Compiler<'a> {
    pub(super) sight: &'a Sight,
    pub(super) today: Date,
    pub(super) binds: Vec<Cell>,
    pub(super) tables: usize,
}

/// Rows OFFSET may skip.
const FURTHEST: u64 = 2_000;

impl<'a> Compiler<'a> {
    pub(super) fn new(sight: &'a Sight, today: Date) -> Self {
        Self {
            sight,
            today,
            binds: Vec::new(),
            tables: 0,
        }
    }

    pub(super) fn scope(&mut self, object: &'static Object, called: Option<String>) -> Scope {
        self.tables += 1;
        Scope {
            object,
            alias: format!("t{}", self.tables),
            called,
            joins: Vec::new(),
        }
    }

    /// Compiles a query on an object. `all_rows` lets deleted rows in; `among` names a list of ids the rows must be in (bound last).
    pub(super) fn plan(
        mut self,
        object: &'static Object,
        query: &Query,
        all_rows: bool,
        among: Option<&str>,
    ) -> Result<Plan, Refusal> {
        let mut scope = self.scope(object, query.alias.clone());
        let grouped = !query.group.is_empty() || query.select.iter().any(is_aggregate);
        let mut select = Vec::new();
        let mut children = Vec::new();
        let shape = if counts(query) {
            select.push("count(*)".to_owned());
            Shape::Count
        } else if grouped {
            Shape::Groups(self.groups(&mut scope, query, &mut select)?)
        } else {
            Shape::Rows(self.row(&mut scope, query, &mut select, &mut children)?)
        };
        let mut filter = Vec::new();
        if !all_rows && !query.all_rows {
            filter.push(format!("{}.IsDeleted = 0", scope.alias));
        }
        if let Some(condition) = &query.filter {
            filter.push(self.condition(&mut scope, condition)?);
        }
        if let Some(field) = among {
            filter.push(format!(
                "{}.\"{field}\" in (select value from json_each(?))",
                scope.alias
            ));
        }
        let mut group = query
            .group
            .iter()
            .map(|by| Ok(self.expression(&mut scope, by)?.sql))
            .collect::<Result<Vec<_>, Refusal>>()?
            .join(", ");
        if !group.is_empty() {
            group = format!(" group by {group}");
        }
        if let Some(having) = &query.having {
            group = format!("{group} having {}", self.condition(&mut scope, having)?);
        }
        let order = self.order(&mut scope, query)?;
        if query.offset.is_some_and(|offset| offset > FURTHEST) {
            return Err(Refusal::bad(
                "NUMBER_OUTSIDE_VALID_RANGE",
                format!("Maximum SOQL offset allowed is {FURTHEST}"),
            ));
        }
        Ok(Plan {
            select,
            from: from(&scope),
            filter: if filter.is_empty() {
                String::new()
            } else {
                format!(" where {}", filter.join(" and "))
            },
            group,
            order,
            limit: query.limit,
            offset: query.offset.unwrap_or(0),
            binds: self.binds,
            shape,
            alias: scope.alias,
            children,
        })
    }

    fn order(&mut self, scope: &mut Scope, query: &Query) -> Result<String, Refusal> {
        let mut parts = Vec::new();
        for order in &query.order {
            let alias = match &order.by {
                Expression::Field(path) if path.len() == 1 => {
                    query.select.iter().find_map(|item| match item {
                        Item::Expression {
                            expression,
                            alias: Some(alias),
                        } if alias.eq_ignore_ascii_case(&path[0]) => Some(expression.clone()),
                        _ => None,
                    })
                }
                _ => None,
            };
            let column = self.expression(scope, alias.as_ref().unwrap_or(&order.by))?;
            if column.kind == Kind::TextArea && column.length > 255 {
                return Err(Refusal::bad(
                    "MALFORMED_QUERY",
                    format!(
                        "field '{}' can not be sorted in a query call",
                        column.names.last().map_or("", String::as_str)
                    ),
                ));
            }
            let nulls = match (column.filled, order.descending, order.nulls_last) {
                (true, ..) | (_, false, false) | (_, true, true) => "",
                (_, _, true) => " nulls last",
                (_, _, false) => " nulls first",
            };
            parts.push(format!(
                "{}{}{nulls}",
                column.sql,
                if order.descending { " desc" } else { "" }
            ));
        }
        Ok(if parts.is_empty() {
            String::new()
        } else {
            format!(" order by {}", parts.join(", "))
        })
    }

    pub(super) fn expression(
        &mut self,
        scope: &mut Scope,
        expression: &Expression,
    ) -> Result<Column, Refusal> {
        match expression {
            Expression::Field(path) | Expression::Shown(path) => self.column(scope, path),
            Expression::Aggregate(function, path) => {
                let Some(path) = path else {
                    return Ok(Column {
                        sql: "count(*)".to_owned(),
                        kind: Kind::Int,
                        scale: 0,
                        length: 0,
                        names: vec![],
                        filled: true,
                    });
                };
                let mut column = self.column(scope, path)?;
                let numeric = matches!(column.kind, Kind::Int | Kind::Decimal { .. });
                if matches!(function, Aggregate::Sum | Aggregate::Avg) && !numeric {
                    return Err(Refusal::query(
                        format!(
                            "field {} does not support aggregate operator {function:?}",
                            column.names.join(".")
                        )
                        .to_uppercase(),
                    ));
                }
                let inner = &column.sql;
                column.sql = match function {
                    Aggregate::Count => format!("count({inner})"),
                    Aggregate::CountDistinct => format!("count(distinct {inner})"),
                    Aggregate::Sum => format!("sum({inner})"),
                    Aggregate::Avg => format!("avg({inner}) / {}.0", 10_i64.pow(column.scale)),
                    Aggregate::Min => format!("min({inner})"),
                    Aggregate::Max => format!("max({inner})"),
                };
                match function {
                    Aggregate::Count | Aggregate::CountDistinct => {
                        (column.kind, column.scale) = (Kind::Int, 0);
                    }
                    Aggregate::Avg => (column.kind, column.scale) = (Kind::Int, 0),
                    _ => {}
                }
                column.filled = false;
                Ok(column)
            }
            Expression::Date(function, path) => {
                let mut column = self.column(scope, path)?;
                let day = match column.kind {
                    Kind::Date => column.sql.clone(),
                    Kind::DateTime => format!("date({}, 'unixepoch')", column.sql),
                    _ => {
                        return Err(Refusal::query(format!(
                            "field {} is not a date",
                            column.names.join(".")
                        )));
                    }
                };
                (column.sql, column.kind) = match function {
                    DateFunction::CalendarYear => {
                        (format!("cast(strftime('%Y', {day}) as integer)"), Kind::Int)
                    }
                    DateFunction::CalendarQuarter => (
                        format!("(cast(strftime('%m', {day}) as integer) + 2) / 3"),
                        Kind::Int,
                    ),
                    DateFunction::CalendarMonth => {
                        (format!("cast(strftime('%m', {day}) as integer)"), Kind::Int)
                    }
                    DateFunction::DayInMonth => {
                        (format!("cast(strftime('%d', {day}) as integer)"), Kind::Int)
                    }
                    DateFunction::DayOnly => (day, Kind::Date),
                };
                Ok(column)
            }
        }
    }
}

pub(super) fn from(scope: &Scope) -> String {
    let joins: String = scope.joins.iter().map(|join| join.sql.as_str()).collect();
    format!(" from \"{}\" {}{joins}", scope.object.name, scope.alias)
}

/// A condition on one object alone, for SOSL: joins and filter of a table called by `alias`.
pub(crate) fn where_clause(
    sight: &Sight,
    today: Date,
    object: &'static Object,
    condition: &super::ast::Condition,
) -> Result<(String, Vec<Cell>), Refusal> {
    let mut compiler = Compiler::new(sight, today);
    let mut scope = compiler.scope(object, None);
    let filter = compiler.condition(&mut scope, condition)?;
    Ok((
        format!("select {}.Id{} where {filter}", scope.alias, from(&scope)),
        compiler.binds,
    ))
}

fn counts(query: &Query) -> bool {
    matches!(
        query.select.as_slice(),
        [Item::Expression {
            expression: Expression::Aggregate(Aggregate::Count, None),
            alias: None
        }]
    ) && query.group.is_empty()
}

fn is_aggregate(item: &Item) -> bool {
    matches!(
        item,
        Item::Expression {
            expression: Expression::Aggregate(..),
            ..
        }
    )
}
