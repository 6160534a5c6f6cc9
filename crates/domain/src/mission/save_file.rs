use super::{Reference, Slot, Text};
use crate::file::{Folder, Media};
use serde::{Deserialize, Deserializer, Serialize};

/// Makes one file of what the run knows, and keeps it in a folder. Nothing in Salesforce changes by it, so nobody signs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveFile {
    pub folder: Folder,
    /// Ends in words that say what it is: `Follow-up {items.deals.Name}.md`.
    pub name: Text,
    /// What stands in it …
    #[serde(default)]
    pub body: Option<Text>,
    /// … or whose text is filled: a file in Templates by its name, or a document by its title.
    #[serde(default)]
    pub template: Option<String>,
    /// The records it is about. Those its slots take from are cited besides.
    #[serde(default, deserialize_with = "one_or_many")]
    pub about: Vec<Reference>,
}

impl SaveFile {
    pub fn references(&self) -> Vec<&Reference> {
        self.name
            .references()
            .chain(self.body.iter().flat_map(Text::references))
            .chain(&self.about)
            .collect()
    }

    /// What is wrong with it by itself, whatever the steps before it leave.
    pub fn problems(&self) -> Vec<String> {
        let mut problems = vec![];
        if !self.folder.takes_from_missions() {
            problems.push(format!(
                "a mission saves in `drafts` or `reports`; {} are left to people",
                self.folder.word()
            ));
        }
        let ends_so = match self.name.0.last() {
            Some(Slot::Words(words)) => Media::named(words).is_some_and(Media::is_text),
            _ => false,
        };
        if !ends_so {
            problems.push("`name` ends with `.txt`, `.md` or `.csv`, after all slots: it says what kind of file it is".into());
        }
        match (&self.body, &self.template) {
            (None, None) => {
                problems.push("a file needs a `body`, or the name of a `template`".into());
            }
            (Some(_), Some(_)) => {
                problems.push("a file has a `body` or a `template`, not both".into());
            }
            (Some(body), None) if body.is_empty() => problems.push("`body` is empty".into()),
            (None, Some(name)) if name.trim().is_empty() => {
                problems.push(
                    "`template` is empty: it names a file in Templates, or a document".into(),
                );
            }
            _ => {}
        }
        problems
    }
}

fn one_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Reference>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        One(Reference),
        Many(Vec<Reference>),
    }
    Ok(match OneOrMany::deserialize(from)? {
        OneOrMany::One(one) => vec![one],
        OneOrMany::Many(many) => many,
    })
}
