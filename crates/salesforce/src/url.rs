//! Where an org answers, and in which version of its API.

/// The address of an org: https, or plain http on this machine; a host and nothing after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrgUrl(String);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadUrl {
    #[error("`{0}` is not an address such as https://yourcompany.my.salesforce.com")]
    NotAUrl(String),
    #[error("`{0}` is not https; only an org on this machine may be reached without it")]
    NotEncrypted(String),
    #[error("give the address only up to the host: no user, path or query")]
    TooMuch,
}

impl OrgUrl {
    /// Without a slash at the end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    pub(crate) fn host(&self) -> &str {
        self.0.split_once("://").map_or("", |(_, rest)| rest)
    }
    /// `path` begins with a slash.
    pub(crate) fn join(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }
    /// Whether answers may send us on to `other`: the same host and port, or another of Salesforce's own.
    pub(crate) fn trusts(&self, other: &Self) -> bool {
        let salesforce = |url: &Self| {
            let host = url.host().split(':').next().unwrap_or_default();
            url.0.starts_with("https://")
                && (host.ends_with(".salesforce.com") || host.ends_with(".salesforce.mil"))
        };
        self == other || (salesforce(self) && salesforce(other))
    }
}

impl std::str::FromStr for OrgUrl {
    type Err = BadUrl;
    fn from_str(text: &str) -> Result<Self, BadUrl> {
        let shown = || text.chars().take(80).collect::<String>();
        let url = reqwest::Url::parse(text.trim()).map_err(|_| BadUrl::NotAUrl(shown()))?;
        let host = url.host_str().ok_or_else(|| BadUrl::NotAUrl(shown()))?;
        let loopback = |ip: std::net::Ipv4Addr| ip.is_loopback();
        let here = matches!(host, "localhost" | "[::1]") || host.parse().is_ok_and(loopback);
        match url.scheme() {
            "https" => {}
            "http" if here => {}
            "http" => return Err(BadUrl::NotEncrypted(shown())),
            _ => return Err(BadUrl::NotAUrl(shown())),
        }
        let bare = url.username().is_empty()
            && url.password().is_none()
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none();
        if bare {
            Ok(Self(url.as_str().trim_end_matches('/').to_owned()))
        } else {
            Err(BadUrl::TooMuch)
        }
    }
}

impl std::fmt::Display for OrgUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A version of the API, by its whole number: 66 is `v66.0`, Spring '26.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u16);

impl Default for Version {
    fn default() -> Self {
        Self(66)
    }
}

impl std::str::FromStr for Version {
    type Err = std::num::ParseIntError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = text.trim_start_matches('v');
        number
            .split('.')
            .next()
            .unwrap_or_default()
            .parse()
            .map(Self)
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.0", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_org_is_reached_encrypted_or_on_this_machine() {
        let good = |text: &str| text.parse::<OrgUrl>().unwrap().to_string();
        assert_eq!(
            good("https://acme.my.salesforce.com/"),
            "https://acme.my.salesforce.com"
        );
        assert_eq!(good("http://127.0.0.1:4401"), "http://127.0.0.1:4401");
        assert!(matches!(
            "http://acme.my.salesforce.com".parse::<OrgUrl>(),
            Err(BadUrl::NotEncrypted(_))
        ));
        assert!(matches!(
            "http://127.evil.example".parse::<OrgUrl>(),
            Err(BadUrl::NotEncrypted(_))
        ));
        assert!(matches!(
            "ftp://acme".parse::<OrgUrl>(),
            Err(BadUrl::NotAUrl(_))
        ));
        assert_eq!(
            "https://a:b@acme.example".parse::<OrgUrl>(),
            Err(BadUrl::TooMuch)
        );
        assert_eq!(
            "https://acme.example/x?y".parse::<OrgUrl>(),
            Err(BadUrl::TooMuch)
        );
    }

    #[test]
    fn a_token_answer_cannot_send_us_to_a_strangers_host() {
        let url = |text: &str| text.parse::<OrgUrl>().unwrap();
        assert!(url("https://login.salesforce.com").trusts(&url("https://acme.my.salesforce.com")));
        assert!(
            !url("https://login.salesforce.com").trusts(&url("https://salesforce.com.example"))
        );
        assert!(!url("http://127.0.0.1:1").trusts(&url("http://127.0.0.1:2")));
    }
}
