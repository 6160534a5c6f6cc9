use domain::id::DecisionId;

use super::api::{DecisionRow, DecisionView, Verb};
use crate::Problem;

pub async fn decisions() -> Result<Vec<DecisionRow>, Problem> {
    Ok(Vec::new())
}

pub async fn decision(_id: DecisionId) -> Result<DecisionView, Problem> {
    Err(Problem::Gone)
}

pub async fn answer(
    _id: DecisionId,
    _verb: Verb,
    _parts: Vec<String>,
    _reason: String,
) -> Result<(), Problem> {
    Err(Problem::Gone)
}
