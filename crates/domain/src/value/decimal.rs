use serde::{Deserialize, Serialize};

/// An exact number, at most 28 digits. Read from the digits of the JSON, written as text, never a float.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(try_from = "String", into = "String")]
pub struct Decimal(rust_decimal::Decimal);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a number of at most 28 digits")]
pub struct NotADecimal(pub String);

impl Decimal {
    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }
    /// The whole number, when there is no fraction and it fits.
    pub fn to_int(self) -> Option<i64> {
        use rust_decimal::prelude::ToPrimitive;
        self.0.fract().is_zero().then(|| self.0.to_i64()).flatten()
    }
}

impl From<i64> for Decimal {
    fn from(n: i64) -> Self {
        Self(n.into())
    }
}
impl std::str::FromStr for Decimal {
    type Err = NotADecimal;
    fn from_str(text: &str) -> Result<Self, NotADecimal> {
        let read = if text.contains(['e', 'E']) {
            rust_decimal::Decimal::from_scientific(text)
        } else {
            rust_decimal::Decimal::from_str_exact(text)
        };
        // Normalised, so that 1.50 and 1.5 have one digest.
        read.map(|d| Self(d.normalize()))
            .map_err(|_| NotADecimal(text.chars().take(60).collect()))
    }
}
impl TryFrom<String> for Decimal {
    type Error = NotADecimal;
    fn try_from(text: String) -> Result<Self, NotADecimal> {
        text.parse()
    }
}
impl From<Decimal> for String {
    fn from(d: Decimal) -> String {
        d.to_string()
    }
}
impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_survive_and_floats_do_not_creep_in() {
        for (given, kept) in [
            ("0.1", "0.1"),
            ("1.50", "1.5"),
            ("123456789012345678.91", "123456789012345678.91"),
            ("1.2e3", "1200"),
            ("-0", "0"),
        ] {
            assert_eq!(given.parse::<Decimal>().unwrap().to_string(), kept);
        }
        assert!("1,5".parse::<Decimal>().is_err());
        assert!("NaN".parse::<Decimal>().is_err());
    }
}
