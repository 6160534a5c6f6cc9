//! What never changes once it is published: mission versions and document versions, parsed.

use crate::Error;
use domain::canonical::Digest;
use domain::id::{DocumentId, MissionId, WorkspaceId};
use domain::knowledge::{Document, Published};
use domain::mission::{Decide, Mission, Problem, StepKind};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use store::Store;

/// By workspace too: what one has read is not there for another.
#[derive(Default)]
pub(crate) struct Cache {
    missions: Mutex<HashMap<(WorkspaceId, MissionId, Digest), Arc<Mission>>>,
    documents: Mutex<HashMap<(WorkspaceId, DocumentId, u32), Arc<Published>>>,
}

impl Cache {
    /// A mission in the version that a run pinned.
    pub(crate) async fn mission(
        &self,
        store: &Store,
        workspace: &WorkspaceId,
        id: &MissionId,
        hash: &Digest,
    ) -> Result<Arc<Mission>, Error> {
        let key = (workspace.clone(), id.clone(), *hash);
        if let Some(mission) = locked(&self.missions).get(&key) {
            return Ok(mission.clone());
        }
        let version = store::missions::version(store.within(workspace), id, hash).await?;
        let mission = Arc::new(published(&version.file)?);
        locked(&self.missions).insert(key, mission.clone());
        Ok(mission)
    }

    pub(crate) async fn document(
        &self,
        store: &Store,
        workspace: &WorkspaceId,
        id: &DocumentId,
        number: u32,
    ) -> Result<Arc<Published>, Error> {
        let key = (workspace.clone(), id.clone(), number);
        if let Some(document) = locked(&self.documents).get(&key) {
            return Ok(document.clone());
        }
        let version = store::documents::version(store.within(workspace), id, number).await?;
        let published = Arc::new(Published {
            id: id.clone(),
            version: number,
            document: read(&version.text)?,
        });
        locked(&self.documents).insert(key, published.clone());
        Ok(published)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads a mission file that is to be published, or says everything that is wrong with it.
pub(crate) fn parse(text: &str) -> Result<Mission, Error> {
    domain::mission::parse_and(text, expressions).map_err(|problems| said(&problems))
}

/// Reads a mission file that was published: it was checked then.
pub(crate) fn published(text: &str) -> Result<Mission, Error> {
    domain::mission::published(text).map_err(|problems| said(&problems))
}

/// What is wrong with the expressions of a mission: the part of its check that the browser cannot do.
pub(crate) fn expressions(mission: &Mission) -> Vec<Problem> {
    let formulas = mission.steps.iter().filter_map(|step| match &step.kind {
        // What is said of an empty one, or of inputs without a type, is said already.
        StepKind::Decide(Decide::Expression(formula))
            if !formula.expression.trim().is_empty()
                && formula.types().len() == formula.inputs.len() =>
        {
            Some((step, formula))
        }
        _ => None,
    });
    let wrong = formulas.flat_map(|(step, formula)| {
        let found = reasoner::expression::formula(formula).err();
        found
            .unwrap_or_default()
            .into_iter()
            .map(|problem| Problem {
                line: None,
                column: None,
                step: Some(step.key.clone()),
                message: problem.to_string(),
            })
    });
    wrong.collect()
}

/// Reads a knowledge document, or says everything that is wrong with it.
pub(crate) fn read(text: &str) -> Result<Document, Error> {
    domain::knowledge::parse(text).map_err(|problems| said(&problems))
}

pub(crate) fn said(problems: &[impl std::fmt::Display]) -> Error {
    Error::Invalid(
        problems
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("\n"),
    )
}
