//! Tree to SQL: one statement a query, so that SQLite's indexes do the work.

use jiff::civil::Date;

use super::ast::{Aggregate, DateFunction, Expression, FieldSet, Item, Path, Query};
use crate::refusal::Refusal;
use crate::schema::{Field, Kind, Object, object};
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

/// What the rows become.
pub(super) enum Shape {
    Count,
    Rows(Node),
    Groups(Vec<Shown>),
}

/// A sub-query over a parent's children.
pub(super) struct Child {
    pub(super) name: &'static str,
    pub(super) reference: &'static Field,
    pub(super) query: Query,
}

/// One object of an answered row: the row itself or a parent of it.
pub(super) struct Node {
    pub(super) id: usize,
    pub(super) object: Option<&'static Object>,
    pub(super) entries: Vec<Entry>,
}

pub(super) enum Entry {
    Value(Shown),
    Parent(String, Node),
    Child(usize),
}

#[derive(Clone)]
pub(super) struct Shown {
    pub(super) name: String,
    pub(super) column: usize,
    pub(super) kind: Kind,
}

/// One column as SQL sees it.
#[derive(Clone)]
pub(super) struct Column {
    pub(super) sql: String,
    pub(super) kind: Kind,
    pub(super) scale: u32,
    pub(super) length: usize,
    /// As describe spells it, parents first.
    pub(super) names: Vec<String>,
    /// Never null, so an index serves both directions.
    pub(super) filled: bool,
}

/// A table in FROM with the parents joined to it.
pub(super) struct Scope {
    pub(super) object: &'static Object,
    pub(super) alias: String,
    pub(super) called: Option<String>,
    pub(super) joins: Vec<Join>,
}

pub(super) struct Join {
    path: Vec<String>,
    object: &'static Object,
    alias: String,
    sql: String,
}

pub(super) struct Compiler<'a> {
    pub(super) sight: &'a Sight,
    pub(super) today: Date,
    pub(super) binds: Vec<Cell>,
    tables: usize,
}

/// Parents above parents, at most.
const HIGHEST: usize = 5;
const FURTHEST: u64 = 2_000;

impl<'a> Compiler<'a> {
    pub(super) fn new(sight: &'a Sight, today: Date) -> Self {
        Self { sight, today, binds: Vec::new(), tables: 0 }
    }

    pub(super) fn scope(&mut self, object: &'static Object, called: Option<String>) -> Scope {
        self.tables += 1;
        Scope { object, alias: format!("t{}", self.tables), called, joins: Vec::new() }
    }

    /// Compiles a query on an object. `all_rows` lets deleted rows in; `among` names a list of ids the rows must be in (bound last).
    pub(super) fn plan(mut self, object: &'static Object, query: &Query, all_rows: bool, among: Option<&str>) -> Result<Plan, Refusal> {
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
            filter.push(format!("{}.\"{field}\" in (select value from json_each(?))", scope.alias));
        }
        let mut group = query.group.iter().map(|by| Ok(self.expression(&mut scope, by)?.sql)).collect::<Result<Vec<_>, Refusal>>()?.join(", ");
        if !group.is_empty() {
            group = format!(" group by {group}");
        }
        if let Some(having) = &query.having {
            group = format!("{group} having {}", self.condition(&mut scope, having)?);
        }
        let order = self.order(&mut scope, query)?;
        if query.offset.is_some_and(|offset| offset > FURTHEST) {
            return Err(Refusal::bad("NUMBER_OUTSIDE_VALID_RANGE", format!("Maximum SOQL offset allowed is {FURTHEST}")));
        }
        Ok(Plan {
            select,
            from: from(&scope),
            filter: if filter.is_empty() { String::new() } else { format!(" where {}", filter.join(" and ")) },
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

    fn row(&mut self, scope: &mut Scope, query: &Query, select: &mut Vec<String>, children: &mut Vec<Child>) -> Result<Node, Refusal> {
        let mut root = Node { id: 0, object: Some(scope.object), entries: Vec::new() };
        select.push(format!("{}.Id", scope.alias));
        for item in &query.select {
            match item {
                Item::Child(query) => {
                    let (child, reference) =
                        scope.object.child(&query.from).filter(|(child, _)| self.sight.reads(child)).ok_or_else(|| no_relationship(&query.from))?;
                    let name = reference.children.unwrap_or(child.name);
                    root.entries.push(Entry::Child(children.len()));
                    children.push(Child { name, reference, query: (**query).clone() });
                }
                Item::Fields(set) => {
                    if *set != FieldSet::Standard && query.limit.is_none_or(|limit| limit > 200) {
                        return Err(Refusal::query("The SOQL FIELDS function must have a LIMIT of at most 200"));
                    }
                    for field in scope.object.fields.iter().filter(|field| self.sight.sees(scope.object, field)) {
                        let wanted = match set {
                            FieldSet::All => true,
                            FieldSet::Standard => !field.custom(),
                            FieldSet::Custom => field.custom() || field.name == "Id",
                        };
                        if wanted {
                            let column = self.column(scope, &vec![field.name.to_owned()])?;
                            select.push(column.sql);
                            root.entries.push(Entry::Value(Shown { name: field.name.to_owned(), column: select.len() - 1, kind: column.kind }));
                        }
                    }
                }
                Item::Expression { expression, alias } => {
                    let (Expression::Field(path) | Expression::Shown(path)) = expression else {
                        return Err(Refusal::query("date functions are only allowed with GROUP BY"));
                    };
                    let column = self.column(scope, path)?;
                    select.push(column.sql.clone());
                    let shown = |name: String| Shown { name, column: select.len() - 1, kind: column.kind.clone() };
                    match (expression, alias) {
                        (Expression::Shown(_), Some(alias)) => root.entries.push(Entry::Value(shown(alias.clone()))),
                        (Expression::Field(_), Some(_)) => {
                            return Err(Refusal::query("only aggregate expressions use field aliasing"));
                        }
                        _ => {
                            let mut names = column.names.clone();
                            let name = names.pop().unwrap_or_default();
                            let shown = shown(name);
                            self.hang(scope, &mut root, &names, shown, select)?;
                        }
                    }
                }
            }
        }
        Ok(root)
    }

    /// Puts a value where its path says, making parents on the way.
    fn hang(&mut self, scope: &mut Scope, root: &mut Node, names: &[String], shown: Shown, select: &mut Vec<String>) -> Result<(), Refusal> {
        let mut node = root;
        for depth in 0..names.len() {
            let name = &names[depth];
            let at = node.entries.iter().position(|entry| matches!(entry, Entry::Parent(own, _) if own == name));
            let at = match at {
                Some(at) => at,
                None => {
                    let (sql, object) = self.parent_id(scope, &names[..=depth])?;
                    select.push(sql);
                    node.entries.push(Entry::Parent(name.clone(), Node { id: select.len() - 1, object, entries: Vec::new() }));
                    node.entries.len() - 1
                }
            };
            let Entry::Parent(_, next) = &mut node.entries[at] else { return Ok(()) };
            node = next;
        }
        let twice = node.entries.iter().any(|entry| matches!(entry, Entry::Value(own) if own.name == shown.name));
        if twice {
            return Err(Refusal::query(format!("duplicate field selected: {}", shown.name)));
        }
        node.entries.push(Entry::Value(shown));
        Ok(())
    }

    fn groups(&mut self, scope: &mut Scope, query: &Query, select: &mut Vec<String>) -> Result<Vec<Shown>, Refusal> {
        let mut shown = Vec::new();
        let mut unnamed = 0;
        for item in &query.select {
            let Item::Expression { expression, alias } = item else {
                return Err(Refusal::query("Grouped query cannot use child relationships in the SELECT list"));
            };
            let column = self.expression(scope, expression)?;
            let plain = matches!(expression, Expression::Field(_) | Expression::Shown(_));
            if !matches!(expression, Expression::Aggregate(..)) {
                let grouped = query.group.iter().any(|by| match (by, expression) {
                    (Expression::Field(by), Expression::Field(path) | Expression::Shown(path)) => same(by, path),
                    (Expression::Date(own, by), Expression::Date(function, path)) => own == function && same(by, path),
                    _ => false,
                });
                if !grouped {
                    return Err(Refusal::query(format!("Field must be grouped or aggregated: {}", column.names.last().map_or("", String::as_str))));
                }
            }
            let name = match alias {
                Some(alias) => alias.clone(),
                None if plain => column.names.last().cloned().unwrap_or_default(),
                None => {
                    unnamed += 1;
                    format!("expr{}", unnamed - 1)
                }
            };
            select.push(column.sql);
            shown.push(Shown { name, column: select.len() - 1, kind: column.kind });
        }
        Ok(shown)
    }

    fn order(&mut self, scope: &mut Scope, query: &Query) -> Result<String, Refusal> {
        let mut parts = Vec::new();
        for order in &query.order {
            let alias = match &order.by {
                Expression::Field(path) if path.len() == 1 => query.select.iter().find_map(|item| match item {
                    Item::Expression { expression, alias: Some(alias) } if alias.eq_ignore_ascii_case(&path[0]) => Some(expression.clone()),
                    _ => None,
                }),
                _ => None,
            };
            let column = self.expression(scope, alias.as_ref().unwrap_or(&order.by))?;
            if column.kind == Kind::TextArea && column.length > 255 {
                return Err(Refusal::bad(
                    "MALFORMED_QUERY",
                    format!("field '{}' can not be sorted in a query call", column.names.last().map_or("", String::as_str)),
                ));
            }
            let nulls = match (column.filled, order.descending, order.nulls_last) {
                (true, ..) | (_, false, false) | (_, true, true) => "",
                (_, _, true) => " nulls last",
                (_, _, false) => " nulls first",
            };
            parts.push(format!("{}{}{nulls}", column.sql, if order.descending { " desc" } else { "" }));
        }
        Ok(if parts.is_empty() { String::new() } else { format!(" order by {}", parts.join(", ")) })
    }

    pub(super) fn expression(&mut self, scope: &mut Scope, expression: &Expression) -> Result<Column, Refusal> {
        match expression {
            Expression::Field(path) | Expression::Shown(path) => self.column(scope, path),
            Expression::Aggregate(function, path) => {
                let Some(path) = path else {
                    return Ok(Column { sql: "count(*)".to_owned(), kind: Kind::Int, scale: 0, length: 0, names: vec![], filled: true });
                };
                let mut column = self.column(scope, path)?;
                let numeric = matches!(column.kind, Kind::Int | Kind::Decimal { .. });
                if matches!(function, Aggregate::Sum | Aggregate::Avg) && !numeric {
                    return Err(Refusal::query(format!("field {} does not support aggregate operator {function:?}", column.names.join(".")).to_uppercase()));
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
                    Aggregate::Count | Aggregate::CountDistinct => (column.kind, column.scale) = (Kind::Int, 0),
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
                    _ => return Err(Refusal::query(format!("field {} is not a date", column.names.join(".")))),
                };
                (column.sql, column.kind) = match function {
                    DateFunction::CalendarYear => (format!("cast(strftime('%Y', {day}) as integer)"), Kind::Int),
                    DateFunction::CalendarQuarter => (format!("(cast(strftime('%m', {day}) as integer) + 2) / 3"), Kind::Int),
                    DateFunction::CalendarMonth => (format!("cast(strftime('%m', {day}) as integer)"), Kind::Int),
                    DateFunction::DayInMonth => (format!("cast(strftime('%d', {day}) as integer)"), Kind::Int),
                    DateFunction::DayOnly => (day, Kind::Date),
                };
                Ok(column)
            }
        }
    }

    pub(super) fn column(&mut self, scope: &mut Scope, path: &Path) -> Result<Column, Refusal> {
        let path = unqualified(scope, path);
        let (last, parents) = path.split_last().ok_or_else(|| Refusal::query("unexpected token: '.'"))?;
        if parents.len() > HIGHEST {
            return Err(Refusal::bad("INVALID_FIELD", format!("maximum relationship depth exceeded: {}", path.join("."))));
        }
        let (holder, alias, mut names) = match self.climb(scope, parents)? {
            Above::Row { object, alias, names } => (object, alias, names),
            Above::AnyOf { reference, alias, names } => return self.of_any(reference, &alias, names, last),
        };
        let field = self.sight.field(holder, last).ok_or_else(|| no_column(last, holder.name))?;
        names.push(field.name.to_owned());
        Ok(Column {
            sql: format!("{alias}.\"{}\"", field.name),
            kind: field.kind.clone(),
            scale: field.scale(),
            length: field.length,
            names,
            filled: matches!(field.name, "Id" | "SystemModstamp" | "CreatedDate" | "LastModifiedDate") && parents.is_empty(),
        })
    }

    /// Follows relationship names upwards, joining each parent once.
    fn climb(&mut self, scope: &mut Scope, parents: &[String]) -> Result<Above, Refusal> {
        let mut object = scope.object;
        let mut alias = scope.alias.clone();
        let mut names: Vec<String> = Vec::new();
        for (at, parent) in parents.iter().enumerate() {
            let reference = object.relationship(parent).filter(|field| self.sight.sees(object, field)).ok_or_else(|| no_relationship(parent))?;
            names.push(reference.relationship.unwrap_or_default().to_owned());
            if reference.polymorphic() {
                if at + 1 < parents.len() {
                    return Err(no_relationship(&parents[at + 1]));
                }
                return Ok(Above::AnyOf { reference, alias, names });
            }
            let target = reference.targets().first().map(|name| crate::schema::object(name)).ok_or_else(|| no_relationship(parent))?;
            if !self.sight.reads(target) {
                return Err(no_relationship(parent));
            }
            if let Some(join) = scope.joins.iter().find(|join| join.path == names) {
                (object, alias) = (join.object, join.alias.clone());
                continue;
            }
            self.tables += 1;
            let own = format!("t{}", self.tables);
            let sql = format!(" left join \"{}\" {own} on {own}.Id = {alias}.\"{}\"", target.name, reference.name);
            scope.joins.push(Join { path: names.clone(), object: target, alias: own.clone(), sql });
            (object, alias) = (target, own);
        }
        Ok(Above::Row { object, alias, names })
    }

    fn parent_id(&mut self, scope: &mut Scope, names: &[String]) -> Result<(String, Option<&'static Object>), Refusal> {
        Ok(match self.climb(scope, names)? {
            Above::Row { object, alias, .. } => (format!("{alias}.Id"), Some(object)),
            Above::AnyOf { reference, alias, .. } => (format!("{alias}.\"{}\"", reference.name), None),
        })
    }

    /// `Who.Name`, `What.Type`: whatever the reference points at.
    fn of_any(&mut self, reference: &'static Field, alias: &str, mut names: Vec<String>, last: &str) -> Result<Column, Refusal> {
        let id = format!("{alias}.\"{}\"", reference.name);
        let mut cases = String::new();
        let mut spelled = None;
        for target in reference.targets().iter().map(|name| object(name)).filter(|target| self.sight.reads(target)) {
            if last.eq_ignore_ascii_case("Type") {
                spelled = Some("Type".to_owned());
                cases.push_str(&format!(" when '{}' then '{}'", target.prefix, target.name));
                continue;
            }
            let field = if last.eq_ignore_ascii_case("Name") { target.name_field() } else { self.sight.field(target, last) };
            if let Some(field) = field {
                spelled = Some(if last.eq_ignore_ascii_case("Name") { "Name".to_owned() } else { field.name.to_owned() });
                cases.push_str(&format!(" when '{}' then (select \"{}\" from \"{}\" where Id = {id})", target.prefix, field.name, target.name));
            }
        }
        let Some(spelled) = spelled else { return Err(no_column(last, "Name")) };
        let kind = if spelled == "Id" { Kind::Id } else { Kind::Text };
        names.push(spelled);
        Ok(Column { sql: format!("(case substr({id}, 1, 3){cases} end) collate sf"), kind, scale: 0, length: 255, names, filled: false })
    }
}

enum Above {
    Row { object: &'static Object, alias: String, names: Vec<String> },
    AnyOf { reference: &'static Field, alias: String, names: Vec<String> },
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
    Ok((format!("select {}.Id{} where {filter}", scope.alias, from(&scope)), compiler.binds))
}

fn counts(query: &Query) -> bool {
    matches!(query.select.as_slice(), [Item::Expression { expression: Expression::Aggregate(Aggregate::Count, None), alias: None }]) && query.group.is_empty()
}

fn is_aggregate(item: &Item) -> bool {
    matches!(item, Item::Expression { expression: Expression::Aggregate(..), .. })
}

fn same(left: &Path, right: &Path) -> bool {
    left.len() == right.len() && left.iter().zip(right).all(|(left, right)| left.eq_ignore_ascii_case(right))
}

/// A path may start with the object's own name or alias.
fn unqualified(scope: &Scope, path: &Path) -> Path {
    let own = |name: &String| {
        name.eq_ignore_ascii_case(scope.object.name) && scope.object.relationship(name).is_none()
            || scope.called.as_ref().is_some_and(|called| called.eq_ignore_ascii_case(name))
    };
    if path.len() > 1 && path.first().is_some_and(own) { path[1..].to_vec() } else { path.clone() }
}

fn no_column(name: &str, entity: &str) -> Refusal {
    Refusal::bad(
        "INVALID_FIELD",
        format!(
            "\nNo such column '{name}' on entity '{entity}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. \
             Please reference your WSDL or the describe call for the appropriate names."
        ),
    )
}

fn no_relationship(name: &str) -> Refusal {
    Refusal::bad(
        "INVALID_FIELD",
        format!(
            "\nDidn't understand relationship '{name}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the \
             custom relationship name. Please reference your WSDL or the describe call for the appropriate names."
        ),
    )
}
