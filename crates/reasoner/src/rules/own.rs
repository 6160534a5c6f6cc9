use domain::mission::{ByName, Finding, Outputs, Rules, Seen, Source, Test, Truth, sentence};
use domain::value::Value;
use std::collections::BTreeMap;

/// What the rules of a mission say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decided {
    /// The first rule that holds, by its place; none when `otherwise` decided.
    Fired {
        rule: Option<usize>,
        outputs: BTreeMap<String, Value>,
        read: Vec<Seen>,
    },
    /// A rule might hold, and something it asks for is not known.
    Unknown { doubt: Doubt, read: Vec<Seen> },
}

/// Why a rule cannot be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The rule that might hold; none when no rule holds and there is no `otherwise`.
    pub rule: Option<usize>,
    /// For people.
    pub why: String,
}

/// Tries the rules from the top. One that cannot be told stops the search: a later one must not win by ignorance.
pub fn own(rules: &Rules, source: &dyn Source) -> Decided {
    let mut read = vec![];
    for (at, rule) in rules.rules.iter().enumerate() {
        let found = Finding::of(&rule.when, source);
        Seen::add(&mut read, found.read);
        match found.truth {
            Truth::No => {}
            Truth::Yes => {
                let (outputs, more) = given(&rule.then, source);
                Seen::add(&mut read, more);
                return Decided::Fired {
                    rule: Some(at),
                    outputs,
                    read,
                };
            }
            Truth::Unknown => {
                let doubt = Doubt {
                    rule: Some(at),
                    why: doubtful(&rule.when, source),
                };
                return Decided::Unknown { doubt, read };
            }
        }
    }
    let Some(otherwise) = &rules.otherwise else {
        let doubt = Doubt {
            rule: None,
            why: "no rule holds, and nothing is said for that".into(),
        };
        return Decided::Unknown { doubt, read };
    };
    let (outputs, more) = given(otherwise, source);
    Seen::add(&mut read, more);
    Decided::Fired {
        rule: None,
        outputs,
        read,
    }
}

/// The values that are decided, and what was read for them.
pub(crate) fn given(
    outputs: &Outputs,
    source: &dyn Source,
) -> (BTreeMap<String, Value>, Vec<Seen>) {
    let values = outputs
        .iter()
        .map(|(name, operand)| (name.clone(), operand.value(source)));
    let references = outputs.values().flat_map(|operand| operand.references());
    let read = references.map(|reference| Seen::of(reference, source));
    (values.collect(), read.collect())
}

/// The first row that cannot be told, as a sentence, and why not.
fn doubtful(rows: &[Test], source: &dyn Source) -> String {
    let row = rows.iter().find(|row| row.holds(source) == Truth::Unknown);
    row.map(|row| {
        let said = sentence(std::slice::from_ref(row), &ByName);
        format!("whether {said} cannot be told: {}", row.doubt(source))
    })
    .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::data::Data;
    use domain::mission::{Derivation, Root};
    use domain::time::Timestamp;

    struct Deal(BTreeMap<String, Data>);

    impl Source for Deal {
        fn root(&self, _: &Root) -> Option<Data> {
            Some(Data::Map(self.0.clone()))
        }
        fn now(&self) -> Timestamp {
            "2026-11-27T08:00:00Z".parse().unwrap()
        }
        fn derive(&self, _: Derivation, _: &str) -> Vec<String> {
            vec![]
        }
    }

    fn deal(amount: Option<Value>, stage: Option<Value>) -> Deal {
        let fields = [("amount", amount), ("stage", stage)];
        let there = fields
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), Data::Value(value?))));
        Deal(there.collect())
    }

    const STEP: &str = r#"
        otherwise = { flag = false, stage = "none" }
        [[rule]]
        when = [{ value = "items.d.amount", more_than = 50000 }, { value = "items.d.stage", is_not = "Closed" }]
        then = { flag = true, stage = { ref = "items.d.stage" } }
        [[rule]]
        name = "small"
        when = [{ value = "items.d.amount", at_most = 10 }]
        then = { flag = false, stage = "small" }
    "#;

    fn told(deal: &Deal) -> String {
        let rules: Rules = toml::from_str(STEP).unwrap();
        match own(&rules, deal) {
            Decided::Fired {
                rule,
                outputs,
                read,
            } => {
                let read: Vec<_> = read.iter().map(ToString::to_string).collect();
                format!(
                    "{rule:?} {} {} [{}]",
                    outputs["flag"],
                    outputs["stage"],
                    read.join("; ")
                )
            }
            Decided::Unknown { doubt, .. } => format!("{:?}? {}", doubt.rule, doubt.why),
        }
    }

    #[test]
    fn the_first_rule_that_holds_decides_and_ignorance_never_does() {
        let stage = |text: &str| Some(Value::text(text));
        let amount = |n| Some(Value::Int(n));
        assert_eq!(
            told(&deal(amount(60_000), stage("Open"))),
            "Some(0) yes Open [items.d.amount: 60000; items.d.stage: Open]"
        );
        assert_eq!(
            told(&deal(amount(7), stage("Open"))),
            "Some(1) no small [items.d.amount: 7]"
        );
        assert_eq!(
            told(&deal(amount(700), None)),
            "None no none [items.d.amount: 700]"
        );
        assert_eq!(
            told(&deal(amount(60_000), None)),
            "Some(0)? whether Stage is not “Closed” cannot be told: items.d.stage was not read"
        );
        assert_eq!(
            told(&deal(Some(Value::Null), stage("Open"))),
            "Some(0)? whether Amount is more than 50,000 cannot be told: items.d.amount is empty"
        );
        assert_eq!(
            told(&deal(stage("much"), stage("Closed"))),
            "Some(1)? whether Amount is at most 10 cannot be told: items.d.amount cannot be compared with it"
        );
    }
}
