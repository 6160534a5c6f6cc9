//! Word lists that the matcher ships with: plain text under `data/`, one meaning per file, read once.

use crate::names::{stem, tokens};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn words(text: &'static str) -> impl Iterator<Item = &'static str> {
    lines(text).flat_map(str::split_whitespace)
}

/// A legal form and where it exists.
pub(crate) struct LegalForm {
    pub name: &'static str,
    pub jurisdictions: Vec<&'static str>,
}

/// Every way a legal form is written, as tokens, longest first.
pub(crate) static LEGAL_FORMS: LazyLock<Vec<(Vec<String>, LegalForm)>> = LazyLock::new(|| {
    let mut forms = vec![];
    for line in lines(include_str!("../data/legal_forms.txt")) {
        let Some((head, variants)) = line.split_once("  ") else {
            continue;
        };
        // The columns are parted by two spaces or more, the name and its places by any.
        let (head, variants) = match variants.trim_start().split_once("  ") {
            Some((places, variants)) => (format!("{head} {places}"), variants),
            None => (head.to_owned(), variants),
        };
        let head: &'static str = head.leak();
        let mut head = head.split_whitespace();
        let name = head.next().unwrap_or_default();
        let jurisdictions: Vec<&'static str> = head.collect();
        for variant in variants.split(';') {
            let form = LegalForm {
                name,
                jurisdictions: jurisdictions.clone(),
            };
            forms.push((tokens(variant), form));
        }
    }
    forms.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
    forms
});

pub(crate) static ABBREVIATIONS: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| {
        lines(include_str!("../data/abbreviations.txt"))
            .filter_map(|line| line.split_once('='))
            .map(|(short, long)| (short.trim(), long.trim()))
            .collect()
    });

/// Names of firms that stand behind every org, unseen: so that a word is not rare only because the org is small.
pub(crate) const BACKGROUND: f64 = 4000.0;

/// In how many of those a word stands, for words that are not rare; stems.
pub(crate) static COMMON: LazyLock<HashMap<String, f64>> = LazyLock::new(|| {
    let mut common = HashMap::new();
    for line in lines(include_str!("../data/common_words.txt")) {
        let mut words = line.split_whitespace();
        let one_in = match words.next() {
            Some("often") => 40.0,
            Some("usual") => 150.0,
            _ => 600.0,
        };
        for word in words {
            common.entry(stem(word)).or_insert(BACKGROUND / one_in);
        }
    }
    common
});

fn stems(text: &'static str) -> HashSet<String> {
    words(text).map(stem).collect()
}

pub(crate) static STOP_WORDS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| words(include_str!("../data/stop_words.txt")).collect());
pub(crate) static NEUTRAL: LazyLock<HashSet<String>> =
    LazyLock::new(|| stems(include_str!("../data/neutral_words.txt")));
pub(crate) static FREE_MAIL: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| words(include_str!("../data/free_mail.txt")).collect());
pub(crate) static PATH_HOSTS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| words(include_str!("../data/path_hosts.txt")).collect());

/// Words that name a part of a group; true for those that never merely describe a trade.
pub(crate) static BRANCH: LazyLock<HashMap<String, bool>> = LazyLock::new(|| {
    let mut branch = HashMap::new();
    for line in lines(include_str!("../data/branch_words.txt")) {
        if let Some((strength, words)) = line.split_once(' ') {
            for word in words.split_whitespace() {
                branch.insert(stem(word), strength == "strong");
            }
        }
    }
    branch
});

/// Every spelling of a country, folded, to its ISO code.
pub(crate) static COUNTRIES: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let mut countries = HashMap::new();
    for line in lines(include_str!("../data/countries.txt")) {
        if let Some((code, names)) = line.split_once(' ') {
            countries.insert(code.to_owned(), code);
            for name in names.split(';') {
                countries.insert(tokens(name).join(" "), code);
            }
        }
    }
    countries
});

/// Single words that name a place; stems.
pub(crate) static PLACES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let mut places = stems(include_str!("../data/places.txt"));
    let countries = COUNTRIES.keys().filter(|name| {
        !name.contains(' ') && (name.len() > 3 || ["uk", "usa", "uae"].contains(&name.as_str()))
    });
    places.extend(countries.map(|name| stem(name)));
    places
});
