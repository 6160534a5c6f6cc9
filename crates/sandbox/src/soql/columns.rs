//! `&columns=true`: what a query's columns are.

use super::ast::{Expression, Item, Query};
use crate::json::Json;
use crate::schema::{Kind, Object};

pub(super) fn metadata(object: &'static Object, query: &Query) -> Json {
    let columns: Vec<Json> = query
        .select
        .iter()
        .map(|item| column(object, item))
        .collect();
    let id_selected = query.select.iter().any(|item| matches!(item, Item::Expression { expression: Expression::Field(path), .. } if path.last().is_some_and(|name| name.eq_ignore_ascii_case("Id"))));
    Json::object([
        ("columnMetadata", Json::List(columns)),
        ("entityName", object.name.into()),
        ("groupBy", (!query.group.is_empty()).into()),
        ("idSelected", id_selected.into()),
        ("keyPrefix", object.prefix.into()),
    ])
}

fn column(object: &'static Object, item: &Item) -> Json {
    match item {
        Item::Expression {
            expression: Expression::Field(path) | Expression::Shown(path),
            ..
        } => path_column(object, path),
        Item::Expression { expression, alias } => one(
            "expr0",
            alias.as_deref().unwrap_or("expr0"),
            matches!(expression, Expression::Aggregate(..)),
            None,
            vec![],
        ),
        Item::Child(query) => {
            let child = object.child(&query.from).map_or(object, |(child, _)| child);
            let inner = query
                .select
                .iter()
                .map(|item| column(child, item))
                .collect();
            one(&query.from, &query.from, false, None, inner)
        }
        Item::Fields(_) => one("Id", "Id", false, Some(&Kind::Id), vec![]),
    }
}

fn path_column(object: &'static Object, path: &[String]) -> Json {
    match path {
        [name] => {
            let field = object.field(name);
            let name = field.map_or(name.as_str(), |field| field.name);
            one(name, name, false, field.map(|field| &field.kind), vec![])
        }
        [parent, rest @ ..] => {
            let target = object
                .relationship(parent)
                .and_then(|field| field.targets().first())
                .map_or(object, |name| crate::schema::object(name));
            one(parent, parent, false, None, vec![path_column(target, rest)])
        }
        [] => Json::Null,
    }
}

fn one(name: &str, display: &str, aggregate: bool, kind: Option<&Kind>, join: Vec<Json>) -> Json {
    let number = matches!(kind, Some(Kind::Int | Kind::Decimal { .. })) || aggregate;
    let apex = match kind {
        Some(Kind::Id | Kind::Reference(_)) => "Id",
        Some(Kind::Boolean) => "Boolean",
        Some(Kind::Int) => "Integer",
        Some(Kind::Decimal { .. }) => "Double",
        Some(Kind::Date) => "Date",
        Some(Kind::DateTime) => "Datetime",
        _ => "String",
    };
    Json::object([
        ("aggregate", aggregate.into()),
        ("apexType", apex.into()),
        ("booleanType", matches!(kind, Some(Kind::Boolean)).into()),
        ("columnName", name.into()),
        ("custom", name.ends_with("__c").into()),
        ("displayName", display.into()),
        ("foreignKeyName", Json::Null),
        ("insertable", false.into()),
        ("joinColumns", Json::List(join)),
        ("numberType", number.into()),
        ("textType", (apex == "String").into()),
        ("updatable", false.into()),
    ])
}
