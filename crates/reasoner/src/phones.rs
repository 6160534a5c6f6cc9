//! Telephone numbers, by their last digits: country codes and trunk zeros are written in too many ways.

/// The last nine significant digits, or as many as there are from seven on. None for what is no number of anybody.
pub(crate) fn digits(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let without_extension = ["ext", "x", "#", "durchwahl", "poste"]
        .iter()
        .fold(lower.as_str(), |text, mark| {
            text.split(mark).next().unwrap_or(text)
        })
        .replace("(0)", "");
    let all: Vec<char> = without_extension
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let significant: String = all.iter().skip_while(|c| **c == '0').collect();
    let last = &significant[significant.len().saturating_sub(9)..];
    let first = last.chars().next()?;
    let made_up = last.chars().all(|c| c == first) || "1234567890".contains(last);
    (last.len() >= 7 && !made_up).then(|| last.to_owned())
}

/// Whether two numbers end alike, as far as both go.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.ends_with(b) || b.ends_with(a)
}

/// Whether they look like two lines of one switchboard: all but the last three digits.
pub(crate) fn neighbours(a: &str, b: &str) -> bool {
    a.len() == 9 && b.len() == 9 && a[..6] == b[..6]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_in_many_spellings() {
        for text in [
            "+44 1632 960114",
            "01632 960 114",
            "0044 (0)1632-960114 ext 12",
        ] {
            assert_eq!(digits(text).as_deref(), Some("632960114"), "{text}");
        }
        assert_eq!(digits("555-0123").as_deref(), Some("5550123"));
        for none in ["", "n/a", "000 000 0000", "123456789", "12345"] {
            assert_eq!(digits(none), None, "{none}");
        }
        assert!(same("632960114", "2960114"));
        assert!(!same("632960114", "632960115"));
    }
}
