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
        self.0.checked_add(other.0).map(Self::normal)
    }
    pub fn minus(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self::normal)
    }
    pub fn times(self, other: Self) -> Option<Self> {
        self.0.checked_mul(other.0).map(Self::normal)
    }
    /// None when the other is zero. What does not end is cut at 28 digits.
    pub fn over(self, other: Self) -> Option<Self> {
        self.0.checked_div(other.0).map(Self::normal)
    }
    /// What is left over; it has the sign of the first. None when the other is zero.
    pub fn modulo(self, other: Self) -> Option<Self> {
        self.0.checked_rem(other.0).map(Self::normal)
    }
    #[must_use]
    pub fn negated(self) -> Self {
        Self::normal(-self.0)
    }
    #[must_use]
    pub fn absolute(self) -> Self {
        Self(self.0.abs())
    }
    #[must_use]
    pub fn floor(self) -> Self {
        Self::normal(self.0.floor())
    }
    #[must_use]
    pub fn ceil(self) -> Self {
        Self::normal(self.0.ceil())
    }
    /// To so many places, halves away from zero, as people do with money.
    #[must_use]
    pub fn rounded(self, places: u32) -> Self {
        let strategy = rust_decimal::RoundingStrategy::MidpointAwayFromZero;
        Self::normal(self.0.round_dp_with_strategy(places, strategy))
    }
    /// Normalised, so that 1.50 and 1.5 have one digest.
    fn normal(number: rust_decimal::Decimal) -> Self {
        Self(number.normalize())
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
        read.map(Self::normal)
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
    fn arithmetic_is_exact_and_never_guesses() {
        let d = |text: &str| text.parse::<Decimal>().unwrap();
        assert_eq!(d("0.1").plus(d("0.2")), Some(d("0.3")));
        assert_eq!(d("1").minus(d("0.9")), Some(d("0.1")));
        assert_eq!(d("19.99").times(d("3")), Some(d("59.97")));
        assert_eq!(d("1").over(d("8")), Some(d("0.125")));
        assert_eq!(d("1").over(d("0")), None);
        assert_eq!(d("-7").modulo(d("3")), Some(d("-1")));
        assert_eq!(d("1").modulo(d("0")), None);
        assert_eq!(d("9e27").times(d("9e27")), None, "it does not fit");
        assert_eq!(d("2.345").rounded(2), d("2.35"));
        assert_eq!(d("-2.5").rounded(0), d("-3"));
        assert_eq!((d("-2.1").floor(), d("-2.1").ceil()), (d("-3"), d("-2")));
        assert_eq!(d("0").negated().to_string(), "0");
    }

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
