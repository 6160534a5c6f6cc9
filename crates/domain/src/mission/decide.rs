use super::{Condition, Operand, Reference, Test, Text, ValueType};
use crate::record::FieldName;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How a step decides: by a table of a document, by rules of its own, or by one expression.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Decide {
    Table(AskTable),
    Rules(Rules),
    Expression(Formula),
}

/// Asks a table of a document. What it is asked depends on the table: an ordinary one takes `inputs`, one that ranks
/// takes `among` and `facts`, one of field survivorship takes `survivor`, `among` and perhaps `also`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskTable {
    /// `steps.policy.survivor`: a knowledge step, and the name of a table in what it found.
    pub table: Reference,
    #[serde(default)]
    pub inputs: BTreeMap<String, Operand>,
    #[serde(default)]
    pub among: Vec<Reference>,
    #[serde(default)]
    pub facts: Vec<Fact>,
    #[serde(default)]
    pub survivor: Option<Reference>,
    /// A record of another object that may fill what all the others leave empty.
    #[serde(default)]
    pub also: Option<Reference>,
}

/// What is decided, by name; later steps refer to `steps.KEY.NAME`.
pub type Outputs = BTreeMap<String, Operand>;

/// Rules of the mission itself, tried from the top: the first that holds decides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    #[serde(rename = "rule")]
    pub rules: Vec<Rule>,
    /// What is decided when no rule holds. A file that leaves it out is told so by the check.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<Outputs>,
    /// What is decided when it cannot be known; without it the case goes to a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<Outputs>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What runs call it; `rule 2` without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub when: Condition,
    pub then: Outputs,
    /// Why it is so, for people; the rows themselves, as a sentence, without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<Text>,
}

/// One expression over named inputs. Its value is there as `steps.KEY.value`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Formula {
    pub expression: String,
    pub gives: ValueType,
    #[serde(default)]
    pub inputs: BTreeMap<String, Operand>,
    /// Of which type inputs are that come out of records. A value of another type is not taken: the result is then unknown.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub takes: BTreeMap<String, ValueType>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<Outputs>,
}

/// Something a ranking may look at, for each record it ranks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    pub name: String,
    /// A field of the record itself …
    #[serde(default)]
    pub field: Option<FieldName>,
    /// … or something about the records that point to it.
    #[serde(default)]
    pub of: Option<FactSource>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactSource {
    pub records: Reference,
    /// The field that points to the ranked record.
    pub by: FieldName,
    pub take: Take,
    #[serde(default)]
    pub field: Option<FieldName>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Take {
    Count,
    Sum,
    Latest,
    Earliest,
}

impl Decide {
    pub fn references(&self) -> Vec<&Reference> {
        match self {
            Self::Table(asks) => asks.references(),
            Self::Rules(rules) => rules.references(),
            Self::Expression(formula) => {
                let inputs = formula.inputs.values();
                inputs
                    .chain(formula.unknown.iter().flat_map(BTreeMap::values))
                    .flat_map(Operand::references)
                    .collect()
            }
        }
    }
}

impl AskTable {
    fn references(&self) -> Vec<&Reference> {
        let facts = self
            .facts
            .iter()
            .filter_map(|fact| Some(&fact.of.as_ref()?.records));
        let inputs = self.inputs.values().flat_map(Operand::references);
        std::iter::once(&self.table)
            .chain(inputs)
            .chain(&self.among)
            .chain(facts)
            .chain(&self.survivor)
            .chain(&self.also)
            .collect()
    }
}

impl Rules {
    /// What is decided in each case, with the words for the case.
    pub fn outcomes(&self) -> impl Iterator<Item = (String, &Outputs)> {
        let rules = self.rules.iter().enumerate();
        rules
            .map(|(at, rule)| (rule.called(at), &rule.then))
            .chain(
                self.otherwise
                    .iter()
                    .map(|then| ("`otherwise`".into(), then)),
            )
            .chain(self.unknown.iter().map(|then| ("`unknown`".into(), then)))
    }

    /// The names that later steps can refer to.
    pub fn names(&self) -> BTreeSet<&str> {
        self.outcomes()
            .flat_map(|(_, outputs)| outputs.keys())
            .map(String::as_str)
            .collect()
    }

    fn references(&self) -> Vec<&Reference> {
        let rows = self.rules.iter().flat_map(|rule| &rule.when);
        let outputs = self.outcomes().flat_map(|(_, outputs)| outputs.values());
        let because = self.rules.iter().filter_map(|rule| rule.because.as_ref());
        rows.flat_map(Test::references)
            .chain(outputs.flat_map(Operand::references))
            .chain(because.flat_map(Text::references))
            .collect()
    }
}

impl Rule {
    /// Its name, or its place in the order of the file.
    pub fn called(&self, at: usize) -> String {
        self.name
            .clone()
            .unwrap_or_else(|| format!("rule {}", at + 1))
    }
}

impl Formula {
    /// The types of the inputs, as far as they are told: what a literal or a day is needs no telling.
    pub fn types(&self) -> BTreeMap<String, ValueType> {
        let told = |(name, operand): (&String, &Operand)| {
            let declared = self.takes.get(name).copied();
            Some((name.clone(), declared.or_else(|| operand.value_type())?))
        };
        self.inputs.iter().filter_map(told).collect()
    }
}
