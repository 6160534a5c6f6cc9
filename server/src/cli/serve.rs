//! `countersign serve`

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use engine::SystemClock;

use super::Failure;
use crate::config::{Config, Given};
use crate::serving::{self, Beside};
use crate::site::Site;
use crate::{log, panics};

#[derive(Args)]
pub struct Options {
    /// Also start a sandbox org and a demo cast; only where nobody else can reach it
    #[cfg(feature = "sandbox")]
    #[arg(long)]
    sandbox: bool,
    #[command(flatten)]
    settings: Settings,
}

/// Settings that have a flag. `countersign doctor` explains all of them.
#[derive(Args, Clone, Debug)]
pub struct Settings {
    /// Where to listen; port 0 picks a free one [default: 127.0.0.1:4400]
    #[arg(long)]
    addr: Option<String>,
    #[command(flatten)]
    place: Place,
}

/// Where the data is.
#[derive(Args, Clone, Debug)]
pub struct Place {
    /// A file, or postgres://user@host/name [default: countersign.db in the data folder]
    #[arg(long)]
    database: Option<String>,
    /// The folder with everything that is kept [default: data]
    #[arg(long)]
    data: Option<PathBuf>,
    /// A file with settings [default: countersign.toml in the data folder, if it is there]
    #[arg(long)]
    config: Option<PathBuf>,
}

impl Place {
    pub fn given(&self) -> Given {
        Given {
            config: self.config.clone(),
            ..Given::default()
        }
        .with_environment()
        .flag("database", self.database.as_ref())
        .flag("data", self.data.as_ref().map(|path| path.display()))
    }
    pub fn config(&self) -> Result<Config, Failure> {
        gather(&self.given())
    }
}

fn gather(given: &Given) -> Result<Config, Failure> {
    Config::gather(given).map_err(|wrong| {
        Failure::usage(wrong.to_string()).next("`countersign doctor` explains each setting.")
    })
}

pub async fn run(options: Options) -> Result<ExitCode, Failure> {
    let config = gather(
        &options
            .settings
            .place
            .given()
            .flag("addr", options.settings.addr.as_ref()),
    )?;
    log::start(&config).map_err(|wrong| Failure::usage(format!("log cannot be used: {wrong}")))?;
    panics::to_log();
    #[cfg(feature = "sandbox")]
    let beside = if options.sandbox {
        Beside::Org(sandbox::Seed::Demo)
    } else {
        Beside::Nothing
    };
    #[cfg(not(feature = "sandbox"))]
    let beside = Beside::Nothing;

    let stop = serving::asked_to_stop()
        .map_err(|error| Failure::new(format!("signals cannot be heard: {error}")))?;
    let running = serving::start(config, Site::of_this_build(), Arc::new(SystemClock), beside)
        .await
        .map_err(|error| Failure::new(error.to_string()).next(error.what_to_do()))?;
    println!("{}", running.ready.line());
    stop.await;
    tracing::info!("stopping");
    running.stop().await;
    Ok(ExitCode::SUCCESS)
}
