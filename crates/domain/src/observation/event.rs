use crate::actor::ActorId;
use crate::canonical::Digest;
use crate::change::PartNumber;
use crate::decision::Signer;
use crate::id::DecisionId;
use crate::record::{FieldName, RecordId, RecordRef};
use crate::time::Timestamp;
use crate::value::Value;
use crate::verdict::Verdict;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What happened, as the run machine needs to know it. Details for people are in the payload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// Always number 1.
    Started {
        mission: String,
        version: Digest,
        inputs: BTreeMap<String, Value>,
        cause: Cause,
    },
    /// A step is done; its output is the payload. It is never run again.
    Stepped,
    /// A branch step chose.
    Branched {
        case: String,
    },
    /// A for-each step listed its items, once.
    Listed {
        items: Vec<String>,
    },
    /// A propose step left a decision.
    Proposed {
        decision: DecisionId,
        parts: u32,
    },
    /// Somebody answered; the decision itself holds the signatures.
    Signed {
        decision: DecisionId,
        by: Signer,
    },
    /// The decision is closed without anything to write.
    Declined {
        decision: DecisionId,
        verdict: Verdict,
    },
    /// The decision has all its signatures; these parts will be written.
    Approved {
        decision: DecisionId,
        parts: Vec<PartNumber>,
    },
    /// The approval no longer stands (a role was lost, the gate asks for more), and nothing was sent: it waits again.
    Reopened {
        decision: DecisionId,
    },
    /// Everything was re-read before the first write and nothing that counts had changed.
    Fresh {
        decision: DecisionId,
    },
    /// A reasoned-on value changed since the proposal; nothing more is written.
    Drifted {
        decision: DecisionId,
        part: PartNumber,
        fields: Vec<(RecordRef, FieldName)>,
    },
    /// The intent row: stored before the request leaves, which may happen only before `send_by`.
    Intended {
        decision: DecisionId,
        part: PartNumber,
        digest: Digest,
        send_by: Timestamp,
    },
    /// What the org answered, or what a look at it showed afterwards.
    Sent {
        decision: DecisionId,
        part: PartNumber,
        outcome: Outcome,
    },
    /// The part was read back.
    Verified {
        decision: DecisionId,
        part: PartNumber,
        verification: Verification,
    },
    /// Nothing more will be done for this decision.
    Settled {
        decision: DecisionId,
        verdict: Verdict,
    },
    /// An outside system is away; the run sleeps and tries again.
    Waiting {
        system: String,
        since: Timestamp,
        until: Timestamp,
    },
    Paused {
        by: ActorId,
    },
    Resumed {
        by: ActorId,
    },
    /// For people only; the machine ignores it.
    Noted,
    Ended {
        verdict: Verdict,
    },
}

/// What set the run off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A person, an agent or a program asked for it.
    Asked,
    /// The trigger found this record; `happened_at` is by the org's own clock.
    Trigger {
        record: RecordRef,
        happened_at: Timestamp,
    },
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// The org did it; `made` is the record it created, if any.
    Done {
        made: Option<RecordId>,
        related: Vec<RecordId>,
    },
    /// The org said no and did nothing.
    Refused { code: String, message: String },
    /// The record had changed in the last instant (412); nothing was done.
    Conflict,
    /// It certainly never reached the org; it may be tried again.
    NotSent { why: String },
    /// Nobody can tell whether it happened. It is never sent again; a look at the org decides.
    Unclear { why: String },
    /// A look at the org could not decide either. A person has to.
    Unknown,
}

/// What a read after the write showed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verification", rename_all = "snake_case")]
pub enum Verification {
    AsSigned {
        values: u32,
    },
    /// Written as signed; these fields were changed by something else as well.
    SideEffects {
        fields: Vec<FieldName>,
    },
    /// These signed values are not there.
    Differs {
        fields: Vec<FieldName>,
    },
    /// Nothing in the org to read back.
    Unverifiable,
}
