//! A clock that runs like the machine's and can be put forward.

use domain::time::Timestamp;
use engine::{Clock, SystemClock};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

#[derive(Clone, Default)]
pub struct TestClock(Arc<AtomicU64>);

impl TestClock {
    pub fn advance(&self, span: Duration) {
        let seconds = span.as_secs();
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        let ahead = Duration::from_secs(self.0.load(Ordering::SeqCst));
        SystemClock.now().plus(ahead)
    }
    fn unique(&self) -> String {
        SystemClock.unique()
    }
    fn secret(&self) -> [u8; 32] {
        SystemClock.secret()
    }
}
