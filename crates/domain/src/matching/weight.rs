use serde::{Deserialize, Deserializer, Serialize, de};

/// A probability in ten-thousandths: 9500 is 95 %.
///
/// Always written as that whole number. Read from it, from a fraction of one (`0.95`), or from text (`95 %`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Default)]
#[serde(transparent)]
pub struct Chance(u16);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a chance: write a fraction of one such as 0.95, or text such as `95 %`")]
pub struct NotAChance(pub String);

impl Chance {
    pub const NONE: Self = Self(0);
    pub const CERTAIN: Self = Self(10_000);

    /// From whole per cent; more than 100 is 100.
    pub const fn from_percent(percent: u16) -> Self {
        Self(if percent > 100 { 10_000 } else { percent * 100 })
    }
    /// From ten-thousandths; more than 10 000 is 10 000.
    pub const fn from_ten_thousandths(n: u16) -> Self {
        Self(if n > 10_000 { 10_000 } else { n })
    }
    pub const fn ten_thousandths(self) -> u16 {
        self.0
    }
    fn from_fraction(fraction: f64) -> Result<Self, NotAChance> {
        if (0.0..=1.0).contains(&fraction) {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between 0 and 10 000 by the check above"
            )]
            Ok(Self((fraction * 10_000.0).round() as u16))
        } else {
            Err(NotAChance(fraction.to_string()))
        }
    }
}

impl std::fmt::Display for Chance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What is not certain is never shown as certain.
        let tenths = match self {
            &Self::CERTAIN => 1000,
            Self(n) => ((n + 5) / 10).min(999),
        };
        match tenths % 10 {
            0 => write!(f, "{} %", tenths / 10),
            tenth => write!(f, "{}.{tenth} %", tenths / 10),
        }
    }
}

impl std::str::FromStr for Chance {
    type Err = NotAChance;
    fn from_str(text: &str) -> Result<Self, NotAChance> {
        let wrong = || NotAChance(text.chars().take(40).collect());
        let number = |text: &str| text.trim().parse::<f64>().map_err(|_| wrong());
        match text.trim().strip_suffix('%') {
            Some(percent) => Self::from_fraction(number(percent)? / 100.0),
            None => Self::from_fraction(number(text)?),
        }
        .map_err(|_| wrong())
    }
}

impl<'de> Deserialize<'de> for Chance {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let whole = |n: i64| u16::try_from(n).ok().filter(|n| *n <= 10_000).map(Self);
        read(from, whole, Self::from_fraction, str::parse)
    }
}

/// A threshold in a mission file. There `95` means per cent: nobody sets one below 1 %.
pub(super) fn threshold<'de, D: Deserializer<'de>>(from: D) -> Result<Chance, D::Error> {
    let whole = |n: i64| {
        let n = u16::try_from(n).ok()?;
        match n {
            2..=100 => Some(Chance::from_percent(n)),
            101..=10_000 => Some(Chance(n)),
            _ => None,
        }
    };
    let fraction = |x: f64| {
        Chance::from_fraction(x).and_then(|chance| match chance {
            Chance(0..=100) => Err(NotAChance(x.to_string())),
            chance => Ok(chance),
        })
    };
    read(from, whole, fraction, str::parse)
}

/// Weight of evidence in hundredths of a bit: 640 is `+6.4`. One bit doubles the odds.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct Bits(i32);

impl Bits {
    pub const ZERO: Self = Self(0);

    pub const fn from_hundredths(n: i32) -> Self {
        Self(n)
    }
    pub const fn hundredths(self) -> i32 {
        self.0
    }
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
    /// Whether it speaks against.
    pub const fn is_against(self) -> bool {
        self.0 < 0
    }
}

impl std::ops::Add for Bits {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}
impl std::iter::Sum for Bits {
    fn sum<I: Iterator<Item = Self>>(bits: I) -> Self {
        bits.fold(Self::ZERO, |sum, more| sum + more)
    }
}

/// One decimal and a sign, with a true minus: `+6.4`, `−8.0`, `0.0`.
impl std::fmt::Display for Bits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let tenths = (self.0.unsigned_abs() + 5) / 10;
        let sign = match self.0 {
            _ if tenths == 0 => "",
            ..0 => "\u{2212}",
            _ => "+",
        };
        write!(f, "{sign}{}.{}", tenths / 10, tenths % 10)
    }
}

/// A weight in a mission file, in bits: `6.5`, `-4.0`, `12`. From 50 on a whole number is hundredths, as it is written.
pub(super) fn weight<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Bits>, D::Error> {
    let whole = |n: i64| {
        let n = i32::try_from(n).ok().filter(|n| n.abs() <= 5_000)?;
        Some(Bits(if n.abs() < 50 { n * 100 } else { n }))
    };
    let bits = |x: f64| {
        if x == 0.0 || (0.5..=50.0).contains(&x.abs()) {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "at most 5 000 either way by the check above"
            )]
            Ok(Bits((x * 100.0).round() as i32))
        } else {
            Err(NotAWeight(x.to_string()))
        }
    };
    let text = |text: &str| {
        text.trim()
            .replace('\u{2212}', "-")
            .parse::<f64>()
            .map_err(|_| NotAWeight(text.chars().take(40).collect()))
            .and_then(bits)
    };
    read(from, whole, bits, text).map(Some)
}

#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a weight in bits: write 0, or 0.5 to 50.0 with a sign, such as -4.0")]
struct NotAWeight(String);

/// Reads a number that people write as a fraction or a text, and we write as a whole number.
fn read<'de, D, T, E>(
    from: D,
    whole: impl Fn(i64) -> Option<T>,
    fraction: impl Fn(f64) -> Result<T, E>,
    text: impl Fn(&str) -> Result<T, E>,
) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    E: std::fmt::Display,
{
    struct Reader<W, F, S>(W, F, S);
    impl<T, E, W, F, S> de::Visitor<'_> for Reader<W, F, S>
    where
        E: std::fmt::Display,
        W: Fn(i64) -> Option<T>,
        F: Fn(f64) -> Result<T, E>,
        S: Fn(&str) -> Result<T, E>,
    {
        type Value = T;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a number")
        }
        fn visit_i64<X: de::Error>(self, n: i64) -> Result<T, X> {
            self.0(n).ok_or_else(|| X::custom(format!("{n} is out of range here")))
        }
        fn visit_u64<X: de::Error>(self, n: u64) -> Result<T, X> {
            self.visit_i64(i64::try_from(n).unwrap_or(i64::MAX))
        }
        fn visit_f64<X: de::Error>(self, x: f64) -> Result<T, X> {
            self.1(x).map_err(X::custom)
        }
        fn visit_str<X: de::Error>(self, s: &str) -> Result<T, X> {
            self.2(s).map_err(X::custom)
        }
    }
    from.deserialize_any(Reader(whole, fraction, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chance_is_read_as_people_write_it_and_written_as_a_whole_number() {
        for (json, shown) in [
            ("0.95", "95 %"),
            ("9740", "97.4 %"),
            ("\"95 %\"", "95 %"),
            ("1.0", "100 %"),
            ("9999", "99.9 %"),
            ("0", "0 %"),
        ] {
            let chance: Chance = serde_json::from_str(json).unwrap();
            assert_eq!(chance.to_string(), shown);
            let written = serde_json::to_string(&chance).unwrap();
            assert_eq!(serde_json::from_str::<Chance>(&written).unwrap(), chance);
            assert!(!written.contains('.'));
        }
        for wrong in ["1.5", "-0.1", "10001", "\"often\"", "\"120 %\""] {
            assert!(serde_json::from_str::<Chance>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn bits_show_their_sign_and_one_decimal() {
        let shown: Vec<String> = [640, -800, 4, -1_255, 0]
            .map(|n| Bits::from_hundredths(n).to_string())
            .into();
        assert_eq!(shown, ["+6.4", "\u{2212}8.0", "0.0", "\u{2212}12.6", "0.0"]);
    }
}
