//! A Salesforce-shaped org on loopback: only what one run needs, and a ledger of what was done to every record.

mod ledger; // what happened to each record
mod rest; // the requests

pub use ledger::{Counts, Ledger};

use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::net::TcpListener;

/// The org, listening until the program ends.
pub struct Org {
    pub url: String,
    ledger: Shared,
}

type Shared = Arc<Mutex<Ledger>>;

/// Client id and secret of the one app it knows.
pub const CLIENT: (&str, &str) = ("bench-client", "bench-secret");

impl Org {
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let ledger = Shared::default();
        let app = rest::routes(&url, &ledger);
        tokio::spawn(async move { axum::serve(listener, app).await });
        Ok(Self { url, ledger })
    }

    pub fn ledger(&self) -> MutexGuard<'_, Ledger> {
        locked(&self.ledger)
    }
}

fn locked(ledger: &Shared) -> MutexGuard<'_, Ledger> {
    ledger.lock().unwrap_or_else(PoisonError::into_inner)
}
