use super::compact::{OBJECTS, compact};
use super::{field, is_away};
use crate::view::{Shown, SightView};
use crate::{Caller, Engine, Error};
use domain::actor::{ActorKind, Role};
use domain::record::{FieldName, ObjectName, Record, RecordId, RecordRef};
use domain::schema::{FieldSchema, ObjectSchema};
use domain::scope::{Grant, Scope};
use domain::sight::{Rights, Sight, Whose, grant};
use domain::value::Value;
use futures_util::future::try_join_all;
use gateway::{Connection, Counterpart, Org, Spent};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::Page;

/// Objects whose names stand beside a reference, and which have no page of their own.
const NAMED: [&str; 2] = ["User", "RecordType"];
pub(super) const LINK: &str = "ContentDocumentLink";
const FILE: &str = "ContentDocument";
/// What is told of a file, by the link that hangs it on a record.
pub(super) const OF_A_FILE: [&str; 5] = [
    "ContentDocumentId",
    "ContentDocument.Title",
    "ContentDocument.FileExtension",
    "ContentDocument.ContentSize",
    "ContentDocument.LastModifiedDate",
];
/// No page needs more.
const RECORDS: u32 = 2_000;
const CALLS: u32 = 40;

type Schemas = BTreeMap<ObjectName, Arc<ObjectSchema>>;

/// The org as one person sees it.
pub(super) struct Eyes {
    pub sight: Sight,
    /// None when no org is connected, or it cannot be opened.
    pub connection: Option<Arc<Connection>>,
    /// Empty while the org does not answer and has not been described before.
    schemas: Schemas,
}

impl Engine {
    /// With whose eyes somebody looks at these records. Programs do not look around.
    pub(super) async fn eyes(&self, caller: &Caller, at: &ObjectName) -> Result<Eyes, Error> {
        if caller.actor.kind != ActorKind::Person || !caller.actor.active {
            return Err(Error::Forbidden(
                "records are for people to look at; a program learns of them through the runs of its missions".into(),
            ));
        }
        if compact(at).is_none() {
            return Err(Error::Gone);
        }
        let missions = self.missions_read(caller).await?;
        // An object that somebody made up costs the org no call, and one that no mission knows tells nothing of itself.
        if !OBJECTS.iter().any(|known| at.is(known.object)) && !missions.contains_key(at) {
            return Err(Error::Gone);
        }
        let connection = self.first_org(caller).await?;
        let nothing = |connection| Eyes::of(Whose::Away, connection, Schemas::new(), &missions);
        let Some(open) = connection else {
            return Ok(nothing(None));
        };
        let schemas = match self.schemas(&open, at).await {
            Ok(schemas) => schemas,
            Err(error) if is_away(&error) => return Ok(nothing(Some(open))),
            Err(error) => return Err(super::told(error)),
        };
        let counterpart = match &caller.actor.email {
            Some(address) => self.counterpart(caller, &open, address, &schemas).await?,
            None => Some(Arc::new(Counterpart::Nobody)),
        };
        let whose = match counterpart.as_deref() {
            None => Whose::Away,
            Some(Counterpart::Several) => Whose::Several,
            Some(Counterpart::One { username, rights }) => match rights {
                Some(rights) => {
                    let username = username.clone();
                    return Ok(Eyes::own(username, rights, open, schemas));
                }
                None => Whose::Untold {
                    username: username.clone(),
                },
            },
            Some(Counterpart::Nobody) if sees_all(caller) => {
                return Ok(Eyes::connected(open, schemas));
            }
            Some(Counterpart::Nobody) => Whose::Missions,
        };
        Ok(Eyes::of(whose, Some(open), schemas, &missions))
    }

    /// The org that new runs would go to.
    async fn first_org(&self, caller: &Caller) -> Result<Option<Arc<Connection>>, Error> {
        let Some(id) = self.only_connection(&caller.workspace).await? else {
            return Ok(None);
        };
        match self.0.orgs.get(&caller.workspace, &id).await {
            Ok(open) => Ok(Some(open)),
            Err(Error::Unavailable(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn counterpart(
        &self,
        caller: &Caller,
        open: &Connection,
        address: &str,
        schemas: &Schemas,
    ) -> Result<Option<Arc<Counterpart>>, Error> {
        let objects: Vec<_> = schemas.keys().cloned().collect();
        let now = self.0.clock.now();
        self.0
            .counterparts
            .of(&caller.workspace, open, address, &objects, now)
            .await
    }

    /// Everything that can be looked at, as the connected user sees it; kept for a day.
    async fn schemas(&self, open: &Connection, at: &ObjectName) -> Result<Schemas, gateway::Error> {
        let known = OBJECTS.iter().map(|known| known.object);
        let mut names: Vec<ObjectName> = known
            .chain(NAMED)
            .chain([LINK, FILE])
            .filter_map(|name| name.parse().ok())
            .collect();
        if !names.iter().any(|name| name.is(at.as_str())) {
            names.push(at.clone());
        }
        let described = names.iter().map(|name| open.schema(name));
        let described = try_join_all(described).await?;
        Ok(described
            .into_iter()
            .flatten()
            .map(|schema| (schema.name.clone(), schema))
            .collect())
    }

    /// What the current missions may read, together.
    async fn missions_read(&self, caller: &Caller) -> Result<BTreeMap<ObjectName, Grant>, Error> {
        let here = self.0.store.within(&caller.workspace);
        let listed = store::missions::list(here, &Page::first(200)).await?;
        let mut together: BTreeMap<ObjectName, Grant> = BTreeMap::new();
        for mission in listed.items {
            let Some(current) = mission.current.filter(|_| mission.archived_at.is_none()) else {
                continue;
            };
            let cache = &self.0.cache;
            let parsed = cache
                .mission(&self.0.store, &caller.workspace, &mission.id, &current)
                .await?;
            for (object, grant) in &parsed.scope.objects {
                let known = together.entry(object.clone()).or_default();
                known.read.extend(grant.read.iter().cloned());
            }
        }
        Ok(together)
    }
}

/// Whoever looks after the portal or audits it. Nobody else sees more by having no user of their own: one would only have
/// to lose it.
fn sees_all(caller: &Caller) -> bool {
    [Role::Admin, Role::Auditor]
        .into_iter()
        .any(|role| caller.actor.is(role))
}

impl Eyes {
    fn own(
        username: String,
        rights: &Rights,
        connection: Arc<Connection>,
        schemas: Schemas,
    ) -> Self {
        let whose = Whose::Own { username };
        Self::within(whose, connection, schemas, |schema, field| {
            rights.reads_field(&schema.name, field)
        })
    }

    fn connected(connection: Arc<Connection>, schemas: Schemas) -> Self {
        Self::within(Whose::Connected, connection, schemas, |_, _| true)
    }

    /// What describe shows of the objects that can be looked at, as far as it is allowed; and names beside references.
    fn within(
        whose: Whose,
        connection: Arc<Connection>,
        schemas: Schemas,
        allowed: impl Fn(&ObjectSchema, &FieldSchema) -> bool,
    ) -> Self {
        let looked_at = schemas
            .values()
            .filter(|schema| compact(&schema.name).is_some());
        let mut objects: BTreeMap<ObjectName, Grant> = looked_at
            .map(|schema| {
                let granted = grant(schema, |field| allowed(schema, field));
                (schema.name.clone(), granted)
            })
            .filter(|(_, granted)| !granted.read.is_empty())
            .collect();
        let seen: Vec<ObjectName> = objects.keys().cloned().collect();
        for (object, granted) in &mut objects {
            let schema = &schemas[object];
            let fields = schema.fields.iter();
            let names = fields
                .filter(|field| granted.reads(&field.name))
                .filter_map(|field| name_of(field, &schemas, &seen));
            let names: Vec<FieldName> = names.collect();
            granted.read.extend(names);
        }
        let of_a_link = OF_A_FILE.iter().chain(&["LinkedEntityId"]).copied();
        for (name, fields) in [("User", vec!["Name"]), (LINK, of_a_link.collect())] {
            if let Some(schema) = schemas.values().find(|schema| schema.name.is(name)) {
                let granted = Grant {
                    read: fields.into_iter().map(field).collect(),
                    ..Grant::default()
                };
                objects.insert(schema.name.clone(), granted);
            }
        }
        Self {
            sight: Sight {
                whose,
                scope: scope(objects),
            },
            connection: Some(connection),
            schemas,
        }
    }

    /// What missions read, as far as the connected user sees it.
    fn of(
        whose: Whose,
        connection: Option<Arc<Connection>>,
        schemas: Schemas,
        missions: &BTreeMap<ObjectName, Grant>,
    ) -> Self {
        let mut objects = missions.clone();
        if !schemas.is_empty() {
            objects.retain(|object, granted| {
                let Some(schema) = schemas.get(object) else {
                    return false;
                };
                granted.read.retain(|name| is_there(schema, name, &schemas));
                true
            });
        }
        Self {
            sight: Sight {
                whose,
                scope: scope(objects),
            },
            connection,
            schemas,
        }
    }

    pub(super) fn view(&self) -> SightView {
        SightView {
            whose: self.sight.whose.clone(),
            sentence: self.sight.whose.sentence(),
        }
    }

    /// The org within this sight.
    pub(super) fn org(&self) -> Result<Org, Error> {
        let open = self.connection.as_ref().ok_or_else(|| {
            Error::Unavailable("no Salesforce org is connected, or it cannot be opened".into())
        })?;
        Ok(open.org(self.sight.scope.clone(), Spent::default()))
    }

    pub(super) fn schema(&self, object: &ObjectName) -> Option<&ObjectSchema> {
        self.schemas.get(object).map(|schema| &**schema)
    }

    pub(super) fn sees(&self, object: &ObjectName, field: &FieldName) -> bool {
        self.sight.sees(object, field)
    }

    /// Refused when nothing of the object may be seen. Its label is not told either.
    pub(super) fn may_look_at(&self, object: &ObjectName) -> Result<(), Error> {
        if self.sight.sees_any_of(object) {
            return Ok(());
        }
        Err(Error::Forbidden(format!(
            "you may not see any {object}. {}",
            self.sight.whose.sentence().trim_end_matches('.')
        )))
    }

    pub(super) fn label(&self, object: &ObjectName) -> String {
        self.schema(object)
            .map_or_else(|| object.to_string(), |schema| schema.label.clone())
    }

    pub(super) fn label_of(&self, object: &ObjectName, name: &FieldName) -> String {
        let field = self
            .schema(object)
            .and_then(|schema| schema.field(name.as_str()));
        field.map_or_else(|| name.to_string(), |field| field.label.clone())
    }

    /// The field by which people know its rows, when it may be seen.
    pub(super) fn name_field(&self, object: &ObjectName) -> Option<FieldName> {
        let name = match self.schema(object) {
            Some(schema) => schema.name_field()?.name.clone(),
            None => field("Name"),
        };
        self.sees(object, &name).then_some(name)
    }

    /// Those of these fields that are there and may be seen, each reference with the name beside it.
    pub(super) fn readable<'a>(
        &self,
        object: &ObjectName,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Vec<FieldName> {
        let Some(schema) = self.schema(object) else {
            return vec![];
        };
        let mut readable = vec![];
        for name in names {
            let Some(field) = schema
                .field(name)
                .filter(|field| self.sees(object, &field.name))
            else {
                continue;
            };
            readable.push(field.name.clone());
            readable.extend(self.beside(object, field));
        }
        readable
    }

    /// Where the name of what a reference leads to is read.
    fn beside(&self, object: &ObjectName, field: &FieldSchema) -> Option<FieldName> {
        let relationship = field.relationship.as_deref()?;
        let granted = self.sight.scope.objects.get(object)?;
        let names = granted.read.iter().find(|name| {
            name.as_str().split_once('.').is_some_and(|(way, rest)| {
                way.eq_ignore_ascii_case(relationship) && !rest.contains('.')
            })
        });
        names.cloned()
    }

    /// A value of a record that was read within this sight.
    pub(super) fn shown(&self, record: &Record, field: &FieldName) -> Shown {
        let value = record.get(field.as_str()).clone();
        let schema = self
            .schema(&record.object)
            .and_then(|schema| schema.field(field.as_str()));
        let name = schema
            .and_then(|schema| self.beside(&record.object, schema))
            .map(|path| record.get(path.as_str()).to_string())
            .filter(|name| !name.is_empty());
        let leads_to = match (&value, schema) {
            (Value::Reference(id), Some(schema)) => self.lead(id, schema),
            _ => None,
        };
        Shown {
            value,
            leads_to,
            name,
        }
    }

    /// Where a reference leads, when that can be opened here.
    pub(super) fn lead(&self, id: &RecordId, field: &FieldSchema) -> Option<RecordRef> {
        let object = match field.reference_to.as_slice() {
            [only] => only.clone(),
            several => several
                .iter()
                .find(|object| {
                    let prefix = self
                        .schema(object)
                        .and_then(|schema| schema.key_prefix.as_deref());
                    prefix == Some(id.key_prefix())
                })?
                .clone(),
        };
        let opens = compact(&object).is_some() && self.sight.sees_any_of(&object);
        opens.then(|| RecordRef::new(object, id.clone()))
    }

    /// The object that ids of this beginning belong to.
    pub(super) fn object_of(&self, id: &RecordId) -> Option<ObjectName> {
        let found = self
            .schemas
            .values()
            .find(|schema| schema.key_prefix.as_deref() == Some(id.key_prefix()));
        found.map(|schema| schema.name.clone())
    }
}

fn scope(objects: BTreeMap<ObjectName, Grant>) -> Scope {
    Scope {
        objects,
        max_records: RECORDS,
        max_calls: CALLS,
    }
}

/// The path by which a reference is named: only through objects of which something may be seen.
fn name_of(field: &FieldSchema, schemas: &Schemas, seen: &[ObjectName]) -> Option<FieldName> {
    let relationship = field.relationship.as_deref()?;
    let may = |target: &ObjectName| {
        NAMED.iter().any(|named| target.is(named)) || target.is("Group") || seen.contains(target)
    };
    if !field.reference_to.iter().all(may) {
        return None;
    }
    let mut targets = field
        .reference_to
        .iter()
        .filter_map(|target| schemas.get(target));
    let target = targets.next()?;
    let name = match targets.next() {
        // Whatever it leads to: what several objects are called is `Name`.
        Some(_) => "Name",
        None => target.name_field()?.name.as_str(),
    };
    format!("{relationship}.{name}").parse().ok()
}

/// Whether describe shows a field, or the parent's field that a path leads to.
fn is_there(schema: &ObjectSchema, name: &FieldName, schemas: &Schemas) -> bool {
    let Some((way, rest)) = name.as_str().split_once('.') else {
        return schema.field(name.as_str()).is_some();
    };
    let related = schema.field_or_relationship(way);
    related.is_some_and(|field| {
        let targets = field.reference_to.iter();
        targets
            .filter_map(|target| schemas.get(target))
            .any(|target| target.field(rest).is_some())
    })
}
