//! Colours where a person looks, lines that fit everywhere.

use std::io::IsTerminal as _;

use domain::time::Timestamp;

/// How wide a line may be.
pub const WIDTH: usize = 100;

/// Colours, only on a terminal, and never when `NO_COLOR` is set.
#[derive(Clone, Copy)]
pub struct Ink(bool);

impl Ink {
    pub fn for_answers() -> Self {
        Self(std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none())
    }
    pub fn for_errors() -> Self {
        Self(std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none())
    }
    pub fn strong(self, text: &str) -> String {
        self.paint("1", text)
    }
    pub fn soft(self, text: &str) -> String {
        self.paint("2", text)
    }
    pub fn good(self, text: &str) -> String {
        self.paint("32", text)
    }
    pub fn care(self, text: &str) -> String {
        self.paint("33", text)
    }
    pub fn stop(self, text: &str) -> String {
        self.paint("31", text)
    }
    fn paint(self, code: &str, text: &str) -> String {
        if self.0 && !text.is_empty() {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}

/// `2026-11-21 19:07:00`, in UTC.
pub fn moment(at: Timestamp) -> String {
    at.to_string()
        .chars()
        .take(19)
        .collect::<String>()
        .replace('T', " ")
        .trim_end_matches('Z')
        .to_owned()
}

/// `19:07:00`, in UTC.
pub fn clock(at: Timestamp) -> String {
    moment(at).split_off(11)
}

/// Text without what could steer a terminal: names come out of records.
pub fn plain(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// Cuts a text to a width and says so with `…`.
pub fn cut(text: &str, width: usize) -> String {
    let text = plain(text);
    if text.chars().count() <= width {
        return text;
    }
    text.chars()
        .take(width.saturating_sub(1))
        .chain(['…'])
        .collect()
}

/// Breaks a text into lines of a width, at spaces where there are any.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in plain(text).split_whitespace() {
        let mut word: Vec<char> = word.chars().collect();
        loop {
            let line = lines.last_mut().expect("there is always a line");
            let used = line.chars().count();
            let gap = usize::from(used > 0);
            if used + gap + word.len() <= width {
                line.extend(std::iter::repeat_n(' ', gap).chain(word));
                break;
            }
            if used == 0 {
                line.extend(word.drain(..width));
            }
            lines.push(String::new());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_and_long_lines_are_broken() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("abcdefghij k", 4), ["abcd", "efgh", "ij k"]);
        assert_eq!(cut("abcdef", 4), "abc…");
    }

    #[test]
    fn a_record_cannot_steer_the_terminal() {
        assert_eq!(plain("Acme\u{1b}[31m Ltd"), "Acme [31m Ltd");
    }
}
