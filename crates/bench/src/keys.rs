//! Ids of records that nobody has used yet.

use std::sync::atomic::{AtomicU64, Ordering};

static NEXT: AtomicU64 = AtomicU64::new(1);

/// An id in its 18-character form; digits only, so the checksum of its case is `AAA`.
pub fn fresh() -> String {
    format!("001{:012}AAA", NEXT.fetch_add(1, Ordering::Relaxed))
}
