use std::time::Duration;

use domain::actor::Role;
use domain::id::WorkspaceId;
use engine::Engine;
use store::links::Link;

use super::Secret;

/// The link by which the first admin gets in. It works once.
pub struct Welcome(pub Secret);

/// What the link is for, in the store.
pub const PURPOSE: &str = "first_admin";
/// A link that nobody used for a day is worth nothing; the next start prints another.
const GOOD_FOR: Duration = Duration::from_hours(24);

impl Welcome {
    /// A new link while the workspace has no admin who could sign in.
    pub async fn if_needed(
        engine: &Engine,
        workspace: &WorkspaceId,
    ) -> store::Result<Option<Self>> {
        if has_admin(engine, workspace).await? {
            return Ok(None);
        }
        let secret = Secret::new(Secret::LINK, engine.clock().secret());
        let link = Link {
            workspace: workspace.clone(),
            purpose: PURPOSE.to_owned(),
            subject: String::new(),
            expires_at: engine.clock().now().plus(GOOD_FOR),
        };
        let hash = secret.hash();
        engine
            .store()
            .write(move |tx| Box::pin(async move { store::links::insert(tx, &hash, &link).await }))
            .await?;
        Ok(Some(Self(secret)))
    }

    /// Whether an admin came in another way since the link was made.
    pub async fn is_late(engine: &Engine, workspace: &WorkspaceId) -> store::Result<bool> {
        has_admin(engine, workspace).await
    }
}

async fn has_admin(engine: &Engine, workspace: &WorkspaceId) -> store::Result<bool> {
    let people = store::actors::list(
        engine.store().within(workspace),
        &store::Page::first(store::page::MOST),
    )
    .await?;
    Ok(people
        .items
        .iter()
        .any(|actor| actor.is(Role::Admin) && actor.email.is_some()))
}
