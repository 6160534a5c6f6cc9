//! What an answered row looks like: values, parents around them, children under them.

use super::ast::{Expression, FieldSet, Item, Path, Query};
use super::compile::Compiler;
use super::path::{Scope, no_relationship};
use crate::refusal::Refusal;
use crate::schema::{Field, Kind, Object};

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

impl Compiler<'_> {
    pub(super) fn row(
        &mut self,
        scope: &mut Scope,
        query: &Query,
        select: &mut Vec<String>,
        children: &mut Vec<Child>,
    ) -> Result<Node, Refusal> {
        let mut root = Node {
            id: 0,
            object: Some(scope.object),
            entries: Vec::new(),
        };
        select.push(format!("{}.Id", scope.alias));
        for item in &query.select {
            match item {
                Item::Child(query) => {
                    let (child, reference) = scope
                        .object
                        .child(&query.from)
                        .filter(|(child, _)| self.sight.reads(child))
                        .ok_or_else(|| no_relationship(&query.from))?;
                    let name = reference.children.unwrap_or(child.name);
                    root.entries.push(Entry::Child(children.len()));
                    children.push(Child {
                        name,
                        reference,
                        query: (**query).clone(),
                    });
                }
                Item::Fields(set) => {
                    if *set != FieldSet::Standard && query.limit.is_none_or(|limit| limit > 200) {
                        return Err(Refusal::query(
                            "The SOQL FIELDS function must have a LIMIT of at most 200",
                        ));
                    }
                    for field in scope
                        .object
                        .fields
                        .iter()
                        .filter(|field| self.sight.sees(scope.object, field))
                    {
                        let wanted = match set {
                            FieldSet::All => true,
                            FieldSet::Standard => !field.custom(),
                            FieldSet::Custom => field.custom() || field.name == "Id",
                        };
                        if wanted {
                            let column = self.column(scope, &vec![field.name.to_owned()])?;
                            select.push(column.sql);
                            root.entries.push(Entry::Value(Shown {
                                name: field.name.to_owned(),
                                column: select.len() - 1,
                                kind: column.kind,
                            }));
                        }
                    }
                }
                Item::Expression { expression, alias } => {
                    let (Expression::Field(path) | Expression::Shown(path)) = expression else {
                        return Err(Refusal::query(
                            "date functions are only allowed with GROUP BY",
                        ));
                    };
                    let column = self.column(scope, path)?;
                    select.push(column.sql.clone());
                    let shown = |name: String| Shown {
                        name,
                        column: select.len() - 1,
                        kind: column.kind.clone(),
                    };
                    match (expression, alias) {
                        (Expression::Shown(_), Some(alias)) => {
                            root.entries.push(Entry::Value(shown(alias.clone())));
                        }
                        (Expression::Field(_), Some(_)) => {
                            return Err(Refusal::query(
                                "only aggregate expressions use field aliasing",
                            ));
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
    fn hang(
        &mut self,
        scope: &mut Scope,
        root: &mut Node,
        names: &[String],
        shown: Shown,
        select: &mut Vec<String>,
    ) -> Result<(), Refusal> {
        let mut node = root;
        for depth in 0..names.len() {
            let name = &names[depth];
            let at = node
                .entries
                .iter()
                .position(|entry| matches!(entry, Entry::Parent(own, _) if own == name));
            let at = if let Some(at) = at {
                at
            } else {
                let (sql, object) = self.parent_id(scope, &names[..=depth])?;
                select.push(sql);
                node.entries.push(Entry::Parent(
                    name.clone(),
                    Node {
                        id: select.len() - 1,
                        object,
                        entries: Vec::new(),
                    },
                ));
                node.entries.len() - 1
            };
            let Entry::Parent(_, next) = &mut node.entries[at] else {
                return Ok(());
            };
            node = next;
        }
        let twice = node
            .entries
            .iter()
            .any(|entry| matches!(entry, Entry::Value(own) if own.name == shown.name));
        if twice {
            return Err(Refusal::query(format!(
                "duplicate field selected: {}",
                shown.name
            )));
        }
        node.entries.push(Entry::Value(shown));
        Ok(())
    }

    pub(super) fn groups(
        &mut self,
        scope: &mut Scope,
        query: &Query,
        select: &mut Vec<String>,
    ) -> Result<Vec<Shown>, Refusal> {
        let mut shown = Vec::new();
        let mut unnamed = 0;
        for item in &query.select {
            let Item::Expression { expression, alias } = item else {
                return Err(Refusal::query(
                    "Grouped query cannot use child relationships in the SELECT list",
                ));
            };
            let column = self.expression(scope, expression)?;
            let plain = matches!(expression, Expression::Field(_) | Expression::Shown(_));
            if !matches!(expression, Expression::Aggregate(..)) {
                let grouped = query.group.iter().any(|by| match (by, expression) {
                    (Expression::Field(by), Expression::Field(path) | Expression::Shown(path)) => {
                        same(by, path)
                    }
                    (Expression::Date(own, by), Expression::Date(function, path)) => {
                        own == function && same(by, path)
                    }
                    _ => false,
                });
                if !grouped {
                    return Err(Refusal::query(format!(
                        "Field must be grouped or aggregated: {}",
                        column.names.last().map_or("", String::as_str)
                    )));
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
            shown.push(Shown {
                name,
                column: select.len() - 1,
                kind: column.kind,
            });
        }
        Ok(shown)
    }
}

fn same(left: &Path, right: &Path) -> bool {
    left.len() == right.len()
        && left
            .iter()
            .zip(right)
            .all(|(left, right)| left.eq_ignore_ascii_case(right))
}
