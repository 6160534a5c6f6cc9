//! The files of the project, as far as they are or would be committed.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::project::Project;
use crate::{Result, process};

/// Paths from the root, sorted. What git ignores is not ours.
pub fn all(project: &Project) -> Result<Vec<PathBuf>> {
    let mut git = Command::new("git");
    git.args([
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
        "-z",
    ])
    .current_dir(&project.root);
    let listed = process::run_quietly(&mut git)?;
    let mut paths: Vec<_> = listed
        .split('\0')
        .filter(|path| !path.is_empty())
        .map(PathBuf::from)
        .collect();
    paths.retain(|path| project.root.join(path).is_file());
    paths.sort();
    paths.dedup();
    Ok(paths)
}

/// Rust files outside the front door, which is no part of the product.
pub fn product(project: &Project) -> Result<Vec<PathBuf>> {
    let mut paths = all(project)?;
    paths.retain(|path| {
        path.extension().is_some_and(|ending| ending == "rs") && !path.starts_with("crates/xtask")
    });
    Ok(paths)
}

/// A file's lines with their numbers, comments left out. Files that are not text have none.
pub fn code(project: &Project, path: &Path) -> Vec<(usize, String)> {
    let text = std::fs::read_to_string(project.root.join(path)).unwrap_or_default();
    let lines = text
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.to_owned()));
    lines
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .collect()
}
