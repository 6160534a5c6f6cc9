use super::weight::{threshold, weight};
use super::{Bits, Chance};
use crate::record::FieldName;
use serde::{Deserialize, Serialize};

/// What to compare between a record on the left and candidates on the right, and where the bands lie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatchRules {
    pub compare: Vec<Comparison>,
    /// From this chance on two records are taken for the same.
    #[serde(default = "same_from", deserialize_with = "threshold")]
    pub same_from: Chance,
    /// From this chance on a person should look.
    #[serde(default = "review_from", deserialize_with = "threshold")]
    pub review_from: Chance,
}

fn same_from() -> Chance {
    Chance::from_percent(95)
}
fn review_from() -> Chance {
    Chance::from_percent(50)
}

impl MatchRules {
    /// The rules with the usual bands: same from 95 %, review from 50 %.
    pub fn comparing(compare: Vec<Comparison>) -> Self {
        Self {
            compare,
            same_from: same_from(),
            review_from: review_from(),
        }
    }

    /// What is wrong with them, in words for the author of the mission; nothing when they hold.
    pub fn problems(&self) -> Vec<String> {
        let mut problems = vec![];
        if self.compare.is_empty() {
            problems.push(
                "nothing is compared: add at least one comparison, such as `name`".to_owned(),
            );
        }
        if self.same_from < self.review_from {
            problems.push(format!(
                "`same_from` ({}) lies below `review_from` ({}): a match would be the same before it is worth a look",
                self.same_from, self.review_from
            ));
        }
        for comparison in &self.compare {
            let label = comparison.label();
            if comparison.left.is_empty() || comparison.right.is_empty() {
                problems.push(format!(
                    "the comparison `{label}` names no field on one side"
                ));
            }
            if comparison.agree.is_some_and(Bits::is_against) {
                problems.push(format!(
                    "`agree` of `{label}` is below zero: agreement would speak against a match"
                ));
            }
            if comparison.disagree.is_some_and(|bits| bits > Bits::ZERO) {
                problems.push(format!(
                    "`disagree` of `{label}` is above zero: disagreement would speak for a match"
                ));
            }
        }
        problems
    }
}

/// One kind of evidence and the fields it is read from, first the left record's, then the right's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    pub kind: ComparisonKind,
    pub left: Vec<FieldName>,
    pub right: Vec<FieldName>,
    /// What people call it; the kind's own word when none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The most that agreement can bring, instead of the shipped weight.
    #[serde(
        default,
        deserialize_with = "weight",
        skip_serializing_if = "Option::is_none"
    )]
    pub agree: Option<Bits>,
    /// What disagreement takes, instead of the shipped weight.
    #[serde(
        default,
        deserialize_with = "weight",
        skip_serializing_if = "Option::is_none"
    )]
    pub disagree: Option<Bits>,
}

impl Comparison {
    pub fn new(kind: ComparisonKind, left: Vec<FieldName>, right: Vec<FieldName>) -> Self {
        Self {
            kind,
            left,
            right,
            label: None,
            agree: None,
            disagree: None,
        }
    }
    pub fn label(&self) -> &str {
        self.label.as_deref().unwrap_or(match self.kind {
            ComparisonKind::Name => "Name",
            ComparisonKind::Domain => "Web domain",
            ComparisonKind::Phone => "Phone",
            ComparisonKind::Place => "Place",
            ComparisonKind::Exact => "Identifier",
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComparisonKind {
    /// Names of organisations, word by word, rare words counting more. The best pair of fields counts.
    Name,
    /// Registrable domains out of web addresses and e-mail addresses. The best pair of fields counts.
    Domain,
    /// The last seven to nine digits. The best pair of fields counts.
    Phone,
    /// Street, postal code, city, country; each field is known by the end of its name (`BillingCity`).
    Place,
    /// An identifier such as a tax number: the same is strong evidence, different is a veto.
    Exact,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<MatchRules, toml::de::Error> {
        toml::from_str(text)
    }

    #[test]
    fn thresholds_and_weights_read_as_people_write_them() {
        let rules = read(
            "same_from = 0.97\nreview_from = 60\n\
             [[compare]]\nkind = \"name\"\nleft = [\"Company\"]\nright = [\"Name\"]\nagree = 12\ndisagree = -4.5\n",
        )
        .unwrap();
        assert_eq!(
            (rules.same_from.to_string(), rules.review_from.to_string()),
            ("97 %".into(), "60 %".into())
        );
        assert_eq!(rules.compare[0].agree, Some(Bits::from_hundredths(1200)));
        assert_eq!(rules.compare[0].disagree, Some(Bits::from_hundredths(-450)));
        let again = toml::to_string(&rules).unwrap();
        assert_eq!(
            read(&again).unwrap(),
            rules,
            "written as whole numbers, read back the same"
        );
    }

    #[test]
    fn rules_that_cannot_be_meant_are_refused() {
        assert!(read("compare = []\nsame_from = 1\n").is_err());
        assert!(read("compare = []\nsame_form = 0.9\n").is_err());
        let mut rules = MatchRules::comparing(vec![]);
        rules.same_from = Chance::from_percent(40);
        insta::assert_snapshot!(rules.problems().join("\n"), @"
        nothing is compared: add at least one comparison, such as `name`
        `same_from` (40 %) lies below `review_from` (50 %): a match would be the same before it is worth a look
        ");
    }
}
