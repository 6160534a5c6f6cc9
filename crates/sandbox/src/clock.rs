//! The org's own clock: the machine's, moved by what a test asked for.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

#[derive(Debug, Default)]
pub(crate) struct Clock {
    offset_millis: AtomicI64,
}

impl Clock {
    pub(crate) fn starting_at(offset_seconds: i64) -> Self {
        Self {
            offset_millis: AtomicI64::new(offset_seconds * 1000),
        }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "this is the door time comes in through"
    )]
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::now() + SignedDuration::from_millis(self.offset_millis.load(Ordering::Relaxed))
    }

    pub(crate) fn offset_seconds(&self) -> i64 {
        self.offset_millis.load(Ordering::Relaxed) / 1000
    }

    pub(crate) fn set_offset(&self, seconds: i64) {
        self.offset_millis
            .store(seconds.saturating_mul(1000), Ordering::Relaxed);
    }

    pub(crate) fn advance(&self, seconds: i64) {
        self.offset_millis
            .fetch_add(seconds.saturating_mul(1000), Ordering::Relaxed);
    }
}
