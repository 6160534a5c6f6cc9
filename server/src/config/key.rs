use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::canonical::Digest;
use gateway::{Seal, SealKey};

use super::Config;

#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("there is no key yet in {}", .0.display())]
    Missing(PathBuf),
    #[error(
        "the key in {place} cannot be used: it is neither 32 bytes in base64 nor a list of keys ({why})"
    )]
    Unreadable { place: String, why: String },
    #[error("{}: {why}", path.display())]
    File { path: PathBuf, why: std::io::Error },
}

impl Config {
    /// What seals secrets, from the setting or from the key's file.
    ///
    /// A key is 32 bytes in base64. While keys are changed, it is a list as [`Seal::parse`] reads it, newest first.
    pub fn seal(&self) -> Result<Seal, KeyError> {
        if !self.key.value.0.is_empty() {
            return seal_of(&self.key.value.0, "COUNTERSIGN_KEY");
        }
        let path = self.key_file();
        match std::fs::read_to_string(&path) {
            Ok(text) => seal_of(&text, &path.display().to_string()),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(KeyError::Missing(path)),
            Err(why) => Err(KeyError::File { path, why }),
        }
    }

    /// The same; a key is made of `fresh` bytes when there is none yet.
    pub fn seal_or_make(&self, fresh: impl FnOnce() -> [u8; 32]) -> Result<Seal, KeyError> {
        match self.seal() {
            Err(KeyError::Missing(path)) => {
                let text = STANDARD.encode(fresh());
                write_private(&path, text.as_bytes())
                    .map_err(|why| KeyError::File { path, why })?;
                self.seal()
            }
            other => other,
        }
    }

    pub fn key_file(&self) -> PathBuf {
        self.data().join("key")
    }
}

/// Writes a file that only its owner can read. One that is there already stays as it is.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn seal_of(text: &str, place: &str) -> Result<Seal, KeyError> {
    if let Some(key) = STANDARD
        .decode(text.trim())
        .ok()
        .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
    {
        return Ok(Seal::new(SealKey::new(name_of(&key), key)));
    }
    Seal::parse(text).map_err(|why| KeyError::Unreadable {
        place: place.to_owned(),
        why: why.to_string(),
    })
}

/// A key is named after itself, so that a secret sealed under another key is told apart from one that was tampered with.
fn name_of(key: &[u8; 32]) -> String {
    Digest::of_bytes(&Digest::of_bytes(key).to_string().into_bytes()).short()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::config::Given;

    #[test]
    fn a_key_is_made_once_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let config =
            Config::gather(&Given::default().flag("data", Some(folder.path().display()))).unwrap();
        assert!(matches!(config.seal(), Err(KeyError::Missing(_))));
        let sealed = config
            .seal_or_make(|| [7; 32])
            .unwrap()
            .seal("con_1", "token");
        let again = config.seal_or_make(|| [8; 32]).unwrap();
        assert_eq!(again.open("con_1", &sealed).unwrap().reveal(), "token");
        let mode = config.key_file().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::write(config.key_file(), "short").unwrap();
        assert!(matches!(config.seal(), Err(KeyError::Unreadable { .. })));
    }
}
