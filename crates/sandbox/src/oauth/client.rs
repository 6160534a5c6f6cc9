//! The one app registered with this org.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Denied;
use crate::http::Call;
use crate::org::Org;

/// The name people see on the consent page.
pub(super) const APP: &str = "Countersign";

pub(super) struct Credentials {
    id: String,
    secret: Option<String>,
}

impl Credentials {
    /// From the Basic header or the form.
    pub(super) fn of(call: &Call, form: &[(String, String)]) -> Self {
        let basic = call
            .header("authorization")
            .and_then(|header| header.strip_prefix("Basic "))
            .and_then(|encoded| STANDARD.decode(encoded.trim()).ok())
            .and_then(|bytes| String::from_utf8(bytes).ok());
        if let Some((id, secret)) = basic.as_deref().and_then(|basic| basic.split_once(':')) {
            return Self {
                id: crate::http::segment(id),
                secret: Some(crate::http::segment(secret)),
            };
        }
        Self {
            id: field(form, "client_id").unwrap_or_default(),
            secret: field(form, "client_secret"),
        }
    }

    /// `secret` says whether the secret must be there; a wrong one is always refused.
    pub(super) fn check(&self, org: &Org, secret: bool) -> Result<(), Denied> {
        if self.id != org.client_id {
            return Err(Denied::new(
                "invalid_client_id",
                "client identifier invalid",
            ));
        }
        match &self.secret {
            Some(own) if *own == org.client_secret => Ok(()),
            None if !secret => Ok(()),
            _ => Err(Denied::new("invalid_client", "invalid client credentials")),
        }
    }
}

pub(super) fn field(form: &[(String, String)], name: &str) -> Option<String> {
    form.iter()
        .find(|(own, _)| own == name)
        .map(|(_, value)| value.clone())
        .filter(|value| !value.is_empty())
}

/// Loopback addresses of any port are registered for the app, `localhost` included.
pub(super) fn is_registered(redirect: &str) -> bool {
    let Some(rest) = redirect
        .strip_prefix("http://")
        .or_else(|| redirect.strip_prefix("https://"))
    else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = if authority.starts_with('[') {
        authority.split_inclusive(']').next().unwrap_or_default()
    } else {
        authority.split(':').next().unwrap_or_default()
    };
    !authority.contains('@') && matches!(host, "127.0.0.1" | "localhost" | "[::1]")
}
