//! The only way to change anything in the org. It takes an approved part, and sends that and nothing more.

mod error;
mod rest;
mod soap;
mod value;

pub use error::WriteError;

use crate::answer::{Answer, Refusal};
use crate::call::{Call, jitter};
use crate::client::Client;
use crate::error::Error;
use crate::stamp;
use domain::change::{Effect, PartNumber, Target};
use domain::decision::ApprovedPart;
use domain::record::{RecordId, RecordRef};
use domain::time::Timestamp;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// What holds a write back when the world has moved on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guard {
    /// The `ETag` of the re-read (Account). The strongest precondition there is; it is used alone.
    pub etag: Option<String>,
    /// `SystemModstamp` of the re-read. Whole seconds; merge, convert and delete take no precondition at all.
    pub unmodified_since: Option<Timestamp>,
    /// Nothing is sent at or after this, and the answer is waited for no longer.
    pub send_by: Timestamp,
}

/// What earlier parts of the same change set made, for parts that name it.
pub type Made = BTreeMap<PartNumber, RecordRef>;

/// What the org said it did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// The record that was made.
    pub created: Option<RecordId>,
    /// Records that merging moved to the master: contacts, opportunities, cases.
    pub updated_related: Vec<RecordId>,
    /// Records that went into the master.
    pub merged: Vec<RecordId>,
    /// The account and contact a lead became.
    pub account: Option<RecordId>,
    pub contact: Option<RecordId>,
}

/// Ways to read an answer.
type Reading = fn(&Answer) -> Result<Receipt, Refused>;

/// Not what we wanted to hear.
pub(super) enum Refused {
    By(Refusal),
    /// It said yes, or something, in words we cannot read.
    Unreadable(Error),
}

/// Locks are the one refusal that is sent again: the org is certain that it did nothing.
const LOCK_TRIES: u32 = 3;

impl Client {
    /// Writes one approved part, once. `made` holds the records that a target `part.N.id` stands for.
    pub async fn write(
        &self,
        part: &ApprovedPart,
        made: &Made,
        guard: &Guard,
    ) -> Result<Receipt, WriteError> {
        Box::pin(self.write_once(part, made, guard))
            .await
            .map_err(|error| match error {
                WriteError::NotSent(error) => WriteError::NotSent(self.with_figures(error)),
                error => error,
            })
    }

    async fn write_once(
        &self,
        part: &ApprovedPart,
        made: &Made,
        guard: &Guard,
    ) -> Result<Receipt, WriteError> {
        let (call, reading) = self.request(part.effect(), made).await?;
        let call = held_back(call, part.effect(), guard);
        let mut kept = self.session.tokens().await?;
        let (mut renewed, mut locks) = (false, 0);
        loop {
            let patience = self.time_left(guard)?;
            let limit = self.settings.reserve.writes;
            self.meter.allow(limit, Instant::now())?;
            let refusal = match self.dispatch(&call, Some(&kept), patience).await {
                Ok(answer) => match reading(&answer) {
                    Ok(receipt) => return Ok(receipt),
                    Err(Refused::By(refusal)) => refusal,
                    Err(Refused::Unreadable(error)) => {
                        return Err(WriteError::Unclear {
                            why: error.to_string(),
                        });
                    }
                },
                Err(lost) if lost.unsent => {
                    return Err(WriteError::NotSent(Error::unreachable(lost.why)));
                }
                Err(lost) => return Err(WriteError::Unclear { why: lost.why }),
            };
            if refusal.is_expired_session() && !renewed {
                renewed = true;
                kept = self.session.renew(kept.version).await?;
            } else if refusal.is_lock() && locks < LOCK_TRIES {
                locks += 1;
                let pause = jitter(Duration::from_millis(400) * locks);
                if pause >= self.time_left(guard)? {
                    return Err(refusal.into());
                }
                sleep(pause).await;
            } else {
                return Err(refusal.into());
            }
        }
    }

    async fn request(&self, effect: &Effect, made: &Made) -> Result<(Call, Reading), WriteError> {
        Ok(match effect {
            Effect::Update { record, values } => {
                let record = match record {
                    Target::Record(record) => record,
                    Target::MadeBy(part) => made.get(part).ok_or_else(|| Error::NotFound {
                        what: format!("part.{part}.id"),
                    })?,
                };
                let values = values.iter().map(|(field, given)| (field, &given.value));
                (
                    rest::update(self, record, values).await?,
                    rest::done as Reading,
                )
            }
            Effect::Reparent {
                record,
                field,
                parent,
            } => {
                let value = domain::value::Value::Reference(parent.clone());
                (
                    rest::update(self, record, [(field, &value)]).await?,
                    rest::done,
                )
            }
            Effect::Create {
                object,
                values,
                key_field,
                key,
            } => {
                let values = values.iter().map(|(field, given)| (field, &given.value));
                let key = key_field.as_ref().zip(key.as_deref());
                (
                    rest::create(self, object, values, key).await?,
                    rest::created,
                )
            }
            Effect::Delete { record } => (rest::delete(self, record).await?, rest::done),
            Effect::Merge {
                object,
                master,
                losers,
                values,
            } => {
                let values = values.iter().map(|(field, given)| (field, &given.value));
                (
                    soap::merge(self, object, master, losers, values).await?,
                    soap::merged,
                )
            }
            Effect::Convert {
                lead,
                account,
                contact,
                status,
                owner,
            } => {
                let call = soap::convert(
                    self,
                    lead,
                    account,
                    contact.as_ref(),
                    status,
                    owner.as_ref(),
                )
                .await?;
                (call, soap::converted)
            }
            Effect::Draft { .. } | Effect::Publish(_) => {
                return Err(Error::refused(
                    "NOT_FOR_THE_ORG",
                    "this happens in Countersign; nothing of it is sent",
                )
                .into());
            }
        })
    }

    fn time_left(&self, guard: &Guard) -> Result<Duration, WriteError> {
        match guard.send_by.since(self.clock.now()) {
            Duration::ZERO => Err(WriteError::TooLate),
            left => Ok(left.min(MOST_PATIENCE)),
        }
    }
}

/// The strongest precondition that the operation and the re-read allow.
fn held_back(call: Call, effect: &Effect, guard: &Guard) -> Call {
    match (effect, &guard.etag, guard.unmodified_since) {
        (Effect::Update { .. } | Effect::Reparent { .. }, Some(etag), _) => {
            call.with_header("If-Match", etag)
        }
        (Effect::Update { .. } | Effect::Reparent { .. }, None, Some(stamp)) => {
            call.with_header("If-Unmodified-Since", stamp::http_date(stamp))
        }
        _ => call,
    }
}

/// However far `send_by` is away.
const MOST_PATIENCE: Duration = Duration::from_mins(2);
