//! Time and chance come in through this door, so that tests can hold both still.

use domain::time::Timestamp;

pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
    /// A text that sorts by time and is never given twice: the unique part of an id.
    fn unique(&self) -> String;
    /// Bytes nobody can guess.
    fn secret(&self) -> [u8; 32];
}

/// The machine's own clock and chance.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap_or_default();
        Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    fn unique(&self) -> String {
        uuid::Uuid::now_v7().simple().to_string()
    }
    fn secret(&self) -> [u8; 32] {
        rand::random()
    }
}
