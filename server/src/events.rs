//! Observations as they come, by server-sent events.
//!
//! The id of an event is the observation's number, so a stream can be left and rejoined: what is asked for is what comes
//! after a number. The store is read page by page; a broadcast only says that looking is worth while.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use domain::id::RunId;
use domain::observation::{Event as Happened, Observation};
use engine::{Caller, StepView};
use futures_util::Stream;
use serde::Deserialize;
use serde_json::json;
use store::{Change, Changes};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use crate::api::{Answer, Asked, Named};
use crate::auth::{Credential, SignedIn};
use crate::portal::Portal;

/// Observations read at once.
const PAGE: u32 = 100;
/// A sign-in is looked at again this often, and whenever people change.
const AGAIN: Duration = Duration::from_mins(1);
/// After so long a browser takes up a line that broke.
const BACK: Duration = Duration::from_secs(1);
/// A lost message delays an observation by no more than this.
const NET: Duration = Duration::from_secs(5);

#[derive(Deserialize)]
pub struct After {
    #[serde(default)]
    after: u64,
}

/// `/runs/{id}/observations`: lines of the rail, as the page shows them.
pub async fn for_pages(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    credential: Credential,
    Named(run): Named<RunId>,
    Asked(asked): Asked<After>,
    headers: HeaderMap,
) -> Answer<impl IntoResponse> {
    let steps = portal.engine.run(&caller, &run).await?.steps;
    let line = move |observation: &Observation| entry(observation, &steps).to_string();
    Ok(follow(
        portal,
        caller,
        credential,
        run,
        begin(&headers, &asked),
        line,
    ))
}

/// `/api/v1/runs/{id}/events`: whole observations.
pub async fn for_programs(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    credential: Credential,
    Named(run): Named<RunId>,
    Asked(asked): Asked<After>,
    headers: HeaderMap,
) -> Answer<impl IntoResponse> {
    portal.engine.run(&caller, &run).await?;
    let line = |observation: &Observation| json!(observation).to_string();
    Ok(follow(
        portal,
        caller,
        credential,
        run,
        begin(&headers, &asked),
        line,
    ))
}

/// What a browser says when it comes back wins over what the page said when it was made.
fn begin(headers: &HeaderMap, asked: &After) -> u64 {
    let last = headers
        .get("last-event-id")
        .and_then(|id| id.to_str().ok()?.parse().ok());
    last.unwrap_or(asked.after)
}

/// A line of the rail, as the page reads it.
fn entry(observation: &Observation, steps: &[StepView]) -> serde_json::Value {
    let step = observation
        .path
        .as_ref()
        .and_then(|path| steps.iter().find(|step| step.key.as_str() == path.key()));
    json!({
        "number": observation.number,
        "kind": observation.kind,
        "at": observation.at,
        "step": step.map(|step| &step.label),
        "headline": observation.headline,
    })
}

fn follow(
    portal: Portal,
    caller: Caller,
    credential: Credential,
    run: RunId,
    after: u64,
    line: impl Fn(&Observation) -> String + Send + Sync + 'static,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let (sender, receiver) = mpsc::channel(16);
    // Subscribed before the first look: what comes in between is not missed.
    let changes = portal.engine.store().changes();
    let watch = Watch {
        portal,
        caller,
        credential,
        run,
        after,
        changes,
    };
    tokio::spawn(watch.tell(sender, line));
    let events = futures_util::stream::unfold(receiver, async |mut receiver| {
        Some((Ok(receiver.recv().await?), receiver))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

struct Watch {
    portal: Portal,
    caller: Caller,
    credential: Credential,
    run: RunId,
    after: u64,
    changes: Changes,
}

/// Why a stream stops.
enum Over {
    /// The run has ended and everything was told.
    Ended,
    /// The reader left, may read no longer, or the server stops: whoever still cares comes back.
    Broken,
}

enum Page {
    /// There is probably more.
    Whole,
    Last,
    Over(Over),
}

impl Watch {
    async fn tell(
        mut self,
        sender: mpsc::Sender<Event>,
        line: impl Fn(&Observation) -> String + Send + Sync,
    ) {
        if let Over::Ended = self.tell_all(&sender, line).await {
            // Without it a browser would take the end for a broken line and ask again.
            let _ = sender
                .send(Event::default().event("ended").data("{}"))
                .await;
        }
    }

    async fn tell_all(
        &mut self,
        sender: &mpsc::Sender<Event>,
        line: impl Fn(&Observation) -> String + Send + Sync,
    ) -> Over {
        // A line that breaks is taken up again soon.
        let hello = Event::default().retry(BACK);
        if sender.send(hello).await.is_err() {
            return Over::Broken;
        }
        let mut trusted_until = Instant::now() + AGAIN;
        // Who comes after the end finds no last observation to stop at.
        let mut looked = false;
        loop {
            match self.tell_page(sender, &line).await {
                Page::Whole => continue,
                Page::Last => {}
                Page::Over(over) => return over,
            }
            if !looked {
                looked = true;
                match self.portal.engine.run(&self.caller, &self.run).await {
                    Ok(run) if run.summary.ended_at.is_none() => {}
                    // It may have ended since the page was read.
                    Ok(run) if run.summary.last_number > self.after => continue,
                    Ok(_) => return Over::Ended,
                    Err(_) => return Over::Broken,
                }
            }
            if self.sleep(sender, &mut trusted_until).await.is_none() {
                return Over::Broken;
            }
        }
    }

    async fn tell_page(
        &mut self,
        sender: &mpsc::Sender<Event>,
        line: impl Fn(&Observation) -> String + Send + Sync,
    ) -> Page {
        let page = match self
            .portal
            .engine
            .observations(&self.caller, &self.run, self.after, PAGE)
            .await
        {
            Ok(page) => page,
            Err(error) => {
                tracing::debug!(run = %self.run, "a stream broke: {error}");
                return Page::Over(Over::Broken);
            }
        };
        let whole = page.len() == PAGE as usize;
        for observation in page {
            self.after = observation.number;
            let event = Event::default()
                .id(observation.number.to_string())
                .data(line(&observation));
            if sender.send(event).await.is_err() {
                return Page::Over(Over::Broken);
            }
            if matches!(observation.event, Happened::Ended { .. }) {
                return Page::Over(Over::Ended);
            }
        }
        if whole { Page::Whole } else { Page::Last }
    }

    /// Sleeps until there may be something new; none when the stream has to stop.
    async fn sleep(
        &mut self,
        sender: &mpsc::Sender<Event>,
        trusted_until: &mut Instant,
    ) -> Option<()> {
        let net = Instant::now() + NET;
        loop {
            let people_changed = tokio::select! {
                () = sender.closed() => return None,
                () = self.portal.stopping.cancelled() => return None,
                () = sleep_until(net) => return Some(()),
                () = sleep_until(*trusted_until) => true,
                change = self.changes.next() => match change? {
                    Change::Run(run) if run == self.run => return Some(()),
                    Change::Missed => return Some(()),
                    Change::Workspace(workspace) => workspace == self.caller.workspace,
                    _ => false,
                },
            };
            if people_changed {
                (self.caller, _) = self.portal.who(&self.credential).await.ok()??;
                *trusted_until = Instant::now() + AGAIN;
            }
        }
    }
}
