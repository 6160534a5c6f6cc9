//! Text to words: lower case, no accents, no punctuation.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

pub(super) fn words(text: &str) -> Vec<String> {
    let flat: String = text
        .nfd()
        .filter(|letter| !is_combining_mark(*letter))
        .flat_map(char::to_lowercase)
        .collect();
    flat.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// What is looked for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Term {
    /// Words in a row; in an unquoted term each may hold `*` and `?`.
    Phrase(Vec<String>),
    And(Vec<Term>),
    Or(Vec<Term>),
    Not(Box<Term>),
}

impl Term {
    pub(super) fn found_in(&self, words: &[String]) -> bool {
        match self {
            Self::Phrase(phrase) => {
                !phrase.is_empty()
                    && words.windows(phrase.len()).any(|window| {
                        window
                            .iter()
                            .zip(phrase)
                            .all(|(word, pattern)| like(pattern, word))
                    })
            }
            Self::And(all) => all.iter().all(|term| term.found_in(words)),
            Self::Or(any) => any.iter().any(|term| term.found_in(words)),
            Self::Not(term) => !term.found_in(words),
        }
    }
}

/// `*` is any letters, `?` is one.
fn like(pattern: &str, word: &str) -> bool {
    fn rest(pattern: &[char], word: &[char]) -> bool {
        match (pattern, word) {
            ([], []) => true,
            (['*', tail @ ..], _) => {
                rest(tail, word) || (!word.is_empty() && rest(pattern, &word[1..]))
            }
            (['?', tail @ ..], [_, more @ ..]) => rest(tail, more),
            ([letter, tail @ ..], [own, more @ ..]) if letter == own => rest(tail, more),
            _ => false,
        }
    }
    if !pattern.contains(['*', '?']) {
        return pattern == word;
    }
    rest(
        &pattern.chars().collect::<Vec<_>>(),
        &word.chars().collect::<Vec<_>>(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_punctuation_do_not_matter() {
        assert_eq!(
            words("Société Générale, S.A."),
            ["societe", "generale", "s", "a"]
        );
        assert!(
            Term::Phrase(vec!["soci*".into(), "generale".into()])
                .found_in(&words("Société Générale"))
        );
        assert!(!Term::Phrase(vec!["soci".into()]).found_in(&words("Société Générale")));
        assert!(like("?estrel*", "kestrelbay"));
    }
}
