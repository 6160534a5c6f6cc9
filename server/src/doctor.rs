//! Looking for what is broken. Reads only, also beside a running server.

mod orgs;
mod people;

use std::sync::Arc;

use domain::id::WorkspaceId;
use gateway::Seal;
use store::Store;

use crate::config::{Config, KeyError};

/// What was found in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub level: Level,
    pub text: String,
    /// What to do about it.
    pub next: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Good,
    /// It works, and something will go wrong with it.
    Care,
    Broken,
}

impl Finding {
    fn good(text: impl Into<String>) -> Self {
        Self {
            level: Level::Good,
            text: text.into(),
            next: None,
        }
    }
    fn care(text: impl Into<String>, next: impl Into<String>) -> Self {
        Self {
            level: Level::Care,
            text: text.into(),
            next: Some(next.into()),
        }
    }
    fn broken(text: impl Into<String>, next: impl Into<String>) -> Self {
        Self {
            level: Level::Broken,
            text: text.into(),
            next: Some(next.into()),
        }
    }
}

/// Everything that can be found out about an installation.
pub async fn examine(config: &Config) -> Vec<Finding> {
    let mut findings = vec![cookies(config)];
    let (seal, found) = key(config);
    findings.push(found);
    let store = match Store::open(store::Settings::new(config.database()).read_only()).await {
        Ok(store) => store,
        Err(error) => {
            findings.push(no_database(config, &error));
            return findings;
        }
    };
    match store::workspaces::all(&store).await {
        Ok(workspaces) => {
            findings.push(Finding::good(
                "The database answers and has the tables of this version.",
            ));
            for workspace in workspaces {
                findings.extend(workspace_findings(&store, &workspace.id, seal.as_ref()).await);
            }
        }
        Err(error) => findings.push(no_database(config, &error)),
    }
    store.close().await;
    findings
}

async fn workspace_findings(
    store: &Store,
    workspace: &WorkspaceId,
    seal: Option<&Arc<Seal>>,
) -> Vec<Finding> {
    let mut findings = people::examine(store, workspace).await;
    findings.extend(orgs::examine(store, workspace, seal).await);
    findings
}

/// A database that was never made is no fault: the first start makes it.
fn no_database(config: &Config, error: &store::Error) -> Finding {
    match config.database() {
        store::Database::Sqlite(path) if !path.exists() => Finding::care(
            format!("There is no database yet at {}.", path.display()),
            "The first `countersign serve` makes it.",
        ),
        _ => Finding::broken(
            format!("The database cannot be used: {error}."),
            "Check --database and --data; nothing was changed.",
        ),
    }
}

fn key(config: &Config) -> (Option<Arc<Seal>>, Finding) {
    match config.seal() {
        Ok(seal) => (
            Some(Arc::new(seal)),
            Finding::good("The key for secrets at rest is there."),
        ),
        Err(error @ KeyError::Missing(_)) => (
            None,
            Finding::care(
                format!("{error}."),
                "The first `countersign serve` makes one.",
            ),
        ),
        Err(error) => (
            None,
            Finding::broken(
                format!("{error}."),
                "Put the right key back; without it stored secrets cannot be read.",
            ),
        ),
    }
}

fn cookies(config: &Config) -> Finding {
    match (config.is_loopback(), config.secure_cookies()) {
        (true, false) => Finding::good(
            "Only this machine reaches the portal; it needs no encryption on the way.",
        ),
        (_, true) => Finding::good("The session cookie travels only by https."),
        (false, false) => Finding::care(
            "Others reach the portal, and passwords travel without encryption.",
            "Put a proxy with https in front and set COUNTERSIGN_PUBLIC_URL to its address.",
        ),
    }
}
