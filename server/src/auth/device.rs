use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;

/// What somebody signs in with, as they would say it: `Firefox on Linux`. Nothing depends on it; it only tells people
/// their own sign-ins apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device(pub String);

const BROWSERS: [(&str, &str); 5] = [
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
const SYSTEMS: [(&str, &str); 6] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
];

impl Device {
    fn named(agent: &str) -> Self {
        let one = |of: &[(&str, &'static str)]| {
            of.iter()
                .find(|(mark, _)| agent.contains(mark))
                .map(|(_, name)| *name)
        };
        Self(match (one(&BROWSERS), one(&SYSTEMS)) {
            (Some(browser), Some(system)) => format!("{browser} on {system}"),
            (Some(browser), None) => browser.to_owned(),
            _ if agent.is_empty() => "A program".to_owned(),
            _ => agent
                .split(['/', ' '])
                .next()
                .unwrap_or_default()
                .chars()
                .filter(char::is_ascii_graphic)
                .take(40)
                .collect(),
        })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Device {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let agent = parts.headers.get(header::USER_AGENT);
        let agent = agent.and_then(|agent| agent.to_str().ok());
        Ok(Self::named(agent.unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::Device;

    #[test]
    fn a_device_is_named_as_people_say_it() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0";
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1 (KHTML, like Gecko) Version/19.0 Mobile Safari/604.1";
        for (agent, name) in [
            (edge, "Edge on Windows"),
            (safari, "Safari on iPhone"),
            ("countersign/1.0", "countersign"),
            ("", "A program"),
        ] {
            assert_eq!(Device::named(agent).0, name);
        }
    }
}
