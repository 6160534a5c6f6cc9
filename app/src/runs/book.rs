//! What the page knows of a journal: the kind of every observation, and the lines that are loaded.

use std::collections::BTreeMap;

use domain::observation::Kind;
use leptos::prelude::*;

use super::Entry;
use super::address::Place;

/// Lines that are kept. More are forgotten again, those farthest from the view first.
const KEPT: usize = 1500;

#[derive(Clone, Copy)]
pub struct Book {
    kinds: RwSignal<Vec<Kind>>,
    lines: RwSignal<BTreeMap<u64, Entry>>,
    /// The words that are searched for and the numbers that hold them.
    found: RwSignal<Option<(String, Vec<u64>)>>,
}

impl Book {
    pub fn new(kinds: Vec<Kind>, entries: Vec<Entry>, found: Option<(String, Vec<u64>)>) -> Self {
        let lines = entries.into_iter().map(|entry| (entry.number, entry));
        Self {
            kinds: RwSignal::new(kinds),
            lines: RwSignal::new(lines.collect()),
            found: RwSignal::new(found),
        }
    }

    /// The number of the last observation.
    pub fn last(self) -> u64 {
        self.kinds.with(|kinds| kinds.len() as u64)
    }

    pub fn kind(self, number: u64) -> Kind {
        let at = usize::try_from(number.saturating_sub(1)).unwrap_or(usize::MAX);
        self.kinds
            .with(|kinds| kinds.get(at).copied().unwrap_or(Kind::Note))
    }

    pub fn line(self, number: u64) -> Option<Entry> {
        self.lines.with(|lines| lines.get(&number).cloned())
    }

    pub fn is_loaded(self, number: u64) -> bool {
        self.lines.with(|lines| lines.contains_key(&number))
    }

    /// The numbers of that kind's level, for the marks under a replay.
    pub fn numbers_of(self, fits: impl Fn(Kind) -> bool) -> Vec<u64> {
        self.kinds.with(|kinds| {
            let fitting = (1..).zip(kinds).filter(|(_, kind)| fits(**kind));
            fitting.map(|(number, _)| number).collect()
        })
    }

    /// What the rail shows at this place.
    pub fn shows(self, place: &Place) -> Vec<u64> {
        self.kinds.with(|kinds| {
            self.found.with(|found| {
                let found = found.as_ref().filter(|_| !place.words.is_empty());
                place.shows(kinds, found.map(|(_, numbers)| numbers.as_slice()))
            })
        })
    }

    /// Keeps lines that were asked for; forgets those that are far from there, when there are too many.
    pub fn keep(self, entries: Vec<Entry>, near: u64) {
        self.lines.update(|lines| {
            lines.extend(entries.into_iter().map(|entry| (entry.number, entry)));
            while lines.len() > KEPT {
                let (first, last) = (
                    lines.first_key_value().map(|(number, _)| *number),
                    lines.last_key_value().map(|(number, _)| *number),
                );
                let far = |number: Option<u64>| number.map_or(0, |number| number.abs_diff(near));
                let gone = if far(first) >= far(last) { first } else { last };
                if let Some(gone) = gone {
                    lines.remove(&gone);
                }
            }
        });
    }

    pub fn found(self, words: String, numbers: Vec<u64>) {
        self.found.set(Some((words, numbers)));
    }
}

#[cfg(any(test, feature = "hydrate"))]
impl Book {
    /// Takes news in, in order of their numbers. What is known already changes nothing; what would leave a gap is left
    /// for later. Answers whether anything was new.
    pub fn add(self, news: Vec<Entry>) -> bool {
        let last = self.kinds.with_untracked(Vec::len) as u64;
        let mut next = last;
        let fresh: Vec<Entry> = news
            .into_iter()
            .filter(|entry| {
                let follows = entry.number == next + 1;
                next += u64::from(follows);
                follows
            })
            .collect();
        if fresh.is_empty() {
            return false;
        }
        let hits: Vec<u64> = self.found.with_untracked(|found| {
            let words = found.as_ref().map(|(words, _)| words.as_str());
            let holds = |entry: &&Entry| {
                words.is_some_and(|words| entry.kind.mentions(&entry.headline, words))
            };
            fresh
                .iter()
                .filter(holds)
                .map(|entry| entry.number)
                .collect()
        });
        if !hits.is_empty() {
            self.found.update(|found| {
                if let Some((_, numbers)) = found {
                    numbers.extend(hits);
                }
            });
        }
        // Lines first: whoever asks for the lines of a kind that is there finds them.
        let kinds: Vec<Kind> = fresh.iter().map(|entry| entry.kind).collect();
        self.keep(fresh, next);
        self.kinds.update(|all| all.extend(kinds));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(number: u64) -> Entry {
        Entry {
            number,
            kind: Kind::Read,
            at: domain::time::Timestamp::default(),
            step: None,
            headline: format!("line {number}"),
        }
    }

    #[test]
    fn news_keep_the_order_of_their_numbers_and_none_is_there_twice() {
        let owner = Owner::new();
        owner.set();
        let book = Book::new(vec![Kind::Notice], vec![entry(1)], None);
        for number in [2, 2, 1, 4, 3, 4, 3] {
            book.add(vec![entry(number)]);
        }
        assert_eq!(book.shows(&Place::default()), [1, 2, 3, 4]);
        assert!(book.is_loaded(4));
    }

    #[test]
    fn what_is_found_grows_with_the_news() {
        let owner = Owner::new();
        owner.set();
        let book = Book::new(vec![], vec![], Some(("2".into(), vec![])));
        book.add((1..=21).map(entry).collect());
        let place = Place {
            words: "2".into(),
            ..Place::default()
        };
        assert_eq!(book.shows(&place), [2, 12, 20, 21]);
    }

    #[test]
    fn lines_far_from_the_view_are_forgotten() {
        let owner = Owner::new();
        owner.set();
        let book = Book::new(vec![], vec![], None);
        book.keep((1..=2000).map(entry).collect(), 1);
        assert!(book.is_loaded(1) && book.is_loaded(1500) && !book.is_loaded(1501));
    }
}
