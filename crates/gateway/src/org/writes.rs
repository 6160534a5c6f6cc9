use super::Org;
use crate::error::{Error, WriteError};
use crate::settle::{Happened, Live, did_it_happen};
use domain::change::{Effect, Part, Target};
use domain::decision::ApprovedPart;
use domain::query::{Filter, Query};
use domain::record::{FieldName, ObjectName, Record, RecordId, RecordRef};
use domain::scope::Denied;
use domain::value::Value;
use salesforce::{Guard, Made, Receipt};

/// Writes, and the looks that tell what became of them. The run's budgets bind reads only: what was signed is not held
/// back, and an unclear outcome is never left open, for want of calls. Both are on the bill.
impl Org {
    /// Writes one approved part, once, if this scope grants it.
    pub async fn write(
        &self,
        part: &ApprovedPart,
        made: &Made,
        guard: &Guard,
    ) -> Result<Receipt, WriteError> {
        let operation = name(part.effect());
        let resolved = resolved(part.part(), made);
        let work = async {
            self.scope.may_write(&resolved, &[])?;
            Ok(self.connection.client.write(part, made, guard).await?)
        };
        let (result, calls) = self
            .connection
            .logged(
                operation,
                resolved.effect.object(),
                work,
                |error: &WriteError| error.into(),
            )
            .await;
        self.called(calls);
        result
    }

    /// Whether a part was written, told by looking. Ask it only when the org can no longer be at work on it: after the
    /// `send_by` of the write.
    pub async fn settle(&self, part: &Part, made: &Made) -> Result<Happened, Error> {
        let resolved = resolved(part, made);
        Ok(did_it_happen(&resolved, &self.look(&resolved).await?))
    }

    /// What the org says now of all that a part would have changed. The right to write it is the right to look.
    pub async fn look(&self, part: &Part) -> Result<Live, Error> {
        let object = part.effect.object();
        let work = async {
            self.scope.may_write(part, &[])?;
            let client = &self.connection.client;
            Ok(match what_to_look_at(&part.effect) {
                Look::Nowhere => vec![],
                Look::Record(record, fields) => client
                    .get_many(&[(record, fields)])
                    .await?
                    .into_iter()
                    .flatten()
                    .collect(),
                Look::Rows(query) => client.query(&query).await?,
            })
        };
        let records = self.call("verify", object.as_ref(), work).await?;
        Ok(Live { records })
    }

    /// The losers of a merge as the org has them, recycle bin included: `IsDeleted` and `MasterRecordId`.
    pub async fn after_merge(
        &self,
        object: &ObjectName,
        losers: &[RecordId],
    ) -> Result<Vec<Record>, Error> {
        self.verify(object, &merged(object, losers)).await
    }

    /// Records that carry this key in an external-id field: none, the one that was made, or a mistake.
    pub async fn find_by_key(
        &self,
        object: &ObjectName,
        field: &FieldName,
        key: &str,
    ) -> Result<Vec<Record>, Error> {
        self.verify(object, &keyed(object, field, key)).await
    }

    /// These looks show nothing but how a write ended, so any right to write the object is enough.
    async fn verify(&self, object: &ObjectName, query: &Query) -> Result<Vec<Record>, Error> {
        let work = async {
            if self
                .grant(object)
                .is_none_or(|grant| grant.operations.is_empty())
            {
                return Err(Denied::Object(object.clone()).into());
            }
            Ok(self.connection.client.query(query).await?)
        };
        self.call("verify", Some(object), work).await
    }
}

/// Where a part would have left its mark.
enum Look {
    Nowhere,
    Record(RecordRef, Vec<FieldName>),
    Rows(Query),
}

fn what_to_look_at(effect: &Effect) -> Look {
    match effect {
        Effect::Update {
            record: Target::Record(record),
            ..
        }
        | Effect::Reparent { record, .. } => Look::Record(
            record.clone(),
            effect
                .values()
                .into_iter()
                .map(|(field, _)| field)
                .collect(),
        ),
        Effect::Merge { object, losers, .. } => Look::Rows(merged(object, losers)),
        Effect::Convert { lead, .. } => {
            let fields = ["IsConverted", "ConvertedAccountId", "ConvertedContactId"];
            Look::Rows(by_id(
                &"Lead".parse().expect("an object's name"),
                std::slice::from_ref(lead),
                &fields,
            ))
        }
        Effect::Delete { record } => Look::Rows(by_id(
            &record.object,
            std::slice::from_ref(&record.id),
            &["IsDeleted"],
        )),
        Effect::Create {
            object,
            key_field: Some(field),
            key: Some(key),
            ..
        } => Look::Rows(keyed(object, field, key)),
        Effect::Create { .. }
        | Effect::Draft { .. }
        | Effect::Publish(_)
        | Effect::Update {
            record: Target::MadeBy(_),
            ..
        } => Look::Nowhere,
    }
}

fn merged(object: &ObjectName, losers: &[RecordId]) -> Query {
    by_id(object, losers, &["IsDeleted", "MasterRecordId"])
}

fn keyed(object: &ObjectName, field: &FieldName, key: &str) -> Query {
    Query {
        object: object.clone(),
        fields: vec![field.clone()],
        filter: Filter::is(field.clone(), Value::text(key)),
        order: vec![],
        limit: 3,
        with_deleted: false,
    }
}

/// Rows by id, those in the recycle bin too.
fn by_id(object: &ObjectName, ids: &[RecordId], fields: &[&str]) -> Query {
    let named = |field: &str| field.parse::<FieldName>().expect("a field's name");
    Query {
        object: object.clone(),
        fields: fields.iter().copied().map(named).collect(),
        filter: Filter::In {
            field: named("Id"),
            values: ids.iter().cloned().map(Value::Reference).collect(),
        },
        order: vec![],
        limit: u32::try_from(ids.len()).unwrap_or(u32::MAX),
        with_deleted: true,
    }
}

/// The part with `part.N.id` replaced by the record it stands for.
fn resolved(part: &Part, made: &Made) -> Part {
    let mut part = part.clone();
    if let Effect::Update { record, .. } = &mut part.effect
        && let Target::MadeBy(number) = record
        && let Some(there) = made.get(number)
    {
        *record = Target::Record(RecordRef::clone(there));
    }
    part
}

fn name(effect: &Effect) -> &'static str {
    match effect {
        Effect::Update { .. } => "update",
        Effect::Create { .. } => "create",
        Effect::Merge { .. } => "merge",
        Effect::Convert { .. } => "convert",
        Effect::Reparent { .. } => "reparent",
        Effect::Delete { .. } => "delete",
        Effect::Draft { .. } => "draft",
        Effect::Publish(_) => "publish",
    }
}
