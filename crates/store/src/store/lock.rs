use crate::{Error, Result};
use std::fs::{File, TryLockError};
use std::path::Path;

/// One writer process for one file. The system lets go of it when the process ends, however it ends.
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    pub(super) fn take(database: &Path) -> Result<Self> {
        let path = database.with_extension("lock");
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|error| {
                Error::Unusable(format!("cannot write to {}: {error}", path.display()))
            })?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Error::AlreadyRunning(database.to_owned())),
            Err(TryLockError::Error(error)) => Err(Error::Unusable(format!(
                "cannot lock {}: {error}",
                path.display()
            ))),
        }
    }
}
