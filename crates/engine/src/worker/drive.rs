use crate::commit;
use crate::engine::Shared;
use crate::hands::Held;
use crate::journal::{Journal, Lost, Said};
use crate::outputs::Outputs;
use crate::step;
use domain::change::PartNumber;
use domain::decision::Decision;
use domain::id::DecisionId;
use domain::mission::Mission;
use domain::observation::{Event, Kind};
use domain::record::Record;
use domain::run::{Effect, State, Trodden};
use domain::time::Timestamp;
use domain::verdict::Verdict;
use futures_util::FutureExt as _;
use gateway::Org;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use store::runs::{Leased, Request, Run};
use tokio_util::sync::CancellationToken;

/// A run in the hands of this worker.
pub(crate) struct Drive {
    pub(crate) shared: Arc<Shared>,
    pub(crate) run: Run,
    pub(crate) mission: Arc<Mission>,
    pub(crate) journal: Journal,
    pub(crate) outputs: Outputs,
    /// The org, seen through the mission's scope. Connected when it is first needed.
    pub(crate) org: Option<Arc<Org>>,
    /// Decisions as they stand in the store, or as they are about to.
    pub(crate) decisions: BTreeMap<DecisionId, Decision>,
    /// What was re-read right now, for the first write that follows.
    pub(crate) fresh: Option<commit::Fresh>,
    /// Records as they were before each write of this worker; those of an earlier worker are in the journal.
    pub(crate) before: BTreeMap<(DecisionId, PartNumber), Vec<Record>>,
    /// How far its lists are gone through.
    trodden: Trodden,
}

/// What keeps an effect from being carried out.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// Something outside is away; the run waits for it.
    Away {
        system: String,
        why: String,
        retry_after: Duration,
    },
    /// It cannot be done, now or later. The run ends, saying why.
    Broken(String),
    /// It cannot be known. The run ends, and a person looks.
    Unknown(String),
    /// The lease is lost, or the store fails.
    Lost(Lost),
}

/// Why a worker stops driving a run.
pub(crate) enum Halt {
    /// Until then, or until somebody wakes it.
    Sleep(Option<Timestamp>),
    Ended,
}

impl From<Lost> for Trouble {
    fn from(lost: Lost) -> Self {
        Self::Lost(lost)
    }
}
impl From<store::Error> for Trouble {
    fn from(error: store::Error) -> Self {
        Self::Lost(Lost(error))
    }
}
impl From<crate::Error> for Trouble {
    fn from(error: crate::Error) -> Self {
        match error {
            crate::Error::Unavailable(why) => Self::Away {
                system: "the database".into(),
                why,
                retry_after: Duration::from_secs(5),
            },
            other => Self::Broken(other.to_string()),
        }
    }
}

/// Drives one run until it sleeps, ends or is lost.
pub(super) async fn drive(shared: Arc<Shared>, held: Held, stop: CancellationToken) {
    let (Leased { lease, run, state }, _grip) = held.take();
    let id = run.id.clone();
    let mission = match shared
        .cache
        .mission(&shared.store, &run.workspace, &run.mission, &run.version)
        .await
    {
        Ok(mission) => mission,
        Err(error) => {
            tracing::error!(run = %id, %error, "the mission version of a run cannot be read");
            return;
        }
    };
    let request = run.request.as_ref().map(|(request, _)| *request);
    let journal = Journal::new(
        shared.store.clone(),
        shared.clock.clone(),
        lease,
        state,
        run.head,
        request,
    );
    let outputs = Outputs::default();
    let mut drive = Drive {
        shared,
        run,
        mission,
        journal,
        outputs,
        org: None,
        decisions: BTreeMap::new(),
        fresh: None,
        before: BTreeMap::new(),
        trodden: Trodden::default(),
    };
    match drive.along(&stop).await {
        Ok(wake_at) => {
            if let Err(Lost(error)) = drive.journal.release(wake_at).await {
                tracing::warn!(run = %id, %error, "a run was lost while it was let go");
            }
        }
        Err(Lost(error)) => {
            tracing::warn!(run = %id, %error, "a run was lost; whoever holds it goes on from its journal");
        }
    }
}

impl Drive {
    pub(crate) fn state(&self) -> &State {
        self.journal.state()
    }
    pub(crate) fn now(&self) -> Timestamp {
        self.shared.clock.now()
    }

    /// Returns when the run is to be woken.
    async fn along(&mut self, stop: &CancellationToken) -> Result<Option<Timestamp>, Lost> {
        loop {
            if let Some(request) = self.journal.glance()? {
                self.heed(request);
            }
            self.journal.hand_over_if_long();
            let next =
                domain::run::next_along(&self.mission, self.journal.state(), &mut self.trodden);
            let Some(effect) = next else {
                return Ok(None);
            };
            if stop.is_cancelled() {
                return Ok(Some(self.now()));
            }
            let keeper = self.journal.keeper();
            let halted = match keeper
                .while_it_takes(Box::pin(self.carried_out(effect)))
                .await
            {
                Ok(halted) => halted,
                Err(trouble) => self.troubled(trouble)?,
            };
            match halted {
                None => {}
                Some(Halt::Sleep(until)) => return Ok(until),
                Some(Halt::Ended) => return Ok(None),
            }
        }
    }

    /// A panic is a fault of ours: the run ends and says so, instead of coming back to it for ever.
    async fn carried_out(&mut self, effect: Effect) -> Result<Option<Halt>, Trouble> {
        let carried_out = AssertUnwindSafe(self.carry_out(effect))
            .catch_unwind()
            .await;
        carried_out.unwrap_or_else(|_| {
            Err(Trouble::Broken(
                "this step failed by a fault in Countersign itself; the server's log has the report".into(),
            ))
        })
    }

    async fn carry_out(&mut self, effect: Effect) -> Result<Option<Halt>, Trouble> {
        match effect {
            Effect::RunStep { path } => step::run(self, &path).await.map(|()| None),
            Effect::AwaitDecisions { decisions } => commit::await_decisions(self, &decisions).await,
            Effect::Preflight { decision } => {
                commit::preflight(self, &decision).await.map(|()| None)
            }
            Effect::Write { decision, part } => commit::write(self, &decision, part).await,
            Effect::Reconcile {
                decision,
                part,
                send_by,
            } => commit::reconcile(self, &decision, part, send_by).await,
            Effect::Verify { decision, part } => {
                commit::verify(self, &decision, part).await.map(|()| None)
            }
            Effect::Settle { decision, verdict } => {
                commit::settle(self, &decision, verdict);
                Ok(None)
            }
            Effect::Hold => Ok(Some(Halt::Sleep(None))),
            Effect::End { verdict } => {
                self.end(verdict);
                Ok(Some(Halt::Ended))
            }
        }
    }

    /// Says what keeps the run, and how it goes on.
    fn troubled(&mut self, trouble: Trouble) -> Result<Option<Halt>, Lost> {
        self.fresh = None;
        match trouble {
            Trouble::Away {
                system,
                why,
                retry_after,
            } => {
                let now = self.now();
                let since = self
                    .state()
                    .waiting
                    .as_ref()
                    .map_or(now, |(_, since, _)| *since);
                let until = now.plus(retry_after);
                let known = self.state().waiting.is_some();
                if !known {
                    let headline = format!("Waiting for {system} since {since}: {why}");
                    self.journal.say(Said::new(
                        Kind::Wait,
                        headline,
                        Event::Waiting {
                            system,
                            since,
                            until,
                        },
                    ));
                }
                Ok(Some(Halt::Sleep(Some(until))))
            }
            Trouble::Broken(why) => Ok(Some(self.give_up(Verdict::Failed, &why))),
            Trouble::Unknown(why) => Ok(Some(self.give_up(Verdict::NeedsReview, &why))),
            Trouble::Lost(lost) => Err(lost),
        }
    }

    /// Ends a run that cannot go on. What waits in the queue is withdrawn with it.
    fn give_up(&mut self, verdict: Verdict, why: &str) -> Halt {
        let open: BTreeSet<DecisionId> = self.state().open.keys().cloned().collect();
        for decision in open {
            commit::close(self, &decision, verdict);
        }
        // What was being written ends as what is true of it.
        let begun = self.state().commits.iter();
        let begun: Vec<(DecisionId, Verdict)> = begun
            .map(|(id, (_, commit))| (id.clone(), domain::run::left_as(commit, verdict)))
            .collect();
        let mut verdict = verdict;
        for (decision, left) in begun {
            commit::settle(self, &decision, left);
            verdict = left;
        }
        let verdict = domain::run::given_up(self.state(), verdict);
        self.journal.say(Said::new(
            Kind::Verdict,
            format!("{}: {why}", capital(verdict.phrase())),
            Event::Ended { verdict },
        ));
        Halt::Ended
    }

    fn end(&mut self, verdict: Verdict) {
        let headline = match verdict {
            Verdict::Verified => "Verified: everything was read back as signed".to_owned(),
            Verdict::NoActionNeeded => "No action needed: nothing was proposed".to_owned(),
            Verdict::Rejected => "Rejected: nothing was written".to_owned(),
            Verdict::Expired => "Expired: nobody signed in time, nothing was written".to_owned(),
            Verdict::Stale => "Stale: the org had moved on, nothing was written".to_owned(),
            other => capital(other.phrase()),
        };
        let said = self
            .conclusion()
            .or_else(|| self.saved(verdict))
            .unwrap_or(headline);
        self.journal
            .say(Said::new(Kind::Verdict, said, Event::Ended { verdict }));
    }

    /// What a conclude step said, when that is what ended the run.
    fn conclusion(&self) -> Option<String> {
        let ends = |path: &domain::run::StepPath| {
            self.mission
                .step(path.key())
                .is_some_and(|step| matches!(step.kind, domain::mission::StepKind::Conclude(_)))
        };
        if !self.state().settled.is_empty() {
            return None;
        }
        let path = self
            .state()
            .done
            .keys()
            .find(|path| path.items().is_empty() && ends(path))?;
        self.outputs.said(path)
    }

    /// A run that only saves files has proposed nothing, and has done what it was for.
    fn saved(&self, verdict: Verdict) -> Option<String> {
        let saves = |path: &&domain::run::StepPath| {
            self.mission
                .step(path.key())
                .is_some_and(|step| matches!(step.kind, domain::mission::StepKind::SaveFile(_)))
        };
        let files = self.state().done.keys().filter(saves).count();
        if verdict != Verdict::NoActionNeeded || files == 0 {
            return None;
        }
        let done = match (self.run.trial, files) {
            (true, 1) => "1 file would be saved".to_owned(),
            (true, files) => format!("{files} files would be saved"),
            (false, 1) => "1 file was saved".to_owned(),
            (false, files) => format!("{files} files were saved"),
        };
        Some(format!("No action needed: {done}, nothing was proposed"))
    }

    fn heed(&mut self, request: Request) {
        let by = self.run.request.as_ref().map_or_else(
            || crate::people::system(&self.run.workspace),
            |(_, by)| by.clone(),
        );
        match request {
            Request::Pause if !self.state().paused => {
                self.journal
                    .say(Said::new(Kind::Wait, "Paused", Event::Paused { by: by.clone() }).by(&by));
            }
            Request::Resume if self.state().paused => {
                self.journal.say(
                    Said::new(Kind::Wait, "Resumed", Event::Resumed { by: by.clone() }).by(&by),
                );
            }
            // What is being written is finished first: half a change set helps nobody.
            Request::Cancel if self.state().is_writing() => return,
            Request::Cancel => {
                self.give_up(
                    Verdict::Rejected,
                    "the run was stopped; nothing was written",
                );
            }
            Request::Pause | Request::Resume => {}
        }
        self.journal.answered(request);
    }
}

fn capital(phrase: &str) -> String {
    let mut chars = phrase.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

impl Drive {
    /// The org of this run, seen through the mission's scope.
    pub(crate) async fn org(&mut self) -> Result<Arc<Org>, Trouble> {
        if let Some(org) = &self.org {
            return Ok(org.clone());
        }
        let connection = self.run.connection.clone().ok_or_else(|| {
            Trouble::Broken("no Salesforce org is connected; connect one first".into())
        })?;
        let open = self
            .shared
            .orgs
            .get(&self.run.workspace, &connection)
            .await?;
        let org = Arc::new(open.org(self.mission.scope.clone(), self.outputs.spent()));
        self.org = Some(org.clone());
        Ok(org)
    }
}
