//! Secrets at rest: AES-256-GCM, under a key that lives outside the database.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use rand::Rng as _;
use salesforce::Secret;

/// A 256-bit key and the name under which ciphertexts refer to it.
#[derive(Clone)]
pub struct SealKey {
    id: String,
    cipher: Aes256Gcm,
}

/// The keys in use: everything is sealed with the first, and opened with whichever it was sealed with. So a key is
/// rotated by putting a new one first and sealing again.
#[derive(Clone)]
pub struct Seal(Vec<SealKey>);

/// A sealed secret, and which key opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    pub key_id: String,
    /// 12 bytes of nonce, then the ciphertext with its tag.
    pub ciphertext: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadKey {
    #[error("no key is given; each line is a name and 64 hex digits, the newest key first")]
    None,
    #[error("line {0} is not a name and 64 hex digits")]
    Line(usize),
    #[error("the key name `{0}` is given twice")]
    Twice(String),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unopened {
    #[error("it was sealed with the key `{0}`, which this server does not have")]
    NoKey(String),
    #[error("it was changed, or belongs to another row")]
    Tampered,
}

const NONCE: usize = 12;

impl SealKey {
    pub fn new(id: impl Into<String>, key: [u8; 32]) -> Self {
        Self {
            id: id.into(),
            cipher: Aes256Gcm::new(&key.into()),
        }
    }
    /// A line as [`Seal::parse`] reads it, out of 32 random bytes.
    pub fn line(id: &str, key: [u8; 32]) -> Secret {
        use std::fmt::Write as _;
        let mut line = format!("{id} ");
        for byte in key {
            let _ = write!(line, "{byte:02x}");
        }
        Secret::new(line)
    }
    fn parse(line: &str) -> Option<Self> {
        let (id, hex) = line.split_once(char::is_whitespace)?;
        let hex = hex.trim();
        if hex.len() != 64 || !hex.bytes().all(|b| b.is_ascii_hexdigit()) || id.is_empty() {
            return None;
        }
        let mut key = [0_u8; 32];
        for (at, byte) in key.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).ok()?;
        }
        Some(Self::new(id, key))
    }
}

impl Seal {
    /// The text of a key file or environment value: one `name hex` a line, the newest first; `#` begins a comment.
    pub fn parse(text: &str) -> Result<Self, BadKey> {
        let mut keys: Vec<SealKey> = vec![];
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let key = SealKey::parse(line).ok_or(BadKey::Line(at + 1))?;
            if keys.iter().any(|known| known.id == key.id) {
                return Err(BadKey::Twice(key.id));
            }
            keys.push(key);
        }
        if keys.is_empty() {
            Err(BadKey::None)
        } else {
            Ok(Self(keys))
        }
    }
    /// One key, no older ones.
    pub fn new(key: SealKey) -> Self {
        Self(vec![key])
    }
    /// Whether this was sealed with the newest key.
    pub fn is_current(&self, sealed: &Sealed) -> bool {
        self.0[0].id == sealed.key_id
    }

    /// Seals a secret for one row. In any other row it does not open.
    pub fn seal(&self, row: &str, secret: &str) -> Sealed {
        let key = &self.0[0];
        // Not the clock's business: a nonce must never come twice, in tests neither.
        let nonce: [u8; NONCE] = rand::rng().random();
        let payload = Payload {
            msg: secret.as_bytes(),
            aad: &bound_to(&key.id, row),
        };
        let sealed = key
            .cipher
            .encrypt(&Nonce::from(nonce), payload)
            .expect("secrets are far shorter than 64 GiB");
        Sealed {
            key_id: key.id.clone(),
            ciphertext: [nonce.as_slice(), &sealed].concat(),
        }
    }

    pub fn open(&self, row: &str, sealed: &Sealed) -> Result<Secret, Unopened> {
        let key = self
            .0
            .iter()
            .find(|key| key.id == sealed.key_id)
            .ok_or_else(|| Unopened::NoKey(sealed.key_id.clone()))?;
        let (nonce, rest) = sealed
            .ciphertext
            .split_first_chunk::<NONCE>()
            .ok_or(Unopened::Tampered)?;
        let payload = Payload {
            msg: rest,
            aad: &bound_to(&key.id, row),
        };
        let plain = key
            .cipher
            .decrypt(&Nonce::from(*nonce), payload)
            .map_err(|_| Unopened::Tampered)?;
        String::from_utf8(plain)
            .map(Secret::new)
            .map_err(|_| Unopened::Tampered)
    }
}

/// Associated data: the key's name and the row's id, told apart by a byte that neither holds.
fn bound_to(key: &str, row: &str) -> Vec<u8> {
    [key.as_bytes(), &[0], row.as_bytes()].concat()
}

impl std::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SealKey({})", self.id)
    }
}
impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(&self.0).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn seal() -> Seal {
        Seal::new(SealKey::new("k1", [1; 32]))
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens_in_its_own_row_only(secret in any::<String>(), row in "con_[a-z0-9]{1,20}") {
            let sealed = seal().seal(&row, &secret);
            prop_assert_eq!(seal().open(&row, &sealed).unwrap(), Secret::new(secret));
            prop_assert_eq!(seal().open("con_other-1", &sealed), Err(Unopened::Tampered));
        }

        #[test]
        fn one_changed_bit_is_noticed(at in 0_usize..40, bit in 0_u8..8) {
            let mut sealed = seal().seal("con_1", "a refresh token");
            let at = at % sealed.ciphertext.len();
            sealed.ciphertext[at] ^= 1 << bit;
            prop_assert_eq!(seal().open("con_1", &sealed), Err(Unopened::Tampered));
        }
    }

    #[test]
    fn a_new_key_is_put_first_and_the_old_one_still_opens() {
        let line = |id, byte| SealKey::line(id, [byte; 32]).reveal().to_owned();
        let old = Seal::parse(&line("k1", 1)).unwrap();
        let both = Seal::parse(&format!(
            "# rotated\n{}\n{}\n",
            line("k2", 2),
            line("k1", 1)
        ))
        .unwrap();
        let sealed = old.seal("con_1", "token");
        assert!(!both.is_current(&sealed));
        let again = both.seal("con_1", both.open("con_1", &sealed).unwrap().reveal());
        assert!(both.is_current(&again));
        assert_eq!(old.open("con_1", &again), Err(Unopened::NoKey("k2".into())));
    }

    #[test]
    fn a_key_file_that_is_wrong_is_refused_by_line() {
        assert_eq!(Seal::parse("").unwrap_err(), BadKey::None);
        assert_eq!(Seal::parse("\nk1 abc").unwrap_err(), BadKey::Line(2));
        let line = SealKey::line("k1", [1; 32]);
        assert_eq!(
            Seal::parse(&format!("{0}\n{0}", line.reveal())).unwrap_err(),
            BadKey::Twice("k1".into())
        );
    }

    #[test]
    fn a_key_never_shows() {
        assert_eq!(format!("{:?}", seal()), "[SealKey(k1)]");
    }
}
