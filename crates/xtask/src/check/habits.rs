//! What reads badly. Printed, never failing: a person decides.

use super::sources;
use crate::Result;
use crate::project::Project;

const THINK: usize = 250;
const SPLIT: usize = 400;

pub fn remarks(project: &Project) -> Result<Vec<String>> {
    let mut remarks = Vec::new();
    for path in sources::all(project)? {
        let shown = path.display();
        if path.file_name().is_some_and(|name| name == "mod.rs") {
            remarks.push(format!("{shown} is named mod.rs; put noun.rs beside noun/"));
        }
        let vague = ["util", "utils", "helper", "helpers", "common", "misc"];
        if path
            .with_extension("")
            .components()
            .any(|part| vague.iter().any(|word| part.as_os_str() == *word))
        {
            remarks.push(format!("{shown} is a place without a noun"));
        }
        let counted = ["rs", "css", "ts"]
            .iter()
            .any(|ending| path.extension().is_some_and(|own| own == *ending));
        if counted {
            let lines = std::fs::read_to_string(project.root.join(&path))
                .map_or(0, |text| text.lines().count());
            if lines > SPLIT {
                remarks.push(format!("{shown} has {lines} lines; split it by noun"));
            } else if lines > THINK {
                remarks.push(format!("{shown} has {lines} lines"));
            }
        }
    }
    Ok(remarks)
}
