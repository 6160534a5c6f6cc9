use domain::time::Timestamp;

/// Where the time comes from, so that tests can set it. Any `Fn() -> Timestamp` is one.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

impl<F: Fn() -> Timestamp + Send + Sync> Clock for F {
    fn now(&self) -> Timestamp {
        self()
    }
}
