//! The stage: a portal, an org, and people who talk to the portal over HTTP.

mod browser;
mod clock;
mod company;
mod org;
mod person;
mod place;
mod server;

pub use browser::{Browser, parted};
pub use clock::TestClock;
pub use company::Company;
pub use org::{NOTHING, Org};
pub use person::{Person, Told, digests};
pub use place::Place;
use server::Server;

use std::time::Duration;

use serde_json::{Value as Json, json};

/// Stamps out `name::sqlite` and `name::postgres` from one async function that takes a world.
macro_rules! both {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let world = $crate::world::World::new().await;
                Box::pin(super::$name(&world)).await;
                world.end().await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let Some(place) = $crate::world::Place::postgres().await else { return };
                let world = $crate::world::World::of($crate::world::Plan { place, ..Default::default() }).await;
                Box::pin(super::$name(&world)).await;
                world.end().await;
            }
        }
    )+};
}
pub(crate) use both;

/// However slow the machine is.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// The mission that ships.
pub const FLAGSHIP: &str = "reconcile-duplicates";

/// What kind of world it is.
pub struct Plan {
    pub place: Place,
    pub seed: sandbox::Seed,
    /// How often triggers look; by default they sleep, and tests start runs themselves.
    pub poll_every: Duration,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            place: Place::sqlite(),
            seed: sandbox::Seed::Empty,
            poll_every: Duration::from_hours(1),
        }
    }
}

pub struct World {
    pub org: Org,
    /// The portal's clock; it can be put forward as long as the portal runs in this process.
    pub clock: TestClock,
    pub place: Place,
    cast: Vec<Person>,
    poll_every: Duration,
    server: Option<Server>,
}

impl World {
    /// SQLite, an org with users and nothing else, triggers asleep.
    pub async fn new() -> Self {
        Self::of(Plan::default()).await
    }

    /// The same, with triggers that look all the time.
    pub async fn watching() -> Self {
        Self::of(Plan {
            poll_every: Duration::from_millis(100),
            ..Plan::default()
        })
        .await
    }

    pub async fn of(plan: Plan) -> Self {
        let org = Org::start(plan.seed).await;
        let clock = TestClock::default();
        let (server, members) = Server::first(&plan.place, plan.poll_every, &clock, &org).await;
        let mut cast = vec![];
        for member in members {
            cast.push(Person::signed_in(server.url(), &member.email, &member.password).await);
        }
        Self {
            org,
            clock,
            place: plan.place,
            cast,
            poll_every: plan.poll_every,
            server: Some(server),
        }
    }

    /// Where the portal is.
    pub fn url(&self) -> &str {
        self.server().url()
    }

    fn server(&self) -> &Server {
        self.server.as_ref().expect("the portal runs")
    }

    /// Member, approver, admin.
    pub fn ana(&self) -> &Person {
        self.person("ana")
    }
    /// Member, approver.
    pub fn ben(&self) -> &Person {
        self.person("ben")
    }
    /// Member.
    pub fn priya(&self) -> &Person {
        self.person("priya")
    }
    /// Member, builder.
    pub fn joel(&self) -> &Person {
        self.person("joel")
    }
    /// Auditor.
    pub fn ida(&self) -> &Person {
        self.person("ida")
    }
    pub fn person(&self, first_name: &str) -> &Person {
        let found = self
            .cast
            .iter()
            .find(|person| person.email.starts_with(&format!("{first_name}@")));
        found.expect("the cast is ana, ben, priya, joel and ida")
    }
    pub fn everybody(&self) -> &[Person] {
        &self.cast
    }

    /// A company nobody has seen before, with two accounts in the org, and a new lead of it. Gives the lead.
    pub async fn new_lead(&self) -> String {
        self.lead_of(&Company::random()).await
    }
    /// The same for a company of the test's own.
    pub async fn lead_of(&self, company: &Company) -> String {
        self.org.create("Account", company.account()).await;
        self.org.create("Account", company.twin()).await;
        self.org.create("Lead", company.lead()).await
    }

    /// Priya starts the flagship for a lead; gives the run's id.
    pub async fn starts(&self, lead: &str) -> String {
        self.priya().starts(FLAGSHIP, json!({ "lead": lead })).await
    }

    /// The run that a trigger has started for this lead.
    pub async fn run_of(&self, lead: &str) -> String {
        let about = |run: &Json| {
            run["about"]
                .as_str()
                .is_some_and(|about| about.contains(lead))
        };
        let started =
            |cause: &Json| cause.pointer("/trigger/record/id").and_then(Json::as_str) == Some(lead);
        self.eventually("a run of that lead", async || {
            for run in self.priya().get("/runs?limit=200").await.ok()["items"]
                .as_array()
                .unwrap()
            {
                let id = run["id"].as_str().unwrap();
                if about(run)
                    || started(&self.priya().get(&format!("/runs/{id}")).await.ok()["cause"])
                {
                    return Some(id.to_owned());
                }
            }
            None
        })
        .await
    }

    /// Waits until the run has ended or waits for a decision.
    pub async fn rests(&self, run: &str) -> Json {
        self.eventually("the run to rest", async || {
            let view = self
                .priya()
                .get(&format!("/runs/{run}?wait=30000"))
                .await
                .ok();
            (view["phase"] == "waiting_for_decision" || view["phase"] == "ended").then_some(view)
        })
        .await
    }

    /// Waits until the run has ended; gives its verdict.
    pub async fn ends(&self, run: &str) -> String {
        let view = self
            .eventually("the run to end", async || {
                let view = self
                    .priya()
                    .get(&format!("/runs/{run}?wait=1000"))
                    .await
                    .ok();
                (view["phase"] == "ended").then_some(view)
            })
            .await;
        view["verdict"].as_str().unwrap().to_owned()
    }
    pub async fn ends_as(&self, run: &str, verdict: &str) {
        let ended = self.ends(run).await;
        assert_eq!(ended, verdict, "\n{}", self.story(run).await);
    }

    /// Starts a run for a new lead and waits for its decision: run and decision, opened.
    pub async fn proposes(&self) -> (String, Json) {
        let run = self.starts(&self.new_lead().await).await;
        let view = self.rests(&run).await;
        assert_eq!(
            view["decisions"].as_array().unwrap().len(),
            1,
            "\n{}",
            self.story(&run).await
        );
        let id = view["decisions"][0].as_str().unwrap();
        (run, self.ben().get(&format!("/decisions/{id}")).await.ok())
    }

    /// The one decision that waits, opened.
    pub async fn only_decision(&self) -> Json {
        let waiting = self.ben().get("/decisions").await.ok();
        let [only] = waiting["items"].as_array().unwrap().as_slice() else {
            panic!("not one decision: {waiting}")
        };
        self.ben()
            .get(&format!("/decisions/{}", only["id"].as_str().unwrap()))
            .await
            .ok()
    }

    /// Ben signs every part, each at the digest it has in this view.
    pub async fn approve(&self, decision: &Json) {
        self.ben().approves(decision).await.ok();
    }
    pub async fn reject(&self, decision: &Json, reason: &str) {
        let path = format!("/decisions/{}/reject", decision["id"].as_str().unwrap());
        self.ben()
            .post(&path, json!({ "reason": reason }))
            .await
            .ok();
    }

    /// The rail, as a person reads it.
    pub async fn story(&self, run: &str) -> String {
        let lines = self
            .priya()
            .get(&format!("/runs/{run}/observations?limit=200"))
            .await
            .ok();
        let line = |entry: &Json| {
            format!(
                "{:>3} {:<9} {}",
                entry["number"],
                entry["kind"].as_str().unwrap(),
                entry["headline"].as_str().unwrap()
            )
        };
        lines
            .as_array()
            .unwrap()
            .iter()
            .map(line)
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Looks again and again until there is something, for as long as a slow machine may need.
    pub async fn eventually<T>(&self, what: &str, look: impl AsyncFn() -> Option<T>) -> T {
        let begun = tokio::time::Instant::now();
        let mut news = self.server().changes();
        loop {
            if let Some(found) = look().await {
                return found;
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "waited {PATIENCE:?} for {what}, in vain"
            );
            news.next().await;
        }
    }

    /// Stops the portal as SIGTERM does and starts it again over the same data. The org stays as it is.
    pub async fn restart(&mut self) {
        self.sleeps().await;
        self.wakes().await;
    }

    /// From here on the portal is a process of its own, which can be killed.
    pub async fn becomes_a_process(&mut self) {
        self.server.take().expect("the portal runs").stop().await;
        let server = Server::process(&self.place, self.poll_every, "127.0.0.1:0").await;
        self.talk_to(server).await;
    }

    /// SIGKILL, in the middle of whatever it does. Only after `becomes_a_process`. Gives where it was.
    pub async fn kill(&mut self) -> String {
        let server = self.server.take().expect("the portal runs");
        let url = server.url().to_owned();
        server.kill().await;
        url
    }

    /// Starts the process again after `kill`, where it was.
    pub async fn comes_back_at(&mut self, url: &str) {
        let addr = url.strip_prefix("http://").unwrap();
        let server = Server::process(&self.place, self.poll_every, addr).await;
        self.talk_to(server).await;
    }

    /// Stops the portal; the data folder is free for whoever works on it.
    pub async fn sleeps(&mut self) {
        self.server.take().expect("the portal runs").stop().await;
    }
    pub async fn wakes(&mut self) {
        let server = Server::again(&self.place, self.poll_every, &self.clock).await;
        self.talk_to(server).await;
    }

    async fn talk_to(&mut self, server: Server) {
        for person in &mut self.cast {
            *person = Person::signed_in(server.url(), &person.email, &person.password).await;
        }
        self.server = Some(server);
    }

    /// What the portal knows, below its HTTP face. Only while it runs in this process.
    pub fn engine(&self) -> &engine::Engine {
        self.server().engine()
    }
    pub fn portal(&self) -> ::server::portal::Portal {
        self.server().portal()
    }
    /// Letters that were not used before.
    pub fn unique(&self) -> String {
        engine::Engine::clock(self.engine()).unique()
    }
    pub fn workspace(&self) -> domain::id::WorkspaceId {
        self.server().workspace()
    }

    /// Puts everything away. A test that failed leaves a database behind; the next of its name drops it.
    pub async fn end(mut self) {
        if let Some(server) = self.server.take() {
            server.stop().await;
        }
        self.place.clear().await;
    }
}
