use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;

use crate::config::{Config, LogFormat};

/// What others log is only wanted when something is wrong.
const QUIET: &str =
    "sqlx=warn,hyper=warn,reqwest=warn,tower_sessions=error,tower_sessions_core=error";

/// Sends the log to stderr; stdout belongs to the ready line.
pub fn start(config: &Config) -> Result<(), ParseError> {
    let wanted = &config.log.value;
    let filter = if wanted.contains(['=', ',']) {
        EnvFilter::try_new(wanted)?
    } else {
        EnvFilter::try_new(format!("{wanted},{QUIET}"))?
    };
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    // A second start in one process (tests) keeps the first log.
    let _ = match config.log_format.value {
        LogFormat::Text => log.with_target(false).try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    };
    Ok(())
}
