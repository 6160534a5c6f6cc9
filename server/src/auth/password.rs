use std::sync::{Arc, LazyLock};

use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

/// Passwords shorter than this are not taken.
pub const SHORTEST: usize = 12;

/// Hashing takes memory and a core for some 20 ms: two at a time, off the threads that serve.
const AT_ONCE: usize = 2;

/// Checked instead of a hash when nobody has the address, so that both take as long.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| hash_now("nobody's password", [0; 16]).expect("the parameters are sound"));

/// argon2id: 19 MiB, two passes.
#[derive(Clone)]
pub struct Passwords(Arc<Semaphore>);

impl Default for Passwords {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Passwords {
    /// The hash to keep, in PHC text form. `chance` is the salt.
    pub async fn hash(
        &self,
        password: String,
        chance: [u8; 32],
    ) -> Result<String, argon2::password_hash::Error> {
        let salt = *chance.first_chunk().expect("16 of 32 bytes");
        self.off_thread(move || hash_now(&password, salt)).await
    }

    /// Whether the password belongs to the hash. Without a hash it never does, and takes as long to say so.
    pub async fn matches(&self, password: String, hash: Option<String>) -> bool {
        self.off_thread(move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| NOBODY.clone());
            let fits = PasswordHash::new(&hash)
                .is_ok_and(|hash| hasher().verify_password(password.as_bytes(), &hash).is_ok());
            known && fits
        })
        .await
    }

    async fn off_thread<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        let _turn = self
            .0
            .acquire()
            .await
            .expect("the semaphore is never closed");
        tokio::task::spawn_blocking(work)
            .await
            .expect("hashing does not panic")
    }
}

fn hash_now(password: &str, salt: [u8; 16]) -> Result<String, argon2::password_hash::Error> {
    let salt = SaltString::encode_b64(&salt)?;
    Ok(hasher()
        .hash_password(password.as_bytes(), &salt)?
        .to_string())
}

fn hasher() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_same_password_fits() {
        let passwords = Passwords::default();
        let hash = passwords
            .hash("correct horse battery".into(), [3; 32])
            .await
            .unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        assert!(
            passwords
                .matches("correct horse battery".into(), Some(hash.clone()))
                .await
        );
        assert!(
            !passwords
                .matches("correct horse batterz".into(), Some(hash))
                .await
        );
        assert!(!passwords.matches("nobody's password".into(), None).await);
    }
}
