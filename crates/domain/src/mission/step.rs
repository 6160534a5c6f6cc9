use super::{
    Condition, Decide, FieldTest, Operand, Place, Propose, Reference, SaveFile, Test, Text,
};
use crate::knowledge::Kind;
use crate::matching::MatchRules;
use crate::query::{Direction, SearchIn};
use crate::record::{FieldName, ObjectName};
use crate::run::StepKey;
use crate::verdict::Verdict;
use serde::{Deserialize, Serialize};

/// One step: a general kind, and what this mission asks of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    pub key: StepKey,
    /// What the steps list calls it; its key when there is none.
    pub label: Option<String>,
    pub under: Place,
    pub kind: StepKind,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    Read(Read),
    Match(Match),
    Knowledge(Knowledge),
    Decide(Decide),
    Branch(Branch),
    ForEach(ForEach),
    Propose(Propose),
    SaveFile(SaveFile),
    Conclude(Conclude),
}

/// Reads records of one object: one by its id, those that fit all of `where`, or the union of bounded look-ups.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Read {
    pub object: ObjectName,
    pub fields: Vec<FieldName>,
    #[serde(default)]
    pub record: Option<Reference>,
    #[serde(default, rename = "where")]
    pub filter: Vec<FieldTest>,
    #[serde(default)]
    pub any: Vec<Lookup>,
    /// `CreatedDate` or `-CreatedDate`.
    #[serde(default)]
    pub order: Option<String>,
    /// Most rows of each look-up.
    #[serde(default = "Read::usual_limit")]
    pub limit: u32,
}

/// One of several look-ups whose results are joined. One that has nothing to ask with is left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lookup {
    /// Full text: in which fields, and the words that must all occur.
    #[serde(default)]
    pub search: Option<SearchIn>,
    #[serde(default)]
    pub words: Option<Operand>,
    #[serde(default, rename = "where")]
    pub filter: Vec<FieldTest>,
}

/// Weighs one record against others, in bits, with evidence for and against.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Match {
    pub left: Reference,
    pub right: Vec<Reference>,
    pub rules: MatchRules,
}

/// Finds the document of a kind that applies today. Its tables are then there as `steps.KEY.TABLE`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Knowledge {
    pub document: Kind,
    #[serde(default)]
    pub object: Option<ObjectName>,
}

/// Chooses the first case whose rows all hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Branch {
    #[serde(rename = "case")]
    pub cases: Vec<Case>,
    /// The case when none holds.
    pub otherwise: String,
    /// The case when it cannot be known; without one the run ends as "needs review".
    #[serde(default)]
    pub unknown: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub name: String,
    pub when: Condition,
}

/// Does the steps under it once for each item of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForEach {
    pub over: Reference,
    #[serde(default = "ForEach::usual_most")]
    pub most: u32,
}

/// Ends the run, or the item of a for-each, without a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conclude {
    pub verdict: Verdict,
    pub because: Text,
}

impl Read {
    fn usual_limit() -> u32 {
        50
    }
    /// The order asked for, parsed.
    pub fn order_by(&self) -> Result<Vec<(FieldName, Direction)>, String> {
        let Some(text) = &self.order else {
            return Ok(vec![]);
        };
        let (name, direction) = match text.strip_prefix('-') {
            Some(name) => (name, Direction::Descending),
            None => (text.as_str(), Direction::Ascending),
        };
        Ok(vec![(
            name.parse()
                .map_err(|why: crate::record::NotAName| why.to_string())?,
            direction,
        )])
    }
}

impl ForEach {
    fn usual_most() -> u32 {
        200
    }
}

impl Branch {
    pub fn case_names(&self) -> impl Iterator<Item = &str> {
        self.cases
            .iter()
            .map(|case| case.name.as_str())
            .chain([self.otherwise.as_str()])
            .chain(self.unknown.as_deref())
    }
}

impl StepKind {
    /// The word the file says: `kind = "read"`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Read(_) => "read",
            Self::Match(_) => "match",
            Self::Knowledge(_) => "knowledge",
            Self::Decide(_) => "decide",
            Self::Branch(_) => "branch",
            Self::ForEach(_) => "for_each",
            Self::Propose(_) => "propose",
            Self::SaveFile(_) => "save_file",
            Self::Conclude(_) => "conclude",
        }
    }

    /// Everything it refers to.
    pub fn references(&self) -> Vec<&Reference> {
        match self {
            Self::Read(read) => {
                let tests = read
                    .filter
                    .iter()
                    .chain(read.any.iter().flat_map(|lookup| &lookup.filter));
                let words = read.any.iter().filter_map(|lookup| lookup.words.as_ref());
                read.record
                    .iter()
                    .chain(tests.flat_map(|test| test.right.references()))
                    .chain(words.flat_map(Operand::references))
                    .collect()
            }
            Self::Match(one) => std::iter::once(&one.left).chain(&one.right).collect(),
            Self::Knowledge(_) => vec![],
            Self::Decide(decide) => decide.references(),
            Self::Branch(branch) => branch
                .cases
                .iter()
                .flat_map(|case| &case.when)
                .flat_map(Test::references)
                .collect(),
            Self::ForEach(each) => vec![&each.over],
            Self::Propose(propose) => propose.references(),
            Self::SaveFile(save) => save.references(),
            Self::Conclude(conclude) => conclude.because.references().collect(),
        }
    }
}
