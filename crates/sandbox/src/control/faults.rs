//! Faults: what goes wrong, for which calls, how many times.

use std::time::Duration;

use serde::Deserialize;

use crate::http::{Answer, Call};
use crate::refusal::Refusal;
use crate::soap;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fault {
    Unavailable { retry_after: Option<u64> },
    LimitExceeded,
    LockRow,
    ExpiredSession,
    Html500,
    Slow(Duration),
    DropBefore,
    DropAfter,
}

impl Fault {
    /// The answer given without doing anything, for faults that have one.
    pub(crate) fn instead(&self, call: &Call) -> Option<Answer> {
        let refusal = match self {
            Self::Unavailable { .. } => {
                Refusal::new(503, "SERVER_UNAVAILABLE", "Server temporarily unavailable")
            }
            Self::LimitExceeded => Refusal::new(
                403,
                "REQUEST_LIMIT_EXCEEDED",
                "TotalRequests Limit exceeded.",
            ),
            Self::LockRow => Refusal::bad(
                "UNABLE_TO_LOCK_ROW",
                "unable to obtain exclusive access to this record or 1 records: 001000000000000AAA",
            ),
            Self::Html500 => {
                return Some(Answer::text(
                    500,
                    "text/html",
                    "<html><body><h1>Internal Server Error</h1></body></html>".to_owned(),
                ));
            }
            Self::ExpiredSession | Self::Slow(_) | Self::DropBefore | Self::DropAfter => {
                return None;
            }
        };
        let answer = if soap::is_soap(call) && !matches!(self, Self::Unavailable { .. }) {
            soap::fault(&refusal)
        } else {
            refusal.into()
        };
        Some(match self {
            Self::Unavailable {
                retry_after: Some(seconds),
            } => answer.with("retry-after", seconds.to_string()),
            _ => answer,
        })
    }
}

/// As it is posted.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Order {
    #[serde(default)]
    when: When,
    fault: String,
    #[serde(default)]
    retry_after: Option<u64>,
    #[serde(default)]
    millis: Option<u64>,
    #[serde(default)]
    times: Option<u64>,
}

#[derive(Clone, Debug, Default, Deserialize)]
struct When {
    #[serde(default)]
    method: Option<String>,
    #[serde(default)]
    path_contains: Option<String>,
    #[serde(default)]
    body_contains: Option<String>,
}

#[derive(Debug, Default)]
pub(super) struct Faults {
    set: Vec<(When, Fault, u64)>,
}

impl Faults {
    /// Takes a fault in; an unknown name is refused.
    pub(super) fn add(&mut self, order: Order) -> Result<(), Refusal> {
        let fault = match order.fault.as_str() {
            "unavailable" => Fault::Unavailable {
                retry_after: order.retry_after,
            },
            "limit_exceeded" => Fault::LimitExceeded,
            "lock_row" => Fault::LockRow,
            "expired_session" => Fault::ExpiredSession,
            "html_500" => Fault::Html500,
            "slow" => Fault::Slow(Duration::from_millis(order.millis.unwrap_or(1_000))),
            "drop_before" => Fault::DropBefore,
            "drop_after" => Fault::DropAfter,
            other => {
                return Err(Refusal::bad(
                    "UNKNOWN_FAULT",
                    format!("no such fault: {other}"),
                ));
            }
        };
        self.set.push((order.when, fault, order.times.unwrap_or(1)));
        Ok(())
    }

    pub(super) fn clear(&mut self) {
        self.set.clear();
    }

    pub(super) fn strike(&mut self, call: &Call) -> Option<Fault> {
        let at = self
            .set
            .iter()
            .position(|(when, _, times)| *times > 0 && when.meets(call))?;
        let (_, fault, times) = &mut self.set[at];
        *times -= 1;
        let fault = fault.clone();
        self.set.retain(|(_, _, times)| *times > 0);
        Some(fault)
    }
}

impl When {
    fn meets(&self, call: &Call) -> bool {
        self.method
            .as_ref()
            .is_none_or(|method| method.eq_ignore_ascii_case(&call.method))
            && self
                .path_contains
                .as_ref()
                .is_none_or(|part| call.path.contains(part) || call.query.contains(part))
            && self
                .body_contains
                .as_ref()
                .is_none_or(|part| call.text().contains(part))
    }
}
