//! One text for one meaning, and its SHA-256: what a signature covers and what the journal is chained with.
//!
//! The form is JSON with sorted keys, no white space and no floats, after the prefix `v1 `. It is our own, so that
//! native code and wasm agree to the byte; golden vectors hold it still.

mod writer;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A SHA-256, written as 64 hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest([u8; 32]);

/// The value cannot be written in canonical form: it holds a float, or a key that is not text.
#[derive(Debug, thiserror::Error)]
pub enum NotCanonical {
    #[error("a float has no canonical form")]
    Float,
    #[error(transparent)]
    Shape(#[from] serde_json::Error),
}

impl Digest {
    /// What a chain starts from.
    pub const NONE: Self = Self([0; 32]);

    /// The digest of a value's canonical form.
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Result<Self, NotCanonical> {
        Ok(Self::of_bytes(text(value)?.as_bytes()))
    }
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
    /// The first eight hex digits, for people.
    pub fn short(&self) -> String {
        self.to_string()[..8].to_owned()
    }
}

/// The canonical text of a value.
pub fn text<T: Serialize + ?Sized>(value: &T) -> Result<String, NotCanonical> {
    let mut out = String::from("v1 ");
    value.serialize(writer::Writer(&mut out))?;
    Ok(out)
}

impl serde::ser::Error for NotCanonical {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self::Shape(serde_json::Error::custom(message))
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut hex = [0; 64];
        for (pair, byte) in hex.chunks_exact_mut(2).zip(self.0) {
            pair[0] = DIGITS[usize::from(byte >> 4)];
            pair[1] = DIGITS[usize::from(byte & 15)];
        }
        f.pad(std::str::from_utf8(&hex).unwrap_or_default())
    }
}
impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}
impl std::str::FromStr for Digest {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{}` is not a SHA-256 in hex",
                text.chars().take(64).collect::<String>()
            )
        };
        if text.len() != 64 || !text.is_ascii() {
            return Err(wrong());
        }
        let mut bytes = [0_u8; 32];
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let nibble = |digit: u8| char::from(digit).to_digit(16);
            let value = nibble(pair[0]).zip(nibble(pair[1]));
            let value = value.and_then(|(high, low)| u8::try_from(high << 4 | low).ok());
            *byte = value.ok_or_else(wrong)?;
        }
        Ok(Self(bytes))
    }
}
impl TryFrom<String> for Digest {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}
impl From<Digest> for String {
    fn from(digest: Digest) -> String {
        digest.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted_and_text_has_one_spelling() {
        let value = serde_json::json!({"b": [1, true, null], "a": "é\n\"/\u{7f}"});
        assert_eq!(
            text(&value).unwrap(),
            "v1 {\"a\":\"é\\u000a\\\"/\u{7f}\",\"b\":[1,true,null]}"
        );
    }

    /// What the form is by definition: the tree of values, its keys sorted.
    fn by_definition(json: &serde_json::Value) -> String {
        use serde_json::Value;
        match json {
            Value::Object(map) => {
                let sorted: std::collections::BTreeMap<_, _> = map.iter().collect();
                let entry = |(key, value): (&String, &Value)| {
                    let key = by_definition(&Value::String(key.clone()));
                    format!("{key}:{}", by_definition(value))
                };
                let entries: Vec<_> = sorted.into_iter().map(entry).collect();
                format!("{{{}}}", entries.join(","))
            }
            Value::Array(items) => {
                let items: Vec<_> = items.iter().map(by_definition).collect();
                format!("[{}]", items.join(","))
            }
            Value::String(text) => {
                let escaped = text.chars().map(|c| match c {
                    '"' | '\\' => format!("\\{c}"),
                    c if c < ' ' => format!("\\u{:04x}", u32::from(c)),
                    c => c.to_string(),
                });
                format!("\"{}\"", escaped.collect::<String>())
            }
            other => other.to_string(),
        }
    }

    #[derive(Serialize)]
    #[serde(rename_all = "snake_case")]
    enum Shape {
        Unit,
        Newtype(i64),
        Pair(bool, char),
        Named {
            zebra: Option<u8>,
            apple: &'static str,
        },
    }

    #[test]
    fn every_shape_is_written_by_the_definition() {
        let shapes = [
            Shape::Unit,
            Shape::Newtype(-7),
            Shape::Pair(true, '\u{1}'),
            Shape::Named {
                zebra: None,
                apple: "a\"b\\c\u{1f}",
            },
            Shape::Named {
                zebra: Some(3),
                apple: "",
            },
        ];
        let keys: std::collections::HashMap<String, u64> = [
            ("b\"".into(), 1),
            ("b#".into(), 2),
            ("a".into(), u64::MAX),
            ("é".into(), 0),
        ]
        .into();
        let numbered: std::collections::BTreeMap<i32, Option<u8>> =
            [(10, None), (9, Some(1)), (-1, None)].into();
        let value = (shapes, keys, numbered, [0_u8; 0], Some("x"), ((), 1_i8));
        let tree = serde_json::to_value(&value).unwrap();
        assert_eq!(
            text(&value).unwrap(),
            format!("v1 {}", by_definition(&tree))
        );
    }

    #[test]
    fn a_key_is_text() {
        let odd: std::collections::BTreeMap<[u8; 1], u8> = [([1], 1)].into();
        assert!(matches!(text(&odd), Err(NotCanonical::Shape(_))));
    }

    #[test]
    fn a_float_is_refused() {
        assert!(matches!(text(&1.5_f64), Err(NotCanonical::Float)));
    }

    #[test]
    fn a_digest_reads_back() {
        let digest = Digest::of(&serde_json::json!({"a": 1})).unwrap();
        assert_eq!(digest.to_string().parse::<Digest>().unwrap(), digest);
        assert!("zz".parse::<Digest>().is_err());
    }
}
