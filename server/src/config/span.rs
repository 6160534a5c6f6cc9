use std::time::Duration;

/// A length of time as people write it: `90s`, `15m`, `8h`, `7d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span(pub Duration);

const UNITS: [(char, u64); 4] = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

impl std::str::FromStr for Span {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a length of time such as 90s, 15m, 8h or 7d");
        if let Some(millis) = text.strip_suffix("ms") {
            return millis
                .parse()
                .map(|millis| Self(Duration::from_millis(millis)))
                .map_err(|_| wrong());
        }
        let (unit, seconds) = UNITS
            .into_iter()
            .find(|(unit, _)| text.ends_with(*unit))
            .ok_or_else(wrong)?;
        let count: u64 = text.trim_end_matches(unit).parse().map_err(|_| wrong())?;
        let span = Duration::from_secs(count.checked_mul(seconds).ok_or_else(wrong)?);
        if span.is_zero() {
            Err(wrong())
        } else {
            Ok(Self(span))
        }
    }
}

impl std::fmt::Display for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let seconds = self.0.as_secs();
        if self.0.subsec_millis() > 0 {
            return write!(f, "{}ms", self.0.as_millis());
        }
        let whole = UNITS
            .into_iter()
            .find(|(_, unit)| seconds.is_multiple_of(*unit))
            .unwrap_or(('s', 1));
        write!(f, "{}{}", seconds / whole.1, whole.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_back_as_they_were_written() {
        for text in ["90s", "15m", "8h", "7d", "250ms"] {
            assert_eq!(text.parse::<Span>().unwrap().to_string(), text);
        }
        assert!(
            ["", "8", "h", "0s", "1.5h"]
                .iter()
                .all(|text| text.parse::<Span>().is_err())
        );
    }
}
