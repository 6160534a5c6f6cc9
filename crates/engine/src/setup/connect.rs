//! What an admin does with connections: connect an org, check it, disconnect it.

use super::NewConnection;
use crate::orgs::{self, Asked, Known, Stored};
use crate::view::{CheckView, ConnectionView};
use crate::{Caller, Engine, Error};
use domain::id::ConnectionId;
use gateway::{Connection, Grant, Identity, Secret};
use std::sync::Arc;

/// Somebody who is at the org's consent page.
pub struct Consent {
    pub connection: ConnectionId,
    /// Where the org sends them back to; the same when they left and when they are back.
    pub redirect: String,
    /// Out of chance; it leaves only as a challenge.
    pub verifier: String,
}

impl Engine {
    /// Connects an org with client credentials, once the org has proved that it takes them. The same name again replaces
    /// address and secret, of the same org. When something is wrong the answer names the setting, and nothing is changed.
    pub async fn connect_org(
        &self,
        caller: &Caller,
        new: NewConnection,
    ) -> Result<ConnectionView, Error> {
        caller.manages("connect an org")?;
        let known = self.known(&caller.workspace, &new.name).await?;
        let trial = self
            .0
            .orgs
            .trial(&new, Grant::ClientCredentials, known.as_ref())?;
        let met = meet(&trial)
            .await
            .map_err(|error| wrong(&error, &new.url))?;
        let asked = Asked {
            grant: Grant::ClientCredentials,
            known: Some(met),
        };
        let id = self.save(&caller.workspace, new, asked).await?;
        self.checked(caller, &id).await
    }

    /// Sets an org up for the consent of a person, once its sign-in knows the app and the address to come back to. The
    /// connection is signed out until that person is back.
    pub async fn prepare_consent(
        &self,
        caller: &Caller,
        new: NewConnection,
        redirect: &str,
    ) -> Result<ConnectionId, Error> {
        caller.manages("connect an org")?;
        let known = self.known(&caller.workspace, &new.name).await?;
        let trial = self
            .0
            .orgs
            .trial(&new, Grant::AuthorizationCode, known.as_ref())?;
        let probed = trial.probe(redirect).await;
        probed.map_err(|error| wrong(&error, &new.url))?;
        let asked = Asked {
            grant: Grant::AuthorizationCode,
            known: None,
        };
        self.save(&caller.workspace, new, asked).await
    }

    /// Where to send the person for consent.
    pub async fn consent_url(
        &self,
        caller: &Caller,
        consent: &Consent,
        state: &str,
    ) -> Result<String, Error> {
        caller.manages("connect an org")?;
        let open = self.org_of(caller, &consent.connection).await?;
        if open.settings().credentials.grant != Grant::AuthorizationCode {
            return Err(Error::Conflict(
                "this connection does not ask for a person’s consent; connect it again and choose consent".into(),
            ));
        }
        let verifier = Secret::new(consent.verifier.clone());
        let url = open.consent_url(&consent.redirect, state, &verifier);
        url.map_err(|error| wrong(&error, open.settings().url.as_str()))
    }

    /// The person is back with a code: calls are made as them from here on. Refused when it is another org than before.
    pub async fn consented(
        &self,
        caller: &Caller,
        consent: &Consent,
        code: &str,
    ) -> Result<ConnectionView, Error> {
        caller.manages("connect an org")?;
        let open = self.org_of(caller, &consent.connection).await?;
        let named = |error| match error {
            gateway::Error::Salesforce(error @ gateway::ReadError::OtherOrg { .. }) => {
                Error::Invalid(format!(
                    "{error}. Nothing was read or written there; this connection waits for its own org"
                ))
            }
            error => wrong(&error, open.settings().url.as_str()),
        };
        let verifier = Secret::new(consent.verifier.clone());
        let identity = open
            .finish_consent(&consent.redirect, code, &verifier)
            .await;
        let identity = identity.map_err(named)?;
        open.api_access().await.map_err(named)?;
        self.remember(&caller.workspace, &consent.connection, identity.into())
            .await?;
        self.checked(caller, &consent.connection).await
    }

    /// Ends a connection: tokens are revoked at the org and forgotten here, with the app's secret. What waits for it waits,
    /// and says so. Its history stays, and so does the org it belongs to.
    pub async fn disconnect(
        &self,
        caller: &Caller,
        id: &ConnectionId,
    ) -> Result<ConnectionView, Error> {
        caller.manages("disconnect an org")?;
        let open = self.org_of(caller, id).await?;
        let revoked = open.disconnect().await;
        // Dropped here in any case; an org that is away is told nothing, and its tokens end by themselves.
        if let Err(error) = &revoked {
            tracing::warn!(%error, "the org was not told of the disconnecting");
        }
        let change = |stored: &mut Stored| stored.disconnected = true;
        self.restore(&caller.workspace, id, change).await?;
        self.0.orgs.forget(id);
        self.connection(caller, id).await
    }

    /// Looks whether the org answers, who we are there, and what that user cannot see; kept for whoever looks later.
    pub async fn check_connection(
        &self,
        caller: &Caller,
        id: &ConnectionId,
    ) -> Result<ConnectionView, Error> {
        caller.manages("check a connection")?;
        self.checked(caller, id).await
    }

    async fn checked(&self, caller: &Caller, id: &ConnectionId) -> Result<ConnectionView, Error> {
        let open = self.org_of(caller, id).await?;
        let checks = self.look_over(caller, &open).await?;
        let answers = checks.met.is_some();
        if let Some(met) = checks.met {
            self.remember(&caller.workspace, id, met).await?;
        }
        let (workspace, key, id) = (caller.workspace.clone(), checks_key(id), id.clone());
        let kept = Kept {
            at: self.0.clock.now(),
            checks: checks.found,
        };
        let signed = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let budget = open.budget();
        let budget = budget.map(|budget| (signed(budget.used), signed(budget.max)));
        let of = id.clone();
        let stored = self.0.store.write(move |tx| {
            Box::pin(async move {
                if answers {
                    store::connections::went_well(tx, &workspace, &of, kept.at, budget).await?;
                }
                store::settings::put(tx, Some(&workspace), &key, &kept).await
            })
        });
        stored.await?;
        self.connection(caller, &id).await
    }

    async fn connection(
        &self,
        caller: &Caller,
        id: &ConnectionId,
    ) -> Result<ConnectionView, Error> {
        let all = self.connections(caller).await?;
        all.into_iter()
            .find(|view| view.id == *id)
            .ok_or(Error::Gone)
    }

    async fn org_of(&self, caller: &Caller, id: &ConnectionId) -> Result<Arc<Connection>, Error> {
        self.0.orgs.get(&caller.workspace, id).await
    }
}

/// The last checks of a connection.
#[derive(serde::Serialize, serde::Deserialize)]
pub(super) struct Kept {
    pub(super) at: domain::time::Timestamp,
    pub(super) checks: Vec<CheckView>,
}

pub(super) fn checks_key(id: &ConnectionId) -> String {
    format!("checks:{id}")
}

/// The org answers, and lets this user use its API.
async fn meet(open: &Connection) -> Result<Known, gateway::Error> {
    let identity = open.whoami().await?;
    open.api_access().await?;
    Ok(identity.into())
}

impl From<Identity> for Known {
    fn from(identity: Identity) -> Self {
        Self {
            organization: identity.organization_id,
            user: identity.user_id,
            username: identity.username,
            name: identity.name,
        }
    }
}

/// Which setting is wrong, and what to do about it.
fn wrong(error: &gateway::Error, url: &str) -> Error {
    use gateway::ReadError;
    let gateway::Error::Salesforce(error) = error else {
        return Error::Invalid(error.to_string());
    };
    let nothing = "Nothing was changed.";
    Error::Invalid(match error {
        ReadError::Unreachable { why, .. } => format!(
            "Org address: {url} does not answer ({why}). Check it under Setup, My Domain. {nothing}"
        ),
        ReadError::NotFound { .. } | ReadError::Malformed { .. } => format!(
            "Org address: {url} answers, but not as a Salesforce org does. Check it under Setup, My Domain. {nothing}"
        ),
        ReadError::SignedOut {
            word: Some(word),
            why,
        } => match word.as_str() {
            "invalid_client_id" => format!(
                "Client id: the org does not know it. Copy the consumer key of the External Client App. {nothing}"
            ),
            "invalid_client" => format!(
                "Client secret: it does not belong to the client id. Copy the consumer secret again. {nothing}"
            ),
            "redirect_uri_mismatch" => format!(
                "Callback address: the app does not allow it. Add it to the callback URLs of the External Client App. {nothing}"
            ),
            "unsupported_grant_type" | "unauthorized_client" => format!(
                "Sign-in flow: the app does not allow this one. Turn it on in the app’s OAuth settings. {nothing}"
            ),
            "inactive_user" => {
                format!("User: the one the calls would run as is not active in the org. {nothing}")
            }
            "invalid_grant" => format!(
                "Consent: the org no longer takes the answer it gave ({why}). Start again. {nothing}"
            ),
            _ => format!("The org’s sign-in refused: {why}. {nothing}"),
        },
        ReadError::Refused { code, .. }
            if code.starts_with("API_") || code.starts_with("INSUFFICIENT_ACCESS") =>
        {
            format!(
                "User: they may not use the API ({code}). Give the user the permission API Enabled. {nothing}"
            )
        }
        other => format!("{other}. {nothing}"),
    })
}

impl NewConnection {
    pub(crate) fn checked(&self) -> Result<(), Error> {
        orgs::url(&self.url)?;
        for (setting, value) in [("Name", &self.name), ("Client id", &self.client_id)] {
            if value.trim().is_empty() || value.chars().count() > 300 {
                return Err(Error::Invalid(format!(
                    "{setting}: it is missing, or too long"
                )));
            }
        }
        Ok(())
    }
}
