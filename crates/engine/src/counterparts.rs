//! Who people are in a connected org, and what they may read there: kept for a moment, so that a page costs few calls.

use crate::Error;
use domain::id::{ConnectionId, WorkspaceId};
use domain::record::ObjectName;
use domain::time::Timestamp;
use gateway::{Connection, Counterpart};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A right that was taken away in the org is gone here after so long.
const FRESH: Duration = Duration::from_mins(1);
/// No more people than this are remembered.
const PEOPLE: usize = 1_000;
/// While the org does not answer, nobody's rights are taken to be what they were for longer than this.
const OLD: Duration = Duration::from_hours(24);

/// The person's address, and the objects that were asked about.
type Key = (WorkspaceId, ConnectionId, String, Vec<ObjectName>);
type Known = (Timestamp, Arc<Counterpart>);

#[derive(Default)]
pub(crate) struct Counterparts(Mutex<HashMap<Key, Known>>);

impl Counterparts {
    /// As the org told it a moment ago. While the org does not answer, as it told it last; none when it never did.
    pub(crate) async fn of(
        &self,
        workspace: &WorkspaceId,
        connection: &Connection,
        address: &str,
        objects: &[ObjectName],
        now: Timestamp,
    ) -> Result<Option<Arc<Counterpart>>, Error> {
        let id = connection.settings().id.clone();
        let key = (
            workspace.clone(),
            id,
            address.to_lowercase(),
            objects.to_vec(),
        );
        let known = self.lock().get(&key).cloned();
        if let Some((at, counterpart)) = &known
            && now.since(*at) < FRESH
        {
            return Ok(Some(counterpart.clone()));
        }
        match connection.counterpart(address, objects).await {
            Ok(counterpart) => {
                let counterpart = Arc::new(counterpart);
                let mut kept = self.lock();
                if kept.len() >= PEOPLE {
                    kept.clear();
                }
                kept.insert(key, (now, counterpart.clone()));
                Ok(Some(counterpart))
            }
            Err(error) if error.retry_after().is_some() || is_signed_out(&error) => {
                let young = known.filter(|(at, _)| now.since(*at) < OLD);
                Ok(young.map(|(_, counterpart)| counterpart))
            }
            Err(error) => Err(Error::Unavailable(error.to_string())),
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Nobody can be asked until a person has connected anew.
pub(crate) fn is_signed_out(error: &gateway::Error) -> bool {
    use gateway::ReadError;
    matches!(
        error,
        gateway::Error::Salesforce(ReadError::SignedOut { .. } | ReadError::OtherOrg { .. })
    )
}
