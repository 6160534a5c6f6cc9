//! The org's records as one may see them, and why they changed.

mod browse; // lists, and finding by words
mod compact; // what tells most of a record, object by object
mod deeds; // what signed changes did to a record, by our own record alone
mod look; // at what cites records
mod open; // one record
mod sight; // whose eyes
mod tried; // a rule tried on the newest of them
mod why; // our changes beside the org's own history

pub(crate) use look::Look;

use crate::Error;
use crate::counterparts::is_signed_out;
use domain::record::FieldName;
use gateway::ReadError;

/// A name that this code itself writes.
fn field(name: &str) -> FieldName {
    name.parse().expect("it is written as one")
}

/// Whether asking later, or connecting anew, helps.
fn is_away(error: &gateway::Error) -> bool {
    error.retry_after().is_some() || is_signed_out(error)
}

/// For the person who asked.
fn told(error: gateway::Error) -> Error {
    match error {
        gateway::Error::Denied(_) => Error::Forbidden("that is out of your sight".into()),
        gateway::Error::Salesforce(ReadError::NotFound { .. }) => Error::Gone,
        gateway::Error::Salesforce(ReadError::Refused { message, .. }) => Error::Invalid(message),
        error @ gateway::Error::Salesforce(_) => Error::Unavailable(error.to_string()),
    }
}
