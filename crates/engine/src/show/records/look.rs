use super::compact::OBJECTS;
use super::sight::Eyes;
use crate::{Caller, Engine, Error};
use domain::file::Cited;
use domain::record::{FieldName, ObjectName};
use std::collections::BTreeMap;

/// Somebody who looks at things that cite records. Their eyes are opened once for all usual objects, and once more for
/// each other one.
pub(crate) struct Look<'a> {
    engine: &'a Engine,
    caller: &'a Caller,
    /// None where nothing may be seen.
    eyes: BTreeMap<Option<ObjectName>, Option<Eyes>>,
}

impl Engine {
    pub(crate) fn looking<'a>(&'a self, caller: &'a Caller) -> Look<'a> {
        Look {
            engine: self,
            caller,
            eyes: BTreeMap::new(),
        }
    }
}

impl<'a> Look<'a> {
    pub(crate) fn caller(&self) -> &'a Caller {
        self.caller
    }

    /// Whether all of these may be seen: each object, and each field that was taken from it.
    pub(crate) async fn sees(&mut self, cited: &[Cited]) -> Result<bool, Error> {
        for cited in cited {
            let object = &cited.record.object;
            let Some(eyes) = self.eyes(object).await? else {
                return Ok(false);
            };
            let sees = eyes.sight.sees_any_of(object)
                && cited.fields.iter().all(|field| reads(eyes, object, field));
            if !sees {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// What it was called when it was cited; its id when its name may not be seen.
    pub(crate) async fn name(&mut self, cited: &Cited) -> Result<String, Error> {
        let eyes = self.eyes(&cited.record.object).await?;
        let shows = eyes.is_some_and(|eyes| eyes.name_field(&cited.record.object).is_some());
        let name = cited.name.clone().filter(|_| shows);
        Ok(name.unwrap_or_else(|| cited.record.id.to_string()))
    }

    async fn eyes(&mut self, object: &ObjectName) -> Result<Option<&Eyes>, Error> {
        let usual = OBJECTS.iter().any(|known| object.is(known.object));
        let key = (!usual).then(|| object.clone());
        if !self.eyes.contains_key(&key) {
            let opened = match Box::pin(self.engine.eyes(self.caller, object)).await {
                Ok(eyes) => Some(eyes),
                Err(Error::Gone) => None,
                Err(error) => return Err(error),
            };
            self.eyes.insert(key.clone(), opened);
        }
        Ok(self.eyes.get(&key).and_then(Option::as_ref))
    }
}

/// A field, or one of a parent: then both the way there and the field itself may be seen.
fn reads(eyes: &Eyes, object: &ObjectName, field: &FieldName) -> bool {
    if eyes.sees(object, field) {
        return true;
    }
    let (Some((way, rest)), Some(schema)) = (field.as_str().split_once('.'), eyes.schema(object))
    else {
        return false;
    };
    let (Some(way), Ok(rest)) = (schema.field_or_relationship(way), rest.parse()) else {
        return false;
    };
    let mut targets = way.reference_to.iter();
    eyes.sees(object, &way.name)
        && !way.reference_to.is_empty()
        && targets.all(|target| reads(eyes, target, &rest))
}
