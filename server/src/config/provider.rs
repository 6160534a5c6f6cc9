use std::fmt;
use std::str::FromStr;

use domain::actor::Role;

use super::{Config, WrongSetting};

/// The provider of single sign-on, put together from its settings.
#[derive(Clone)]
pub struct ProviderSettings {
    /// Without a slash at the end.
    pub issuer: String,
    pub client_id: String,
    pub client_secret: Option<String>,
    pub domains: Vec<String>,
    pub roles_claim: Option<String>,
    pub default_role: Option<Role>,
}

impl Config {
    /// None when people sign in with passwords only.
    pub fn provider(&self) -> Option<ProviderSettings> {
        let some = |text: &String| (!text.is_empty()).then(|| text.clone());
        Some(ProviderSettings {
            issuer: some(&self.sso_issuer.value.0)?,
            client_id: some(&self.sso_client_id.value)?,
            client_secret: some(&self.sso_client_secret.value.0),
            domains: self.sso_domains.value.0.clone(),
            roles_claim: some(&self.sso_roles_claim.value),
            default_role: self.sso_default_role.value.0,
        })
    }

    /// The host people are sent to: `login.example.com`.
    pub fn provider_name(&self) -> Option<String> {
        let issuer = self.provider()?.issuer;
        let (_, rest) = issuer.split_once("://")?;
        rest.split('/').next().map(str::to_owned)
    }

    pub(super) fn check_provider(&self) -> Result<(), WrongSetting> {
        let issuer = &self.sso_issuer;
        let wrong = |setting, from, why: &str| {
            Err(WrongSetting::Value {
                setting,
                from,
                why: why.to_owned(),
            })
        };
        if issuer.value.0.is_empty() {
            return Ok(());
        }
        if !is_safe(&issuer.value.0) {
            return wrong(
                "sso_issuer",
                issuer.source,
                "it begins with https://, unless it is on this machine",
            );
        }
        if self.sso_client_id.value.is_empty() {
            return wrong(
                "sso_client_id",
                self.sso_client_id.source,
                "sso_issuer is set, and the provider must know this portal by a name",
            );
        }
        Ok(())
    }
}

/// Whether secrets may travel there: encrypted, or not leaving this machine.
pub(crate) fn is_safe(url: &str) -> bool {
    let Ok(url) = url.parse::<axum::http::Uri>() else {
        return false;
    };
    let host = url.host().unwrap_or_default().trim_matches(['[', ']']);
    let here = host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback());
    match url.scheme_str() {
        Some("https") => !host.is_empty(),
        Some("http") => here,
        _ => false,
    }
}

/// `example.com, example.org`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Domains(pub Vec<String>);

impl FromStr for Domains {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let domains = text.split(',').map(str::trim).filter(|one| !one.is_empty());
        let domain = |one: &str| {
            if one.contains(['@', '/', ' ', '*']) {
                Err(format!("`{one}` is not a domain such as example.com"))
            } else {
                Ok(one.to_lowercase())
            }
        };
        domains.map(domain).collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Display for Domains {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.join(", "))
    }
}

/// A role, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaybeRole(pub Option<Role>);

impl FromStr for MaybeRole {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            Ok(Self(None))
        } else {
            text.parse().map(|role| Self(Some(role)))
        }
    }
}

impl fmt::Display for MaybeRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(role) => role.fmt(f),
            None => f.pad(""),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Given;

    fn with(settings: &[(&'static str, &str)]) -> Result<Config, WrongSetting> {
        let mut given = Given::default();
        for (name, value) in settings {
            given = given.flag(name, Some(value));
        }
        Config::gather(&given)
    }

    #[test]
    fn half_a_provider_is_refused_by_the_name_of_what_is_missing() {
        let alone = [("sso_issuer", "https://login.example.com/")];
        let wrong = with(&alone).unwrap_err().to_string();
        assert!(wrong.starts_with("sso_client_id"), "{wrong}");
        let open = [
            ("sso_issuer", "http://login.example.com"),
            ("sso_client_id", "x"),
        ];
        let wrong = with(&open).unwrap_err().to_string();
        assert!(wrong.starts_with("sso_issuer"), "{wrong}");
        let nobody = [("sso_default_role", "boss")];
        assert!(with(&nobody).unwrap_err().to_string().contains("`boss`"));
    }

    #[test]
    fn a_provider_is_put_together() {
        let config = with(&[
            ("sso_issuer", "https://login.example.com/acme/"),
            ("sso_client_id", "portal"),
            ("sso_domains", "Example.com, example.org"),
            ("sso_default_role", "member"),
        ])
        .unwrap();
        let provider = config.provider().unwrap();
        assert_eq!(provider.issuer, "https://login.example.com/acme");
        assert_eq!(provider.domains, ["example.com", "example.org"]);
        assert_eq!(provider.default_role, Some(Role::Member));
        assert_eq!(config.provider_name().as_deref(), Some("login.example.com"));
    }

    #[test]
    fn secrets_travel_encrypted_or_stay_here() {
        for (url, safe) in [
            ("https://login.example.com", true),
            ("http://localhost:3000", true),
            ("http://127.0.0.1:3000/keys", true),
            ("http://[::1]:3000", true),
            ("http://localhost.example.com", false),
            ("http://login.example.com", false),
            ("ftp://localhost", false),
        ] {
            assert_eq!(is_safe(url), safe, "{url}");
        }
    }
}
