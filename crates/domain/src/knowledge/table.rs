//! Rule tables: what stands in a fenced block ```` ```table NAME HIT ````.

mod read;
mod write;

pub(super) use read::read;

use super::Cell;
use crate::record::FieldName;
use crate::value::Value;
use serde::{Deserialize, Serialize};

/// A table of rules and the section that it stands in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    pub name: String,
    pub section: String,
    pub rules: Rules,
}

/// The three shapes of a table, by what its rows do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rules {
    /// `first`: rows are tried from the top, the first that holds gives the outputs.
    First(DecisionTable),
    /// `rank`: each row is a reason to prefer one record; the first that separates them decides.
    Rank(Vec<Preference>),
    /// `fields`: each row says which value of a field survives.
    Fields(Vec<Survivorship>),
}

/// The word after the table's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hit {
    First,
    Rank,
    Fields,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionTable {
    pub inputs: Vec<String>,
    pub outputs: Vec<String>,
    pub rows: Vec<Row>,
}

/// One rule: a cell for every input, a value for every output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub id: String,
    pub tests: Vec<Cell>,
    pub gives: Vec<Value>,
    #[serde(default)]
    pub because: Option<String>,
}

/// One reason to prefer a record: `contracts`, highest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preference {
    pub id: String,
    pub fact: String,
    pub prefer: Direction,
    #[serde(default)]
    pub because: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Highest,
    Lowest,
    Newest,
    Oldest,
    Yes,
    No,
    Filled,
}

/// Which value of one field survives a merge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survivorship {
    pub id: String,
    pub field: FieldName,
    pub rule: KeepRule,
    /// The field of a further record (a lead) that may give its value.
    #[serde(default)]
    pub extra: Option<FieldName>,
    #[serde(default)]
    pub because: Option<String>,
}

/// How the surviving value is chosen. Empty values never win.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeepRule {
    /// The survivor's stands, even when it is empty.
    Keep,
    /// The survivor's; when it has none the most recently changed record's, and the further record's last.
    Fill,
    /// The most recently changed record's.
    Newest,
    /// The earliest made record's.
    Oldest,
    /// The longest text.
    Longest,
    Highest,
    Lowest,
    /// Yes when any record says yes.
    Yes,
    /// All different texts, one after the other.
    Join,
}

impl Rules {
    pub fn hit(&self) -> Hit {
        match self {
            Self::First(_) => Hit::First,
            Self::Rank(_) => Hit::Rank,
            Self::Fields(_) => Hit::Fields,
        }
    }
}

impl DecisionTable {
    /// Whether the last row takes everything, so that the table always answers.
    pub fn has_default(&self) -> bool {
        self.rows
            .last()
            .is_some_and(|row| row.tests.iter().all(|cell| *cell == Cell::Any))
    }
}

/// The word that stands for each variant in a table, both ways.
macro_rules! words {
    ($name:ident, $what:literal, $($variant:ident = $word:literal),+) => {
        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                match text.trim().to_ascii_lowercase().as_str() {
                    $($word => Ok(Self::$variant),)+
                    other => Err(format!(
                        concat!("`{}` is not ", $what, "; write one of {}"),
                        other,
                        [$($word),+].join(", ")
                    )),
                }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(match self { $(Self::$variant => $word),+ })
            }
        }
    };
}
words!(
    Hit,
    "a kind of table",
    First = "first",
    Rank = "rank",
    Fields = "fields"
);
words!(
    Direction,
    "a way to prefer",
    Highest = "highest",
    Lowest = "lowest",
    Newest = "newest",
    Oldest = "oldest",
    Yes = "yes",
    No = "no",
    Filled = "filled"
);
words!(
    KeepRule,
    "a rule for a value",
    Keep = "keep",
    Fill = "fill",
    Newest = "newest",
    Oldest = "oldest",
    Longest = "longest",
    Highest = "highest",
    Lowest = "lowest",
    Yes = "yes",
    Join = "join"
);
