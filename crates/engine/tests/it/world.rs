//! A workspace with a cast, an engine at work, and an org on a real port beside it.

use crate::clock::TestClock;
use crate::org::Org;
use crate::proxy::Proxy;
use domain::actor::{Actor, ActorKind, Role};
use domain::id::{ActorId, DecisionId, RunId, WorkspaceId};
use domain::observation::Observation;
use domain::verdict::Verdict;
use engine::{
    Caller, Clock, Decide, DecisionView, Engine, Error, NewConnection, RunFilter, RunView,
    Settings, Workers,
};
use gateway::{Seal, SealKey};
use std::sync::Arc;
use std::time::Duration;
use store::{Change, Database, Page, Store};
use tokio::time::timeout;

pub struct World {
    pub org: Org,
    /// The road from the engine to the org.
    pub road: Proxy,
    pub clock: TestClock,
    pub engine: Engine,
    /// Starts missions and publishes; may approve what others start.
    pub ana: Caller,
    /// Approvers.
    pub ben: Caller,
    pub cleo: Caller,
    /// A member without the right to sign.
    pub dora: Caller,
    pub zoe: Caller,
    pub workspace: WorkspaceId,
    pub plan: Plan,
    workers: Option<Workers>,
}

/// What kind of world it is.
#[derive(Clone)]
pub struct Plan {
    pub seed: sandbox::Seed,
    pub poll_every: Duration,
    pub workers: usize,
    pub write_within: Duration,
    pub database: Database,
    #[expect(dead_code, reason = "the files are kept until the world ends")]
    pub folder: Arc<tempfile::TempDir>,
}

impl Default for Plan {
    fn default() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            seed: sandbox::Seed::Empty,
            poll_every: Duration::from_hours(1),
            workers: 16,
            write_within: Duration::from_secs(2),
            database: Database::Sqlite(folder.path().join("countersign.sqlite")),
            folder: Arc::new(folder),
        }
    }
}

/// However slow the machine is.
const PATIENCE: Duration = Duration::from_mins(1);

impl World {
    /// The demo company; triggers sleep.
    pub async fn new() -> Self {
        Self::of(Plan {
            seed: sandbox::Seed::Demo,
            ..Plan::default()
        })
        .await
    }
    /// An org with users and nothing else; triggers sleep.
    pub async fn bare() -> Self {
        Self::of(Plan::default()).await
    }
    /// An org with users and nothing else, and an engine that asks it for news so often.
    pub async fn watching(poll_every: Duration) -> Self {
        Self::of(Plan {
            poll_every,
            ..Plan::default()
        })
        .await
    }

    pub async fn of(plan: Plan) -> Self {
        let org = Org::start(plan.seed).await;
        let road = Proxy::before(&org.running.ready.url).await;
        let clock = TestClock::default();
        let engine = open(&plan, &clock).await;
        let workspace = engine.found("Northwind").await.unwrap();
        let connection = NewConnection {
            name: "Sandbox".into(),
            url: road.url.clone(),
            client_id: org.running.ready.client_id.clone(),
            client_secret: org.running.ready.client_secret.clone(),
        };
        engine.connect(&workspace, connection).await.unwrap();
        let mut cast = vec![];
        let roles: [(&str, &[Role]); 5] = [
            ("Ana Ruiz", &[Role::Member, Role::Builder, Role::Approver]),
            ("Ben Okafor", &[Role::Approver]),
            ("Cleo Marsh", &[Role::Approver]),
            ("Dora Lind", &[Role::Member]),
            ("Zoe Adeyemi", &[Role::Admin]),
        ];
        for (name, roles) in roles {
            let email = format!(
                "{}@countersign.example",
                name.split(' ').next().unwrap().to_lowercase()
            );
            let actor = engine
                .add_person(
                    &workspace,
                    &email,
                    name,
                    roles.iter().copied().collect(),
                    None,
                )
                .await
                .unwrap();
            cast.push(Caller {
                workspace: workspace.clone(),
                actor,
            });
        }
        let [ana, ben, cleo, dora, zoe] = cast.try_into().unwrap();
        let workers = Some(engine.work());
        Self {
            org,
            road,
            clock,
            engine,
            ana,
            ben,
            cleo,
            dora,
            zoe,
            workspace,
            plan,
            workers,
        }
    }

    /// Ends the engine as a power cut would not: workers come to rest. Then starts a new one on the same file.
    pub async fn restart(self) -> Self {
        self.stop().await.go_on().await
    }
    /// No engine is at work any more; what is stored is there.
    pub async fn stop(mut self) -> Self {
        if let Some(workers) = self.workers.take() {
            workers.stop().await;
        }
        self
    }
    async fn go_on(self) -> Self {
        self.engine.store().close().await;
        let engine = open(&self.plan, &self.clock).await;
        let workers = Some(engine.work());
        Self {
            engine,
            workers,
            ..self
        }
    }

    /// A second engine on the same database, as on another node. Its workers stop when they are dropped.
    pub async fn another_node(&self) -> (Engine, Workers) {
        let engine = open(&self.plan, &self.clock).await;
        let workers = engine.work();
        (engine, workers)
    }

    pub fn clock_now(&self) -> domain::time::Timestamp {
        self.clock.now()
    }

    pub async fn starts(&self, lead: &str) -> RunId {
        self.tries_to_start("reconcile-duplicates", &[("lead", lead)])
            .await
            .unwrap()
    }
    pub async fn tries_to_start(
        &self,
        mission: &str,
        inputs: &[(&str, &str)],
    ) -> Result<RunId, Error> {
        let inputs = inputs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect();
        self.engine
            .start(&self.ana, &mission.parse().unwrap(), inputs, None)
            .await
    }

    /// Waits until the run has ended or waits for somebody.
    pub async fn rests(&self, run: &RunId) -> RunView {
        self.engine.wait(&self.ana, run, PATIENCE).await.unwrap()
    }

    /// Waits until the run is as wanted.
    pub async fn until(&self, run: &RunId, fits: impl Fn(&RunView) -> bool) -> RunView {
        let mut changes = self.engine.store().changes();
        let look = async {
            loop {
                let view = self.engine.run(&self.ana, run).await.unwrap();
                if fits(&view) {
                    return view;
                }
                while !matches!(
                    changes.next().await.expect("the store is open"),
                    Change::Run(_) | Change::Missed
                ) {}
            }
        };
        if let Ok(view) = timeout(PATIENCE, look).await {
            return view;
        }
        panic!("the run did not come there:\n{}", self.story(run).await);
    }
    pub async fn ends(&self, run: &RunId) -> RunView {
        self.until(run, |view| view.summary.verdict.is_some()).await
    }
    pub async fn ends_as(&self, run: &RunId, verdict: Verdict) -> RunView {
        let view = self.ends(run).await;
        assert_eq!(
            view.summary.verdict,
            Some(verdict),
            "\n{}",
            self.story(run).await
        );
        view
    }
    /// Starts a run and waits for the one decision it leaves.
    pub async fn proposes(&self, lead: &str) -> (RunId, DecisionView) {
        let run = self.starts(lead).await;
        let view = self.rests(&run).await;
        assert_eq!(view.decisions.len(), 1, "\n{}", self.story(&run).await);
        let decision = self.decision(&view.decisions[0]).await;
        (run, decision)
    }

    pub async fn decision(&self, id: &DecisionId) -> DecisionView {
        self.engine.decision(&self.ben, id).await.unwrap()
    }
    pub async fn approves(&self, who: &Caller, id: &DecisionId) {
        self.engine
            .decide(who, id, Decide::Approve { parts: None })
            .await
            .unwrap();
    }
    /// Signs everything, for tests about the refusal.
    pub async fn may_not_approve(&self, who: &Caller, id: &DecisionId) -> Error {
        self.engine
            .decide(who, id, Decide::Approve { parts: None })
            .await
            .unwrap_err()
    }
    pub async fn rejects(&self, who: &Caller, id: &DecisionId, reason: &str) {
        self.engine
            .decide(
                who,
                id,
                Decide::Reject {
                    reason: reason.into(),
                },
            )
            .await
            .unwrap();
    }

    pub async fn journal(&self, run: &RunId) -> Vec<Observation> {
        self.engine
            .observations(&self.ana, run, 0, 500)
            .await
            .unwrap()
    }
    /// The rail, as a person reads it.
    pub async fn story(&self, run: &RunId) -> String {
        let lines = self.journal(run).await;
        let line = |entry: &Observation| {
            format!(
                "{:>2} {:<9} {}",
                entry.number,
                entry.kind.word(),
                entry.headline
            )
        };
        lines.iter().map(line).collect::<Vec<_>>().join("\n")
    }
    pub async fn runs(&self) -> Vec<engine::RunSummary> {
        let mut runs = vec![];
        let mut page = Page::first(200);
        loop {
            let found = self
                .engine
                .runs(&self.ana, RunFilter::default(), page)
                .await
                .unwrap();
            runs.extend(found.items);
            match found.next {
                Some(next) => page = Page::first(200).after(Some(next)),
                None => return runs,
            }
        }
    }

    /// Takes or gives roles, as an administrator would.
    pub async fn gives(&self, who: &Caller, roles: &[Role]) {
        let (workspace, actor, roles) = (
            self.workspace.clone(),
            who.actor.id.clone(),
            roles.iter().copied().collect(),
        );
        let given = self.engine.store().write(move |tx| {
            Box::pin(async move { store::actors::set_roles(tx, &workspace, &actor, &roles).await })
        });
        given.await.unwrap();
    }

    /// A program that acts for somebody.
    pub async fn agent_of(&self, who: &Caller) -> Caller {
        let actor = Actor {
            id: ActorId::new(self.clock.unique()),
            kind: ActorKind::Agent,
            name: "An agent".into(),
            email: None,
            roles: [Role::Member, Role::Approver].into(),
            behind: Some(who.actor.id.clone()),
            active: true,
        };
        let (workspace, row, now) = (self.workspace.clone(), actor.clone(), self.clock.now());
        self.engine
            .store()
            .write(move |tx| {
                Box::pin(async move { store::actors::insert(tx, &workspace, &row, now).await })
            })
            .await
            .unwrap();
        Caller {
            workspace: self.workspace.clone(),
            actor,
        }
    }
}

async fn open(plan: &Plan, clock: &TestClock) -> Engine {
    let store = Store::open(store::Settings::new(plan.database.clone()))
        .await
        .unwrap();
    let seal = Arc::new(Seal::new(SealKey::new("test", [7; 32])));
    let mut settings = Settings::new(store, seal, Arc::new(clock.clone()));
    settings.poll_every = plan.poll_every;
    settings.write_within = plan.write_within;
    settings.workers = plan.workers;
    Engine::open(settings)
}
