use crate::{Caller, Engine, Error};
use domain::change::{Before, DiffRow, LiveValues, Part};
use domain::decision::{Decision, Look};
use domain::id::DecisionId;
use domain::record::{FieldName, RecordRef};
use std::collections::BTreeMap;
use std::time::Duration;
use store::decisions::Stored;
use store::runs::Run;

/// A page does not wait longer than this for the values of now.
const PATIENCE: Duration = Duration::from_secs(3);
/// A look that shows what the last one showed is noted again after so long.
const NOTED_EVERY: Duration = Duration::from_mins(1);

impl Engine {
    /// What the org says now, or why that cannot be told.
    pub(super) async fn look(
        &self,
        caller: &Caller,
        stored: &Stored,
        run: &Run,
    ) -> (LiveValues, Option<String>) {
        let asked = self.live(caller, &stored.decision, run);
        match tokio::time::timeout(PATIENCE, asked).await {
            Ok(Ok(live)) => {
                if !live.is_empty() {
                    self.note_look(caller, stored, &live);
                }
                (live, None)
            }
            Ok(Err(why)) => (LiveValues::new(), Some(why.to_string())),
            Err(_) => (
                LiveValues::new(),
                Some("Salesforce did not answer in time".into()),
            ),
        }
    }

    /// Kept for the queue, which does not look itself. Losing it costs another look, so it waits for nobody.
    fn note_look(&self, caller: &Caller, stored: &Stored, live: &LiveValues) {
        let look = Look {
            at: self.0.clock.now(),
            drifted: drifted(&stored.decision.changes.parts, live),
        };
        let known = stored.look.is_some_and(|last| {
            last.drifted == look.drifted && look.at.since(last.at) < NOTED_EVERY
        });
        if known {
            return;
        }
        let (workspace, id): (_, DecisionId) =
            (caller.workspace.clone(), stored.decision.id.clone());
        self.0.store.write_later(move |tx| {
            Box::pin(async move { store::decisions::looked(tx, &workspace, &id, look).await })
        });
    }

    /// The values that the org has now, of everything the decision was reasoned on.
    async fn live(
        &self,
        caller: &Caller,
        decision: &Decision,
        run: &Run,
    ) -> Result<LiveValues, Error> {
        let Some(connection) = &run.connection else {
            return Ok(LiveValues::new());
        };
        let mission = self
            .0
            .cache
            .mission(&self.0.store, &caller.workspace, &run.mission, &run.version)
            .await?;
        let org = self
            .0
            .orgs
            .get(&caller.workspace, connection)
            .await?
            .org(mission.scope.clone(), gateway::Spent::default());
        let mut wanted: BTreeMap<RecordRef, Vec<FieldName>> = BTreeMap::new();
        for before in decision.changes.parts.iter().flat_map(|part| &part.before) {
            let fields = wanted.entry(before.record.clone()).or_default();
            if !fields.contains(&before.field) {
                fields.push(before.field.clone());
            }
        }
        let wanted: Vec<_> = wanted.into_iter().collect();
        let found = org
            .get_many(&wanted)
            .await
            .map_err(|why| Error::Unavailable(why.to_string()))?;
        let values = found.into_iter().flatten().flat_map(|record| {
            let reference = record.reference();
            record
                .fields
                .into_iter()
                .map(move |(field, value)| ((reference.clone(), field), value))
        });
        Ok(values.collect())
    }
}

/// What has drifted beside the fields that the part sets.
pub(super) fn moved(part: &Part, set: &[DiffRow], live: &LiveValues) -> Vec<DiffRow> {
    let row = |before: &Before| DiffRow {
        record: Some(before.record.clone()),
        field: before.field.clone(),
        before: before.value.clone(),
        proposed: before.value.clone(),
        live: live
            .get(&(before.record.clone(), before.field.clone()))
            .cloned(),
    };
    let is_set = |row: &DiffRow| {
        set.iter()
            .any(|set| (&set.record, &set.field) == (&row.record, &row.field))
    };
    part.before
        .iter()
        .map(row)
        .filter(|row| row.is_drifted() && !is_set(row))
        .collect()
}

/// How many reasoned-on values are not as before. One that several parts rest on counts once.
fn drifted(parts: &[Part], live: &LiveValues) -> u32 {
    let changed: std::collections::BTreeSet<_> = parts
        .iter()
        .flat_map(|part| &part.before)
        .filter(|before| {
            live.get(&(before.record.clone(), before.field.clone()))
                .is_some_and(|now| *now != before.value)
        })
        .map(|before| (&before.record, &before.field))
        .collect();
    u32::try_from(changed.len()).unwrap_or(u32::MAX)
}
