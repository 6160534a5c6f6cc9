use crate::secret::Secret;
use crate::url::OrgUrl;
use domain::record::RecordId;
use serde::{Deserialize, Serialize};

/// What a connected user's calls are made with. Serialised only to be sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tokens {
    pub access: Secret,
    /// None for client credentials: another access token is simply asked for.
    pub refresh: Option<Secret>,
    /// Where this user's data lives, when the org said so.
    pub instance: Option<OrgUrl>,
    /// The identity URL; its last two segments are the org's and the user's id.
    pub identity: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Plain {
    access: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refresh: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    instance: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    identity: Option<String>,
}

impl Tokens {
    /// The org that issued them, when it said so: the last segment but one of the identity URL.
    pub fn organization(&self) -> Option<RecordId> {
        let mut segments = self.identity.as_deref()?.rsplit('/');
        segments.next();
        segments.next()?.parse().ok()
    }
    /// JSON with the secrets in the open: seal it before it goes anywhere.
    pub fn to_unsealed(&self) -> Secret {
        let reveal = |secret: &Secret| secret.reveal().to_owned();
        let plain = Plain {
            access: reveal(&self.access),
            refresh: self.refresh.as_ref().map(reveal),
            instance: self.instance.as_ref().map(ToString::to_string),
            identity: self.identity.clone(),
        };
        Secret::new(serde_json::to_string(&plain).unwrap_or_default())
    }
    pub fn from_unsealed(text: &str) -> Option<Self> {
        let plain: Plain = serde_json::from_str(text).ok()?;
        Some(Self {
            access: Secret::new(plain.access),
            refresh: plain.refresh.map(Secret::new),
            instance: plain.instance.and_then(|url| url.parse().ok()),
            identity: plain.identity,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_survive_sealing_and_never_show() {
        let tokens = Tokens {
            access: Secret::new("00D-access"),
            refresh: Some(Secret::new("5Aep-refresh")),
            instance: Some("https://acme.my.salesforce.com".parse().unwrap()),
            identity: None,
        };
        assert_eq!(
            Tokens::from_unsealed(tokens.to_unsealed().reveal()).as_ref(),
            Some(&tokens)
        );
        let shown = format!("{tokens:?} {:?}", tokens.to_unsealed());
        assert!(
            !shown.contains("00D-access") && !shown.contains("5Aep"),
            "{shown}"
        );
    }
}
