//! One org: its file, its clock, who it serves and what it has done.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use sqlx::{Row as _, SqliteConnection};

use crate::automation::Switches;
use crate::clock::Clock;
use crate::control::{Control, Counters};
use crate::refusal::Refusal;
use crate::security::{self, Actor, Sight};
use crate::soql::Cursors;
use crate::store::{Pools, Tally, rows};

/// The versions this org speaks.
pub(crate) const OLDEST: u32 = 31;
pub(crate) const NEWEST: u32 = 68;

pub(crate) struct Org {
    pub(crate) pools: Pools,
    pub(crate) clock: Clock,
    pub(crate) id: String,
    pub(crate) url: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    /// The user that client credentials run as.
    pub(crate) run_as: String,
    pub(crate) control: Control,
    pub(crate) cursors: Cursors,
    pub(crate) usage: AtomicU64,
    switches: RwLock<Switches>,
    sights: Mutex<HashMap<String, Arc<Sight>>>,
    /// Counts the changes of rights.
    rights: AtomicU64,
    automated: String,
}

/// What an org is made of when it is opened.
pub(crate) struct Parts {
    pub(crate) pools: Pools,
    pub(crate) clock: Clock,
    pub(crate) id: String,
    pub(crate) url: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) run_as: String,
    pub(crate) automated: String,
    pub(crate) switches: Switches,
}

impl Org {
    pub(crate) fn new(parts: Parts) -> Self {
        Self {
            pools: parts.pools,
            clock: parts.clock,
            id: parts.id,
            url: parts.url,
            client_id: parts.client_id,
            client_secret: parts.client_secret,
            run_as: parts.run_as,
            control: Control::default(),
            cursors: Cursors::default(),
            usage: AtomicU64::new(0),
            switches: RwLock::new(parts.switches),
            sights: Mutex::default(),
            rights: AtomicU64::new(0),
            automated: parts.automated,
        }
    }

    pub(crate) fn switches(&self) -> RwLockReadGuard<'_, Switches> {
        self.switches.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn switch(&self, switches: Switches) {
        *self
            .switches
            .write()
            .unwrap_or_else(PoisonError::into_inner) = switches;
    }

    /// The user with what they may see, kept until a row that governs rights changes.
    pub(crate) async fn actor(
        &self,
        conn: &mut SqliteConnection,
        user_id: &str,
    ) -> Result<Actor, Refusal> {
        let known = self.sights().get(user_id).cloned();
        if let Some(sight) = known {
            return Ok(Actor::new(user_id, sight));
        }
        let rights = self.rights.load(Ordering::Acquire);
        let sight = Arc::new(security::load(conn, user_id).await?);
        // Rights that changed while they were read are not kept.
        let mut sights = self.sights();
        if self.rights.load(Ordering::Acquire) == rights {
            sights.insert(user_id.to_owned(), Arc::clone(&sight));
        }
        drop(sights);
        Ok(Actor::new(user_id, sight))
    }

    /// Who flows write as.
    pub(crate) fn automated_process(&self) -> Actor {
        Actor::new(&self.automated, Arc::new(Sight::all()))
    }

    fn sights(&self) -> MutexGuard<'_, HashMap<String, Arc<Sight>>> {
        self.sights.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Called once a transaction is committed.
    pub(crate) fn committed(&self, tally: Tally) {
        if tally.rights_changed {
            let mut sights = self.sights();
            self.rights.fetch_add(1, Ordering::AcqRel);
            sights.clear();
        }
        self.control.count(tally);
    }

    pub(crate) fn counters(&self) -> Counters {
        self.control.counters()
    }

    /// `api-usage=18/15000`, counting this call.
    pub(crate) fn limit_info(&self) -> String {
        format!(
            "api-usage={}/{}",
            self.usage.load(Ordering::Relaxed),
            self.switches().daily_limit
        )
    }

    /// Finds a user by name or id; inactive ones too.
    pub(crate) async fn user_id(
        &self,
        conn: &mut SqliteConnection,
        username: &str,
    ) -> Result<Option<String>, sqlx::Error> {
        let sql = "select Id from User where Username = ? and IsDeleted = 0".to_owned();
        let found = rows(
            conn,
            sql,
            vec![crate::value::Cell::Text(username.to_owned())],
        )
        .await?;
        found.first().map(|row| row.try_get(0)).transpose()
    }
}
