//! A stamp says what a result was made from, so that a second run can tell that nothing changed.

use std::path::{Path, PathBuf};
use std::{fs, io};

use sha2::{Digest as _, Sha256};

use crate::Result;

/// A digest of file names and contents, in a fixed order. Build products are left out.
pub struct Stamp(Sha256);

impl Stamp {
    pub fn new() -> Self {
        Self(Sha256::new())
    }

    pub fn text(mut self, text: &str) -> Self {
        self.0.update(text.len().to_le_bytes());
        self.0.update(text);
        self
    }

    /// A file or everything under a folder.
    pub fn path(mut self, path: &Path) -> Result<Self> {
        for file in files(path)? {
            let bytes = fs::read(&file)?;
            self = self.text(&file.to_string_lossy());
            self.0.update(bytes.len().to_le_bytes());
            self.0.update(bytes);
        }
        Ok(self)
    }

    /// Sixteen hexadecimal digits: enough for a file name.
    pub fn finish(self) -> String {
        let digest = self.0.finalize();
        let (first, _) = digest.split_first_chunk().expect("a digest has 32 bytes");
        format!("{:016x}", u64::from_be_bytes(*first))
    }
}

/// Every file at or under a path, sorted.
pub fn files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(if path.exists() {
            vec![path.to_owned()]
        } else {
            Vec::new()
        });
    }
    let mut entries = fs::read_dir(path)?
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<Vec<_>>>()?;
    entries.sort();
    let mut found = Vec::new();
    for entry in entries {
        if !["target", "node_modules", ".git"]
            .iter()
            .any(|skipped| entry.ends_with(skipped))
        {
            found.extend(files(&entry)?);
        }
    }
    Ok(found)
}
