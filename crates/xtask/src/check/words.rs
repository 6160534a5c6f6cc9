//! What the project does not mention: the machine it was written on, and the tools it was written with.

use super::{Faults, sources};
use crate::Result;
use crate::project::Project;

/// Looked for without regard to case. Each is written in two halves, so that this file does not mention it.
const UNMENTIONED: [&str; 14] = [
    concat!("/wor", "k/"),
    concat!("/roo", "t/"),
    concat!("/home", "/ubuntu"),
    concat!("/Use", "rs/"),
    concat!("registry.npm", "js.org"),
    concat!("registry.yarn", "pkg.com"),
    concat!("static.crates", ".io"),
    concat!("index.crates", ".io"),
    concat!("pypi", ".org"),
    concat!("files.python", "hosted.org"),
    concat!("co-authored", "-by"),
    concat!("clau", "de code"),
    concat!("copi", "lot"),
    concat!("chat", "gpt"),
];

pub fn check(project: &Project) -> Result<Faults> {
    let mut faults = Faults::new();
    for path in sources::all(project)? {
        let Ok(text) = std::fs::read_to_string(project.root.join(&path)) else {
            continue;
        };
        for (index, line) in text.lines().enumerate() {
            let line = line.to_lowercase();
            for word in UNMENTIONED
                .iter()
                .filter(|word| line.contains(&word.to_lowercase()))
            {
                faults.push(format!("{}:{} mentions {word}", path.display(), index + 1));
            }
        }
    }
    Ok(faults)
}
