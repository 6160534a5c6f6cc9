use domain::actor::{Actor, ActorKind, Role};
use domain::id::WorkspaceId;
use store::Store;

use super::Finding;

/// Whether there is somebody to manage, and a second one to sign.
pub async fn examine(store: &Store, workspace: &WorkspaceId) -> Vec<Finding> {
    let page = store::Page::first(store::page::MOST);
    let people: Vec<Actor> = match store::actors::list(store.within(workspace), &page).await {
        Ok(actors) => actors
            .items
            .into_iter()
            .filter(|actor| actor.active && actor.kind == ActorKind::Person)
            .collect(),
        Err(error) => {
            return vec![Finding::broken(
                format!("The people cannot be read: {error}."),
                "The database may be damaged: restore a backup.",
            )];
        }
    };
    let with = |role| {
        people
            .iter()
            .filter(|actor| actor.is(role))
            .map(|actor| actor.name.as_str())
            .collect::<Vec<_>>()
    };
    vec![admins(&with(Role::Admin)), signers(&with(Role::Approver))]
}

fn admins(admins: &[&str]) -> Finding {
    match admins {
        [] => Finding::care(
            "There is no admin yet.",
            "Open the link that `countersign serve` prints, or use `countersign admin create-user EMAIL --role admin`.",
        ),
        names => Finding::good(format!("Admins: {}.", names.join(", "))),
    }
}

fn signers(approvers: &[&str]) -> Finding {
    match approvers {
        [] => Finding::care(
            "Nobody can sign: no one has the role approver. Decisions will wait until they expire.",
            "countersign admin create-user EMAIL --role approver",
        ),
        [one] => Finding::care(
            format!(
                "There is no second signer: only {one} can sign, and nobody signs what they started themselves."
            ),
            "countersign admin create-user EMAIL --role approver",
        ),
        many => Finding::good(format!("{} people can sign.", many.len())),
    }
}
