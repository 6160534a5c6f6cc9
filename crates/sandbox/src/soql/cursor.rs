//! Queries that have more pages: the ids they found, kept for whoever asked.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::ast::Query;
use crate::id;

/// Kept at once; the oldest goes first.
const MOST: usize = 100;

#[derive(Debug)]
pub(crate) struct Cursor {
    pub(super) query: Query,
    pub(super) ids: Vec<String>,
    pub(super) batch: usize,
    pub(super) user_id: String,
}

#[derive(Debug, Default)]
pub(crate) struct Cursors {
    kept: Mutex<VecDeque<(String, Arc<Cursor>)>>,
    next: AtomicI64,
}

impl Cursors {
    pub(super) fn keep(&self, cursor: Cursor) -> String {
        let name = id::make("01g", self.next.fetch_add(1, Ordering::Relaxed) + 1);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == MOST {
            kept.pop_front();
        }
        kept.push_back((name.clone(), Arc::new(cursor)));
        name
    }

    pub(super) fn find(&self, name: &str, user_id: &str) -> Option<Arc<Cursor>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter()
            .find(|(own, cursor)| own == name && cursor.user_id == user_id)
            .map(|(_, cursor)| Arc::clone(cursor))
    }
}
