//! One call to the org: how it is put on the wire, and how a read is repeated when that makes sense.

use crate::answer::Answer;
use crate::client::Client;
use crate::error::Error;
use crate::http;
use crate::oauth::Kept;
use reqwest::Method;
use std::cell::Cell;
use std::future::Future;
use std::hash::{BuildHasher, Hasher};
use std::time::{Duration, Instant};
use tokio::time::sleep;

#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) method: Method,
    /// From the host on, beginning with a slash.
    pub(crate) path: String,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Body,
    pub(crate) token: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum Body {
    None,
    Json(String),
    /// What stands inside `<soapenv:Body>`; the session goes into the header around it.
    Soap(String),
}

/// There was no answer.
#[derive(Debug)]
pub(crate) struct Lost {
    pub(crate) why: String,
    /// The connection was never made, so the org cannot have seen the call.
    pub(crate) unsent: bool,
    /// All the patience there was is used up.
    pub(crate) timed_out: bool,
}

impl Call {
    fn new(method: Method, path: impl Into<String>) -> Self {
        Self {
            method,
            path: path.into(),
            query: vec![],
            headers: vec![],
            body: Body::None,
            token: true,
        }
    }
    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path)
    }
    pub(crate) fn delete(path: impl Into<String>) -> Self {
        Self::new(Method::DELETE, path)
    }
    pub(crate) fn post(path: impl Into<String>, body: Body) -> Self {
        Self {
            body,
            ..Self::new(Method::POST, path)
        }
    }
    pub(crate) fn patch(path: impl Into<String>, body: Body) -> Self {
        Self {
            body,
            ..Self::new(Method::PATCH, path)
        }
    }
    pub(crate) fn without_token(mut self) -> Self {
        self.token = false;
        self
    }
    pub(crate) fn asking(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }
    pub(crate) fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

tokio::task_local! {
    static SENT: Cell<u32>;
}

/// Runs `work` and counts the calls it sends to the org (token calls are not counted, by the org neither).
pub async fn counted<F: Future>(work: F) -> (F::Output, u32) {
    SENT.scope(Cell::new(0), async {
        let output = work.await;
        (output, SENT.with(Cell::get))
    })
    .await
}

/// How often a read is sent again, when waiting is short.
const AGAIN: u32 = 2;
/// Longer than this is not waited here: whoever asked is told when to come back.
const SHORT: Duration = Duration::from_secs(1);

impl Client {
    /// Sends once, waiting no longer than `patience`.
    pub(crate) async fn dispatch(
        &self,
        call: &Call,
        kept: Option<&Kept>,
        patience: Duration,
    ) -> Result<Answer, Lost> {
        let tokens = kept.map(|kept| &kept.tokens);
        let home = tokens
            .and_then(|tokens| tokens.instance.as_ref())
            .unwrap_or(&self.settings.url);
        let mut request = self
            .connection
            .request(call.method.clone(), home.join(&call.path))
            .timeout(patience);
        if !call.query.is_empty() {
            request = request.query(&call.query);
        }
        for (name, value) in &call.headers {
            request = request.header(*name, value);
        }
        request = match (&call.body, tokens) {
            (Body::Soap(inner), tokens) => {
                let session = tokens.map_or("", |tokens| tokens.access.reveal());
                let envelope = crate::soap::envelope(session, inner);
                request
                    .header("Content-Type", "text/xml; charset=UTF-8")
                    .header("SOAPAction", "\"\"")
                    .body(envelope)
            }
            (body, tokens) => {
                if let Some(tokens) = tokens {
                    request = request.bearer_auth(tokens.access.reveal());
                }
                match body {
                    Body::Json(json) => request
                        .header("Content-Type", "application/json")
                        .body(json.clone()),
                    Body::None | Body::Soap(_) => request,
                }
            }
        };
        let _ = SENT.try_with(|sent| sent.set(sent.get() + 1));
        let lost = |error: reqwest::Error| Lost {
            unsent: error.is_connect() || error.is_builder(),
            timed_out: error.is_timeout(),
            why: http::cause(error),
        };
        let answer = request.send().await.map_err(lost)?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        if let Some(usage) = headers
            .get("sforce-limit-info")
            .and_then(|value| value.to_str().ok())
        {
            self.meter.note(usage, Instant::now());
        }
        let body = answer.bytes().await.map_err(|error| Lost {
            unsent: false,
            ..lost(error)
        })?;
        Ok(Answer {
            status,
            headers,
            body: body.to_vec(),
        })
    }

    /// Sends a read: renews a spent token once, and asks again a few times when the org only stumbles.
    pub(crate) async fn read(&self, call: Call) -> Result<Answer, Error> {
        // In a box of its own: everything that reads would otherwise carry the whole of HTTP in its future.
        Box::pin(self.read_on(call)).await
    }

    async fn read_on(&self, call: Call) -> Result<Answer, Error> {
        let limit = self.settings.reserve.reads;
        self.meter.allow(limit, Instant::now())?;
        let mut kept = None;
        if call.token {
            kept = Some(self.session.tokens().await?);
        }
        let (mut renewed, mut again) = (false, 0);
        loop {
            let sent = self.dispatch(&call, kept.as_ref(), self.settings.patience);
            let (error, long) = match sent.await {
                Ok(answer) if answer.is_ok() => return Ok(answer),
                Ok(answer) => {
                    let refusal = answer.refusal();
                    let spent = kept.as_ref().filter(|_| refusal.is_expired_session());
                    if let Some(spent) = spent.filter(|_| !renewed) {
                        kept = Some(self.session.renew(spent.version).await?);
                        renewed = true;
                        continue;
                    }
                    let long = refusal.retry_after.is_some_and(|told| told > SHORT);
                    (self.with_figures(refusal.into_error()), long)
                }
                Err(lost) => (Error::unreachable(lost.why), lost.timed_out),
            };
            let stumble = matches!(error, Error::Unreachable { .. } | Error::Locked { .. });
            if !stumble || long || again == AGAIN {
                return Err(error);
            }
            again += 1;
            sleep(jitter(Duration::from_millis(150) * again)).await;
        }
    }

    /// The org's refusal for a used-up day tells no figures; the header of an earlier answer did.
    pub(crate) fn with_figures(&self, error: Error) -> Error {
        match (error, self.budget()) {
            (Error::LimitExhausted { retry_after, .. }, Some(budget)) => Error::LimitExhausted {
                used: budget.used,
                max: budget.max,
                retry_after,
            },
            (error, _) => error,
        }
    }
}

/// Between half of `usual` and one and a half, so that many callers do not come back at once. No result depends on it.
pub(crate) fn jitter(usual: Duration) -> Duration {
    let chance = std::hash::RandomState::new().build_hasher().finish() % 1000;
    usual / 2 + usual * u32::try_from(chance).unwrap_or(0) / 1000
}
