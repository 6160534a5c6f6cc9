//! Which files a list shows, as its address says it: every list can be sent to someone, and works without script.

use domain::file::Folder;
use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub folder: Option<Folder>,
    /// Words of the name; empty for all.
    pub find: String,
    /// Only those of a run, of a mission, of a person, or of a record: then both its object and its id.
    pub run: Option<String>,
    pub mission: Option<String>,
    pub by: Option<String>,
    pub object: Option<String>,
    pub record: Option<String>,
    pub after: Option<String>,
}

impl Part {
    pub fn of(query: &ParamsMap) -> Self {
        let of = |name: &str| query.get(name).filter(|value| !value.is_empty());
        Self {
            folder: of("folder").and_then(|word| word.parse().ok()),
            find: of("find").unwrap_or_default().trim().to_owned(),
            run: of("run"),
            mission: of("mission"),
            by: of("by"),
            object: of("object"),
            record: of("record"),
            after: of("after"),
        }
    }

    /// The same list from its beginning.
    pub fn first(&self) -> Self {
        Self {
            after: None,
            ..self.clone()
        }
    }

    /// What its address says, beside words to find.
    pub fn kept(&self) -> Vec<(&'static str, String)> {
        let all = [
            ("folder", self.folder.map(|folder| folder.word().to_owned())),
            ("run", self.run.clone()),
            ("mission", self.mission.clone()),
            ("by", self.by.clone()),
            ("object", self.object.clone()),
            ("record", self.record.clone()),
        ];
        all.into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }

    pub fn href(&self) -> String {
        let mut asked = self.kept();
        if !self.find.is_empty() {
            asked.push(("find", self.find.clone()));
        }
        if let Some(after) = &self.after {
            asked.push(("after", after.clone()));
        }
        let asked: Vec<String> = asked
            .iter()
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        if asked.is_empty() {
            "/files".to_owned()
        } else {
            format!("/files?{}", asked.join("&"))
        }
    }
}

/// As it stands behind a `?`.
fn encoded(value: &str) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            text.push(char::from(byte));
        } else {
            // Writing to a text cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_which_files_and_nothing_else() {
        assert_eq!(Part::default().href(), "/files");
        let part = Part {
            folder: Some(Folder::Drafts),
            find: "a & b".to_owned(),
            after: Some("17~fil_1".to_owned()),
            ..Part::default()
        };
        assert_eq!(
            part.href(),
            "/files?folder=drafts&find=a%20%26%20b&after=17~fil_1"
        );
        assert_eq!(part.first().href(), "/files?folder=drafts&find=a%20%26%20b");
    }
}
