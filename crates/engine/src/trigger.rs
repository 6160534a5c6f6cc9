//! Triggers: each mission that has one asks its org for news, again and again, and starts one run for each.
//!
//! The mark is a place in the org's own time (`SystemModstamp`), and each look goes back a little behind it: rows become
//! visible late. What was seen before is known by its sighting, so an overlap starts nothing twice. Records made before
//! the mission was switched on start nothing at all.

use crate::start::New;
use crate::{Engine, Error};
use domain::id::{ConnectionId, WorkspaceId};
use domain::mission::{Derivation, Mission, Root, Source, Trigger, When};
use domain::observation::Cause;
use domain::query::{Direction, Filter, Op, Query};
use domain::record::{FieldName, Record, RecordId};
use domain::scope::{Grant, Scope};
use domain::time::Timestamp;
use domain::value::Value;
use std::sync::Arc;
use std::time::Duration;
use store::Page;
use store::missions::Listed;
use store::runs::Sighting;
use store::triggers::{Mark, Watch};
use tokio_util::sync::CancellationToken;

/// How far behind its mark a look goes back.
const OVERLAP: Duration = Duration::from_mins(5);
/// Rows of one look; the next look goes on from there.
const ROWS: u32 = 200;

/// Looks for news until it is stopped.
pub(crate) async fn watch(engine: Engine, stop: CancellationToken) {
    loop {
        if let Err(error) = look_everywhere(&engine).await {
            tracing::warn!(%error, "the triggers could not be looked at");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(engine.0.poll_every) => {}
        }
    }
}

async fn look_everywhere(engine: &Engine) -> Result<(), Error> {
    for workspace in store::workspaces::all(&engine.0.store).await? {
        let Some(connection) = engine.only_connection(&workspace.id).await? else {
            continue;
        };
        for listed in store::missions::list(engine.0.store.within(&workspace.id), &Page::first(200))
            .await?
            .items
        {
            let Some(current) = listed.current else {
                continue;
            };
            let mission = engine
                .0
                .cache
                .mission(&engine.0.store, &workspace.id, &listed.id, &current)
                .await;
            let mission = match mission {
                Ok(mission) => mission,
                // The others are none the worse for it.
                Err(error) => {
                    tracing::error!(mission = %listed.slug, %error, "a mission cannot be read, so its trigger is not looked at");
                    continue;
                }
            };
            let Some(trigger) = &mission.trigger else {
                continue;
            };
            let look = Look {
                engine,
                workspace: &workspace.id,
                connection: &connection,
                listed: &listed,
                mission: &mission,
                trigger,
            };
            // One node looks at a time; the lease ends by itself when that node is gone.
            if !look.is_ours().await? {
                continue;
            }
            if let Err(error) = look.take().await {
                tracing::warn!(mission = %listed.slug, %error, "a trigger could not be looked at; the next look goes back as far");
            }
        }
    }
    Ok(())
}

struct Look<'a> {
    engine: &'a Engine,
    workspace: &'a WorkspaceId,
    connection: &'a ConnectionId,
    listed: &'a Listed,
    mission: &'a Arc<Mission>,
    trigger: &'a Trigger,
}

impl Look<'_> {
    async fn is_ours(&self) -> Result<bool, Error> {
        let name = format!("trigger:{}:{}", self.listed.id, self.connection);
        let (workspace, owner, now) = (
            self.workspace.clone(),
            self.engine.0.worker.clone(),
            self.engine.0.clock.now(),
        );
        let until = now.plus(self.engine.0.poll_every * 3);
        let held = self.engine.0.store.write(move |tx| {
            Box::pin(
                async move { store::leases::hold(tx, &workspace, &name, &owner, now, until).await },
            )
        });
        Ok(held.await?)
    }

    fn watched(&self) -> Watch {
        Watch {
            mission: self.listed.id.clone(),
            connection: self.connection.clone(),
            object: self.trigger.object.clone(),
        }
    }

    /// Starts a run for everything new since the mark, and moves the mark.
    async fn take(&self) -> Result<(), Error> {
        let here = self.engine.0.store.within(self.workspace);
        let Some(mut mark) = store::triggers::mark(here, &self.watched()).await? else {
            return self.activate().await;
        };
        let here = self.engine.0.store.within(self.workspace);
        let before: Vec<RecordId> = store::settings::get(here, &self.before_key())
            .await?
            .unwrap_or_default();
        let mut last: Option<(Timestamp, RecordId)> = None;
        loop {
            let rows = self.news(&mark, last.as_ref()).await?;
            let full = rows.len() >= ROWS as usize;
            let seen = rows
                .last()
                .and_then(|row| Some((row.stamp?, row.id.clone())));
            let moved = |row: &Record| {
                self.trigger.when == When::Changed && row.stamp != Some(mark.activated_at)
            };
            let was_there = |row: &Record| before.contains(&row.id) && !moved(row);
            for row in rows.into_iter().filter(|row| !was_there(row)) {
                self.start(row).await?;
            }
            let Some(seen) = seen else { return Ok(()) };
            if mark.reached.as_ref() < Some(&seen) {
                mark.reached = Some(seen.clone());
                self.keep(&mark).await?;
            }
            last = Some(seen);
            if !full {
                return Ok(());
            }
        }
    }

    /// The first look only finds where "now" is, in the org's time. That time is in whole seconds, so what carries the
    /// newest stamp is remembered by id: it was there before us, and its neighbours of the same second may not be.
    async fn activate(&self) -> Result<(), Error> {
        let look = |filter: Filter, limit: u32| Query {
            object: self.trigger.object.clone(),
            fields: vec![field("CreatedDate"), field("SystemModstamp")],
            filter,
            order: vec![(field("SystemModstamp"), Direction::Descending)],
            limit,
            with_deleted: false,
        };
        let newest = self
            .ask(&look(Filter::everything(), 1))
            .await?
            .first()
            .and_then(|row| row.stamp);
        let mut before: Vec<RecordId> = vec![];
        if let Some(newest) = newest {
            let same = Filter::is(field("SystemModstamp"), Value::Instant(newest));
            before.extend(
                self.ask(&look(same, ROWS))
                    .await?
                    .into_iter()
                    .map(|row| row.id),
            );
        }
        let activated_at =
            newest.unwrap_or_else(|| self.engine.0.clock.now().minus(Duration::from_secs(1)));
        let (workspace, key) = (self.workspace.clone(), self.before_key());
        self.engine
            .0
            .store
            .write(move |tx| {
                Box::pin(
                    async move { store::settings::put(tx, Some(&workspace), &key, &before).await },
                )
            })
            .await?;
        self.keep(&Mark {
            activated_at,
            reached: None,
        })
        .await
    }

    fn before_key(&self) -> String {
        format!(
            "before:{}:{}:{}",
            self.listed.id, self.connection, self.trigger.object
        )
    }

    async fn keep(&self, mark: &Mark) -> Result<(), Error> {
        let (workspace, watched, mark) = (self.workspace.clone(), self.watched(), mark.clone());
        let kept = self.engine.0.store.write(move |tx| {
            Box::pin(
                async move { store::triggers::set_mark(tx, &workspace, &watched, &mark).await },
            )
        });
        Ok(kept.await?)
    }

    /// One page of what has moved: from a little before the mark, or after the last row of the page before.
    async fn news(
        &self,
        mark: &Mark,
        last: Option<&(Timestamp, RecordId)>,
    ) -> Result<Vec<Record>, Error> {
        let test = |name: &str, op: Op, value: Value| Filter::Test {
            field: field(name),
            op,
            value,
        };
        let since = |at: Timestamp| test("SystemModstamp", Op::AtLeast, Value::Instant(at));
        let mut all = vec![match last {
            None => since(
                mark.reached
                    .as_ref()
                    .map_or(mark.activated_at, |(at, _)| at.minus(OVERLAP))
                    .max(mark.activated_at),
            ),
            Some((at, id)) => Filter::Any(vec![
                test("SystemModstamp", Op::More, Value::Instant(*at)),
                Filter::All(vec![
                    test("SystemModstamp", Op::Is, Value::Instant(*at)),
                    test("Id", Op::More, Value::Reference(id.clone())),
                ]),
            ]),
        }];
        if self.trigger.when == When::Created {
            all.push(test(
                "CreatedDate",
                Op::AtLeast,
                Value::Instant(mark.activated_at),
            ));
        }
        all.extend(
            self.trigger
                .filter
                .iter()
                .filter_map(|test| test.filter(&Outside(self.engine.0.clock.now()))),
        );
        let query = Query {
            object: self.trigger.object.clone(),
            fields: vec![field("Name"), field("CreatedDate"), field("SystemModstamp")],
            filter: Filter::All(all),
            order: vec![
                (field("SystemModstamp"), Direction::Ascending),
                (field("Id"), Direction::Ascending),
            ],
            limit: ROWS,
            with_deleted: false,
        };
        self.ask(&query).await
    }

    async fn ask(&self, query: &Query) -> Result<Vec<Record>, Error> {
        let open = self
            .engine
            .0
            .orgs
            .get(self.workspace, self.connection)
            .await?;
        let mut read: std::collections::BTreeSet<FieldName> =
            query.fields.iter().cloned().collect();
        read.extend(self.trigger.filter.iter().map(|test| test.field.clone()));
        let grant = Grant {
            read,
            ..Grant::default()
        };
        let scope = Scope {
            objects: [(query.object.clone(), grant)].into(),
            max_records: ROWS + 1,
            max_calls: 20,
        };
        open.org(scope, gateway::Spent::default())
            .read(query)
            .await
            .map_err(|why| Error::Unavailable(why.to_string()))
    }

    async fn start(&self, row: Record) -> Result<(), Error> {
        let happened_at = match row.get("CreatedDate") {
            Value::Instant(at) if self.trigger.when == When::Created => *at,
            _ => row.stamp.unwrap_or_default(),
        };
        let stamp = match self.trigger.when {
            When::Created => None,
            When::Changed => row.stamp,
        };
        let system = crate::people::system(self.workspace);
        let verb = if self.trigger.when == When::Created {
            "New"
        } else {
            "Changed"
        };
        let current = self.listed.current.ok_or(Error::Gone)?;
        let new = New {
            trial: false,
            mission: self.listed.id.clone(),
            version: current,
            title: &self.mission.title,
            connection: Some(self.connection.clone()),
            by: &system,
            behind: None,
            headline: format!("{verb} {}: {}", row.object, row.title()),
            inputs: [(
                self.trigger.input.to_string(),
                Value::Reference(row.id.clone()),
            )]
            .into(),
            cause: Cause::Trigger {
                record: row.reference(),
                happened_at,
            },
            sighting: Some(Sighting {
                connection: self.connection.clone(),
                record: row.reference(),
                stamp,
            }),
            key: None,
        };
        self.engine.launch(self.workspace, new).await.map(|_| ())
    }
}

fn field(name: &str) -> FieldName {
    name.parse().expect("a field name")
}

/// A trigger's rows stand outside any run: they know the time and nothing else.
struct Outside(Timestamp);

impl Source for Outside {
    fn root(&self, _root: &Root) -> Option<domain::data::Data> {
        None
    }
    fn now(&self) -> Timestamp {
        self.0
    }
    fn derive(&self, _derivation: Derivation, _text: &str) -> Vec<String> {
        vec![]
    }
}
