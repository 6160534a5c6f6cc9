use super::align::{Alignment, align};
use crate::data::{BRANCH, COMMON, NEUTRAL, PLACES};
use crate::names::Name;
use crate::rarity::Rarity;

/// How two names relate.
#[derive(Debug)]
pub(in crate::matching) struct Reading {
    shared_bits: f64,
    /// Bits in the shared words that are no misspelling or short form: what a house is known by.
    head_bits: f64,
    shared: Vec<String>,
    /// 1 when the shared words have the same letters, less for misspellings and short forms.
    likeness: f64,
    left_rest: Vec<Rest>,
    right_rest: Vec<Rest>,
}

/// A word that only one name says.
#[derive(Debug)]
struct Rest {
    word: String,
    kind: RestKind,
    bits: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RestKind {
    /// `Group`, `International`: people leave it out.
    Neutral,
    /// `Leasing`, `Nordics`, a city: another part of the house.
    Branch,
    /// `Logistics`: a part of the house, or what the company does.
    Trade,
    /// `Instruments`: what the company does.
    Common,
    /// A number or letter: the second of several.
    Number,
    /// A name.
    Rare,
}

/// What the web domains of two records say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::matching) enum Sites {
    Same,
    Differ,
    Untold,
}

/// The bits in shared words from which two names are of one house without further evidence: more than one family name.
const HOUSE_NAME: f64 = 9.5;

impl Reading {
    pub fn of(left: &Name, right: &Name, rarity: &Rarity, places: &[String]) -> Self {
        let mut alignment = align(&left.words, &right.words, rarity);
        if left.squashed == right.squashed {
            alignment.left_rest.clear();
            alignment.right_rest.clear();
        }
        let mut reading = Self::of_alignment(&alignment, left, right, rarity, places);
        if slipped(left, right) && reading.rests().next().is_some() {
            let words = &right.words;
            return Self {
                shared_bits: words.iter().map(|word| rarity.bits(word)).sum(),
                head_bits: reading.head_bits,
                shared: words.clone(),
                likeness: RUN_TOGETHER,
                left_rest: vec![],
                right_rest: vec![],
            };
        }
        if left.squashed == right.squashed && alignment.pairs.is_empty() {
            let words = if left.words.len() > right.words.len() {
                &left.words
            } else {
                &right.words
            };
            reading.shared_bits = words.iter().map(|word| rarity.bits(word)).sum();
            reading.head_bits = reading.shared_bits;
            reading.shared.clone_from(words);
        }
        reading
    }

    fn of_alignment(
        alignment: &Alignment,
        left: &Name,
        right: &Name,
        rarity: &Rarity,
        places: &[String],
    ) -> Self {
        let rest = |rest: &[usize], mine: &Name, other: &Name| -> Vec<Rest> {
            rest.iter()
                .map(|at| &mine.words[*at])
                .filter(|word| !other.aside.contains(word) && !places.contains(word))
                .map(|word| Rest {
                    word: word.clone(),
                    kind: kind(word),
                    bits: rarity.bits(word),
                })
                .collect()
        };
        let neutral = |word: &String| NEUTRAL.contains(word);
        let bits: f64 = alignment.pairs.iter().map(|pair| pair.bits).sum();
        let named = alignment
            .pairs
            .iter()
            .any(|pair| pair.left.iter().any(|at| !neutral(&left.words[*at])));
        Self {
            shared_bits: if named { bits } else { bits * 0.5 },
            head_bits: alignment
                .pairs
                .iter()
                .filter(|pair| pair.left.iter().any(|at| !is_descriptor(&left.words[*at])))
                .map(|pair| pair.bits)
                .sum(),
            shared: alignment
                .pairs
                .iter()
                .flat_map(|pair| pair.right.iter().map(|at| right.words[*at].clone()))
                .collect(),
            likeness: {
                let full: f64 = alignment
                    .pairs
                    .iter()
                    .map(|pair| pair.bits / pair.likeness)
                    .sum();
                (bits / full.max(f64::EPSILON)).min(1.0)
            },
            left_rest: rest(&alignment.left_rest, left, right),
            right_rest: rest(&alignment.right_rest, right, left),
        }
    }

    pub fn has_shared(&self) -> bool {
        !self.shared.is_empty()
    }
    /// Every word is in both names, in the same letters.
    pub fn is_equal(&self) -> bool {
        self.has_shared() && self.is_exact() && self.rests().next().is_none()
    }
    fn is_exact(&self) -> bool {
        self.likeness > 0.999
    }
    /// What the shared words bring, at most so much.
    pub fn agreement(&self, most: f64) -> f64 {
        self.shared_bits.min(most) * self.likeness * self.likeness
    }
    /// By how much the pair of names stands out, to choose among several.
    pub fn worth(&self) -> f64 {
        self.shared_bits + self.disagreement()
    }

    fn rests(&self) -> impl Iterator<Item = &Rest> {
        self.left_rest.iter().chain(&self.right_rest)
    }

    /// What only one name says, as evidence against. Words on both sides contradict each other; on one side they may
    /// merely have been left out.
    pub fn disagreement(&self) -> f64 {
        // `Systems` may be left out, but where the other name says `Textiles` it was not.
        let least = if self.left_rest.is_empty() || self.right_rest.is_empty() {
            0.0
        } else {
            1.5
        };
        let cost = |rest: &[Rest]| -> f64 { rest.iter().map(|rest| rest.cost().max(least)).sum() };
        let (left, right) = (cost(&self.left_rest), cost(&self.right_rest));
        let against = if self.is_conflict() {
            (left + right + 2.0).max(8.0)
        } else if left > 0.7 && right > 0.7 {
            left + right
        } else {
            (left + right) * 0.6
        };
        -against.min(12.0)
    }

    /// Each name says something of its own that the other does not.
    pub fn is_conflict(&self) -> bool {
        let telling = |rest: &[Rest]| {
            rest.iter().any(|rest| {
                matches!(
                    rest.kind,
                    RestKind::Rare | RestKind::Number | RestKind::Branch
                )
            })
        };
        let any = |rest: &[Rest]| rest.iter().any(|rest| rest.kind != RestKind::Neutral);
        self.has_shared()
            && ((telling(&self.left_rest) && any(&self.right_rest))
                || (any(&self.left_rest) && telling(&self.right_rest)))
    }

    pub fn conflict_words(&self) -> Vec<String> {
        self.rests()
            .filter(|rest| rest.kind != RestKind::Neutral)
            .map(|rest| shown(&rest.word))
            .collect()
    }

    /// The words that make one record another part of the other's house; none when they do not.
    pub fn house(&self, sites: Sites) -> Option<Vec<String>> {
        let known = self.head_bits >= HOUSE_NAME || (sites == Sites::Same && self.head_bits > 0.0);
        if !known {
            return None;
        }
        // Beside a trade a name of its own may stand: `Animal Health`.
        let fits = |rest: &[Rest]| {
            let has = |kind| rest.iter().any(|rest| rest.kind == kind);
            !has(RestKind::Number)
                && (!has(RestKind::Rare) || (sites == Sites::Same && has(RestKind::Trade)))
        };
        let parts: Vec<String> = self
            .rests()
            .filter(|rest| self.tells_a_part(rest, sites))
            .map(|rest| shown(&rest.word))
            .collect();
        let sound = self.is_contained() || (fits(&self.left_rest) && fits(&self.right_rest));
        (sound && !parts.is_empty()).then_some(parts)
    }

    /// What the left and the right name say that makes theirs the part, and the other the house: `Leasing` beside
    /// `Instruments`. Both or neither for sisters.
    pub fn parts(&self, sites: Sites) -> [String; 2] {
        let words = |rest: &[Rest], of: &dyn Fn(&&Rest) -> bool| {
            let words = rest.iter().filter(of).map(|rest| shown(&rest.word));
            words.collect::<Vec<_>>().join(" ")
        };
        let own = |rest: &&Rest| rest.kind != RestKind::Trade && self.tells_a_part(rest, sites);
        let any = |rest: &&Rest| self.tells_a_part(rest, sites);
        let named = [words(&self.left_rest, &own), words(&self.right_rest, &own)];
        // A trade tells the part only where nothing tells it better.
        if named.iter().all(String::is_empty) {
            return [words(&self.left_rest, &any), words(&self.right_rest, &any)];
        }
        named
    }

    fn tells_a_part(&self, rest: &Rest, sites: Sites) -> bool {
        match rest.kind {
            RestKind::Branch => true,
            RestKind::Trade => !self.is_contained() && sites != Sites::Differ,
            // One core name contains the other, and the rest is a name of its own.
            RestKind::Rare => self.is_contained() && rest.bits >= 9.0,
            _ => false,
        }
    }

    /// Whether one name says all that the other says.
    fn is_contained(&self) -> bool {
        let telling = |rest: &[Rest]| rest.iter().any(|rest| rest.kind != RestKind::Neutral);
        !telling(&self.left_rest) || !telling(&self.right_rest)
    }

    pub fn shared_note(&self) -> String {
        let words: Vec<String> = self.shared.iter().map(|word| shown(word)).collect();
        let words = words.join(", ");
        if !self.is_exact() {
            format!("Nearly the same: {words}")
        } else if self.is_equal() {
            "The same words".into()
        } else {
            format!("Both say {words}")
        }
    }

    pub fn rest_note(&self) -> String {
        let words: Vec<String> = self.rests().map(|rest| shown(&rest.word)).collect();
        format!("Only one says {}", words.join(", "))
    }
}

/// How much of the bits is left when words were run together and misspelt.
const RUN_TOGETHER: f64 = 0.8;

/// Words run together and a letter lost: `KestrlBay Instruments`. With as many words on both sides the words themselves
/// are compared.
fn slipped(left: &Name, right: &Name) -> bool {
    let (l, r) = (&left.squashed, &right.squashed);
    let digits = |text: &str| text.contains(|c: char| c.is_ascii_digit());
    left.words.len() != right.words.len()
        && l.len().min(r.len()) > 8
        && l.len().abs_diff(r.len()) < 2
        && l.chars().next() == r.chars().next()
        && !digits(l)
        && !digits(r)
        && strsim::osa_distance(l, r) < 2
}

impl Rest {
    fn cost(&self) -> f64 {
        match self.kind {
            RestKind::Neutral => 0.5,
            RestKind::Number => 6.0,
            RestKind::Common | RestKind::Trade => 2.8,
            RestKind::Branch => 5.0,
            RestKind::Rare => (self.bits * 0.5).min(5.5),
        }
    }
}

fn kind(word: &str) -> RestKind {
    let short = word.chars().count() < 2;
    match BRANCH.get(word) {
        _ if short || word.chars().any(|c| c.is_ascii_digit()) => RestKind::Number,
        _ if NEUTRAL.contains(word) => RestKind::Neutral,
        Some(true) => RestKind::Branch,
        _ if PLACES.contains(word) => RestKind::Branch,
        Some(false) => RestKind::Trade,
        // Words of one name in a hundred describe; rarer ones name.
        _ if is_descriptor(word) => RestKind::Common,
        None => RestKind::Rare,
    }
}

/// What many firms do, as against what one is called.
fn is_descriptor(word: &str) -> bool {
    COMMON.get(word).is_some_and(|count| *count > 20.0)
}

fn shown(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
