use std::sync::{Arc, Mutex, PoisonError};

use domain::id::WorkspaceId;
use domain::mission::Mission;
use domain::scope::Scope;
use engine::{Clock as _, SystemClock};
use gateway::{
    CallRecord, Connection, Credentials, Grant, Seal, Sealed, SealedRow, SecretRow, Spent,
    VaultError, Wait,
};
use serde::Deserialize;
use store::Store;

use super::Finding;

/// What a connection's settings hold that is needed to call.
#[derive(Deserialize)]
struct Settings {
    url: String,
    client_id: String,
    #[serde(default)]
    grant: String,
    #[serde(default)]
    disconnected: bool,
}

/// Whether each org answers, and has every field that the missions name.
pub async fn examine(
    store: &Store,
    workspace: &WorkspaceId,
    seal: Option<&Arc<Seal>>,
) -> Vec<Finding> {
    let connections = match store::connections::list(store.within(workspace)).await {
        Ok(connections) => connections,
        Err(error) => {
            return vec![Finding::broken(
                format!("The connections cannot be read: {error}."),
                "The database may be damaged: restore a backup.",
            )];
        }
    };
    if connections.is_empty() {
        return vec![Finding::care(
            "No org is connected: missions have nothing to read.",
            "Connect one in the portal, under Connections.",
        )];
    }
    let Some(seal) = seal else { return vec![] };
    let mut findings = vec![];
    let missions = missions(store, workspace, &mut findings).await;
    for stored in connections {
        let name = stored.name.clone();
        match open(store, workspace, stored, seal).await {
            Ok(connection) => findings.extend(look(&name, &Arc::new(connection), &missions).await),
            Err(finding) => findings.push(finding),
        }
    }
    findings
}

/// The current version of every mission that can be read.
async fn missions(
    store: &Store,
    workspace: &WorkspaceId,
    findings: &mut Vec<Finding>,
) -> Vec<Mission> {
    let page = store::Page::first(store::page::MOST);
    let listed = store::missions::list(store.within(workspace), &page)
        .await
        .map(|page| page.items)
        .unwrap_or_default();
    let mut missions = vec![];
    for mission in listed {
        let Ok((_, version)) =
            store::missions::current(store.within(workspace), &mission.slug).await
        else {
            continue;
        };
        match domain::mission::published(&version.file) {
            Ok(parsed) => missions.push(parsed),
            Err(problems) => findings.push(Finding::broken(
                format!(
                    "The mission {} cannot be read any more ({} problems).",
                    mission.slug,
                    problems.len()
                ),
                "Publish it again: `countersign publish FILE` says what is wrong where.",
            )),
        }
    }
    missions
}

async fn open(
    store: &Store,
    workspace: &WorkspaceId,
    stored: store::connections::Connection,
    seal: &Arc<Seal>,
) -> Result<Connection, Finding> {
    let name = stored.name;
    let broken = |why: String| {
        Finding::broken(
            format!("{name}: {why}."),
            "Connect it again in the portal, under Connections.",
        )
    };
    let secret = store::connections::load_secret(store.within(workspace), &stored.id)
        .await
        .map_err(|error| broken(error.to_string()))?;
    let row = secret.map(|secret| SealedRow {
        version: secret.version,
        sealed: Sealed {
            key_id: secret.key_id,
            ciphertext: secret.ciphertext,
        },
    });
    if let Some(Err(unopened)) = row
        .as_ref()
        .map(|row| seal.open(stored.id.as_str(), &row.sealed))
    {
        return Err(Finding::broken(
            format!("{name}: its secret cannot be read: {unopened}."),
            "The key does not match the database: put the right key back, or connect again.",
        ));
    }
    let settings: Settings =
        serde_json::from_value(stored.settings).map_err(|error| broken(error.to_string()))?;
    if settings.disconnected {
        return Err(Finding::care(
            format!("{name}: an admin has disconnected it; what waits for it goes on waiting."),
            "Connect it again in the portal, under Connections.",
        ));
    }
    if settings.grant == "authorization_code" {
        // A look from here could spend the refresh token that the running portal holds.
        return Err(Finding::good(format!(
            "{name}: connected by a person’s consent; the portal checks it under Connections."
        )));
    }
    let settings = gateway::Settings {
        id: stored.id,
        name: name.clone(),
        url: settings
            .url
            .parse()
            .map_err(|_| broken("its address cannot be read".to_owned()))?,
        credentials: Credentials {
            client_id: settings.client_id,
            grant: Grant::ClientCredentials,
        },
        organization: None,
    };
    let clock = Arc::new(|| SystemClock.now());
    let opened = Connection::open(
        settings,
        Arc::new(Borrowed::new(row)),
        Arc::clone(seal),
        clock,
        Arc::new(|_: CallRecord| {}),
    )
    .await;
    opened.map_err(|error| broken(error.to_string()))
}

async fn look(name: &str, connection: &Arc<Connection>, missions: &[Mission]) -> Vec<Finding> {
    let who = match connection.whoami().await {
        Ok(who) => who,
        Err(error) => {
            return vec![Finding::broken(
                format!("{name}: the org does not answer as it should: {error}."),
                "Check that the org is up and the connected app still allowed; then connect again.",
            )];
        }
    };
    let mut findings = vec![Finding::good(format!(
        "{name}: connected as {}.",
        who.username
    ))];
    for mission in missions {
        findings.extend(fields(name, connection, mission).await);
    }
    findings
}

/// Fields that the mission names and the connected user cannot see or set.
async fn fields(name: &str, connection: &Arc<Connection>, mission: &Mission) -> Option<Finding> {
    let scope = Scope {
        max_calls: u32::MAX,
        ..mission.scope.clone()
    };
    let org = connection.org(scope, Spent::default());
    let mut missing = vec![];
    for (object, grant) in &mission.scope.objects {
        match org.describe(object).await {
            Ok(schema) => {
                let absent = |field: &&domain::record::FieldName| {
                    !field.is_path() && schema.field(field.as_str()).is_none()
                };
                missing.extend(
                    grant
                        .read
                        .union(&grant.write)
                        .filter(absent)
                        .map(|field| format!("{object}.{field}")),
                );
            }
            Err(_) => missing.push(object.to_string()),
        }
    }
    if missing.is_empty() {
        return None;
    }
    Some(Finding::care(
        format!(
            "{name}: the mission {} names what the connected user cannot see: {}.",
            mission.slug,
            missing.join(", ")
        ),
        "Give the integration user access to these, or take them out of the mission's scope.",
    ))
}

/// A secret on loan: what is refreshed meanwhile is not written back. Client credentials get a new token at any time.
struct Borrowed(Mutex<Option<SealedRow>>);

impl Borrowed {
    fn new(row: Option<SealedRow>) -> Self {
        Self(Mutex::new(row))
    }
}

impl SecretRow for Borrowed {
    fn load(&self) -> Wait<'_, Result<Option<SealedRow>, VaultError>> {
        Box::pin(async {
            Ok(self
                .0
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone())
        })
    }
    fn swap(&self, seen: u64, sealed: Sealed) -> Wait<'_, Result<bool, VaultError>> {
        Box::pin(async move {
            let mut row = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let current = row.as_ref().map_or(0, |row| row.version);
            if current == seen {
                *row = Some(SealedRow {
                    version: seen + 1,
                    sealed,
                });
            }
            Ok(current == seen)
        })
    }
}
