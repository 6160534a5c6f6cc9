//! The org's control desk, off the Salesforce paths: faults, clock, counters, request log, sessions, switches.

mod desk;
mod faults;
mod log;

use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde::Serialize;

pub(crate) use desk::answer;
pub(crate) use faults::Fault;

use crate::http::Call;
use crate::store::Tally;
use faults::Faults;
use log::Log;

/// What the org has done since it was started, successful writes only.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(crate) struct Counters {
    pub(crate) requests: u64,
    pub(crate) merges: u64,
    pub(crate) conversions: u64,
    pub(crate) creates: u64,
    pub(crate) updates: u64,
    pub(crate) deletes: u64,
    pub(crate) undeletes: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Control {
    counters: Mutex<Counters>,
    faults: Mutex<Faults>,
    log: Mutex<Log>,
}

impl Control {
    pub(crate) fn counters(&self) -> Counters {
        *lock(&self.counters)
    }

    pub(crate) fn count(&self, tally: Tally) {
        let mut counters = lock(&self.counters);
        counters.merges += tally.merges;
        counters.conversions += tally.conversions;
        counters.creates += tally.creates;
        counters.updates += tally.updates;
        counters.deletes += tally.deletes;
        counters.undeletes += tally.undeletes;
    }

    fn reset(&self) {
        *lock(&self.counters) = Counters::default();
    }

    /// Writes a call down before it is done, and answers its number.
    pub(crate) fn record(&self, call: &Call, at: Timestamp) -> u64 {
        lock(&self.counters).requests += 1;
        lock(&self.log).record(call, at)
    }

    pub(crate) fn answered(&self, number: u64, status: u16) {
        lock(&self.log).answered(number, status);
    }

    /// The fault that meets this call, if one is set; it is used up once.
    pub(crate) fn fault_for(&self, call: &Call) -> Option<Fault> {
        lock(&self.faults).strike(call)
    }
}

fn lock<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}
