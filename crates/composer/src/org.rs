//! Objects and fields of the org, asked for once each and kept.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::gate::Gate;
use domain::schema::{FieldSchema, ObjectListed, ObjectSchema};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::wire::{self, Trouble};

type Schema = Result<Arc<ObjectSchema>, Trouble>;

#[derive(Clone, Copy)]
pub struct Org {
    objects: RwSignal<Option<Result<Vec<ObjectListed>, Trouble>>>,
    schemas: RwSignal<BTreeMap<String, Schema>>,
    asked: StoredValue<BTreeSet<String>>,
    pub gate: RwSignal<Option<Gate>>,
}

impl Org {
    pub fn asked() -> Self {
        let org = Self {
            objects: RwSignal::new(None),
            schemas: RwSignal::new(BTreeMap::new()),
            asked: StoredValue::new(BTreeSet::new()),
            gate: RwSignal::new(None),
        };
        spawn_local(async move {
            org.objects.set(Some(wire::objects().await));
        });
        spawn_local(async move {
            org.gate.set(wire::gate().await.ok());
        });
        org
    }

    /// All objects by label; empty while they are asked for.
    pub fn objects(&self) -> Vec<ObjectListed> {
        self.objects.get().and_then(Result::ok).unwrap_or_default()
    }

    /// Why there is nothing to choose from.
    pub fn trouble(&self) -> Option<String> {
        self.objects
            .get()
            .and_then(Result::err)
            .map(|why| why.message)
    }

    /// An object with its fields; none while it is asked for, or when it is not there.
    pub fn schema(&self, object: &str) -> Option<Arc<ObjectSchema>> {
        if object.is_empty() {
            return None;
        }
        let known = self.schemas.with(|schemas| schemas.get(object).cloned());
        if let Some(known) = known {
            return known.ok();
        }
        let mut new = false;
        self.asked
            .update_value(|asked| new = asked.insert(object.to_owned()));
        if new {
            let (org, object) = (*self, object.to_owned());
            spawn_local(async move {
                let found = wire::object(&object).await.map(Arc::new);
                org.schemas.update(|schemas| {
                    schemas.insert(object, found);
                });
            });
        }
        None
    }

    pub fn field(&self, object: &str, field: &str) -> Option<FieldSchema> {
        self.schema(object)?.field(field).cloned()
    }

    /// What people call an object.
    pub fn object_label(&self, object: &str) -> String {
        let listed = self.objects.with(|objects| {
            let known = objects.as_ref()?.as_ref().ok()?;
            known
                .iter()
                .find(|known| known.name.is(object))
                .map(|known| known.label.clone())
        });
        listed.unwrap_or_else(|| object.to_owned())
    }

    /// What people call a field; a path through parents by its last part.
    pub fn field_label(&self, object: &str, field: &str) -> String {
        self.field(object, field)
            .map_or_else(|| field.replace('.', " "), |field| field.label)
    }
}
