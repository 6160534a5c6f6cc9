//! W3, the wait: runs are parked for a decision, then decided at a steady pace.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, sleep};

use crate::org::{Counts, Org};
use crate::portal::Portal;
use crate::product::Running;
use crate::spread::Spread;
use crate::{Result, keys};

/// The mission whose write the gate asks about.
const MISSION: &str = "bench-wait";
const STARTERS: usize = 16;
/// Between two decisions: thirty a second.
const PACE: Duration = Duration::from_micros(33_333);
const SETTLE: Duration = Duration::from_millis(1_500);

pub struct Wait {
    pub parked: usize,
    pub parked_per_second: f64,
    /// Kilobytes of the server's memory.
    pub kilobytes_each: f64,
    /// From sending the decision to the arrival of the write at the org.
    pub decided: Spread,
    pub counts: Counts,
}

pub struct Parked {
    account: String,
    run: String,
    decision: String,
}

/// Parks so many runs, then decides as many of them as asked.
pub async fn measure(
    server: &Running,
    starter: &Portal,
    signer: &Portal,
    org: &Org,
    (park, decide): (usize, usize),
) -> Result<Wait> {
    // Everything that is made once is made before the memory is looked at.
    park_runs(starter, STARTERS).await?;
    sleep(SETTLE).await;
    org.ledger().settle(&HashSet::new());
    let before = server.memory()?.resident;
    let begun = Instant::now();
    let parked = park_runs(starter, park).await?;
    let took = begun.elapsed();
    sleep(SETTLE).await;
    let grown = server.memory()?.resident - before;

    let mut errors = 0;
    let (mut waiting, mut signing) = (VecDeque::from(parked), JoinSet::new());
    let sent = Arc::new(Mutex::new(HashMap::new()));
    let mut ticks = interval(PACE);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for parked in waiting.drain(..decide.min(waiting.len())) {
        ticks.tick().await;
        let (signer, sent) = (signer.clone(), sent.clone());
        signing.spawn(async move {
            let at = Instant::now();
            signer
                .approve(&parked.decision)
                .await
                .map_err(|error| error.to_string())?;
            sent.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(parked.account.clone(), at);
            let run = signer
                .wait(&parked.run)
                .await
                .map_err(|error| error.to_string())?;
            if run.is_verified() {
                Ok(parked.account)
            } else {
                Err(run.told())
            }
        });
    }
    let mut verified = HashSet::new();
    while let Some(done) = signing.join_next().await {
        match done? {
            Ok(account) => {
                verified.insert(account);
            }
            Err(error) => {
                eprintln!("  {error}");
                errors += 1;
            }
        }
    }
    let mut decided = Spread::default();
    let sent = std::mem::take(&mut *sent.lock().unwrap_or_else(PoisonError::into_inner));
    let mut ledger = org.ledger();
    for (account, at) in sent {
        if let Some(written) = ledger.written_at(&account) {
            decided.add(written.saturating_duration_since(at));
        }
    }
    // What still waits has been read and not written, as it should.
    let mut counts = ledger.settle(&verified);
    let left = u64::try_from(waiting.len())?;
    counts.orphans = counts.orphans.abs_diff(left);
    counts.errors += errors;
    Ok(Wait {
        parked: park,
        parked_per_second: f64::from(u32::try_from(park)?) / took.as_secs_f64(),
        kilobytes_each: grown * 1024.0 / f64::from(u32::try_from(park)?),
        decided,
        counts,
    })
}

pub async fn park_runs(starter: &Portal, count: usize) -> Result<Vec<Parked>> {
    let mut parked = vec![];
    let mut starting = JoinSet::new();
    for started in 0..count + STARTERS {
        if started < count {
            let starter = starter.clone();
            starting.spawn(async move {
                let account = keys::fresh();
                let run = starter.run(MISSION, &account, None).await;
                run.map(|run| (account, run))
                    .map_err(|error| error.to_string())
            });
        }
        if started >= STARTERS
            && let Some(done) = starting.join_next().await
        {
            let (account, run) = done??;
            let told = run.told();
            let decision = run.decision.filter(|_| run.phase == "waiting_for_decision");
            parked.push(Parked {
                account,
                run: run.id,
                decision: decision.ok_or(told)?,
            });
        }
    }
    Ok(parked)
}
