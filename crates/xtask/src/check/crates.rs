//! The crates of others: really used, not doubled, not where they do not belong.

use super::{Faults, sources};
use crate::project::Project;
use crate::{Result, process};

/// Named in a manifest is not enough: some source must use them.
const REQUIRED: [&str; 8] = [
    "leptos",
    "axum",
    "tokio",
    "sqlx",
    "serde",
    "reqwest",
    "tower_sessions",
    "oauth2",
];

/// Required from the moment that the part which needs it exists.
const REQUIRED_ONCE: [(&str, &str); 1] = [("rmcp", "server/src/mcp")];

/// Two versions of one of these means two pools, two clients or two routers.
const SINGLE: [&str; 6] = [
    "axum",
    "leptos",
    "libsqlite3-sys",
    "reqwest",
    "sqlx",
    "tokio",
];

/// What would mean that the browser half carries the server along.
const BACKEND: [&str; 10] = [
    "axum",
    "engine",
    "gateway",
    "reasoner",
    "reqwest",
    "salesforce",
    "sandbox",
    "sqlx",
    "store",
    "tokio",
];

pub fn used(project: &Project) -> Result<Faults> {
    let sources = sources::product(project)?;
    let exists = |prefix: &str| {
        sources
            .iter()
            .any(|path| path.to_string_lossy().starts_with(prefix))
    };
    let once = REQUIRED_ONCE
        .iter()
        .filter(|(_, part)| exists(part))
        .map(|(name, _)| *name);
    let mut missing: Vec<&str> = REQUIRED.into_iter().chain(once).collect();
    for path in &sources {
        for (_, line) in sources::code(project, path) {
            missing.retain(|name| !names(&line, name));
        }
    }
    Ok(missing
        .iter()
        .map(|name| format!("no source uses {name}"))
        .collect())
}

pub fn single(project: &Project) -> Result<Faults> {
    let lock: toml::Value =
        toml::from_str(&std::fs::read_to_string(project.root.join("Cargo.lock"))?)?;
    let packages = lock
        .get("package")
        .and_then(toml::Value::as_array)
        .ok_or("Cargo.lock names no packages")?;
    let count = |name: &str| {
        packages
            .iter()
            .filter(|one| one.get("name").and_then(|own| own.as_str()) == Some(name))
            .count()
    };
    let doubled = SINGLE.iter().filter(|name| count(name) > 1);
    let mut faults: Faults = doubled
        .map(|name| format!("{name} is there in {} versions", count(name)))
        .collect();

    let mut cargo = process::cargo(&project.root);
    cargo.args([
        "tree",
        "--workspace",
        "--prefix=none",
        "--format={p} {f}",
        "--edges=normal",
    ]);
    let exact = process::run_quietly(&mut cargo)?;
    if exact
        .lines()
        .any(|line| line.starts_with("serde_json ") && line.contains("arbitrary_precision"))
    {
        faults.push(
            "serde_json has arbitrary_precision: it breaks tagged enums everywhere".to_owned(),
        );
    }
    Ok(faults)
}

pub fn browser(project: &Project) -> Result<Faults> {
    let mut cargo = process::cargo(&project.root);
    cargo.args([
        "tree",
        "--package",
        &project.leptos.lib_package,
        "--no-default-features",
        "--features=hydrate",
    ]);
    cargo.args([
        "--target=wasm32-unknown-unknown",
        "--prefix=none",
        "--format={p}",
        "--edges=normal",
    ]);
    let tree = process::run_quietly(&mut cargo)?;
    let carried = |name: &&&str| {
        tree.lines()
            .any(|line| line.split(' ').next() == Some(**name))
    };
    Ok(BACKEND
        .iter()
        .filter(carried)
        .map(|name| format!("{name} would reach the browser"))
        .collect())
}

/// Whether a line names a crate as a path: `use tokio;`, `tokio::spawn`, `#[tokio::test]`.
fn names(line: &str, name: &str) -> bool {
    let part_of_word = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(name).any(|(at, _)| {
        let begins = !line[..at].ends_with(part_of_word) && !line[..at].ends_with("::");
        let after = &line[at + name.len()..];
        begins
            && (after.starts_with("::")
                || (line.trim_start().starts_with("use ") && after.starts_with(';')))
    })
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_crate_is_used_where_a_path_begins_with_it() {
        assert!(names("use axum::Router;", "axum"));
        assert!(names("    let task = tokio::spawn(work);", "tokio"));
        assert!(names("#[tokio::test]", "tokio"));
        assert!(!names("use leptos_axum::render;", "axum"));
        assert!(!names("let axum = 1;", "axum"));
        assert!(!names("use crate::reqwest::Client;", "reqwest"));
    }
}
