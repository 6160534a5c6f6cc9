//! The queue over many waiting decisions: what its first page takes, asked for one after the other and 8 at once.

use std::time::Instant;

use tokio::task::JoinSet;

use crate::portal::Portal;
use crate::product::Product;
use crate::spread::Spread;
use crate::{Result, parked};

/// Pages of each kind, after a few that warm up.
const PAGES: usize = 400;
const WARM_UP: usize = 20;
const AT_ONCE: usize = 8;
/// Milliseconds that 99 of 100 pages must stay below when asked for one after the other.
const MUST: f64 = 20.0;

/// Parks so many runs and asks for the queue. Prints the figures, and answers whether they hold.
pub async fn measure(
    product: &Product,
    starter: &Portal,
    signer: &Portal,
    waiting: usize,
) -> Result<bool> {
    let server = product.start().await?;
    let (starter, signer) = (starter.at(&server.url), signer.at(&server.url));
    eprintln!("parking {waiting} runs");
    parked::park_runs(&starter, waiting).await?;
    println!("The queue, {waiting} decisions waiting, from asking to the last byte");
    let mut holds = true;
    for path in [
        "/decisions",
        "/decisions?show=all&risk=low",
        "/decisions?show=all&find=account",
    ] {
        for _ in 0..WARM_UP {
            signer.page(path).await?;
        }
        let (mut took, mut bytes) = (Spread::default(), 0);
        for _ in 0..PAGES {
            let asked = Instant::now();
            bytes = signer.page(path).await?;
            took.add(asked.elapsed());
        }
        let p99 = took.percentile(99);
        holds &= p99 <= MUST;
        println!(
            "{path:<36} p50 {:>6.2} ms   p99 {p99:>6.2} ms   {} kB   must {MUST:.0} ms",
            took.percentile(50),
            bytes / 1000
        );
    }
    let together = at_once(&signer).await?;
    println!(
        "{:<36} p50 {:>6.2} ms   p99 {:>6.2} ms   {AT_ONCE} at once",
        "/decisions",
        together.percentile(50),
        together.percentile(99)
    );
    server.stop().await?;
    Ok(holds)
}

async fn at_once(signer: &Portal) -> Result<Spread> {
    let mut asking = JoinSet::new();
    for _ in 0..AT_ONCE {
        let signer = signer.clone();
        asking.spawn(async move {
            let mut took = vec![];
            for _ in 0..PAGES / AT_ONCE {
                let asked = Instant::now();
                signer.page("/decisions").await?;
                took.push(asked.elapsed());
            }
            Result::<_>::Ok(took)
        });
    }
    let mut all = Spread::default();
    while let Some(done) = asking.join_next().await {
        done??.into_iter().for_each(|took| all.add(took));
    }
    Ok(all)
}
