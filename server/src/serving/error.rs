use std::net::SocketAddr;
use std::path::PathBuf;

use crate::cast::CastError;
use crate::config::KeyError;

/// Why the server did not start. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("--sandbox is only for this machine, and {0} can be reached from others")]
    NotLoopback(SocketAddr),
    #[error("cannot listen on {addr}: {why}")]
    Listen {
        addr: SocketAddr,
        why: std::io::Error,
    },
    #[error("{}: {why}", path.display())]
    Folder { path: PathBuf, why: std::io::Error },
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error(transparent)]
    Engine(#[from] engine::Error),
    #[error(transparent)]
    Cast(#[from] CastError),
    #[cfg(feature = "sandbox")]
    #[error(transparent)]
    Sandbox(#[from] sandbox::Error),
}

impl StartError {
    pub fn what_to_do(&self) -> &'static str {
        match self {
            Self::NotLoopback(_) => {
                "Leave --sandbox out, or listen on a loopback address such as --addr 127.0.0.1:4400."
            }
            Self::Listen { .. } => {
                "Another program may have that port: choose another with --addr, or port 0 for a free one."
            }
            Self::Folder { .. } | Self::Cast(CastError::File { .. }) => {
                "Make the data folder writable, or choose another with --data."
            }
            Self::Key(_) => {
                "Put the right key back: without it the stored secrets cannot be read. `countersign doctor` says which key is meant."
            }
            Self::Store(store::Error::AlreadyRunning(_)) => {
                "Stop the other server first, or give this one a data folder of its own with --data."
            }
            Self::Cast(CastError::Unreadable { .. }) => {
                "Repair or remove the file; with a new cast, remove the whole data folder."
            }
            _ => "`countersign doctor` looks for what is wrong.",
        }
    }
}
