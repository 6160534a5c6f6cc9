//! What only the org and the gate know to be wrong with a mission.

use crate::{Caller, Engine, Error};
use domain::mission::{Mission, Problem};
use domain::record::ObjectName;
use domain::schema::ObjectSchema;
use futures_util::future::try_join_all;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Engine {
    /// All that is wrong with a draft: in itself, for this org, and for today's gate. While no org answers, the first alone.
    pub async fn judge_draft(&self, caller: &Caller, file: &str) -> Result<Vec<Problem>, Error> {
        let reading = match domain::mission::read_and(file, crate::cache::expressions) {
            Ok(reading) => reading,
            Err(problems) => return Ok(problems),
        };
        let mut problems = reading.problems;
        problems.extend(self.against_org(caller, &reading.mission).await?);
        Ok(problems)
    }

    pub(super) async fn against_org(
        &self,
        caller: &Caller,
        mission: &Mission,
    ) -> Result<Vec<Problem>, Error> {
        let objects: BTreeSet<ObjectName> = mission.needs().objects.into_keys().collect();
        let Some(schemas) = self.seen_by_the_org(caller, objects).await? else {
            return Ok(vec![]);
        };
        let law = self
            .0
            .standing
            .law(&self.0.store, &caller.workspace)
            .await?;
        Ok(mission.against(&schemas, &law.gate))
    }

    async fn seen_by_the_org(
        &self,
        caller: &Caller,
        objects: BTreeSet<ObjectName>,
    ) -> Result<Option<BTreeMap<ObjectName, Option<Arc<ObjectSchema>>>>, Error> {
        let Some(connection) = self.only_connection(&caller.workspace).await? else {
            return Ok(None);
        };
        let open = match self.0.orgs.get(&caller.workspace, &connection).await {
            Ok(open) => open,
            Err(Error::Unavailable(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let described = objects.iter().map(|object| open.schema(object));
        match try_join_all(described).await {
            Ok(schemas) => Ok(Some(objects.iter().cloned().zip(schemas).collect())),
            Err(_) => Ok(None),
        }
    }
}
