use std::time::Duration;

use domain::time::Timestamp;
use jsonwebtoken::jwk::{Jwk, JwkSet};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{NotVouched, Provider};

/// What is known of a provider is asked for again after this long.
const GOOD_FOR: Duration = Duration::from_hours(6);
/// A key nobody knows makes us look again, but not more often than this.
const LOOK_AGAIN: Duration = Duration::from_mins(1);
/// No answer is longer.
const LONGEST: usize = 1 << 20;

/// Where the provider is, and the keys it signs with.
#[derive(Clone)]
pub struct Found {
    pub at: Document,
    pub keys: JwkSet,
    since: Timestamp,
}

/// `/.well-known/openid-configuration`, as far as it matters here.
#[derive(Clone, Deserialize)]
pub struct Document {
    pub issuer: String,
    pub authorization_endpoint: String,
    pub token_endpoint: String,
    jwks_uri: String,
    pub userinfo_endpoint: Option<String>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

impl Found {
    pub fn issuer(&self) -> &str {
        &self.at.issuer
    }
    pub fn has(&self, key: &str) -> bool {
        self.keys.find(key).is_some()
    }
    /// The key of that name; without a name, the only one there is.
    pub fn key(&self, name: Option<&str>) -> Option<&Jwk> {
        match (name, self.keys.keys.as_slice()) {
            (Some(name), _) => self.keys.find(name),
            (None, [only]) => Some(only),
            (None, _) => None,
        }
    }
    /// Whether the secret goes into the body: only where the header is not understood.
    pub fn wants_secret_in_body(&self) -> bool {
        let methods = self.at.token_endpoint_auth_methods_supported.as_deref();
        methods.is_some_and(|methods| {
            !methods.iter().any(|method| method == "client_secret_basic")
                && methods.iter().any(|method| method == "client_secret_post")
        })
    }
}

impl Provider {
    /// What is known of the provider; asked for when it is old, or lacks this key.
    pub(super) async fn found(
        &self,
        now: Timestamp,
        missing: Option<&str>,
    ) -> Result<Found, NotVouched> {
        let mut kept = self.found.lock().await;
        if let Some(found) = kept.as_ref() {
            let patience = match missing {
                Some(key) if !found.has(key) => LOOK_AGAIN,
                _ => GOOD_FOR,
            };
            if now.since(found.since) < patience {
                return Ok(found.clone());
            }
        }
        let found = self.discover(now).await?;
        *kept = Some(found.clone());
        Ok(found)
    }

    async fn discover(&self, now: Timestamp) -> Result<Found, NotVouched> {
        let issuer = &self.settings.issuer;
        let at: Document = self
            .get(&format!("{issuer}/.well-known/openid-configuration"), None)
            .await?;
        // A document of another issuer would let that one sign for this one.
        if at.issuer.trim_end_matches('/') != issuer {
            return Err(NotVouched::Wrong(format!(
                "sso_issuer is {issuer}, and the provider calls itself {}",
                at.issuer
            )));
        }
        let addresses = [&at.authorization_endpoint, &at.token_endpoint, &at.jwks_uri];
        for url in addresses.into_iter().chain(&at.userinfo_endpoint) {
            if !crate::config::is_safe(url) {
                return Err(NotVouched::Wrong(format!("{url} is not https")));
            }
        }
        let keys = self.get(&at.jwks_uri, None).await?;
        Ok(Found {
            at,
            keys,
            since: now,
        })
    }

    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        url: &str,
        token: Option<&str>,
    ) -> Result<T, NotVouched> {
        let away = |error: reqwest::Error| NotVouched::Away(error.without_url().to_string());
        let asked = self.http.get(url);
        let asked = match token {
            Some(token) => asked.bearer_auth(token),
            None => asked,
        };
        let mut answer = asked.send().await.map_err(away)?;
        if !answer.status().is_success() {
            return Err(NotVouched::Away(format!("{url}: {}", answer.status())));
        }
        let mut body = vec![];
        while let Some(chunk) = answer.chunk().await.map_err(away)? {
            body.extend_from_slice(&chunk);
            if body.len() > LONGEST {
                return Err(NotVouched::Wrong(format!("{url} answers without end")));
            }
        }
        serde_json::from_slice(&body)
            .map_err(|error| NotVouched::Wrong(format!("{url} cannot be read: {error}")))
    }
}
