//! Single sign-on by OpenID Connect: the authorization code with PKCE (S256), state and nonce, and an ID token that is
//! checked before a word of it is believed.
//!
//! `jsonwebtoken` checks signatures: it is well kept, reads JWKS, and uses the cryptography that TLS brings along. The grant
//! itself goes through `oauth2`, as everywhere here.

mod discovery; // where the provider is, and its keys
mod exchange; // the code for an ID token
mod id_token; // what the provider says, checked

use std::time::Duration;

use domain::actor::{Role, Roles};
use domain::time::Timestamp;
use engine::Vouched;
use oauth2::{CsrfToken, PkceCodeChallenge, PkceCodeVerifier, Scope};
use serde::{Deserialize, Serialize};

use crate::config::ProviderSettings;
use discovery::Found;
use id_token::Claims;

/// Somebody who was sent to the provider has so long to come back.
const GOOD_FOR: Duration = Duration::from_mins(10);

/// The one provider of this portal.
pub struct Provider {
    settings: ProviderSettings,
    /// Where it sends people back to.
    back: String,
    http: reqwest::Client,
    found: tokio::sync::Mutex<Option<Found>>,
}

/// What is remembered of somebody while they are at the provider. It stays in their session and is used once.
#[derive(Serialize, Deserialize)]
pub struct Away {
    state: String,
    nonce: String,
    verifier: String,
    /// Where they wanted to go.
    pub next: String,
    since: Timestamp,
}

/// What the provider sends people back with.
#[derive(Deserialize)]
pub struct Back {
    #[serde(default)]
    state: String,
    code: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// Why nobody is signed in. The cause is for the log.
#[derive(Debug, thiserror::Error)]
pub enum NotVouched {
    #[error("the provider does not answer: {0}")]
    Away(String),
    #[error("the sign-in is not the one that was begun here, or took too long")]
    Late,
    #[error("the provider said no: {0}")]
    No(String),
    #[error("the answer cannot be trusted: {0}")]
    Wrong(String),
    #[error("the provider vouches for no address that may come in")]
    Address,
}

impl NotVouched {
    /// The word by which the sign-in page knows it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Away(_) => "provider-away",
            Self::Late => "provider-late",
            Self::No(_) => "provider-no",
            Self::Wrong(_) => "provider-wrong",
            Self::Address => "provider-address",
        }
    }
}

impl Provider {
    pub fn new(settings: ProviderSettings, portal: &str) -> Self {
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(15))
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("nothing of this depends on the machine");
        Self {
            settings,
            back: format!("{portal}/sign-in/provider/back"),
            http,
            found: tokio::sync::Mutex::default(),
        }
    }

    /// Where to send somebody, and what to remember of them. `chance` must never be given twice.
    pub async fn send(
        &self,
        next: &str,
        now: Timestamp,
        chance: [[u8; 32]; 3],
    ) -> Result<(String, Away), NotVouched> {
        let found = self.found(now, None).await?;
        let [state, nonce, verifier] = chance.map(exchange::text);
        let client = exchange::client(&self.settings, &found, &self.back)?;
        let challenge =
            PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier.clone()));
        let token = state.clone();
        let (url, _) = client
            .authorize_url(|| CsrfToken::new(token))
            .add_scopes(["openid", "email", "profile"].map(|scope| Scope::new(scope.to_owned())))
            .add_extra_param("nonce", &nonce)
            .set_pkce_challenge(challenge)
            .url();
        let away = Away {
            state,
            nonce,
            verifier,
            next: next.to_owned(),
            since: now,
        };
        Ok((url.into(), away))
    }

    /// Somebody is back: who they are, as far as the provider can be believed.
    pub async fn receive(
        &self,
        away: &Away,
        back: Back,
        now: Timestamp,
    ) -> Result<Vouched, NotVouched> {
        if back.state != away.state || now.since(away.since) > GOOD_FOR {
            return Err(NotVouched::Late);
        }
        if let Some(error) = back.error {
            return Err(NotVouched::No(error.chars().take(100).collect()));
        }
        let found = self.found(now, None).await?;
        if back.iss.is_some_and(|issuer| issuer != found.issuer()) {
            return Err(NotVouched::Wrong("it comes from another issuer".into()));
        }
        let code = back.code.ok_or(NotVouched::Late)?;
        let client = exchange::client(&self.settings, &found, &self.back)?;
        let given = exchange::exchange(client, &self.http, code, &away.verifier).await?;
        let token = given.id_token;
        let found = match id_token::key_of(&token)? {
            Some(key) if !found.has(&key) => self.found(now, Some(&key)).await?,
            _ => found,
        };
        let client_id = &self.settings.client_id;
        let mut claims = Claims::checked(&token, &found, client_id, &away.nonce, now)?;
        if let Some(url) = &found.at.userinfo_endpoint
            && self.lacks(&claims)
        {
            // A provider may keep address and roles out of the ID token, and tell them only when asked.
            claims.add(self.get(url, Some(&given.access)).await?)?;
        }
        self.vouched(claims, found.issuer())
    }

    fn lacks(&self, claims: &Claims) -> bool {
        let roles = self.settings.roles_claim.iter().map(String::as_str);
        ["email"]
            .into_iter()
            .chain(roles)
            .any(|claim| !claims.has(claim))
    }

    fn vouched(&self, claims: Claims, issuer: &str) -> Result<Vouched, NotVouched> {
        let email = claims
            .verified_address(&self.settings.domains)
            .ok_or(NotVouched::Address)?;
        let roles = self.settings.roles_claim.as_ref().map(|claim| {
            let named: Roles = claims
                .words(claim)
                .filter_map(|word| word.parse().ok())
                .collect();
            if named.is_empty() {
                self.settings.default_role.into_iter().collect()
            } else {
                named
            }
        });
        Ok(Vouched {
            issuer: issuer.to_owned(),
            name: claims.called().unwrap_or_else(|| before_at(&email)),
            subject: claims.subject,
            email,
            roles,
            newcomers: self.settings.default_role.map(|role: Role| [role].into()),
        })
    }
}

fn before_at(email: &str) -> String {
    email.split('@').next().unwrap_or(email).to_owned()
}
