//! The commands. Most talk to a running server; a few work on the data folder itself.

mod admin;
mod answers; // what the API tells
mod client; // a portal, over HTTP
mod decide;
mod decisions;
mod doctor;
mod failure;
mod ink; // colours and line breaks
mod missions;
mod publish;
mod run;
mod runs;
#[cfg(feature = "sandbox")]
mod sandbox;
mod serve;
mod show;
mod token;
mod told; // observations as lines

use std::process::ExitCode;

use clap::{Parser, Subcommand};
pub use failure::Failure;

/// Salesforce upkeep where nothing is written without a signature.
#[derive(Parser)]
#[command(name = "countersign", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the portal
    Serve(serve::Options),
    /// Serve a sandbox org alone
    #[cfg(feature = "sandbox")]
    Sandbox(sandbox::Options),
    /// Start a mission and print its observations
    Run(run::Options),
    /// List runs, newest first
    Runs(runs::Options),
    /// List the decisions that wait, oldest first
    Decisions(decisions::Options),
    /// Show one run with its observations, or one decision with its full diff and evidence
    Show(show::Options),
    /// Sign a decision, or reject it
    Decide(decide::Options),
    /// List missions
    Missions(missions::Options),
    /// Publish a mission (.toml) or a knowledge document (.md)
    Publish(publish::Options),
    /// Service tokens for programs
    #[command(subcommand)]
    Token(token::Command),
    /// Explain each setting, and say what is broken
    Doctor(doctor::Options),
    /// Work on people in the data folder, while no server runs
    #[command(subcommand)]
    Admin(admin::Command),
}

/// Reads the command line and does what it says. 0: done, 1: failed, 2: wrong usage.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            return Failure::new(format!("no threads could be started: {error}")).report();
        }
    };
    match runtime.block_on(Box::pin(cli.command.carry_out())) {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}

impl Command {
    async fn carry_out(self) -> Result<ExitCode, Failure> {
        match self {
            Self::Serve(options) => serve::run(options).await,
            #[cfg(feature = "sandbox")]
            Self::Sandbox(options) => sandbox::run(options).await,
            Self::Run(options) => run::run(options).await,
            Self::Runs(options) => runs::run(options).await,
            Self::Decisions(options) => decisions::run(options).await,
            Self::Show(options) => show::run(options).await,
            Self::Decide(options) => decide::run(options).await,
            Self::Missions(options) => missions::run(options).await,
            Self::Publish(options) => publish::run(options).await,
            Self::Token(command) => token::run(command).await,
            Self::Doctor(options) => doctor::run(options).await,
            Self::Admin(command) => admin::run(command).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_commands_fit_together() {
        super::Cli::command().debug_assert();
    }
}
