//! How a run ended, in one of nine words.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Every signed value was read back as signed.
    Verified,
    /// Written as signed, and something in the org changed more or changed it again.
    AppliedWithSideEffects,
    /// Some parts are written, others are not; each is named.
    PartlyApplied,
    Rejected,
    Expired,
    /// The org had moved on before the commit; nothing was written.
    Stale,
    NeedsReview,
    NoActionNeeded,
    Failed,
}

impl Verdict {
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::AppliedWithSideEffects => "applied with side effects",
            Self::PartlyApplied => "partly applied",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
            Self::Stale => "stale",
            Self::NeedsReview => "needs review",
            Self::NoActionNeeded => "no action needed",
            Self::Failed => "failed",
        }
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.phrase())
    }
}
