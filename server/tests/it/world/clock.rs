use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use domain::time::Timestamp;
use engine::{Clock, SystemClock};

/// A clock that runs like the machine's and can be put forward.
#[derive(Clone, Default)]
pub struct TestClock(Arc<AtomicU64>);

impl TestClock {
    pub fn advance(&self, span: Duration) {
        self.0.fetch_add(span.as_secs(), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        SystemClock
            .now()
            .plus(Duration::from_secs(self.0.load(Ordering::SeqCst)))
    }
    fn unique(&self) -> String {
        SystemClock.unique()
    }
    fn secret(&self) -> [u8; 32] {
        SystemClock.secret()
    }
}
