//! What the figures stand on: how busy the machine is, and how fast its disk makes something durable.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use crate::Result;
use crate::spread::Spread;

const TRIES: usize = 200;
const PAGE: [u8; 4096] = [7; 4096];

/// One line to print above the tables. The disk is the one of this folder.
pub fn told(folder: &Path) -> Result<String> {
    let path = folder.join("probe");
    let mut file = File::create(&path)?;
    let mut took = Spread::default();
    for _ in 0..TRIES {
        file.write_all(&PAGE)?;
        let begun = Instant::now();
        file.sync_data()?;
        took.add(begun.elapsed());
    }
    std::fs::remove_file(path)?;
    let load = std::fs::read_to_string("/proc/loadavg")?;
    Ok(format!(
        "This machine, before: fdatasync p50 {:.2} ms, p99 {:.2} ms; load {}",
        took.percentile(50),
        took.percentile(99),
        load.split_whitespace().next().unwrap_or_default()
    ))
}
