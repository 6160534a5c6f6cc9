use super::facts::Facts;
use super::weigh;
use crate::rarity::Rarity;
use crate::sites::{Site, label};
use domain::matching::{Match, MatchRules};
use domain::record::Record;
use std::collections::{BTreeSet, HashMap};

/// Candidates made ready to be compared with many records.
pub struct Matcher<'a> {
    pub(super) rules: &'a MatchRules,
    pub(super) rights: Vec<Prepared<'a>>,
    pub(super) rarity: Rarity,
    /// How many rows bear the same core name: sites of one house.
    pub(super) namesakes: HashMap<String, usize>,
    /// Names by domain and by number: what a group shares says less.
    pub(super) on_domain: HashMap<String, BTreeSet<String>>,
    pub(super) on_phone: HashMap<String, BTreeSet<String>>,
    postings: HashMap<String, Vec<usize>>,
}

pub(super) struct Prepared<'a> {
    pub record: &'a Record,
    /// One for each comparison, in their order.
    pub facts: Vec<Facts>,
}

/// Below this many candidates every one is compared; above, those that share a key.
const COMPARE_ALL: usize = 200;
/// A key that more candidates share leads nowhere.
const LONGEST_POSTING: usize = 400;

impl<'a> Matcher<'a> {
    pub fn new(rights: &'a [Record], rules: &'a MatchRules) -> Self {
        let rights: Vec<Prepared<'a>> = rights
            .iter()
            .map(|record| Prepared {
                record,
                facts: facts(record, rules, true),
            })
            .collect();
        let mut matcher = Self {
            rules,
            rarity: Rarity::of(rights.iter().flat_map(|right| {
                right
                    .facts
                    .iter()
                    .flat_map(|facts| facts.names().iter().map(|name| name.read.words.as_slice()))
            })),
            rights,
            namesakes: HashMap::new(),
            on_domain: HashMap::new(),
            on_phone: HashMap::new(),
            postings: HashMap::new(),
        };
        matcher.count();
        matcher
    }

    /// Every candidate worth comparing, best first. Ties are in the order of their ids.
    pub fn all(&self, left: &Record) -> Vec<Match> {
        let facts = facts(left, self.rules, false);
        let mut found: Vec<Match> = self
            .near(&facts)
            .into_iter()
            .map(|at| &self.rights[at])
            .filter(|right| {
                right.record.id != left.id || !right.record.object.is(left.object.as_str())
            })
            .map(|right| weigh::weigh(self, &facts, right))
            .collect();
        found.sort_by(|a, b| b.bits.cmp(&a.bits).then_with(|| a.right.cmp(&b.right)));
        found
    }

    /// Candidates that share a key with the record; all of them when they are few.
    fn near(&self, left: &[Facts]) -> Vec<usize> {
        if self.rights.len() <= COMPARE_ALL {
            return (0..self.rights.len()).collect();
        }
        let near: BTreeSet<usize> = keys(left)
            .iter()
            .filter_map(|key| self.postings.get(key))
            .filter(|posting| posting.len() <= LONGEST_POSTING)
            .flatten()
            .copied()
            .collect();
        near.into_iter().collect()
    }

    fn count(&mut self) {
        for (at, right) in self.rights.iter().enumerate() {
            let names: BTreeSet<String> = right
                .facts
                .iter()
                .flat_map(Facts::names)
                .map(|name| name.read.squashed.clone())
                .collect();
            let name = names.iter().next().cloned().unwrap_or_default();
            for name in &names {
                *self.namesakes.entry(name.clone()).or_default() += 1;
            }
            for site in right.facts.iter().flat_map(Facts::sites) {
                if let Site::Own(domain) = &site.read {
                    self.on_domain
                        .entry(domain.clone())
                        .or_default()
                        .insert(name.clone());
                }
            }
            for phone in right.facts.iter().flat_map(Facts::phones) {
                self.on_phone
                    .entry(phone.read.clone())
                    .or_default()
                    .insert(name.clone());
            }
            for key in keys(&right.facts) {
                self.postings.entry(key).or_default().push(at);
            }
        }
    }
}

fn facts(record: &Record, rules: &MatchRules, right: bool) -> Vec<Facts> {
    rules
        .compare
        .iter()
        .map(|comparison| {
            let fields = if right {
                &comparison.right
            } else {
                &comparison.left
            };
            Facts::of(record, comparison, fields)
        })
        .collect()
}

/// What two records must share at least one of.
fn keys(facts: &[Facts]) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for name in facts.iter().flat_map(Facts::names) {
        let name = &name.read;
        for word in &name.words {
            keys.insert(format!("w:{word}"));
            if word.len() > 4 && word.is_ascii() {
                // A misspelling rarely strikes both the beginning and the end.
                keys.insert(format!("b:{}", &word[..4]));
                keys.insert(format!("e:{}", &word[word.len() - 4..]));
            }
        }
        let initials = name.initials();
        if initials.len() > 1 {
            keys.insert(format!("i:{initials}"));
        }
        if name.words.len() == 1 {
            keys.insert(format!("i:{}", name.squashed));
        }
        keys.insert(format!(
            "s:{}",
            name.squashed.chars().take(6).collect::<String>()
        ));
    }
    for site in facts.iter().flat_map(Facts::sites) {
        if let Site::Own(domain) = &site.read {
            keys.insert(format!("l:{}", label(domain)));
        }
    }
    for phone in facts.iter().flat_map(Facts::phones) {
        keys.insert(format!("p:{}", &phone.read[phone.read.len() - 7..]));
    }
    for exact in facts.iter().filter_map(|facts| match facts {
        Facts::Exact(exact) => Some(exact),
        _ => None,
    }) {
        keys.extend(exact.iter().map(|fact| format!("x:{}", fact.read)));
    }
    keys
}
