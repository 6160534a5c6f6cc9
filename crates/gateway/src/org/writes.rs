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

    /// What the org says now of all that a part would have changed.
    pub async fn look(&self, part: &Part) -> Result<Live, Error> {
        self.scope.may_write(part, &[])?;
        let records = match &part.effect {
            Effect::Update {
                record: Target::Record(record),
                ..
            }
            | Effect::Reparent { record, .. } => {
                let fields = part
                    .effect
                    .values()
                    .into_iter()
                    .map(|(field, _)| field)
                    .collect();
                let work = async {
                    Ok(self
                        .connection
                        .client
                        .get_many(&[(record.clone(), fields)])
                        .await?)
                };
                self.call("verify", Some(&record.object), work)
                    .await?
                    .into_iter()
                    .flatten()
                    .collect()
            }
            Effect::Merge { object, losers, .. } => self.after_merge(object, losers).await?,
            Effect::Convert { lead, .. } => {
                let fields = ["IsConverted", "ConvertedAccountId", "ConvertedContactId"];
                self.deleted_or_not(&named("Lead"), std::slice::from_ref(lead), &fields)
                    .await?
            }
            Effect::Delete { record } => {
                self.deleted_or_not(
                    &record.object,
                    std::slice::from_ref(&record.id),
                    &["IsDeleted"],
                )
                .await?
            }
            Effect::Create {
                object,
                key_field: Some(field),
                key: Some(key),
                ..
            } => self.find_by_key(object, field, key).await?,
            Effect::Create { .. }
            | Effect::Draft { .. }
            | Effect::Update {
                record: Target::MadeBy(_),
                ..
            } => vec![],
        };
        Ok(Live { records })
    }

    /// The losers of a merge as the org has them, recycle bin included: `IsDeleted` and `MasterRecordId`.
    pub async fn after_merge(
        &self,
        object: &ObjectName,
        losers: &[RecordId],
    ) -> Result<Vec<Record>, Error> {
        self.granted_any(object)?;
        self.deleted_or_not(object, losers, &["IsDeleted", "MasterRecordId"])
            .await
    }

    /// Records that carry this key in an external-id field: none, the one that was made, or a mistake.
    pub async fn find_by_key(
        &self,
        object: &ObjectName,
        field: &FieldName,
        key: &str,
    ) -> Result<Vec<Record>, Error> {
        self.granted_any(object)?;
        let query = Query {
            object: object.clone(),
            fields: vec![field.clone()],
            filter: Filter::is(field.clone(), Value::text(key)),
            order: vec![],
            limit: 3,
            with_deleted: false,
        };
        let work = async { Ok(self.connection.client.query(&query).await?) };
        self.call("verify", Some(object), work).await
    }

    async fn deleted_or_not(
        &self,
        object: &ObjectName,
        ids: &[RecordId],
        fields: &[&str],
    ) -> Result<Vec<Record>, Error> {
        let query = Query {
            object: object.clone(),
            fields: fields
                .iter()
                .map(|field| field.parse().expect("a field's name"))
                .collect(),
            filter: Filter::In {
                field: "Id".parse().expect("a field's name"),
                values: ids.iter().cloned().map(Value::Reference).collect(),
            },
            order: vec![],
            limit: u32::try_from(ids.len()).unwrap_or(u32::MAX),
            with_deleted: true,
        };
        let work = async { Ok(self.connection.client.query(&query).await?) };
        self.call("verify", Some(object), work).await
    }

    /// These looks show nothing but how a write ended, so a right to write is enough.
    fn granted_any(&self, object: &ObjectName) -> Result<(), Denied> {
        match self.grant(object) {
            Some(grant) if !grant.operations.is_empty() => Ok(()),
            _ => Err(Denied::Object(object.clone())),
        }
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
    }
}

fn named(object: &str) -> ObjectName {
    object.parse().expect("an object's name")
}
