//! **Text** from outside, as a person may see it: what cannot be seen is named.
//!
//! A value is never changed for it, and what is signed is the value. Only what is shown goes through here.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text with every character that would act without being seen written out: `⟨U+202E⟩` for the one that turns the
/// direction of all that follows.
pub fn plain(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unseen) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        if is_unseen(letter) {
            // Writing to a text cannot fail.
            let _ = write!(shown, "⟨U+{:04X}⟩", u32::from(letter));
        } else {
            shown.push(letter);
        }
    }
    Cow::Owned(shown)
}

/// The digits before the point in groups of three: `20,000`, `-1,234.5`.
pub fn grouped(number: &str) -> String {
    let (whole, rest) = match number.find('.') {
        Some(point) => number.split_at(point),
        None => (number, ""),
    };
    let (sign, digits) = match whole.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", whole),
    };
    let mut text = sign.to_owned();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text.push_str(rest);
    text
}

/// Marks of direction, joiners and fillers of no width, tags, and control characters other than line and tab.
fn is_unseen(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    ) || (letter.is_control() && !matches!(letter, '\n' | '\r' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::{grouped, plain};

    #[test]
    fn large_numbers_are_grouped() {
        for (number, shown) in [
            ("7", "7"),
            ("100", "100"),
            ("-38200", "-38,200"),
            ("1000000.25", "1,000,000.25"),
        ] {
            assert_eq!(grouped(number), shown);
        }
    }

    #[test]
    fn what_cannot_be_seen_is_named() {
        assert_eq!(plain("Acme\u{202e}dtL"), "Acme⟨U+202E⟩dtL");
        assert_eq!(plain("a\u{200b}b\u{feff}"), "a⟨U+200B⟩b⟨U+FEFF⟩");
        assert_eq!(plain("\u{7}"), "⟨U+0007⟩");
    }

    #[test]
    fn what_can_be_seen_stays_as_it_is() {
        for text in [
            "Müller & Söhne",
            "<b>bold</b>",
            "two\nlines",
            "株式会社",
            "Ω≈ç√",
        ] {
            assert_eq!(plain(text), text);
        }
    }
}
