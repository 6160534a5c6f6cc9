//! The org's daily calls, as every answer tells them.

use crate::error::Error;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Calls of the last 24 hours, by everybody in the org.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    pub used: u64,
    pub max: u64,
}

/// How far calls may go, in percent of the org's allowance. What reads leave is there for approved writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reserve {
    pub reads: u8,
    pub writes: u8,
}

impl Default for Reserve {
    fn default() -> Self {
        Self {
            reads: 80,
            writes: 95,
        }
    }
}

/// After this long one call is let through, to learn whether the allowance has come back.
const STALE: Duration = Duration::from_mins(5);

/// What is known now.
#[derive(Debug, Default)]
pub(crate) struct Meter(Mutex<Option<(Budget, Instant)>>);

impl Budget {
    /// From `api-usage=18/15000`, alone or before other entries.
    fn parse(header: &str) -> Option<Self> {
        let usage = header
            .split([';', ','])
            .find_map(|entry| entry.trim().strip_prefix("api-usage="))?;
        let (used, max) = usage.split_once('/')?;
        Some(Self {
            used: used.parse().ok()?,
            max: max.parse().ok()?,
        })
    }
    fn is_past(self, percent: u8) -> bool {
        self.max > 0 && self.used.saturating_mul(100) >= self.max.saturating_mul(u64::from(percent))
    }
}

impl Meter {
    pub(crate) fn read(&self) -> Option<Budget> {
        self.state().map(|(budget, _)| budget)
    }
    pub(crate) fn note(&self, header: &str, now: Instant) {
        if let Some(budget) = Budget::parse(header) {
            *self.lock() = Some((budget, now));
        }
    }
    /// Refuses before anything is sent when the share is used up.
    pub(crate) fn allow(&self, percent: u8, now: Instant) -> Result<(), Error> {
        match self.state() {
            Some((budget, seen)) if budget.is_past(percent) && now < seen + STALE => {
                let retry_after = STALE.saturating_sub(now.duration_since(seen));
                Err(Error::LimitExhausted {
                    used: budget.used,
                    max: budget.max,
                    retry_after,
                })
            }
            _ => Ok(()),
        }
    }
    fn state(&self) -> Option<(Budget, Instant)> {
        *self.lock()
    }
    fn lock(&self) -> std::sync::MutexGuard<'_, Option<(Budget, Instant)>> {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_read_with_and_without_an_apps_own_usage() {
        let budget = Some(Budget {
            used: 18,
            max: 15_000,
        });
        assert_eq!(Budget::parse("api-usage=18/15000"), budget);
        assert_eq!(
            Budget::parse("api-usage=18/15000; per-app-api-usage=17/250(appName=x)"),
            budget
        );
        assert_eq!(Budget::parse("per-app-api-usage=17/250"), None);
    }

    #[test]
    fn reads_stop_before_writes_do_and_try_again_later() {
        let (meter, reserve, now) = (Meter::default(), Reserve::default(), Instant::now());
        assert!(
            meter.allow(reserve.reads, now).is_ok(),
            "nothing is known yet"
        );
        meter.note("api-usage=8100/10000", now);
        assert!(matches!(
            meter.allow(reserve.reads, now),
            Err(Error::LimitExhausted {
                used: 8100,
                max: 10_000,
                ..
            })
        ));
        assert!(meter.allow(reserve.writes, now).is_ok());
        meter.note("api-usage=9500/10000", now);
        assert!(meter.allow(reserve.writes, now).is_err());
        assert!(
            meter.allow(reserve.reads, now + STALE).is_ok(),
            "one call asks how it stands"
        );
    }
}
