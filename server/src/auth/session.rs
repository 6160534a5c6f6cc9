use std::fmt;
use std::time::Duration;

use domain::canonical::Digest;
use domain::id::{ActorId, WorkspaceId};
use domain::time::Timestamp;
use engine::Engine;
use serde::{Deserialize, Serialize};
use store::sessions::Opened;
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{self, Error};
use tower_sessions::{Session, SessionStore};

use super::{Credential, Device, Secret};

/// A person as found by a sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub workspace: WorkspaceId,
    pub actor: ActorId,
}

/// Sign-ins. A row is found by the SHA-256 of what is shown: the cookie's value or a program's token.
///
/// A session ends when it is not used for a while, and after its longest time in any case. Use is noted at most once a
/// minute, so that looking at pages writes next to nothing.
#[derive(Clone)]
pub struct Sessions {
    engine: Engine,
    idle: Duration,
    longest: Duration,
}

/// The entry of a session's data that says who signed in, and since when.
const WHO: &str = "who";
const NOTED_AFTER: Duration = Duration::from_mins(1);
const SWEPT_EVERY: Duration = Duration::from_hours(1);

#[derive(Clone, Serialize, Deserialize)]
struct Who {
    #[serde(flatten)]
    person: Person,
    since: Timestamp,
    #[serde(default)]
    device: String,
}

impl Sessions {
    pub fn new(engine: Engine, idle: Duration, longest: Duration) -> Self {
        Self {
            engine,
            idle,
            longest,
        }
    }

    fn now(&self) -> Timestamp {
        self.engine.clock().now()
    }

    /// Signs a browser in: the session gets a new id, so that one planted beforehand is worth nothing.
    pub async fn open_in_browser(
        &self,
        cookie: &Session,
        person: &Person,
        device: &Device,
    ) -> session_store::Result<()> {
        let failed = |error: tower_sessions::session::Error| Error::Backend(error.to_string());
        cookie.cycle_id().await.map_err(failed)?;
        cookie
            .insert(
                WHO,
                Who {
                    person: person.clone(),
                    since: self.now(),
                    device: device.0.clone(),
                },
            )
            .await
            .map_err(failed)
    }

    /// Signs a program in and gives the token it shows from then on.
    pub async fn open_for_program(
        &self,
        person: &Person,
        device: &Device,
    ) -> store::Result<String> {
        let token = Secret::new(Secret::SESSION, self.engine.clock().secret());
        let who = Who {
            person: person.clone(),
            since: self.now(),
            device: device.0.clone(),
        };
        let data = [(WHO.to_owned(), serde_json::to_value(who)?)].into();
        self.write(token.hash(), data, Row::New).await?;
        Ok(token.reveal().to_owned())
    }

    /// Who signed in under this hash, if that still counts.
    pub async fn person(&self, hash: &Digest) -> store::Result<Option<Person>> {
        Ok(self
            .read(hash)
            .await?
            .and_then(|(data, _)| who_in(&data))
            .map(|who| who.person))
    }

    pub async fn end(&self, hash: &Digest) -> store::Result<()> {
        let hash = hash.to_string();
        self.engine
            .store()
            .write(move |tx| Box::pin(async move { store::sessions::delete(tx, &hash).await }))
            .await
    }

    /// Forgets what has expired, now and every hour.
    pub async fn sweep(self, stopping: CancellationToken) {
        loop {
            let now = self.now();
            self.engine.store().write_later(move |tx| {
                Box::pin(async move { store::sessions::sweep(tx, now).await.map(|_| ()) })
            });
            tokio::select! {
                () = stopping.cancelled() => return,
                () = tokio::time::sleep(SWEPT_EVERY) => {}
            }
        }
    }

    async fn read(&self, hash: &Digest) -> store::Result<Option<(Data, Timestamp)>> {
        let now = self.now();
        let Some(row) = store::sessions::load(self.engine.store(), &hash.to_string(), now).await?
        else {
            return Ok(None);
        };
        let data: Data = serde_json::from_slice(&row.data)?;
        let who = who_in(&data);
        let until = self.until(who.as_ref(), now);
        if until.since(row.expires_at) >= NOTED_AFTER {
            // Only longer, never anew: it may have been signed out in the meantime.
            self.engine.store().write_later(move |tx| {
                Box::pin(async move { store::sessions::extend(tx, &row.id, until).await })
            });
        }
        Ok(Some((data, until)))
    }

    async fn write(&self, hash: Digest, data: Data, which: Row) -> store::Result<()> {
        let who = who_in(&data);
        let row = store::sessions::Session {
            id: hash.to_string(),
            owner: who
                .as_ref()
                .map(|who| (who.person.workspace.clone(), who.person.actor.clone())),
            data: serde_json::to_vec(&data)?,
            opened: who.as_ref().map(|who| Opened {
                at: who.since,
                device: who.device.clone(),
            }),
            expires_at: self.until(who.as_ref(), self.now()),
        };
        self.engine
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let replace = matches!(which, Row::There);
                    store::sessions::put(tx, &row, replace).await.map(|_| ())
                })
            })
            .await
    }

    /// When a session that is used now ends.
    fn until(&self, who: Option<&Who>, now: Timestamp) -> Timestamp {
        let idle = now.plus(self.idle);
        who.map_or(idle, |who| idle.min(who.since.plus(self.longest)))
    }
}

/// A session that was ended while a request was under way is not made again by that request.
#[derive(Clone, Copy)]
enum Row {
    New,
    There,
}

type Data = std::collections::HashMap<String, serde_json::Value>;

fn who_in(data: &Data) -> Option<Who> {
    serde_json::from_value(data.get(WHO)?.clone()).ok()
}

/// What a cookie stands for.
pub fn in_cookie(cookie: &Session) -> Option<Credential> {
    let id = cookie.id()?;
    Some(Credential::Session(hash(id)))
}

fn hash(id: Id) -> Digest {
    Secret::shown(&id.to_string()).hash()
}

/// What `tower_sessions` asks of a store.
#[async_trait::async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        // 128 bits of chance are not given twice.
        let data = record.data.clone().into_iter().collect();
        let made = self.write(hash(record.id), data, Row::New).await;
        made.map_err(failed)
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        let data = record.data.clone().into_iter().collect();
        let kept = self.write(hash(record.id), data, Row::There).await;
        kept.map_err(failed)
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let found = self.read(&hash(*id)).await.map_err(failed)?;
        Ok(found.map(|(data, until)| Record {
            id: *id,
            data: data.into_iter().collect(),
            expiry_date: OffsetDateTime::from_unix_timestamp_nanos(
                i128::from(until.micros()) * 1000,
            )
            .unwrap_or(OffsetDateTime::UNIX_EPOCH),
        }))
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        self.end(&hash(*id)).await.map_err(failed)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
fn failed(error: store::Error) -> Error {
    Error::Backend(error.to_string())
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions")
            .field("idle", &self.idle)
            .field("longest", &self.longest)
            .finish_non_exhaustive()
    }
}
