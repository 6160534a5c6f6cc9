use domain::actor::{Actor, Roles};
use domain::id::ActorId;
use domain::time::Timestamp;
use serde::Serialize;

/// Somebody who works here, or did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PersonView {
    pub id: ActorId,
    pub name: String,
    pub email: String,
    pub roles: Roles,
    pub active: bool,
}

impl From<Actor> for PersonView {
    fn from(actor: Actor) -> Self {
        Self {
            id: actor.id,
            name: actor.name,
            email: actor.email.unwrap_or_default(),
            roles: actor.roles,
            active: actor.active,
        }
    }
}

/// Where somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignInView {
    /// Tells one's own sign-ins apart; it opens nothing.
    pub id: String,
    /// `Firefox on Linux`
    pub device: String,
    pub since: Timestamp,
    pub expires_at: Timestamp,
    /// The one that asks.
    pub this: bool,
}
