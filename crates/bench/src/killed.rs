//! Kill -9 in the middle of everything: what was asked for is asked for again with the same key, and happens once.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::closed::MISSION;
use crate::org::{Counts, Org};
use crate::portal::Portal;
use crate::product::{Product, Running};
use crate::{Result, keys};

const IN_FLIGHT: usize = 16;
const BEFORE: Duration = Duration::from_millis(1_500);
/// Longer than what was under way may wait for its `send_by`.
const WITHIN: Duration = Duration::from_secs(40);

/// Kills a server with runs in flight, starts it anew, and waits until every run that was asked for has ended.
pub async fn measure(
    server: Running,
    product: &Product,
    portal: &Portal,
    org: &Org,
) -> Result<(Running, Counts, usize)> {
    let (mut loops, until) = (JoinSet::new(), Instant::now() + BEFORE * 2);
    for _ in 0..IN_FLIGHT {
        loops.spawn(until_cut_off(portal.clone(), until));
    }
    sleep(BEFORE).await;
    server.kill().await?;
    let (mut verified, mut cut_off) = (HashSet::new(), vec![]);
    while let Some(seen) = loops.join_next().await {
        let (ended, last) = seen?;
        verified.extend(ended);
        cut_off.extend(last);
    }
    let server = product.start().await?;
    let portal = portal.at(&server.url);
    let mut again = JoinSet::new();
    let retried = cut_off.len();
    for account in cut_off {
        again.spawn(to_its_end(portal.clone(), account));
    }
    let mut errors = 0;
    while let Some(seen) = again.join_next().await {
        match seen? {
            Ok(account) => {
                verified.insert(account);
            }
            Err(error) => {
                eprintln!("  {error}");
                errors += 1;
            }
        }
    }
    let mut counts = org.ledger().settle(&verified);
    counts.errors += errors;
    Ok((server, counts, retried))
}

/// Runs that ended, and the one that was under way when the server went down.
async fn until_cut_off(portal: Portal, until: Instant) -> (Vec<String>, Option<String>) {
    let mut ended = vec![];
    while Instant::now() < until {
        let account = keys::fresh();
        match portal.run(MISSION, &account, Some(&account)).await {
            Ok(run) if run.is_verified() => ended.push(account),
            _ => return (ended, Some(account)),
        }
    }
    (ended, None)
}

async fn to_its_end(portal: Portal, account: String) -> Result<String, String> {
    let until = Instant::now() + WITHIN;
    let mut run = portal
        .run(MISSION, &account, Some(&account))
        .await
        .map_err(|error| error.to_string())?;
    while run.verdict.is_empty() && Instant::now() < until {
        sleep(Duration::from_millis(250)).await;
        run = portal
            .wait(&run.id)
            .await
            .map_err(|error| error.to_string())?;
    }
    if run.is_verified() {
        Ok(account)
    } else {
        Err(run.told())
    }
}
