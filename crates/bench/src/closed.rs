//! W1, a closed loop: so many runs are in flight at every moment.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::org::{Counts, Org};
use crate::portal::Portal;
use crate::product::{Memory, Running};
use crate::spread::Spread;
use crate::{Result, keys};

/// The mission that the gate allows to write.
pub const MISSION: &str = "bench-update";

const WARM_UP: Duration = Duration::from_secs(1);
const MEMORY_EVERY: Duration = Duration::from_millis(200);

pub struct Cell {
    pub in_flight: usize,
    pub per_second: f64,
    pub took: Spread,
    /// Milliseconds of user and system time of the server.
    pub cpu_per_run: f64,
    /// The most that was seen.
    pub memory: Memory,
    pub counts: Counts,
}

#[derive(Default)]
struct Seen {
    verified: HashSet<String>,
    took: Spread,
    errors: Vec<String>,
}

/// Runs for so long after a second of warming up.
pub async fn measure(
    server: &Running,
    portal: &Portal,
    org: &Org,
    in_flight: usize,
    span: Duration,
) -> Result<Cell> {
    let begun = Instant::now();
    let (from, until) = (begun + WARM_UP, begun + WARM_UP + span);
    let seen = Arc::new(Mutex::new(Seen::default()));
    let mut loops = JoinSet::new();
    for _ in 0..in_flight {
        loops.spawn(drive(portal.clone(), seen.clone(), from, until));
    }
    sleep(WARM_UP).await;
    let (cpu, at, mut memory) = (server.cpu()?, Instant::now(), Memory::default());
    while Instant::now() < until {
        let now = server.memory()?;
        if now.resident > memory.resident {
            memory = now;
        }
        sleep(MEMORY_EVERY.min(until.saturating_duration_since(Instant::now()))).await;
    }
    let (cpu, spent) = (server.cpu()? - cpu, at.elapsed());
    while loops.join_next().await.is_some() {}
    let seen = std::mem::take(&mut *seen.lock().unwrap_or_else(PoisonError::into_inner));
    for error in seen.errors.iter().take(3) {
        eprintln!("  {error}");
    }
    let mut counts = org.ledger().settle(&seen.verified);
    counts.errors += u64::try_from(seen.errors.len()).unwrap_or(u64::MAX);
    let runs = f64::from(u32::try_from(seen.took.count())?);
    Ok(Cell {
        in_flight,
        per_second: runs / spent.as_secs_f64(),
        took: seen.took,
        cpu_per_run: cpu / runs,
        memory,
        counts,
    })
}

async fn drive(portal: Portal, seen: Arc<Mutex<Seen>>, from: Instant, until: Instant) {
    while Instant::now() < until {
        let account = keys::fresh();
        let begun = Instant::now();
        let run = portal.run(MISSION, &account, None).await;
        let ended = Instant::now();
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        match run {
            Ok(run) if run.is_verified() => {
                seen.verified.insert(account);
                if ended >= from && ended < until {
                    seen.took.add(ended - begun);
                }
            }
            Ok(run) => seen.errors.push(run.told()),
            Err(error) => seen.errors.push(error.to_string()),
        }
    }
}
