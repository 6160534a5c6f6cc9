//! How much a shared word says, in bits: the rarer, the more.

use crate::data::{BACKGROUND, COMMON};
use std::collections::{BTreeSet, HashMap};

/// In how many distinct names each word stands. Distinct, so that one firm with six hundred rows does not make its own
/// name a common word; over a background of unseen names, so that a small org does not make every word common.
#[derive(Debug, Default)]
pub(crate) struct Rarity {
    names: f64,
    counts: HashMap<String, f64>,
}

/// A word nobody expects still stands in a name or two of the background.
const UNSEEN: f64 = 0.7;

impl Rarity {
    /// Counts the words of distinct names, each given as its words.
    pub fn of<'a>(names: impl Iterator<Item = &'a [String]>) -> Self {
        let distinct: BTreeSet<&[String]> = names.collect();
        let mut counts: HashMap<String, f64> = HashMap::new();
        for name in &distinct {
            for word in name.iter().collect::<BTreeSet<_>>() {
                *counts.entry(word.clone()).or_default() += 1.0;
            }
        }
        #[expect(
            clippy::cast_precision_loss,
            reason = "a count of names, far below 2^52"
        )]
        let names = distinct.len() as f64;
        Self { names, counts }
    }

    pub fn bits(&self, word: &str) -> f64 {
        let seen = self.counts.get(word).copied().unwrap_or(0.0);
        let short = match word.chars().count() {
            1 => 60.0,
            2 => 12.0,
            3 => 3.0,
            _ => UNSEEN,
        };
        let number = if word.chars().all(|c| c.is_ascii_digit()) {
            6.0
        } else {
            UNSEEN
        };
        let background = COMMON
            .get(word)
            .copied()
            .unwrap_or(UNSEEN)
            .max(short)
            .max(number);
        ((self.names + BACKGROUND) / (seen + background))
            .log2()
            .max(0.5)
    }

    /// Whether the word is known from anywhere: then a likeness of letters is no misspelling.
    pub fn knows(&self, word: &str) -> bool {
        self.counts.contains_key(word) || COMMON.contains_key(word)
    }
}
