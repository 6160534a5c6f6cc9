//! Where an organisation is on the web: the registrable domain out of a web or mail address.

use crate::data::{FREE_MAIL, PATH_HOSTS};

/// What an address says about who owns it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Site {
    /// Its own: the registrable domain, `kestrelbay.example`.
    Own(String),
    /// A mailbox anybody can have, or a page on a large host.
    Shared(String),
}

/// The site in a web address, a mail address or a bare host; none when there is no host in it.
pub(crate) fn site(text: &str) -> Option<Site> {
    let text = text.trim().to_lowercase();
    let text = text.strip_prefix("mailto:").unwrap_or(&text);
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ' ', ',', ';']).next()?;
    let host = host.rsplit('@').next()?;
    let host = host.split(':').next()?.trim_matches('.');
    let sound = host.contains('.')
        && host.split('.').all(|label| {
            !label.is_empty()
                && label
                    .chars()
                    .all(|c| c.is_alphanumeric() || c == '-' || c == '_')
        })
        && !host.chars().all(|c| c.is_ascii_digit() || c == '.');
    if !sound {
        return None;
    }
    let shared = |list: &std::collections::HashSet<&str>| {
        let mut rest = host;
        loop {
            if list.contains(rest) {
                return true;
            }
            match rest.split_once('.') {
                Some((_, parent)) if parent.contains('.') => rest = parent,
                _ => return false,
            }
        }
    };
    if shared(&FREE_MAIL) || shared(&PATH_HOSTS) {
        return Some(Site::Shared(host.to_owned()));
    }
    // A host that is itself a public suffix (`myshopify.com`) belongs to nobody we look for.
    psl::domain_str(host).map(|domain| Site::Own(domain.to_owned()))
}

/// The first label without its dashes: what stays the same over top-level domains.
pub(crate) fn label(domain: &str) -> String {
    domain
        .split('.')
        .next()
        .unwrap_or_default()
        .replace(['-', '_'], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_its_registrable_domain() {
        for (text, domain) in [
            (
                "https://www.kestrelbay.example/about?x=1",
                "kestrelbay.example",
            ),
            ("KestrelBay.example", "kestrelbay.example"),
            ("priya@mail.kestrelbay.example", "kestrelbay.example"),
            ("http://shop.kestrel.co.uk:8080", "kestrel.co.uk"),
            ("kestrel.myshopify.com", "kestrel.myshopify.com"),
        ] {
            assert_eq!(site(text), Some(Site::Own(domain.into())), "{text}");
        }
        for shared in [
            "a@gmail.com",
            "https://www.linkedin.com/company/kestrel",
            "sites.google.com/x",
        ] {
            assert!(matches!(site(shared), Some(Site::Shared(_))), "{shared}");
        }
        for none in [
            "",
            "n/a",
            "10.0.0.1",
            "localhost",
            "myshopify.com",
            "no website",
        ] {
            assert_eq!(site(none), None, "{none}");
        }
    }
}
