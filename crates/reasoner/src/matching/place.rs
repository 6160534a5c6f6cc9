use super::against::{Pair, or};
use super::facts::Facts;
use crate::data::COUNTRIES;
use crate::names::tokens;
use domain::matching::{Bar, Comparison};
use domain::record::{FieldName, Record};

/// An address as far as it is known, each part with its field.
#[derive(Debug, Default)]
pub(super) struct Place {
    street: Option<Part>,
    postal: Option<Part>,
    city: Option<Part>,
    state: Option<Part>,
    country: Option<Part>,
}

#[derive(Debug)]
struct Part {
    field: FieldName,
    shown: String,
    words: Vec<String>,
}

impl Place {
    pub fn of(record: &Record, fields: &[FieldName]) -> Self {
        let mut place = Self::default();
        for field in fields {
            let value = record.get(field.as_str());
            if value.is_empty() {
                continue;
            }
            let shown = value.to_string();
            let Some(part) = place.part(&field.as_str().to_lowercase()) else {
                continue;
            };
            let words = tokens(&shown);
            if part.is_none() && !words.is_empty() {
                *part = Some(Part {
                    field: field.clone(),
                    shown,
                    words,
                });
            }
        }
        place
    }

    /// The part of an address that a field's name ends in: `BillingPostalCode`, `zip`, `Site_City__c`.
    fn part(&mut self, field: &str) -> Option<&mut Option<Part>> {
        let field = field.trim_end_matches("__c").trim_end_matches("code");
        let field = field.trim_end_matches('_');
        let ends = |words: &[&str]| words.iter().any(|word| field.ends_with(word));
        match () {
            () if ends(&["street", "address", "address1", "addr", "line1"]) => {
                Some(&mut self.street)
            }
            () if ends(&["postal", "post", "zip", "postcode"]) => Some(&mut self.postal),
            () if ends(&["city", "town", "locality", "place"]) => Some(&mut self.city),
            () if ends(&["state", "province", "region", "county"]) => Some(&mut self.state),
            () if ends(&["country", "nation"]) => Some(&mut self.country),
            () => None,
        }
    }

    /// Words that the names of a place are made of.
    pub fn words(&self) -> impl Iterator<Item = &String> {
        [&self.city, &self.state, &self.country]
            .into_iter()
            .flatten()
            .flat_map(|part| &part.words)
    }
}

impl Part {
    fn squashed(&self) -> String {
        self.words.concat()
    }
    fn country(&self) -> String {
        let name = self.words.join(" ");
        COUNTRIES.get(&name).map_or(name, |code| (*code).to_owned())
    }
}

/// The most that a whole address brings or takes with the shipped weights; an admin's weight scales from there.
const ALL_AGREE: f64 = 6.5;
const ALL_DIFFER: f64 = -3.5;

pub(super) fn bars(pair: &mut Pair<'_>, at: usize) -> Vec<Bar> {
    let comparison = pair.comparison(at);
    let (Facts::Place(left), Facts::Place(right)) = (&pair.left[at], &pair.right.facts[at]) else {
        return vec![];
    };
    let mut bars = vec![];
    let up = or(comparison.agree, ALL_AGREE) / ALL_AGREE;
    let down = or(comparison.disagree, ALL_DIFFER) / ALL_DIFFER;
    // Among sites of one house the place is what tells them apart.
    let sites = if pair.is_one_of_many_sites() {
        2.2
    } else {
        1.0
    };
    let mut say = |left: &Part, right: &Part, bits: f64, what: &str, note: &str| {
        let bits = if bits > 0.0 {
            bits * up
        } else {
            bits * down * sites
        };
        bars.push(shown(comparison, left, right, bits, what, note));
    };
    let postal = match (&left.postal, &right.postal) {
        (Some(l), Some(r)) => Some((postal(l, r), l, r)),
        _ => None,
    };
    let city = match (&left.city, &right.city) {
        (Some(l), Some(r)) => Some((city(l, r), l, r)),
        _ => None,
    };
    let same_postal = matches!(postal, Some((Near::Same, ..)));
    match postal {
        Some((Near::Same, l, r)) => say(l, r, 4.0, "postal code", "The same"),
        Some((Near::Close, l, r)) => say(l, r, 1.2, "postal code", "Begins alike"),
        Some((Near::Far, l, r)) => say(l, r, -0.8, "postal code", "Another"),
        None => {}
    }
    match city {
        Some((true, l, r)) if same_postal => say(l, r, 0.4, "city", "The same"),
        Some((true, l, r)) => say(l, r, 2.2, "city", "The same"),
        Some((false, l, r)) if same_postal => say(l, r, -0.2, "city", "Written otherwise"),
        Some((false, l, r)) => say(l, r, -1.6, "city", "Another"),
        None => {}
    }
    if let (Some(l), Some(r)) = (&left.street, &right.street) {
        match street(l, r) {
            Near::Same => say(l, r, 3.0, "street", "The same"),
            Near::Close => say(l, r, 0.8, "street", "The same street, another number"),
            Near::Far => say(l, r, -0.7, "street", "Another"),
        }
    }
    if let (Some(l), Some(r)) = (&left.state, &right.state)
        && city.is_none()
        && l.squashed() != r.squashed()
        && l.words[0].len() == r.words[0].len()
    {
        say(l, r, -1.0, "state", "Another");
    }
    if let (Some(l), Some(r)) = (&left.country, &right.country) {
        if l.country() == r.country() {
            say(l, r, 0.2, "country", "The same");
        } else {
            say(l, r, -2.0, "country", "Another");
        }
    }
    bars
}

enum Near {
    Same,
    Close,
    Far,
}

fn postal(left: &Part, right: &Part) -> Near {
    let (l, r) = (left.squashed(), right.squashed());
    let shorter = l.len().min(r.len());
    let common = l.bytes().zip(r.bytes()).take_while(|(a, b)| a == b).count();
    match () {
        // `94105` and `94105-1234` are one place.
        () if common == shorter && shorter >= 4 => Near::Same,
        () if common >= 3 => Near::Close,
        () => Near::Far,
    }
}

fn city(left: &Part, right: &Part) -> bool {
    let (l, r) = (left.squashed(), right.squashed());
    l == r
        || (l.len().min(r.len()) > 3 && (l.starts_with(&r) || r.starts_with(&l)))
        || strsim::jaro_winkler(&l, &r) >= 0.92
}

fn street(left: &Part, right: &Part) -> Near {
    let numbers = |part: &Part| -> Vec<String> {
        part.words
            .iter()
            .filter(|word| word.starts_with(|c: char| c.is_ascii_digit()))
            .cloned()
            .collect()
    };
    let words = |part: &Part| -> String {
        part.words
            .iter()
            .filter(|word| !word.starts_with(|c: char| c.is_ascii_digit()))
            .map(|word| street_word(word))
            .collect()
    };
    let (l, r) = (words(left), words(right));
    let alike = l == r || strsim::jaro_winkler(&l, &r) >= 0.90;
    let (l, r) = (numbers(left), numbers(right));
    let same_number = l.is_empty() || r.is_empty() || l.iter().any(|number| r.contains(number));
    match (alike, same_number) {
        (true, true) => Near::Same,
        (true, false) => Near::Close,
        _ => Near::Far,
    }
}

fn street_word(word: &str) -> &str {
    match word {
        "st" | "str" | "street" | "strasse" => "st",
        "rd" | "road" => "rd",
        "ave" | "av" | "avenue" => "av",
        "blvd" | "boulevard" => "bd",
        "dr" | "drive" => "dr",
        "ln" | "lane" => "ln",
        "sq" | "square" => "sq",
        "pl" | "place" | "platz" => "pl",
        "suite" | "ste" | "unit" | "floor" | "fl" | "apt" => "",
        word => word,
    }
}

fn shown(
    comparison: &Comparison,
    left: &Part,
    right: &Part,
    bits: f64,
    what: &str,
    note: &str,
) -> Bar {
    Bar {
        label: format!("{}: {what}", comparison.label()),
        left: left.shown.clone(),
        right: right.shown.clone(),
        left_field: Some(left.field.clone()),
        right_field: Some(right.field.clone()),
        bits: super::weigh::bits(bits),
        note: note.to_owned(),
    }
}
