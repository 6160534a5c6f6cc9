//! Field paths: `Account.Owner.Name` climbs from row to parent, joining each parent once.

use super::ast::Path;
use super::compile::Compiler;
use crate::refusal::Refusal;
use crate::schema::{Field, Kind, Object, object};

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
    pub(super) sql: String,
}

/// Parents above parents, at most.
const HIGHEST: usize = 5;

impl Compiler<'_> {
    pub(super) fn column(&mut self, scope: &mut Scope, path: &Path) -> Result<Column, Refusal> {
        let path = unqualified(scope, path);
        let (last, parents) = path
            .split_last()
            .ok_or_else(|| Refusal::query("unexpected token: '.'"))?;
        if parents.len() > HIGHEST {
            return Err(Refusal::bad(
                "INVALID_FIELD",
                format!("maximum relationship depth exceeded: {}", path.join(".")),
            ));
        }
        let (holder, alias, mut names) = match self.climb(scope, parents)? {
            Above::Row {
                object,
                alias,
                names,
            } => (object, alias, names),
            Above::AnyOf {
                reference,
                alias,
                names,
            } => return self.of_any(reference, &alias, names, last),
        };
        let field = self
            .sight
            .field(holder, last)
            .ok_or_else(|| no_column(last, holder.name))?;
        names.push(field.name.to_owned());
        Ok(Column {
            sql: format!("{alias}.\"{}\"", field.name),
            kind: field.kind.clone(),
            scale: field.scale(),
            length: field.length,
            names,
            filled: matches!(
                field.name,
                "Id" | "SystemModstamp" | "CreatedDate" | "LastModifiedDate"
            ) && parents.is_empty(),
        })
    }

    /// Follows relationship names upwards, joining each parent once.
    fn climb(&mut self, scope: &mut Scope, parents: &[String]) -> Result<Above, Refusal> {
        let mut object = scope.object;
        let mut alias = scope.alias.clone();
        let mut names: Vec<String> = Vec::new();
        for (at, parent) in parents.iter().enumerate() {
            let reference = object
                .relationship(parent)
                .filter(|field| self.sight.sees(object, field))
                .ok_or_else(|| no_relationship(parent))?;
            names.push(reference.relationship.unwrap_or_default().to_owned());
            if reference.polymorphic() {
                if at + 1 < parents.len() {
                    return Err(no_relationship(&parents[at + 1]));
                }
                return Ok(Above::AnyOf {
                    reference,
                    alias,
                    names,
                });
            }
            let target = reference
                .targets()
                .first()
                .map(|name| crate::schema::object(name))
                .ok_or_else(|| no_relationship(parent))?;
            if !self.sight.reads(target) {
                return Err(no_relationship(parent));
            }
            if let Some(join) = scope.joins.iter().find(|join| join.path == names) {
                (object, alias) = (join.object, join.alias.clone());
                continue;
            }
            self.tables += 1;
            let own = format!("t{}", self.tables);
            let sql = format!(
                " left join \"{}\" {own} on {own}.Id = {alias}.\"{}\"",
                target.name, reference.name
            );
            scope.joins.push(Join {
                path: names.clone(),
                object: target,
                alias: own.clone(),
                sql,
            });
            (object, alias) = (target, own);
        }
        Ok(Above::Row {
            object,
            alias,
            names,
        })
    }

    pub(super) fn parent_id(
        &mut self,
        scope: &mut Scope,
        names: &[String],
    ) -> Result<(String, Option<&'static Object>), Refusal> {
        Ok(match self.climb(scope, names)? {
            Above::Row { object, alias, .. } => (format!("{alias}.Id"), Some(object)),
            Above::AnyOf {
                reference, alias, ..
            } => (format!("{alias}.\"{}\"", reference.name), None),
        })
    }

    /// `Who.Name`, `What.Type`: whatever the reference points at.
    fn of_any(
        &mut self,
        reference: &'static Field,
        alias: &str,
        mut names: Vec<String>,
        last: &str,
    ) -> Result<Column, Refusal> {
        let id = format!("{alias}.\"{}\"", reference.name);
        let mut cases = Vec::new();
        let mut spelled = None;
        for target in reference
            .targets()
            .iter()
            .map(|name| object(name))
            .filter(|target| self.sight.reads(target))
        {
            if last.eq_ignore_ascii_case("Type") {
                spelled = Some("Type".to_owned());
                cases.push(format!(" when '{}' then '{}'", target.prefix, target.name));
                continue;
            }
            let field = if last.eq_ignore_ascii_case("Name") {
                target.name_field()
            } else {
                self.sight.field(target, last)
            };
            if let Some(field) = field {
                spelled = Some(if last.eq_ignore_ascii_case("Name") {
                    "Name".to_owned()
                } else {
                    field.name.to_owned()
                });
                cases.push(format!(
                    " when '{}' then (select \"{}\" from \"{}\" where Id = {id})",
                    target.prefix, field.name, target.name
                ));
            }
        }
        let cases = cases.concat();
        let Some(spelled) = spelled else {
            return Err(no_column(last, "Name"));
        };
        let kind = if spelled == "Id" {
            Kind::Id
        } else {
            Kind::Text
        };
        names.push(spelled);
        Ok(Column {
            sql: format!("(case substr({id}, 1, 3){cases} end) collate sf"),
            kind,
            scale: 0,
            length: 255,
            names,
            filled: false,
        })
    }
}

enum Above {
    Row {
        object: &'static Object,
        alias: String,
        names: Vec<String>,
    },
    AnyOf {
        reference: &'static Field,
        alias: String,
        names: Vec<String>,
    },
}

/// A path may start with the object's own name or alias.
fn unqualified(scope: &Scope, path: &Path) -> Path {
    let own = |name: &String| {
        name.eq_ignore_ascii_case(scope.object.name) && scope.object.relationship(name).is_none()
            || scope
                .called
                .as_ref()
                .is_some_and(|called| called.eq_ignore_ascii_case(name))
    };
    if path.len() > 1 && path.first().is_some_and(own) {
        path[1..].to_vec()
    } else {
        path.clone()
    }
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

pub(super) fn no_relationship(name: &str) -> Refusal {
    Refusal::bad(
        "INVALID_FIELD",
        format!(
            "\nDidn't understand relationship '{name}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the \
             custom relationship name. Please reference your WSDL or the describe call for the appropriate names."
        ),
    )
}
