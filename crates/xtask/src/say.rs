//! What the person at the terminal sees: one line a step, with the seconds since the start.

use std::sync::OnceLock;
use std::time::Instant;

fn seconds() -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs()
}

/// Something begins.
pub fn step(what: &str) {
    eprintln!("[{:>4} s] {what}", seconds());
}

/// Something was chosen or found, worth a line.
pub fn note(what: &str) {
    eprintln!("         {what}");
}

pub fn failed(what: &str) {
    eprintln!("[{:>4} s] failed: {what}", seconds());
}
