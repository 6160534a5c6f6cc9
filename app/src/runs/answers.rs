use domain::id::RunId;

use super::api::{Detail, Run, RunRow};
use crate::Problem;

pub async fn runs() -> Result<Vec<RunRow>, Problem> {
    Ok(Vec::new())
}

pub async fn run(_id: RunId) -> Result<Run, Problem> {
    Err(Problem::Gone)
}

pub async fn observation(_run: RunId, _number: u64) -> Result<Detail, Problem> {
    Err(Problem::Gone)
}
