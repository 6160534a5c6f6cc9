//! `countersign sandbox`

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use sandbox::Seed;

use super::Failure;
use crate::serving;

#[derive(Args)]
pub struct Options {
    /// Where to listen; port 0 picks a free one
    #[arg(long, default_value = "127.0.0.1:4480")]
    addr: SocketAddr,
    /// What a new org holds: demo, empty, or scale:N for N accounts
    #[arg(long, default_value = "demo")]
    seed: Seed,
    /// The folder it lives in; without one it is gone when it stops
    #[arg(long)]
    data: Option<PathBuf>,
}

pub async fn run(options: Options) -> Result<ExitCode, Failure> {
    if !options.addr.ip().is_loopback() {
        return Err(Failure::usage(
            "a sandbox org is only for this machine: anybody who reaches it can read its secrets",
        )
        .next("Give a loopback address, such as --addr 127.0.0.1:4480."));
    }
    let stop = serving::asked_to_stop()
        .map_err(|error| Failure::new(format!("signals cannot be heard: {error}")))?;
    let settings = sandbox::Settings {
        addr: options.addr,
        data: options.data,
        seed: options.seed,
    };
    let org = sandbox::start(settings)
        .await
        .map_err(|error| Failure::new(error.to_string()))?;
    println!("{}", serde_json::json!(org.ready));
    stop.await;
    org.shutdown();
    org.stopped().await;
    Ok(ExitCode::SUCCESS)
}
