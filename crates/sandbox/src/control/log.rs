//! The request log: what came in, in order, without the secrets.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;
use serde::Serialize;

use crate::http::Call;

/// Kept at once; the oldest goes first.
const MOST: usize = 20_000;

#[derive(Clone, Debug, Serialize)]
pub(super) struct Entry {
    pub(super) number: u64,
    at: String,
    method: String,
    path: String,
    query: String,
    headers: BTreeMap<String, String>,
    body: String,
    /// 0 while unanswered, and when the connection was dropped.
    status: u16,
}

#[derive(Debug, Default)]
pub(super) struct Log {
    entries: VecDeque<Entry>,
    last: u64,
}

impl Log {
    pub(super) fn record(&mut self, call: &Call, at: Timestamp) -> u64 {
        self.last += 1;
        let headers = call
            .headers
            .iter()
            .filter(|(name, _)| name.as_str() != "authorization")
            .map(|(name, value)| {
                (
                    name.to_string(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect();
        if self.entries.len() == MOST {
            self.entries.pop_front();
        }
        self.entries.push_back(Entry {
            number: self.last,
            at: at.to_string(),
            method: call.method.clone(),
            path: call.path.clone(),
            query: call.query.clone(),
            headers,
            body: call.text(),
            status: 0,
        });
        self.last
    }

    pub(super) fn answered(&mut self, number: u64, status: u16) {
        if let Some(entry) = self
            .entries
            .iter_mut()
            .rev()
            .find(|entry| entry.number == number)
        {
            entry.status = status;
        }
    }

    pub(super) fn after(&self, number: u64) -> Vec<Entry> {
        self.entries
            .iter()
            .filter(|entry| entry.number > number)
            .cloned()
            .collect()
    }
}
