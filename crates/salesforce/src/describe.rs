//! Describe, typed and kept for a day.

use crate::call::Call;
use crate::client::Client;
use crate::error::Error;
use domain::record::{FieldName, ObjectName};
use domain::schema::{FieldKind, FieldSchema, ObjectListed, ObjectSchema};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;

const DAY: Duration = Duration::from_hours(24);

type Listed = Option<(Instant, Arc<Vec<ObjectListed>>)>;

#[derive(Debug, Default)]
pub(crate) struct Schemas(
    Mutex<HashMap<String, (Instant, Arc<ObjectSchema>)>>,
    Mutex<Listed>,
);

impl Schemas {
    fn get(&self, object: &ObjectName) -> Option<Arc<ObjectSchema>> {
        let kept = self.lock();
        let (at, schema) = kept.get(&object.as_str().to_ascii_lowercase())?;
        (at.elapsed() < DAY).then(|| Arc::clone(schema))
    }
    fn put(&self, object: &ObjectName, schema: &Arc<ObjectSchema>) {
        self.lock().insert(
            object.as_str().to_ascii_lowercase(),
            (Instant::now(), Arc::clone(schema)),
        );
    }
    fn all(&self) -> std::sync::MutexGuard<'_, Listed> {
        self.1
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, (Instant, Arc<ObjectSchema>)>> {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Client {
    /// The object as the connected user sees it; asked once a day.
    pub async fn describe(&self, object: &ObjectName) -> Result<Arc<ObjectSchema>, Error> {
        if let Some(schema) = self.schemas.get(object) {
            return Ok(schema);
        }
        let path = self.data(&format!("/sobjects/{object}/describe")).await?;
        let described: Described = match self.read(Call::get(path)).await {
            Ok(answer) => answer.json()?,
            Err(Error::NotFound { .. }) => {
                return Err(Error::Hidden {
                    object: object.clone(),
                    fields: vec![],
                });
            }
            Err(Error::Refused { code, .. }) if code == "INVALID_TYPE" => {
                return Err(Error::Hidden {
                    object: object.clone(),
                    fields: vec![],
                });
            }
            Err(error) => return Err(error),
        };
        let schema = Arc::new(described.typed()?);
        self.schemas.put(object, &schema);
        Ok(schema)
    }

    /// All objects that the connected user can query, by label; asked once a day.
    pub async fn objects(&self) -> Result<Arc<Vec<ObjectListed>>, Error> {
        if let Some((at, listed)) = &*self.schemas.all()
            && at.elapsed() < DAY
        {
            return Ok(Arc::clone(listed));
        }
        let path = self.data("/sobjects").await?;
        let global: Global = self.read(Call::get(path)).await?.json()?;
        let listed = global
            .sobjects
            .into_iter()
            .filter(|object| object.queryable);
        let mut listed = listed
            .map(|object| {
                Ok(ObjectListed {
                    name: object.name.parse().map_err(Error::malformed)?,
                    label: object.label,
                    createable: object.createable,
                    updateable: object.updateable,
                })
            })
            .collect::<Result<Vec<_>, Error>>()?;
        listed.sort_by(|one, other| one.label.cmp(&other.label));
        let listed = Arc::new(listed);
        *self.schemas.all() = Some((Instant::now(), Arc::clone(&listed)));
        Ok(listed)
    }

    /// Forgets every describe: an admin changed the org.
    pub fn forget_schemas(&self) {
        self.schemas.lock().clear();
        *self.schemas.all() = None;
    }
}

#[derive(Deserialize)]
struct Global {
    sobjects: Vec<GlobalObject>,
}

#[derive(Deserialize)]
struct GlobalObject {
    name: String,
    #[serde(default)]
    label: String,
    #[serde(default)]
    queryable: bool,
    #[serde(default)]
    createable: bool,
    #[serde(default)]
    updateable: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Described {
    name: String,
    #[serde(default)]
    label: String,
    #[serde(default)]
    key_prefix: Option<String>,
    #[serde(default)]
    createable: bool,
    #[serde(default)]
    updateable: bool,
    #[serde(default)]
    deletable: bool,
    #[serde(default)]
    mergeable: bool,
    #[serde(default)]
    queryable: bool,
    #[serde(default)]
    searchable: bool,
    fields: Vec<DescribedField>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DescribedField {
    name: String,
    #[serde(default)]
    label: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    length: u32,
    #[serde(default)]
    nillable: bool,
    #[serde(default)]
    createable: bool,
    #[serde(default)]
    updateable: bool,
    #[serde(default)]
    external_id: bool,
    #[serde(default)]
    calculated: bool,
    #[serde(default)]
    picklist_values: Vec<PicklistValue>,
    #[serde(default)]
    restricted_picklist: bool,
    #[serde(default)]
    reference_to: Vec<String>,
    #[serde(default)]
    relationship_name: Option<String>,
    #[serde(default)]
    name_field: bool,
    permissionable: Option<bool>,
    #[serde(default)]
    compound_field_name: Option<String>,
}

#[derive(Deserialize)]
struct PicklistValue {
    #[serde(default)]
    active: bool,
    value: String,
}

impl Described {
    fn typed(self) -> Result<ObjectSchema, Error> {
        Ok(ObjectSchema {
            name: self.name.parse().map_err(Error::malformed)?,
            label: self.label,
            key_prefix: self.key_prefix,
            createable: self.createable,
            updateable: self.updateable,
            deletable: self.deletable,
            mergeable: self.mergeable,
            queryable: self.queryable,
            searchable: self.searchable,
            fields: self
                .fields
                .into_iter()
                .map(DescribedField::typed)
                .collect::<Result<_, _>>()?,
        })
    }
}

impl DescribedField {
    fn typed(self) -> Result<FieldSchema, Error> {
        Ok(FieldSchema {
            name: self.name.parse::<FieldName>().map_err(Error::malformed)?,
            label: self.label,
            kind: kind(&self.kind),
            length: self.length,
            nillable: self.nillable,
            createable: self.createable,
            updateable: self.updateable,
            external_id: self.external_id,
            calculated: self.calculated,
            picklist: self
                .picklist_values
                .into_iter()
                .filter(|value| value.active)
                .map(|value| value.value)
                .collect(),
            restricted: self.restricted_picklist,
            reference_to: self
                .reference_to
                .iter()
                .filter_map(|name| name.parse().ok())
                .collect(),
            relationship: self.relationship_name,
            names: self.name_field,
            // What an org does not tell is taken for guarded.
            permissionable: self.permissionable.unwrap_or(true),
            part_of: self.compound_field_name,
        })
    }
}

fn kind(name: &str) -> FieldKind {
    match name {
        "id" => FieldKind::Id,
        "string" | "textarea" | "email" | "phone" | "url" | "encryptedstring" | "combobox" => {
            FieldKind::Text
        }
        "picklist" => FieldKind::Picklist,
        "multipicklist" => FieldKind::MultiPicklist,
        "boolean" => FieldKind::Bool,
        "int" | "long" => FieldKind::Int,
        "double" | "percent" => FieldKind::Decimal,
        "currency" => FieldKind::Money,
        "date" => FieldKind::Date,
        "time" => FieldKind::Time,
        "datetime" => FieldKind::Instant,
        "reference" => FieldKind::Reference,
        _ => FieldKind::Compound,
    }
}
