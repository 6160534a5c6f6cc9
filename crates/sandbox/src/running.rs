//! An org from start to stop.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::http::listen::listen;
use crate::oauth::random;
use crate::org::{Org, Parts};
use crate::seed::{self, Seed};
use crate::store::{Pools, open, setting, settle};

/// How an org is started.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Port 0 takes a free one.
    pub addr: SocketAddr,
    /// The folder the org lives in; without one it lives in a private temporary file and is gone when it stops.
    pub data: Option<PathBuf>,
    /// What a new org holds. An org that is already in `data` is opened as it was.
    pub seed: Seed,
}

/// What a client needs; printed as one line when the org is up.
#[derive(Clone, Debug, Serialize)]
pub struct Ready {
    pub url: String,
    pub client_id: String,
    pub client_secret: String,
    pub control_url: String,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the sandbox org could not listen on {addr}: {source}")]
    Listen {
        addr: SocketAddr,
        source: std::io::Error,
    },
    #[error("the sandbox org's folder cannot be used: {0}")]
    Folder(std::io::Error),
    #[error("the sandbox org's file cannot be used: {0}")]
    File(#[from] sqlx::Error),
    #[error("the sandbox org could not be seeded: {0}")]
    Seed(String),
}

/// An org that is up. Dropping it stops it.
#[derive(Debug)]
pub struct Running {
    pub ready: Ready,
    stop: watch::Sender<bool>,
    listening: Option<JoinHandle<()>>,
    pools: Pools,
    /// Kept only to be removed at the end.
    _temporary: Option<tempfile::TempDir>,
}

impl Running {
    /// Stops taking calls and drops open connections; what is being written is finished.
    pub fn shutdown(&self) {
        self.stop.send_replace(true);
    }

    /// Waits until the org has stopped and its file is closed.
    pub async fn stopped(mut self) {
        if let Some(listening) = self.listening.take() {
            let _ = listening.await;
        }
        self.pools.readers.close().await;
        self.pools.writer.close().await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.shutdown();
    }
}

/// Opens or seeds an org and serves it.
pub async fn start(settings: Settings) -> Result<Running, Error> {
    let listener = TcpListener::bind(settings.addr)
        .await
        .map_err(|source| Error::Listen {
            addr: settings.addr,
            source,
        })?;
    let addr = listener.local_addr().map_err(|source| Error::Listen {
        addr: settings.addr,
        source,
    })?;
    let url = format!("http://{addr}");
    let temporary = if settings.data.is_none() {
        Some(tempfile::tempdir().map_err(Error::Folder)?)
    } else {
        None
    };
    let folder = settings
        .data
        .or_else(|| temporary.as_ref().map(|folder| folder.path().to_owned()))
        .unwrap_or_default();
    std::fs::create_dir_all(&folder).map_err(Error::Folder)?;
    let pools = open(&folder.join("org.sqlite")).await?;
    let org = Arc::new(Box::pin(opened(pools.clone(), url.clone(), &settings.seed)).await?);
    let ready = Ready {
        url: url.clone(),
        client_id: org.client_id.clone(),
        client_secret: org.client_secret.clone(),
        control_url: format!("{url}/control"),
    };
    let (stop, stopping) = watch::channel(false);
    let listening = tokio::spawn(listen(listener, org, stopping));
    Ok(Running {
        ready,
        stop,
        listening: Some(listening),
        pools,
        _temporary: temporary,
    })
}

/// The org in the file; a new one when the file holds none. A seeding that was broken off is started over.
async fn opened(pools: Pools, url: String, seed: &Seed) -> Result<Org, Error> {
    let mut tx = pools.writer.begin_with("begin immediate").await?;
    let new = setting(&mut tx, "client_id").await?.is_none();
    if new {
        let basics = seed::set_up(&mut tx, Clock::default().now()).await?;
        let settings = [
            ("org_id", basics.org_id),
            ("run_as", basics.run_as),
            ("automated", basics.automated),
            ("client_id", format!("3MVG9{}", random(45))),
            ("client_secret", random(32).to_uppercase()),
        ];
        for (name, value) in settings {
            settle(&mut tx, name, &value).await?;
        }
    }
    let mut read = std::collections::HashMap::new();
    for name in [
        "org_id",
        "run_as",
        "automated",
        "client_id",
        "client_secret",
        "clock_offset",
        "switches",
    ] {
        read.insert(name, setting(&mut tx, name).await?.unwrap_or_default());
    }
    let mut take = |name: &str| read.remove(name).unwrap_or_default();
    let org = Org::new(Parts {
        pools: pools.clone(),
        clock: Clock::starting_at(take("clock_offset").parse().unwrap_or(0)),
        id: take("org_id"),
        url,
        client_id: take("client_id"),
        client_secret: take("client_secret"),
        run_as: take("run_as"),
        automated: take("automated"),
        switches: serde_json::from_str(&take("switches")).unwrap_or_default(),
    });
    if new {
        Box::pin(seed::plant(&org, &mut tx, seed))
            .await
            .map_err(|refusal| Error::Seed(refusal.message))?;
    }
    tx.commit().await?;
    Ok(org)
}
