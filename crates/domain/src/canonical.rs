//! One text for one meaning, and its SHA-256: what a signature covers and what the journal is chained with.
//!
//! The form is JSON with sorted keys, no white space and no floats, after the prefix `v1 `. It is our own, so that
//! native code and wasm agree to the byte; golden vectors hold it still.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
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
    write(&serde_json::to_value(value)?, &mut out)?;
    Ok(out)
}

fn write(json: &Json, out: &mut String) -> Result<(), NotCanonical> {
    match json {
        Json::Number(n) if n.is_f64() => return Err(NotCanonical::Float),
        Json::Null | Json::Bool(_) | Json::Number(_) => out.push_str(&json.to_string()),
        Json::String(s) => quote(s, out),
        Json::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write(item, out)?;
            }
            out.push(']');
        }
        Json::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_unstable_by_key(|(key, _)| key.as_str());
            out.push('{');
            for (at, (key, value)) in entries.into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                quote(key, out);
                out.push(':');
                write(value, out)?;
            }
            out.push('}');
        }
    }
    Ok(())
}

/// Only what JSON must escape is escaped, so there is one spelling of every text.
fn quote(text: &str, out: &mut String) {
    use std::fmt::Write as _;
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
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
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).map_err(|_| wrong())?;
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
