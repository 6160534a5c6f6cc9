use crate::change::PartNumber;
use crate::observation::{Outcome, Verification};
use crate::record::RecordId;
use crate::time::Timestamp;
use crate::verdict::Verdict;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How far the writing of one approved decision has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Commit {
    /// Whether everything was found fresh before the first write.
    pub fresh: bool,
    pub parts: BTreeMap<PartNumber, Progress>,
    /// How often each part was about to be sent.
    #[serde(default)]
    pub attempts: BTreeMap<PartNumber, u32>,
    /// Records that parts made, for later parts that name them.
    #[serde(default)]
    pub made: BTreeMap<PartNumber, RecordId>,
}

/// How far one part has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "progress", rename_all = "snake_case")]
pub enum Progress {
    Pending,
    /// The intent is stored. If nothing follows, the request may or may not have left.
    Intended {
        send_by: Timestamp,
    },
    /// Nobody knows whether it happened; only a look at the org may decide.
    Unclear {
        send_by: Timestamp,
    },
    Done,
    Verified(Verification),
    /// Drifted before it was written.
    Drifted,
    /// Refused by the org, or given up.
    Failed {
        message: String,
    },
    /// A look at the org could not tell.
    Unknown,
}

/// What a part needs next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    Preflight,
    Write(PartNumber),
    Reconcile(PartNumber, Timestamp),
    Verify(PartNumber),
    Settle(Verdict),
}

impl Commit {
    pub(super) fn of(parts: &[PartNumber]) -> Self {
        Self {
            fresh: false,
            made: BTreeMap::new(),
            attempts: BTreeMap::new(),
            parts: parts
                .iter()
                .map(|number| (*number, Progress::Pending))
                .collect(),
        }
    }

    /// Settles what became of a request.
    pub(super) fn sent(&mut self, number: PartNumber, outcome: &Outcome) {
        let Some(progress) = self.parts.get_mut(&number) else {
            return;
        };
        let (Progress::Intended { send_by } | Progress::Unclear { send_by }) = progress else {
            return;
        };
        if let Outcome::Done {
            made: Some(made), ..
        } = outcome
        {
            self.made.insert(number, made.clone());
        }
        *progress = match outcome {
            Outcome::Done { .. } => Progress::Done,
            Outcome::Refused { code, message } => Progress::Failed {
                message: format!("{code}: {message}"),
            },
            Outcome::Conflict => Progress::Drifted,
            Outcome::NotSent { .. } => Progress::Pending,
            Outcome::Unclear { .. } => Progress::Unclear { send_by: *send_by },
            Outcome::Unknown => Progress::Unknown,
        };
    }

    /// In order: what is unclear is looked at first, what is written is verified before the next write, and a part
    /// that did not make it ends the writing: all other parts were signed together with it.
    pub(super) fn next(&self) -> Next {
        let lost = |progress: &Progress| {
            matches!(
                progress,
                Progress::Drifted | Progress::Failed { .. } | Progress::Unknown
            )
        };
        let over = self.parts.values().any(lost);
        for (number, progress) in &self.parts {
            match progress {
                Progress::Intended { send_by } | Progress::Unclear { send_by } => {
                    return Next::Reconcile(*number, *send_by);
                }
                Progress::Done => return Next::Verify(*number),
                Progress::Pending if over => {}
                Progress::Pending if !self.fresh => return Next::Preflight,
                Progress::Pending => return Next::Write(*number),
                Progress::Verified(_)
                | Progress::Drifted
                | Progress::Failed { .. }
                | Progress::Unknown => {}
            }
        }
        Next::Settle(self.verdict())
    }

    fn verdict(&self) -> Verdict {
        let all = |fits: fn(&Progress) -> bool| self.parts.values().all(fits);
        let any = |fits: fn(&Progress) -> bool| self.parts.values().any(fits);
        let applied =
            |progress: &Progress| matches!(progress, Progress::Verified(_) | Progress::Done);
        if all(|progress| {
            matches!(
                progress,
                Progress::Verified(Verification::AsSigned { .. } | Verification::Unverifiable)
            )
        }) {
            Verdict::Verified
        } else if any(|progress| {
            matches!(progress, Progress::Verified(Verification::Differs { .. }))
        }) {
            // Written, and not there when read back: never called a success.
            if self.parts.len() > 1 {
                Verdict::PartlyApplied
            } else {
                Verdict::Failed
            }
        } else if all(applied) {
            Verdict::AppliedWithSideEffects
        } else if any(|progress| matches!(progress, Progress::Verified(_) | Progress::Done)) {
            Verdict::PartlyApplied
        } else if any(|progress| matches!(progress, Progress::Drifted)) {
            Verdict::Stale
        } else if any(|progress| matches!(progress, Progress::Unknown)) {
            Verdict::NeedsReview
        } else {
            Verdict::Failed
        }
    }
}
