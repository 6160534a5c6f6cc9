use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The last look at the org for the sake of a decision: when, and how many reasoned-on values were not as before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    pub at: Timestamp,
    pub drifted: u32,
}

/// Whether what a decision rests on still holds, as far as anybody has looked. It is told from what was last seen, so
/// that a list costs the org nothing; a commit looks for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "freshness", rename_all = "snake_case")]
pub enum Freshness {
    /// Read or looked at within the hour, and as it was.
    Fresh { seen_at: Timestamp },
    /// So many values were not as before at the last look.
    Drifted { seen_at: Timestamp, fields: u32 },
    /// As it was at the last look, but that is long ago.
    Stale { seen_at: Timestamp },
    /// Nobody has looked since it was proposed, and that is long ago.
    NotLookedAt { since: Timestamp },
}

/// A look is good for so long.
const GOOD_FOR: Duration = Duration::from_hours(1);

/// What a look, or none, says at this moment. Proposing was a look too.
pub fn freshness(asked_at: Timestamp, look: Option<Look>, now: Timestamp) -> Freshness {
    match look {
        Some(Look { at, drifted }) if drifted > 0 => Freshness::Drifted {
            seen_at: at,
            fields: drifted,
        },
        Some(Look { at, .. }) if now.since(at) > GOOD_FOR => Freshness::Stale { seen_at: at },
        Some(Look { at, .. }) => Freshness::Fresh { seen_at: at },
        None if now.since(asked_at) > GOOD_FOR => Freshness::NotLookedAt { since: asked_at },
        None => Freshness::Fresh { seen_at: asked_at },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: u64) -> Timestamp {
        Timestamp::from_micros(0).plus(Duration::from_hours(hours))
    }

    #[test]
    fn a_proposal_is_a_look_that_grows_old() {
        assert_eq!(
            freshness(at(1), None, at(2)),
            Freshness::Fresh { seen_at: at(1) }
        );
        assert_eq!(
            freshness(at(1), None, at(3)),
            Freshness::NotLookedAt { since: at(1) }
        );
    }

    #[test]
    fn a_later_look_makes_it_fresh_again_until_it_is_old_too() {
        let look = Some(Look {
            at: at(5),
            drifted: 0,
        });
        assert_eq!(
            freshness(at(1), look, at(6)),
            Freshness::Fresh { seen_at: at(5) }
        );
        assert_eq!(
            freshness(at(1), look, at(7)),
            Freshness::Stale { seen_at: at(5) }
        );
    }

    #[test]
    fn what_has_drifted_does_not_become_fresh_by_waiting() {
        let look = Some(Look {
            at: at(5),
            drifted: 2,
        });
        for now in [5, 6, 90] {
            let told = freshness(at(1), look, at(now));
            assert_eq!(
                told,
                Freshness::Drifted {
                    seen_at: at(5),
                    fields: 2
                }
            );
        }
    }
}
