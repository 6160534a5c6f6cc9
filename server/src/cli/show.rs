//! `countersign show`: a run with its observations, or a decision with everything a signer needs.

mod decision;
mod evidence; // why two records are taken for the same
mod run;

use std::process::ExitCode;

use clap::Args;
use domain::id::{DecisionId, RunId};

use super::Failure;
use super::client;

#[derive(Args)]
pub struct Options {
    /// A run (run_…) or a decision (dec_…)
    id: String,
    #[command(flatten)]
    portal: client::PortalOptions,
}

pub async fn run(options: Options) -> Result<ExitCode, Failure> {
    if let Ok(id) = options.id.parse::<RunId>() {
        run::show(&options.portal, &id).await?;
    } else if let Ok(id) = options.id.parse::<DecisionId>() {
        decision::show(&options.portal, &id).await?;
    } else {
        return Err(Failure::usage(format!(
            "`{}` is neither a run (run_…) nor a decision (dec_…)",
            options.id
        ))
        .next("`countersign runs` and `countersign decisions` list them."));
    }
    Ok(ExitCode::SUCCESS)
}
