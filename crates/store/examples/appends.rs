//! How many appends a second one writer takes: `cargo run --release -p store --example appends [DATABASE-URL]`.
//!
//! Each task owns a run, appends one observation, waits for the commit, and appends the next.

use domain::canonical::Digest;
use domain::id::{ActorId, MissionId, RunId, WorkerId, WorkspaceId};
use domain::observation::{Event, Kind, Observation, SCHEMA};
use domain::run::State;
use domain::time::Timestamp;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use store::runs::{self, Entries, Lease, NewRun, Payload, Start, Then};
use store::{Database, Settings, Store};

const FOR: Duration = Duration::from_secs(3);
const UNTIL: Timestamp = Timestamp::from_micros(i64::MAX);

#[tokio::main]
async fn main() -> store::Result<()> {
    let folder = std::env::temp_dir().join(format!("countersign-appends-{}", std::process::id()));
    let database = std::env::args().nth(1).map_or_else(
        || Database::Sqlite(folder.join("appends.db")),
        Database::Postgres,
    );
    println!("{database:?}");
    println!(
        "{:>9} {:>10} {:>9} {:>9} {:>12}",
        "in flight", "appends/s", "p50 ms", "p99 ms", "CPU µs each"
    );
    let store = Store::open(Settings::new(database)).await?;
    for in_flight in [1, 16, 64] {
        let before = cpu();
        let mut tasks = tokio::task::JoinSet::new();
        for task in 0..in_flight {
            tasks.spawn(appends(
                store.clone(),
                RunId::new(format!("bench-{}-{in_flight}-{task}", std::process::id())),
            ));
        }
        let mut spent: Vec<Duration> = tasks
            .join_all()
            .await
            .into_iter()
            .collect::<store::Result<Vec<_>>>()?
            .concat();
        let appends = u32::try_from(spent.len()).unwrap_or(u32::MAX).max(1);
        let cpu = (cpu().saturating_sub(before) / appends).as_micros();
        spent.sort_unstable();
        let millis = |per_cent: usize| spent[spent.len() * per_cent / 100].as_secs_f64() * 1e3;
        let per_second = f64::from(appends) / FOR.as_secs_f64();
        println!(
            "{in_flight:>9} {per_second:>10.0} {:>9.2} {:>9.2} {cpu:>12}",
            millis(50),
            millis(99)
        );
    }
    store.close().await;
    let _ = std::fs::remove_dir_all(folder);
    Ok(())
}

async fn appends(store: Store, run: RunId) -> store::Result<Vec<Duration>> {
    let (lease, mut state, mut head) = start(&store, &run).await?;
    let mut spent = vec![];
    let began = Instant::now();
    while began.elapsed() < FOR {
        let entries = next(&run, &state, head);
        (state, head) = (entries.state.clone(), entries.head);
        let lease = lease.clone();
        let asked = Instant::now();
        store
            .write(move |tx| {
                Box::pin(async move {
                    runs::append(tx, &lease, &entries, Then::Keep { until: UNTIL }).await
                })
            })
            .await?;
        spent.push(asked.elapsed());
    }
    Ok(spent)
}

async fn start(store: &Store, run: &RunId) -> store::Result<(Lease, State, Digest)> {
    let entries = next(run, &State::default(), Digest::NONE);
    let (state, head) = (entries.state.clone(), entries.head);
    let new = NewRun {
        id: run.clone(),
        workspace: WorkspaceId::new("bench"),
        mission: MissionId::new("bench"),
        version: Digest::NONE,
        connection: None,
        started_by: ActorId::new("bench"),
        behind: None,
        inputs: BTreeMap::new(),
        at: Timestamp::from_micros(0),
        entries,
        sighting: None,
        key: None,
        lease_to: Some((WorkerId::new("bench"), UNTIL)),
        trial: false,
    };
    match store
        .write(move |tx| Box::pin(async move { runs::start(tx, &new).await }))
        .await?
    {
        Start::Started(_, Some(lease)) => Ok((lease, state, head)),
        _ => Err(store::Error::Stale),
    }
}

/// An observation with a payload of one kilobyte, as a read leaves it.
fn next(run: &RunId, state: &State, head: Digest) -> Entries {
    let number = state.last + 1;
    let payload = Payload::new(
        number.to_be_bytes().to_vec(),
        format!("{run}{}", "x".repeat(1000)).into_bytes(),
    );
    let observation = Observation {
        run: run.clone(),
        number,
        kind: Kind::Read,
        schema: SCHEMA,
        path: None,
        actor: ActorId::new("bench"),
        at: Timestamp::from_micros(0),
        headline: "Read one record of Account".to_owned(),
        event: Event::Noted,
        payload: Some(payload.digest),
        previous: head,
    };
    let mut state = state.clone();
    state.apply(&observation);
    let head = observation.hash().unwrap_or(Digest::NONE);
    Entries {
        observations: vec![observation],
        payloads: vec![payload],
        state,
        head,
    }
}

/// User and system time of this process; of PostgreSQL, only the client's half.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<i64> = stat
        .rsplit(')')
        .next()
        .unwrap_or("")
        .split_whitespace()
        .filter_map(|field| field.parse().ok())
        .collect();
    // After the command: state is no number, so utime and stime are the 11th and 12th of what is left.
    let ticks = fields.get(10).copied().unwrap_or(0) + fields.get(11).copied().unwrap_or(0);
    Duration::from_millis(u64::try_from(ticks).unwrap_or(0) * 10)
}
