//! What seldom changes, kept until it does: today's gate and roles, people, current missions, connections.
//!
//! The store's edition tells when: it grows before a change is acknowledged, so whoever was told of a new gate is never
//! judged by the old one. On a database that others write to as well, nothing is kept.

use domain::actor::Actor;
use domain::decision::RolesNow;
use domain::gate::Gate;
use domain::id::{ActorId, WorkspaceId};
use domain::mission::Slug;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::Store;
use store::connections::Connection;
use store::missions::{Listed, Version};

#[derive(Default)]
pub(crate) struct Standing {
    laws: Kept<WorkspaceId, Arc<Law>>,
    people: Kept<(WorkspaceId, ActorId), Arc<Actor>>,
    missions: Kept<(WorkspaceId, Slug), Arc<(Listed, Version)>>,
    connections: Kept<WorkspaceId, Arc<Vec<Connection>>>,
}

/// What signatures are judged by.
pub(crate) struct Law {
    pub gate: Gate,
    pub roles: RolesNow,
}

impl Standing {
    /// Today's gate and the roles people hold now.
    pub(crate) async fn law(
        &self,
        store: &Store,
        workspace: &WorkspaceId,
    ) -> store::Result<Arc<Law>> {
        let ask = async {
            Ok(Arc::new(Law {
                gate: store::gates::current(store.within(workspace)).await?,
                roles: store::actors::roles_now(store.within(workspace)).await?,
            }))
        };
        self.laws.get(store, workspace.clone(), ask).await
    }

    pub(crate) async fn person(
        &self,
        store: &Store,
        workspace: &WorkspaceId,
        id: &ActorId,
    ) -> store::Result<Arc<Actor>> {
        let ask = async {
            let actor = store::actors::get(store.within(workspace), id).await?;
            Ok(Arc::new(actor))
        };
        let key = (workspace.clone(), id.clone());
        self.people.get(store, key, ask).await
    }

    /// The version that new runs of a mission take.
    pub(crate) async fn mission(
        &self,
        store: &Store,
        workspace: &WorkspaceId,
        slug: &Slug,
    ) -> store::Result<Arc<(Listed, Version)>> {
        let ask = async {
            let found = store::missions::current(store.within(workspace), slug.as_str()).await?;
            Ok(Arc::new(found))
        };
        let key = (workspace.clone(), slug.clone());
        self.missions.get(store, key, ask).await
    }

    /// The connections by name. Their health is that of some moment; ask the store for it.
    pub(crate) async fn connections(
        &self,
        store: &Store,
        workspace: &WorkspaceId,
    ) -> store::Result<Arc<Vec<Connection>>> {
        let ask = async {
            let all = store::connections::list(store.within(workspace)).await?;
            Ok(Arc::new(all))
        };
        self.connections.get(store, workspace.clone(), ask).await
    }
}

/// Answers of one edition.
pub(crate) struct Kept<K, V>(Mutex<(u64, HashMap<K, V>)>);

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self(Mutex::new((0, HashMap::new())))
    }
}

impl<K: Eq + Hash, V: Clone> Kept<K, V> {
    /// The answer of this edition; asked for when there is none yet.
    pub(crate) async fn get<E>(
        &self,
        store: &Store,
        key: K,
        ask: impl Future<Output = Result<V, E>>,
    ) -> Result<V, E> {
        // Looked up before the question: what changes while it is asked makes the answer old, not wrong.
        let Some(edition) = store.edition() else {
            return ask.await;
        };
        {
            let kept = self.lock();
            if let Some(value) = kept.1.get(&key).filter(|_| kept.0 == edition) {
                return Ok(value.clone());
            }
        }
        let value = ask.await?;
        let mut kept = self.lock();
        if kept.0 < edition {
            kept.1.clear();
            kept.0 = edition;
        }
        if kept.0 == edition {
            kept.1.insert(key, value.clone());
        }
        Ok(value)
    }

    pub(crate) fn forget(&self) {
        self.lock().1.clear();
    }

    fn lock(&self) -> MutexGuard<'_, (u64, HashMap<K, V>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::gate::{GateRule, GateVerdict};
    use domain::time::Timestamp;
    use store::{Database, Settings};

    #[tokio::test]
    async fn whoever_was_told_of_a_new_gate_is_judged_by_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = Database::Sqlite(folder.path().join("countersign.db"));
        let store = Store::open(Settings::new(file)).await.unwrap();
        let (standing, acme) = (Standing::default(), WorkspaceId::new("acme"));
        for seen in 1..20 {
            let law = standing.law(&store, &acme).await.unwrap();
            assert_eq!(law.gate.version, seen);
            let again = standing.law(&store, &acme).await.unwrap();
            assert!(
                Arc::ptr_eq(&law, &again),
                "nothing changed, so nothing is asked"
            );
            let rule = GateRule {
                name: "none".into(),
                object: None,
                operation: None,
                field: None,
                verdict: GateVerdict::Block,
            };
            let workspace = acme.clone();
            let published = store.write(move |tx| {
                Box::pin(async move {
                    let (by, at) = (ActorId::new("ana"), Timestamp::from_micros(0));
                    store::gates::publish(tx, &workspace, seen, vec![rule], &by, at).await
                })
            });
            published.await.unwrap();
        }
    }
}
