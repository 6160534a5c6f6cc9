use crate::journal::Said;
use crate::worker::{Drive, Halt, Trouble};
use domain::decision::{Answer, Signature, Signer, Status};
use domain::id::DecisionId;
use domain::observation::{Event, Kind};
use domain::time::Timestamp;
use domain::verdict::Verdict;

/// Looks at every open decision: goes on with what is answered, sleeps until the next runs out.
pub(crate) async fn await_decisions(
    drive: &mut Drive,
    decisions: &[DecisionId],
) -> Result<Option<Halt>, Trouble> {
    let law = drive.law().await?;
    let mut moved = false;
    let mut wake_at: Option<Timestamp> = None;
    for id in decisions {
        let now = drive.now();
        let decision = drive.decision(id).await?;
        let status = decision.status(&law.gate, &law.roles, now);
        let expires_at = decision.expires_at;
        let signatures = decision.signatures.clone();
        let journaled = drive.state().signed.get(id).copied().unwrap_or(0);
        for signature in signatures.iter().skip(journaled) {
            signed(drive, id, signature).await?;
        }
        match status {
            Status::Approved { parts } => {
                let headline = format!("Approved: {} to write", parts.len());
                drive.journal.say(Said::new(
                    Kind::Decision,
                    headline,
                    Event::Approved {
                        decision: id.clone(),
                        parts,
                    },
                ));
                moved = true;
            }
            Status::Rejected { reason, .. } => {
                decline(drive, id, Verdict::Rejected, format!("Rejected: {reason}"));
                moved = true;
            }
            Status::Expired { at } => {
                decline(
                    drive,
                    id,
                    Verdict::Expired,
                    format!("Expired at {at}; nothing was changed"),
                );
                moved = true;
            }
            Status::Waiting { .. } | Status::Blocked { .. } | Status::Withdrawn { .. } => {
                wake_at = Some(wake_at.map_or(expires_at, |earlier| earlier.min(expires_at)));
                // Next time the signatures are read anew.
                drive.decisions.remove(id);
            }
        }
    }
    Ok(if moved {
        None
    } else {
        Some(Halt::Sleep(wake_at))
    })
}

async fn signed(drive: &mut Drive, id: &DecisionId, signature: &Signature) -> Result<(), Trouble> {
    let verb = match &signature.answer {
        Answer::Approve => "signed",
        Answer::Reject { .. } => "rejected",
    };
    let parts = signature.parts.len();
    let what = if signature.is_approval() {
        format!(" {parts} part{}", if parts == 1 { "" } else { "s" })
    } else {
        String::new()
    };
    let event = Event::Signed {
        decision: id.clone(),
        by: signature.by.clone(),
    };
    let said = match &signature.by {
        Signer::Actor(actor) => {
            let shared = &drive.shared;
            let person = shared
                .standing
                .person(&shared.store, &drive.run.workspace, actor);
            let named = person.await;
            let name = named.map_or_else(|_| actor.to_string(), |actor| actor.name.clone());
            Said::new(Kind::Decision, format!("{name} {verb}{what}"), event).by(actor)
        }
        policy @ Signer::Policy { .. } => Said::new(
            Kind::Decision,
            format!("Policy {verb}{what}: {policy}"),
            event,
        ),
    };
    drive.journal.tell(said, signature);
    Ok(())
}

fn decline(drive: &mut Drive, id: &DecisionId, verdict: Verdict, headline: String) {
    drive.journal.say(Said::new(
        Kind::Decision,
        headline,
        Event::Declined {
            decision: id.clone(),
            verdict,
        },
    ));
    closed(drive, id, verdict);
}

/// Closes a decision of a run that ends without it.
pub(crate) fn close(drive: &mut Drive, id: &DecisionId, verdict: Verdict) {
    decline(drive, id, verdict, "Withdrawn: the run ended".into());
}

/// Everything for this decision is done; its verdict stands.
pub(crate) fn settle(drive: &mut Drive, id: &DecisionId, verdict: Verdict) {
    let headline = match verdict {
        Verdict::Verified => "All signed parts are written and read back as signed".to_owned(),
        Verdict::AppliedWithSideEffects => {
            "All signed parts are written; something in the org changed more".to_owned()
        }
        Verdict::PartlyApplied => "Some parts are written, others are not".to_owned(),
        Verdict::Stale => "The org had moved on; nothing was written".to_owned(),
        other => format!("The change set ended as {other}"),
    };
    drive.journal.say(Said::new(
        Kind::Verify,
        headline,
        Event::Settled {
            decision: id.clone(),
            verdict,
        },
    ));
    closed(drive, id, verdict);
}

fn closed(drive: &mut Drive, id: &DecisionId, verdict: Verdict) {
    let (workspace, id, at) = (drive.run.workspace.clone(), id.clone(), drive.now());
    drive.journal.also(move |tx| {
        Box::pin(
            async move { store::decisions::close(tx, &workspace, &id, verdict.phrase(), at).await },
        )
    });
}
