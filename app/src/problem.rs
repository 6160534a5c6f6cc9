//! What a page may be told when something went wrong. The cause goes to the log and nowhere else.

use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// A reason a page cannot show or do what was asked, in words for the person in front of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Problem {
    #[error("please sign in again")]
    SignedOut,
    #[error("that is no longer there")]
    Gone,
    #[error("{0}")]
    Refused(String),
    #[error("something broke on our side; it was logged")]
    Internal,
    /// With the reference that whoever runs the portal finds it by.
    #[error("something broke on our side; it was logged as {0}")]
    Logged(String),
    #[error("we could not reach the server")]
    Offline,
}

impl FromServerFnError for Problem {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::Offline,
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_) => {
                Self::Refused("that request could not be read".into())
            }
            _ => Self::Internal,
        }
    }
}
