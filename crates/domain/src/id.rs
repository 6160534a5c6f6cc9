//! Ids are types and can be read aloud: url, log and JSON all say `dec_0198…`.

use serde::{Deserialize, Serialize};

/// The text is not an id of the kind that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {kind}: it should look like `{prefix}_…`")]
pub struct NotAnId {
    pub text: String,
    pub kind: &'static str,
    pub prefix: &'static str,
}

const LONGEST: usize = 80;

fn parse(text: String, kind: &'static str, prefix: &'static str) -> Result<String, NotAnId> {
    let rest = text
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('_'));
    let fits = rest.is_some_and(|rest| {
        !rest.is_empty()
            && rest.len() <= LONGEST
            && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    });
    if fits {
        Ok(text)
    } else {
        Err(NotAnId {
            text: text.chars().take(LONGEST).collect(),
            kind,
            prefix,
        })
    }
}

/// Declares an id: a text with a readable prefix, so one kind cannot pass for another.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal, $kind:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Makes an id from its unique part (letters, digits, dashes).
            pub fn new(unique: impl std::fmt::Display) -> Self {
                Self(format!(concat!($prefix, "_{}"), unique))
            }
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl TryFrom<String> for $name {
            type Error = NotAnId;
            fn try_from(text: String) -> Result<Self, NotAnId> {
                parse(text, $kind, $prefix).map(Self)
            }
        }
        impl std::str::FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                text.to_owned().try_into()
            }
        }
        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(/// A tenant: every row belongs to one.
    WorkspaceId, "wsp", "a workspace");
id!(/// A person, an agent, or the system.
    ActorId, "act", "an actor");
id!(/// A mission, whatever its version.
    MissionId, "mis", "a mission");
id!(/// One mission, executed once.
    RunId, "run", "a run");
id!(/// A change set that waits for signatures.
    DecisionId, "dec", "a decision");
id!(/// A Salesforce org or another outside system.
    ConnectionId, "con", "a connection");
id!(/// A knowledge document, whatever its version.
    DocumentId, "doc", "a document");
id!(/// A file, whatever its version.
    FileId, "fil", "a file");
id!(/// A service token for programs (the record of it, never the secret).
    TokenId, "tok", "a token");
id!(/// One run engine in one process.
    WorkerId, "wkr", "a worker");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_kind_of_id_cannot_pass_for_another() {
        assert!("run_0198".parse::<RunId>().is_ok());
        assert!("dec_0198".parse::<RunId>().is_err());
        assert!("run_".parse::<RunId>().is_err());
        assert!("run_a b".parse::<RunId>().is_err());
        assert!(serde_json::from_str::<DecisionId>("\"dec_x/../y\"").is_err());
    }
}
