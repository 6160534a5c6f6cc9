//! Who acts: a person, an agent, or the system. An actor's roles are checked on the server for every verb.

pub use crate::id::ActorId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sees runs and decisions, launches missions.
    Member,
    /// Signs decisions.
    Approver,
    /// Composes missions and knowledge.
    Builder,
    /// Manages people, connections and settings.
    Admin,
    /// Reads everything, changes nothing.
    Auditor,
}

pub type Roles = BTreeSet<Role>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    Person,
    Agent,
    System,
}

/// An actor as the workspace knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    pub id: ActorId,
    pub kind: ActorKind,
    pub name: String,
    pub email: Option<String>,
    pub roles: Roles,
    /// For an agent or a token: the person who answers for it. That person may not sign what it started.
    pub behind: Option<ActorId>,
    pub active: bool,
}

impl Actor {
    pub fn is(&self, role: Role) -> bool {
        self.active && self.roles.contains(&role)
    }
    /// The actor and the person behind it.
    pub fn everyone(&self) -> BTreeSet<ActorId> {
        std::iter::once(self.id.clone())
            .chain(self.behind.clone())
            .collect()
    }
}

impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Member => "member",
            Self::Approver => "approver",
            Self::Builder => "builder",
            Self::Admin => "admin",
            Self::Auditor => "auditor",
        })
    }
}

impl std::str::FromStr for Role {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        [
            Self::Member,
            Self::Approver,
            Self::Builder,
            Self::Admin,
            Self::Auditor,
        ]
        .into_iter()
        .find(|role| role.to_string() == text)
        .ok_or_else(|| {
            format!("`{text}` is not a role: member, approver, builder, admin or auditor")
        })
    }
}
