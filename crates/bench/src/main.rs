//! `cargo xtask bench engine | queue`: the released server, measured from outside.
//!
//! The server and its database get one core, this program with its stub org the other. Nothing in the server is
//! switched for the bench: it starts with default settings on an empty folder, is set up over its own command line and
//! HTTP API, and writes by the only path there is.

mod closed; // W1
mod keys; // ids of records
mod killed; // kill -9
mod machine; // how busy, how durable
mod org; // the stub
mod parked; // W3
mod portal; // the product over HTTP
mod product; // its process
mod queue; // a page over many that wait
mod spread; // percentiles
mod table; // what is printed

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::sleep;

use org::Org;
use portal::Portal;
use product::{Product, Running};
use table::Figures;

type Error = Box<dyn std::error::Error + Send + Sync>;
type Result<T = (), E = Error> = std::result::Result<T, E>;

#[derive(Parser)]
struct Options {
    /// The server, built for release.
    #[arg(long)]
    server: PathBuf,
    /// Seconds that each W1 cell is measured.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Runs that are parked for W3.
    #[arg(long, default_value_t = 2000)]
    parked: usize,
    /// How many of them are decided, at 30 a second.
    #[arg(long, default_value_t = 300)]
    decided: usize,
    /// Measure the queue with so many decisions waiting, and nothing else.
    #[arg(long, num_args = 0..=1, default_missing_value = "1000")]
    queue: Option<usize>,
    /// Keep going at 16 in flight for so many seconds and print nothing else: for a profiler.
    #[arg(long)]
    only_load: Option<u64>,
}

const PASSWORD: &str = "a password for one bench";
/// Who sets up and starts, and who signs.
const ANA: &str = "ana@bench.example";
const BEN: &str = "ben@bench.example";
const COLD_STARTS: usize = 3;

fn main() -> ExitCode {
    let options = Options::parse();
    // Before the runtime starts its threads: they inherit it.
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let core = (cores > 1 && pin_ourselves(1)).then_some(0);
    if core.is_none() {
        eprintln!("There are no two cores, or no taskset: server and driver share what there is.");
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let done = runtime
        .map_err(Error::from)
        .and_then(|runtime| runtime.block_on(until_stopped(&options, core)));
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("The bench did not come to its end: {error}");
            ExitCode::FAILURE
        }
    }
}

fn pin_ourselves(core: usize) -> bool {
    let pinned = std::process::Command::new("taskset")
        .args(["--cpu-list", "--pid", &core.to_string()])
        .arg(std::process::id().to_string())
        .stdout(std::process::Stdio::null())
        .status();
    pinned.is_ok_and(|status| status.success())
}

/// Dropping what runs ends the server, so a signal leaves nothing behind.
async fn until_stopped(options: &Options, core: Option<usize>) -> Result<bool> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        done = run(options, core) => done,
        _ = terminate.recv() => Err("stopped".into()),
        _ = tokio::signal::ctrl_c() => Err("stopped".into()),
    }
}

async fn run(options: &Options, core: Option<usize>) -> Result<bool> {
    let folder = tempfile::tempdir()?;
    let product = Product::new(options.server.clone(), folder.path().join("data"), core);
    println!("{}", machine::told(folder.path())?);
    let org = Org::start().await?;
    if let Some(waiting) = options.queue {
        let (starter, signer) = set_up(&product, &org).await?;
        return queue::measure(&product, &starter, &signer, waiting).await;
    }
    let measured = measured(options, &product, &org).await;
    for surprise in &org.ledger().surprises {
        eprintln!("  the org was surprised: {surprise}");
    }
    if measured.is_err() {
        let log = std::fs::read_to_string(product.log()).unwrap_or_default();
        for line in log.lines().rev().take(10) {
            eprintln!("  server: {line}");
        }
    }
    let Some(figures) = measured? else {
        return Ok(true);
    };
    let (table, holds) = figures.told();
    println!("{table}");
    Ok(holds)
}

async fn measured(options: &Options, product: &Product, org: &Org) -> Result<Option<Figures>> {
    let (starter, signer) = set_up(product, org).await?;
    if let Some(seconds) = options.only_load {
        return only_load(product, &starter, org, seconds)
            .await
            .map(|()| None);
    }
    let (server, cold) = cold_starts(product, &starter, org).await?;
    let (starter, signer) = (starter.at(&server.url), signer.at(&server.url));
    sleep(Duration::from_secs(2)).await;
    let idle = server.memory()?;
    let span = Duration::from_secs(options.seconds);
    let cell = async |in_flight| {
        eprintln!("W1 at {in_flight} in flight");
        closed::measure(&server, &starter, org, in_flight, span).await
    };
    let cells = [cell(1).await?, cell(16).await?, cell(64).await?];
    eprintln!("W3");
    let sizes = (options.parked, options.decided);
    let wait = parked::measure(&server, &starter, &signer, org, sizes).await?;
    eprintln!("kill -9");
    let (server, killed, cut_off) = killed::measure(server, product, &starter, org).await?;
    server.stop().await?;
    Ok(Some(Figures {
        cells,
        wait,
        idle,
        cold,
        killed,
        cut_off,
    }))
}

/// Two people, a connected org, the missions, and a gate that allows one field.
async fn set_up(product: &Product, org: &Org) -> Result<(Portal, Portal)> {
    let roles: [(&str, &[&str]); 2] =
        [(ANA, &["admin", "builder", "member"]), (BEN, &["approver"])];
    for (email, roles) in roles {
        product.create_user(email, PASSWORD, roles).await?;
    }
    let server = product.start().await?;
    let ana = Portal::sign_in(&server.url, ANA, PASSWORD).await?;
    let ben = Portal::sign_in(&server.url, BEN, PASSWORD).await?;
    ana.connect(org).await?;
    ana.publish(include_str!("../missions/update.toml")).await?;
    ana.publish(include_str!("../missions/wait.toml")).await?;
    ana.allow("AccountNumber").await?;
    server.stop().await?;
    Ok((ana, ben))
}

/// From the start of the process to the answer of its first mission; the middle one of three.
async fn cold_starts(product: &Product, starter: &Portal, org: &Org) -> Result<(Running, f64)> {
    let mut seconds = vec![];
    loop {
        let server = product.start().await?;
        let account = keys::fresh();
        let portal = starter.at(&server.url);
        let run = portal.run(closed::MISSION, &account, None).await?;
        seconds.push(server.spawned.elapsed().as_secs_f64());
        let counts = org.ledger().settle(&[account].into());
        if !run.is_verified() || !counts.is_clean() {
            return Err(format!("the first mission: {} ({counts:?})", run.told()).into());
        }
        if seconds.len() == COLD_STARTS {
            seconds.sort_by(f64::total_cmp);
            return Ok((server, seconds[COLD_STARTS / 2]));
        }
        server.stop().await?;
    }
}

async fn only_load(product: &Product, starter: &Portal, org: &Org, seconds: u64) -> Result {
    let server = product.start().await?;
    eprintln!("the server is process {}", server.pid());
    let begun = Instant::now();
    let portal = starter.at(&server.url);
    let cell = closed::measure(&server, &portal, org, 16, Duration::from_secs(seconds)).await?;
    eprintln!(
        "{:.0} runs/s, {:.2} ms CPU per run, p50 {:.2} ms, {:?}, {:.0} s",
        cell.per_second,
        cell.cpu_per_run,
        cell.took.percentile(50),
        cell.counts,
        begun.elapsed().as_secs_f64()
    );
    server.stop().await
}
