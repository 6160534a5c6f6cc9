//! What happens in Countersign itself once it is signed: nothing of it is sent to an org.

use crate::worker::{Drive, Trouble};
use domain::change::{Effect, Publication};
use domain::decision::ApprovedPart;
use domain::observation::{Outcome, Verification};

/// The code of a refusal: what was signed was overtaken.
pub(super) const OUTDATED: &str = "OUTDATED";

/// Carries it out in the job that stores the answer: both happen, or neither.
pub(super) async fn carry_out(drive: &mut Drive, part: &ApprovedPart) -> Result<Outcome, Trouble> {
    if let Effect::Publish(publication) = part.effect() {
        let now = current(drive, publication).await?;
        if now != publication.over && now != Some(publication.version) {
            return Ok(Outcome::Refused {
                code: OUTDATED.into(),
                message:
                    "another version was published meanwhile; compare with that one and ask again"
                        .into(),
            });
        }
        let (workspace, publication) = (drive.run.workspace.clone(), publication.clone());
        let (by, at) = (drive.run.started_by.clone(), drive.now());
        drive.journal.also(move |tx| {
            Box::pin(async move {
                store::missions::publish_candidate(tx, &workspace, &publication, &by, at).await
            })
        });
    }
    Ok(Outcome::Done {
        made: None,
        related: vec![],
    })
}

/// Whether new runs take that version now.
pub(super) async fn published(
    drive: &mut Drive,
    publication: &Publication,
) -> Result<Verification, Trouble> {
    // What was handed over has to be stored before it can be read back.
    drive.journal.settle().await?;
    let there = current(drive, publication).await? == Some(publication.version);
    Ok(if there {
        Verification::AsSigned { values: 0 }
    } else {
        Verification::Differs { fields: vec![] }
    })
}

async fn current(
    drive: &Drive,
    publication: &Publication,
) -> Result<Option<domain::canonical::Digest>, Trouble> {
    let here = drive.shared.store.within(&drive.run.workspace);
    Ok(store::missions::get(here, &publication.mission)
        .await?
        .current)
}
