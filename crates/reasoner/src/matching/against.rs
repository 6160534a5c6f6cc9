use super::facts::{Fact, Facts};
use super::name::{Reading, Sites};
use super::pool::{Matcher, Prepared};
use crate::names::Name;
use domain::matching::{Bar, Bits, Comparison, ComparisonKind};

/// Two records while they are weighed, and what has been found out so far.
pub(super) struct Pair<'a> {
    pub matcher: &'a Matcher<'a>,
    pub left: &'a [Facts],
    pub right: &'a Prepared<'a>,
    pub start: f64,
    /// How the names relate; none when one side has no name.
    pub names: Option<Reading>,
    pub sites: Sites,
    pub vetoes: Vec<String>,
}

/// The records are parts of one house: what stands in one name and not in the other.
pub(super) struct House {
    words: Vec<String>,
    /// What the left and the right name say of it.
    parts: [String; 2],
}

/// The label of the bar that says so. Its `left` or `right` tells which of the two is the part; both or neither are
/// filled for sisters.
pub const HOUSE: &str = "Part of one house";

/// Parts of one house are never more likely one company than this: one in three.
const HOUSE_AT_MOST: i32 = -100;
const HOUSE_AT_LEAST: i32 = -300;

impl<'a> Pair<'a> {
    pub fn new(
        matcher: &'a Matcher<'a>,
        left: &'a [Facts],
        right: &'a Prepared<'a>,
        start: f64,
    ) -> Self {
        Self {
            matcher,
            left,
            right,
            start,
            names: None,
            sites: Sites::Untold,
            vetoes: vec![],
        }
    }

    pub fn comparison(&self, at: usize) -> &'a Comparison {
        &self.matcher.rules.compare[at]
    }

    pub fn left_names(&self) -> impl Iterator<Item = &'a Fact<Name>> + use<'a> {
        self.left.iter().flat_map(Facts::names)
    }
    pub fn right_names(&self) -> impl Iterator<Item = &'a Fact<Name>> + use<'a> {
        self.right.facts.iter().flat_map(Facts::names)
    }

    /// Whether anything but names is compared at all.
    pub fn only_names(&self) -> bool {
        self.matcher
            .rules
            .compare
            .iter()
            .all(|comparison| comparison.kind == ComparisonKind::Name)
    }

    /// Whether several candidates bear this candidate's name: sites of one house, told apart by their place.
    pub fn is_one_of_many_sites(&self) -> bool {
        self.right_names().any(|name| {
            self.matcher
                .namesakes
                .get(&name.read.squashed)
                .is_some_and(|count| *count > 1)
        })
    }

    /// Whether one name says a part of a house that the other does not.
    pub fn related(&self) -> Option<House> {
        let names = self.names.as_ref()?;
        let words = names.house(self.sites)?;
        let parts = names.parts(self.sites);
        Some(House { words, parts })
    }
}

impl House {
    pub fn bar(&self, sum: Bits) -> Bar {
        let down = (HOUSE_AT_MOST - sum.hundredths()).min(HOUSE_AT_LEAST);
        Bar {
            label: HOUSE.into(),
            left: self.parts[0].clone(),
            right: self.parts[1].clone(),
            left_field: None,
            right_field: None,
            bits: Bits::from_hundredths(down),
            note: format!(
                "Only one of the names says {}: another company of the same house",
                self.words.join(" and ")
            ),
        }
    }
}

/// A bar between two facts.
pub(super) fn bar<T, U>(
    comparison: &Comparison,
    left: &Fact<T>,
    right: &Fact<U>,
    bits: f64,
    note: String,
) -> Bar {
    Bar {
        label: comparison.label().to_owned(),
        left: left.shown.clone(),
        right: right.shown.clone(),
        left_field: Some(left.field.clone()),
        right_field: Some(right.field.clone()),
        bits: super::weigh::bits(bits),
        note,
    }
}

/// The weight an admin set, in bits, or the shipped one.
pub(super) fn or(given: Option<Bits>, shipped: f64) -> f64 {
    given.map_or(shipped, |bits| f64::from(bits.hundredths()) / 100.0)
}

/// What is shared by several names of the pool says less: one bit for each doubling.
pub(super) fn shared_by(names: Option<usize>) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a count of names")]
    let names = names.unwrap_or(1).max(1) as f64;
    names.log2()
}
