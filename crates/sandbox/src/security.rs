//! Who acts, and what their profile and permission sets let them see and do.

mod load;

use std::sync::Arc;

pub(crate) use load::load;

use crate::schema::{Access, Field, Object, schema};

/// The user a request runs as.
#[derive(Clone, Debug)]
pub(crate) struct Actor {
    pub(crate) user_id: String,
    pub(crate) sight: Arc<Sight>,
}

impl Actor {
    pub(crate) fn new(user_id: &str, sight: Arc<Sight>) -> Self {
        Self {
            user_id: user_id.to_owned(),
            sight,
        }
    }
}

/// One user's object and field rights, from rows.
#[derive(Clone, Debug)]
pub(crate) struct Sight {
    objects: Vec<Rights>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Rights {
    pub(crate) read: bool,
    pub(crate) create: bool,
    pub(crate) edit: bool,
    pub(crate) delete: bool,
    fields: Vec<FieldRights>,
}

#[derive(Clone, Copy, Debug, Default)]
struct FieldRights {
    read: bool,
    edit: bool,
}

impl Sight {
    /// The org itself: sees and writes everything a schema lets be written.
    pub(crate) fn all() -> Self {
        let objects = schema()
            .objects
            .iter()
            .map(|object| Rights {
                read: true,
                create: true,
                edit: true,
                delete: true,
                fields: vec![
                    FieldRights {
                        read: true,
                        edit: true
                    };
                    object.fields.len()
                ],
            })
            .collect();
        Self { objects }
    }

    pub(crate) fn of(&self, object: &Object) -> &Rights {
        &self.objects[object.index]
    }

    pub(crate) fn reads(&self, object: &Object) -> bool {
        self.of(object).read
    }

    /// A field the user cannot see is as good as absent.
    pub(crate) fn sees(&self, object: &Object, field: &Field) -> bool {
        let rights = self.of(object);
        rights.read && (field.open || rights.fields[field.index].read)
    }

    pub(crate) fn edits(&self, object: &Object, field: &Field) -> bool {
        let rights = self.of(object);
        field.access != Access::ReadOnly
            && (rights.edit || rights.create)
            && (field.open || rights.fields[field.index].edit)
    }

    /// The object, when it is there for this user.
    pub(crate) fn object(&self, name: &str) -> Option<&'static Object> {
        schema().find(name).filter(|object| self.reads(object))
    }

    /// The field, when it is there for this user.
    pub(crate) fn field(&self, object: &'static Object, name: &str) -> Option<&'static Field> {
        object.field(name).filter(|field| self.sees(object, field))
    }
}
