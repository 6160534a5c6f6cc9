//! Keys for bounded queries: what to ask an org for, so that the twin of a record is among a few dozen answers.

use crate::names;
use crate::phones;
use crate::rarity::Rarity;
use crate::sites::{Site, site};
use std::cmp::Ordering;

/// The `n` rarest words of a name, rarest first, legal forms dropped; folded but not written out, fit for a search.
pub fn rare_words(text: &str, n: usize) -> Vec<String> {
    let rarity = Rarity::default();
    let mut words: Vec<(f64, String)> = vec![];
    for name in names::names(text) {
        for (word, plain) in name.words.iter().zip(&name.plain) {
            if plain.chars().count() > 1 && !words.iter().any(|(_, known)| known == plain) {
                words.push((rarity.bits(word), plain.clone()));
            }
        }
    }
    words.sort_by(|a, b| b.0.partial_cmp(&a.0).unwrap_or(Ordering::Equal));
    words.into_iter().take(n).map(|(_, word)| word).collect()
}

/// The registrable domain in a web or mail address: `kestrelbay.example`. None for free mail and for pages on large hosts.
pub fn domain(text: &str) -> Option<String> {
    match site(text)? {
        Site::Own(domain) => Some(domain),
        Site::Shared(_) => None,
    }
}

/// The last seven to nine significant digits of a telephone number.
pub fn phone_digits(text: &str) -> Option<String> {
    phones::digits(text)
}

/// How the name begins, in its own spelling, for `Name LIKE '…%'`: the first word that is no article, two when it is short.
pub fn name_prefix(text: &str) -> Option<String> {
    let mut rest = text.trim();
    for article in ["The ", "the ", "THE "] {
        rest = rest.strip_prefix(article).unwrap_or(rest);
    }
    let mut end = 0;
    for word in rest.split_inclusive(char::is_whitespace) {
        let letters = rest[..end].chars().filter(|c| c.is_alphanumeric()).count();
        if letters >= 4 {
            break;
        }
        end += word.len();
    }
    let prefix = rest[..end]
        .trim()
        .trim_end_matches(|c: char| !c.is_alphanumeric());
    (prefix.chars().count() >= 2).then(|| prefix.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_pick_what_is_rare() {
        assert_eq!(
            rare_words("The Kestrel Bay Instruments Group Ltd.", 2),
            ["kestrel", "bay"]
        );
        assert_eq!(rare_words("Global Systems GmbH", 1), ["global"]);
        assert_eq!(rare_words("", 3), Vec::<String>::new());
        assert_eq!(
            domain("a@kestrelbay.example").as_deref(),
            Some("kestrelbay.example")
        );
        assert_eq!(domain("a@gmail.com"), None);
        for (name, prefix) in [
            ("The Kestrel Bay Ltd", Some("Kestrel")),
            ("KB Instruments", Some("KB Instruments")),
            ("Élan", Some("Élan")),
            ("Müller & Söhne", Some("Müller")),
            ("", None),
        ] {
            assert_eq!(name_prefix(name).as_deref(), prefix, "{name}");
        }
    }
}
