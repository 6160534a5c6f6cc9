//! What the org holds: the one list of objects and fields that describe, reads, writes and queries all obey.

mod crm;
mod deals;
pub(crate) mod describe;
mod field;
mod files;
mod messages;
mod people;
mod rights;
mod trail;

use std::collections::HashMap;
use std::sync::LazyLock;

pub(crate) use field::{Access, Default, Field, Kind};

use crate::refusal::Refusal;

/// One sObject type.
#[derive(Debug)]
pub(crate) struct Object {
    pub(crate) name: &'static str,
    pub(crate) label: String,
    pub(crate) plural: String,
    pub(crate) prefix: &'static str,
    pub(crate) fields: Vec<Field>,
    pub(crate) createable: bool,
    pub(crate) updateable: bool,
    pub(crate) deletable: bool,
    pub(crate) mergeable: bool,
    pub(crate) searchable: bool,
    /// The object its field history goes to, with that object's field for the parent.
    pub(crate) history: Option<(&'static str, &'static str)>,
    pub(crate) index: usize,
    by_name: HashMap<String, usize>,
}

impl Object {
    fn new(name: &'static str, label: &str, plural: &str, prefix: &'static str) -> Self {
        let system = [field::id(), field::flag("IsDeleted").read_only()];
        Self {
            name,
            label: label.to_owned(),
            plural: plural.to_owned(),
            prefix,
            fields: system.into(),
            createable: true,
            updateable: true,
            deletable: true,
            mergeable: false,
            searchable: false,
            history: None,
            index: 0,
            by_name: HashMap::new(),
        }
    }

    fn with(mut self, fields: impl IntoIterator<Item = Field>) -> Self {
        self.fields.extend(fields);
        self
    }

    /// `own` is the object itself, which is all a merged row can point at.
    fn mergeable(mut self, own: &'static [&'static str]) -> Self {
        self.mergeable = true;
        self.fields.insert(
            2,
            field::reference("MasterRecordId", "MasterRecord", own).read_only(),
        );
        self
    }

    fn searchable(mut self) -> Self {
        self.searchable = true;
        self
    }

    fn history_in(mut self, object: &'static str, parent: &'static str) -> Self {
        self.history = Some((object, parent));
        self
    }

    /// Rows the org itself keeps: readable, never written through the API.
    fn kept_by_the_org(mut self) -> Self {
        self.createable = false;
        self.updateable = false;
        self.deletable = false;
        self
    }

    fn stamped(self) -> Self {
        self.with([
            field::instant("CreatedDate").read_only(),
            field::reference("CreatedById", "CreatedBy", &["User"]).read_only(),
            field::instant("LastModifiedDate").read_only(),
            field::reference("LastModifiedById", "LastModifiedBy", &["User"]).read_only(),
            field::instant("SystemModstamp").read_only(),
        ])
    }

    /// A field by its name, without regard to case.
    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        self.by_name
            .get(&name.to_ascii_lowercase())
            .map(|at| &self.fields[*at])
    }

    /// A field by the name of its relationship to a parent: `Owner`, `Account`, `Parent`.
    pub(crate) fn relationship(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| {
            field
                .relationship
                .is_some_and(|own| own.eq_ignore_ascii_case(name))
        })
    }

    /// The field that names a row to people.
    pub(crate) fn name_field(&self) -> Option<&Field> {
        self.fields.iter().find(|field| field.names)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.field(name).is_some()
    }

    /// References to this object, each with the object that holds it.
    pub(crate) fn children(
        &self,
    ) -> impl Iterator<Item = (&'static Object, &'static Field)> + use<'_> {
        schema()
            .objects
            .iter()
            .flat_map(|object| object.fields.iter().map(move |field| (object, field)))
            .filter(|(_, field)| match &field.kind {
                Kind::Reference(targets) => targets.contains(&self.name),
                _ => false,
            })
    }

    /// A list of children by its relationship name: `Contacts`, `Opportunities`.
    pub(crate) fn child(&self, name: &str) -> Option<(&'static Object, &'static Field)> {
        self.children().find(|(_, field)| {
            field
                .children
                .is_some_and(|own| own.eq_ignore_ascii_case(name))
        })
    }
}

#[derive(Debug)]
pub(crate) struct Schema {
    pub(crate) objects: Vec<Object>,
    by_name: HashMap<String, usize>,
}

impl Schema {
    pub(crate) fn find(&self, name: &str) -> Option<&Object> {
        self.by_name
            .get(&name.to_ascii_lowercase())
            .map(|at| &self.objects[*at])
    }

    pub(crate) fn by_prefix(&self, id: &str) -> Option<&Object> {
        let prefix = id.get(..3)?;
        self.objects.iter().find(|object| object.prefix == prefix)
    }
}

/// The schema is the same for every org this crate starts.
pub(crate) fn schema() -> &'static Schema {
    static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
        let mut objects: Vec<Object> = crm::objects()
            .into_iter()
            .chain(deals::objects())
            .chain(messages::objects())
            .chain(files::objects())
            .chain(people::objects())
            .chain(rights::objects())
            .chain(trail::objects())
            .collect();
        for (at, object) in objects.iter_mut().enumerate() {
            object.index = at;
            for (at, field) in object.fields.iter_mut().enumerate() {
                field.index = at;
            }
            object.by_name = object
                .fields
                .iter()
                .enumerate()
                .map(|(at, field)| (field.name.to_ascii_lowercase(), at))
                .collect();
        }
        let by_name = objects
            .iter()
            .enumerate()
            .map(|(at, object)| (object.name.to_ascii_lowercase(), at))
            .collect();
        Schema { objects, by_name }
    });
    &SCHEMA
}

/// An object this crate itself names; a misspelling is our own bug.
pub(crate) fn object(name: &str) -> &'static Object {
    schema()
        .find(name)
        .expect("the schema holds every object the sandbox's own code names")
}

pub(crate) fn object_or_refusal(name: &str) -> Result<&'static Object, Refusal> {
    schema()
        .find(name)
        .ok_or_else(|| Refusal::unknown_type(name))
}

/// Stages with probability, and whether they are closed and won.
pub(crate) fn stages() -> &'static [(&'static str, i64, bool, bool)] {
    deals::STAGES
}

impl Object {
    /// No permission row speaks of files: whoever sees a record sees what hangs on it.
    pub(crate) fn is_of_files(&self) -> bool {
        self.name.starts_with("Content")
    }

    /// Its rows say who may do what.
    pub(crate) fn governs_rights(&self) -> bool {
        matches!(
            self.name,
            "User"
                | "PermissionSet"
                | "PermissionSetAssignment"
                | "ObjectPermissions"
                | "FieldPermissions"
        )
    }
}
