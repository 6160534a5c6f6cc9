//! Words as search compares them, and passages with the found words marked.
//!
//! Both databases are handed the words made here, so that both find the same.

use serde::{Deserialize, Serialize};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// More words than these narrow nothing down any further.
const MOST: usize = 12;
/// Letters of a word that count.
const LONGEST: usize = 60;
/// How much of a passage is shown around the first word that was found, in characters.
const AROUND: usize = 260;

/// A stretch of text, and whether it was searched for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    pub text: String,
    pub marked: bool,
}

/// The words of a text in order, small and without accents, one space between two.
pub fn folded(text: &str) -> String {
    let words: Vec<String> = spans(text).map(|(_, word)| word).collect();
    words.join(" ")
}

/// What somebody searches for: each word once. A word finds all that begin with it.
pub fn asked(text: &str) -> Vec<String> {
    let mut asked: Vec<String> = vec![];
    for (_, word) in spans(text) {
        if !asked.contains(&word) {
            asked.push(word);
        }
    }
    asked.truncate(MOST);
    asked
}

/// How well a passage answers: words in its heading count four times, and many of the same count little.
pub fn rank(heading: &str, text: &str, asked: &[String]) -> u32 {
    let hits = |text: &str, most: usize| {
        let of = |asked: &String| {
            let found = spans(text).filter(|(_, word)| word.starts_with(asked.as_str()));
            found.take(most).count()
        };
        asked.iter().map(of).sum::<usize>()
    };
    u32::try_from(hits(heading, 1) * 4 + hits(text, 3)).unwrap_or(u32::MAX)
}

/// The part of a text around the first word that was found, with every found word marked. White space is evened out.
pub fn excerpt(text: &str, asked: &[String]) -> Vec<Piece> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let found: Vec<Range<usize>> = spans(&text)
        .filter(|(_, word)| asked.iter().any(|asked| word.starts_with(asked.as_str())))
        .map(|(span, _)| span)
        .collect();
    let shown = window(&text, found.first().map_or(0, |first| first.start));
    let mut pieces = vec![];
    let mut push = |text: &str, marked| {
        if !text.is_empty() {
            pieces.push(Piece {
                text: text.to_owned(),
                marked,
            });
        }
    };
    push(if shown.start > 0 { "… " } else { "" }, false);
    let mut at = shown.start;
    for span in found {
        if span.start >= at && span.end <= shown.end {
            push(&text[at..span.start], false);
            push(&text[span.clone()], true);
            at = span.end;
        }
    }
    push(&text[at..shown.end], false);
    push(if shown.end < text.len() { " …" } else { "" }, false);
    pieces
}

/// Some words before a place and more after it, cut between words.
fn window(text: &str, place: usize) -> Range<usize> {
    let before: usize = AROUND / 4;
    let start = text[..place]
        .char_indices()
        .rev()
        .nth(before)
        .and_then(|(at, _)| Some(at + text[at..place].find(' ')? + 1))
        .unwrap_or(if text[..place].chars().count() > before {
            place
        } else {
            0
        });
    let end = text[start..]
        .char_indices()
        .nth(AROUND)
        .map(|(at, _)| start + at)
        .map_or(text.len(), |cut| {
            text[start..cut]
                .rfind(' ')
                .map_or(cut, |space| start + space)
        });
    start..end
}

/// Each word with the place it stands at, in bytes.
fn spans(text: &str) -> impl Iterator<Item = (Range<usize>, String)> + '_ {
    let mut letters = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = letters.find(|(_, letter)| belongs(*letter))?;
        let mut end = start + first.len_utf8();
        while let Some((at, letter)) = letters.next_if(|(_, letter)| belongs(*letter)) {
            end = at + letter.len_utf8();
        }
        Some((start..end, fold(&text[start..end])))
    })
    .filter(|(_, word)| !word.is_empty())
}

/// Marks that sit on a letter belong to its word.
fn belongs(letter: char) -> bool {
    letter.is_alphanumeric() || is_combining_mark(letter)
}

/// Only letters and digits are left, so that no database splits or reads a word in a way of its own.
fn fold(word: &str) -> String {
    word.nfkd()
        .filter(|letter| letter.is_alphanumeric() && !is_combining_mark(*letter))
        .flat_map(char::to_lowercase)
        .filter(|letter| letter.is_alphanumeric())
        .take(LONGEST)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, asked_for: &str) -> String {
        let piece = |piece: Piece| {
            if piece.marked {
                format!("[{}]", piece.text)
            } else {
                piece.text
            }
        };
        let pieces = excerpt(text, &asked(asked_for)).into_iter();
        pieces.map(piece).collect()
    }

    #[test]
    fn words_are_small_and_bare() {
        assert_eq!(folded("Crème-Brûlée, 3 — Ünïted!"), "creme brulee 3 united");
        assert_eq!(asked("Merge merge  HOLD"), ["merge", "hold"]);
        assert_eq!(asked("'\"* () -"), Vec::<String>::new());
    }

    #[test]
    fn found_words_are_marked_where_they_stand() {
        assert_eq!(
            shown("The merge hold is\nset by Finance.", "hold fin"),
            "The merge [hold] is set by [Finance]."
        );
        assert_eq!(
            shown("Zürich <b>first</b>", "zurich b"),
            "[Zürich] <[b]>first</[b]>"
        );
        let long = format!("{} needle {}", "before ".repeat(90), "after ".repeat(90));
        let told = shown(&long, "needle");
        assert!(
            told.starts_with("… before") && told.ends_with("after …"),
            "{told}"
        );
        assert!(told.contains(" [needle] after"), "{told}");
    }

    #[test]
    fn a_heading_counts_more_than_a_mention() {
        let asked = asked("discount");
        let heading = rank("Discounts", "Up to ten per cent.", &asked);
        assert!(heading > rank("Prices", "A discount. Another discount. Discounts!", &asked));
    }

    proptest::proptest! {
        #[test]
        fn an_excerpt_of_any_text_is_cut_between_letters(text in "[a-zäöé ,\u{301}]{0,700}", words in "[a-z ]{0,12}") {
            let pieces = excerpt(&text, &asked(&words));
            let told: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
            let whole = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let inside = told.trim_start_matches("… ").trim_end_matches(" …");
            proptest::prop_assert!(whole.contains(inside));
        }
    }
}
