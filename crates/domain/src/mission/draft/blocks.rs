//! The kinds of steps as a palette shows them, how one begins, and what an unfinished one still needs.

use toml::{Table, Value};

/// A kind of step, in the words of people who compose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// As the file says it.
    pub word: &'static str,
    pub title: &'static str,
    /// What it does, in a sentence.
    pub purpose: &'static str,
    pub group: Group,
}

/// What steps are for, in the order of a mission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Find,
    Think,
    Steer,
    /// Always asks first.
    Act,
    /// Stays in the portal: nothing is sent, and nobody is asked.
    Keep,
}

impl Group {
    pub fn title(self) -> &'static str {
        match self {
            Self::Find => "Find",
            Self::Think => "Think",
            Self::Steer => "Steer",
            Self::Act => "Act, always asks first",
            Self::Keep => "Keep here, nothing is sent",
        }
    }
}

/// Every kind there is, in the order of the palette.
pub const KINDS: [Kind; 9] = [
    Kind {
        word: "read",
        title: "Read records",
        purpose: "Reads records of one object",
        group: Group::Find,
    },
    Kind {
        word: "knowledge",
        title: "Look up a policy",
        purpose: "Finds the document that applies today",
        group: Group::Find,
    },
    Kind {
        word: "match",
        title: "Compare records",
        purpose: "Weighs whether records are the same",
        group: Group::Think,
    },
    Kind {
        word: "decide",
        title: "Apply a rule",
        purpose: "Decides by rules, a table or an expression",
        group: Group::Think,
    },
    Kind {
        word: "branch",
        title: "If, otherwise",
        purpose: "Goes one way or another",
        group: Group::Steer,
    },
    Kind {
        word: "for_each",
        title: "For each record",
        purpose: "Does its steps once for each item",
        group: Group::Steer,
    },
    Kind {
        word: "conclude",
        title: "End here",
        purpose: "Ends without a proposal, and says why",
        group: Group::Steer,
    },
    Kind {
        word: "propose",
        title: "Propose a change",
        purpose: "Leaves a change set to be signed",
        group: Group::Act,
    },
    Kind {
        word: "save_file",
        title: "Save a file",
        purpose: "Keeps a draft or a report, filled from what was read",
        group: Group::Keep,
    },
];

impl Kind {
    pub fn of(word: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.word == word)
    }
}

/// What a new step of that kind says already.
pub(super) fn begun(word: &str) -> Table {
    let text = |text: &str| Value::String(text.to_owned());
    let list = |items: Vec<Table>| Value::Array(items.into_iter().map(Value::Table).collect());
    let table = |entries: Vec<(&str, Value)>| -> Table {
        entries
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    };
    match word {
        "branch" => table(vec![
            ("otherwise", text("otherwise")),
            (
                "case",
                list(vec![table(vec![
                    ("name", text("yes")),
                    ("when", Value::Array(vec![])),
                ])]),
            ),
        ]),
        "conclude" => table(vec![
            ("verdict", text("no_action_needed")),
            ("because", text("")),
        ]),
        "propose" => table(vec![("title", text("")), ("part", Value::Array(vec![]))]),
        "save_file" => table(vec![
            ("folder", text("drafts")),
            ("name", text("")),
            ("body", text("")),
        ]),
        _ => Table::new(),
    }
}

/// The first thing a step still needs before it can be checked at all, as an errand for whoever composes it.
pub(super) fn missing(block: &Table) -> Option<&'static str> {
    let none = |name: &str| match block.get(name) {
        None => true,
        Some(Value::String(text)) => text.trim().is_empty(),
        Some(Value::Array(items)) => items.is_empty(),
        Some(_) => false,
    };
    let errands: &[(&str, &'static str)] = match block.get("kind").and_then(Value::as_str)? {
        "read" => &[
            ("object", "choose what to read"),
            ("fields", "choose the fields it needs"),
        ],
        "knowledge" => &[("document", "choose which policy to look up")],
        "match" => &[
            ("left", "choose what to compare"),
            ("right", "choose what to compare it with"),
            ("compare", "choose what counts for being the same"),
        ],
        "branch" => &[
            ("case", "add a case"),
            ("otherwise", "name the case for all the rest"),
        ],
        "for_each" => &[("over", "choose the list to go through")],
        "conclude" => &[("because", "say why it ends here")],
        "propose" => &[
            ("title", "give the proposal a title"),
            ("part", "add what it proposes to change"),
        ],
        "save_file" => &[
            ("folder", "choose a folder"),
            ("name", "give the file a name"),
        ],
        _ => &[],
    };
    let missing = errands
        .iter()
        .find(|(name, _)| none(name))
        .map(|(_, errand)| *errand);
    missing.or_else(|| {
        let cases = block.get("case").and_then(Value::as_array)?;
        let unasked = |case: &Value| {
            case.get("when")
                .and_then(Value::as_array)
                .is_none_or(Vec::is_empty)
        };
        cases
            .iter()
            .any(unasked)
            .then_some("say when this case is taken")
    })
}
