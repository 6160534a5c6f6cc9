//! Where things stand.

use super::{Faults, sources};
use crate::Result;
use crate::project::Project;

const TOP: [&str; 8] = [
    "Cargo.toml",
    "app",
    "server",
    "crates",
    "style",
    "migrations",
    "end2end",
    "public",
];

/// Only these two speak SQL: the store, and the sandbox org over a database of its own.
const SQL: [&str; 2] = ["crates/store", "crates/sandbox"];

pub fn folders(project: &Project) -> Result<Faults> {
    let mut faults = Faults::new();
    for name in TOP {
        if !project.root.join(name).try_exists()? {
            faults.push(format!("{name} is missing"));
        }
    }
    Ok(faults)
}

pub fn sql(project: &Project) -> Result<Faults> {
    let mut faults = Faults::new();
    for path in sources::product(project)? {
        if SQL.iter().any(|place| path.starts_with(place)) {
            continue;
        }
        for (number, line) in sources::code(project, &path) {
            if line.contains("sqlx::") || line.contains("use sqlx") {
                faults.push(format!("{}:{number} uses sqlx", path.display()));
            }
        }
    }
    Ok(faults)
}
