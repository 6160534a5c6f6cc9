use crate::Error;
use domain::actor::{Actor, ActorKind, Role};
use domain::id::WorkspaceId;

/// Who asks, and in which workspace. Made only where a request is authenticated.
#[derive(Clone, Debug)]
pub struct Caller {
    pub workspace: WorkspaceId,
    pub actor: Actor,
}

impl Caller {
    /// Refuses whoever has none of these roles.
    pub(crate) fn needs(&self, roles: &[Role], what: &str) -> Result<(), Error> {
        if roles.iter().any(|role| self.actor.is(*role)) {
            Ok(())
        } else {
            Err(Error::Forbidden(format!(
                "your role does not let you {what}"
            )))
        }
    }
    /// Refuses programs: only people decide.
    pub(crate) fn is_person(&self) -> Result<(), Error> {
        if self.actor.kind == ActorKind::Person && self.actor.active {
            Ok(())
        } else {
            Err(Error::Forbidden(
                "only a person decides; open the decision in the portal".into(),
            ))
        }
    }
}
