use crate::view::{Week, WrittenView};
use crate::{Caller, Engine, Error};
use domain::decision::Answer;
use domain::verdict::Verdict;
use std::time::Duration;

/// How a decision ends when something of it was written.
const WRITTEN: [Verdict; 3] = [
    Verdict::Verified,
    Verdict::AppliedWithSideEffects,
    Verdict::PartlyApplied,
];
const WEEK: Duration = Duration::from_hours(7 * 24);

impl Engine {
    /// What was changed in the org lately, by whose signature, the latest first.
    pub async fn changed(&self, caller: &Caller, limit: u32) -> Result<Vec<WrittenView>, Error> {
        let here = || self.0.store.within(&caller.workspace);
        let words = WRITTEN.map(Verdict::phrase);
        let found = store::decisions::lately(here(), &words, limit).await?;
        let mut changes = vec![];
        for stored in found {
            let decision = &stored.decision;
            let closed = stored.closed.as_ref().and_then(|(word, at)| {
                let verdict = WRITTEN
                    .into_iter()
                    .find(|verdict| verdict.phrase() == word)?;
                Some((verdict, *at))
            });
            let Some((verdict, at)) = closed else {
                continue;
            };
            let mut signers = vec![];
            for signature in &decision.signatures {
                if signature.answer == Answer::Approve {
                    signers.push(self.signer(&caller.workspace, &signature.by).await);
                }
            }
            changes.push(WrittenView {
                decision: decision.id.clone(),
                run: decision.run.clone(),
                title: decision.changes.title.clone(),
                verdict,
                at,
                signers,
            });
        }
        Ok(changes)
    }

    /// How the decisions of the last seven days ended.
    pub async fn week(&self, caller: &Caller) -> Result<Week, Error> {
        let since = self.0.clock.now().minus(WEEK);
        let here = self.0.store.within(&caller.workspace);
        let closings = store::decisions::closings(here, since).await?;
        let ended = |verdict: Verdict| {
            let of = closings
                .iter()
                .filter(|(word, _)| word == verdict.phrase())
                .map(|(_, decisions)| decisions);
            of.sum::<u64>()
        };
        Ok(Week {
            written: WRITTEN.into_iter().map(ended).sum(),
            rejected: ended(Verdict::Rejected),
            expired: ended(Verdict::Expired),
            stale: ended(Verdict::Stale),
        })
    }
}
