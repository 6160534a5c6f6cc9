use crate::outputs::filled;
use domain::mission::{ByName, Formula, Outputs, Rules, Seen, Source, sentence};
use domain::value::Value;
use reasoner::expression;
use reasoner::rules::{self, Decided};
use std::collections::BTreeMap;

/// What rules or an expression come to, in a run or tried on a record: they are worked out in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Judged {
    /// The rule that decided, by name; none when it cannot be told, and for an expression.
    pub fired: Option<String>,
    /// Empty when it cannot be told.
    pub outputs: BTreeMap<String, Value>,
    pub because: String,
    /// Why it cannot be told.
    pub doubt: Option<String>,
    pub read: Vec<Seen>,
    pub is_formula: bool,
}

impl Judged {
    pub(crate) fn by_rules(rules: &Rules, source: &dyn Source) -> Self {
        match rules::own(rules, source) {
            Decided::Fired {
                rule,
                outputs,
                read,
            } => {
                let rule = rule.and_then(|at| Some((at, rules.rules.get(at)?)));
                Self {
                    fired: Some(rule.map_or("otherwise".into(), |(at, rule)| rule.called(at))),
                    outputs,
                    because: match rule {
                        None => "no rule holds".into(),
                        Some((_, rule)) => match &rule.because {
                            Some(because) => filled(because, source),
                            None => sentence(&rule.when, &ByName),
                        },
                    },
                    ..Self::bare(None, None, read)
                }
            }
            Decided::Unknown { doubt, read } => {
                let rule = doubt
                    .rule
                    .and_then(|at| Some(rules.rules.get(at)?.called(at)));
                let why = match rule {
                    Some(rule) => format!("{rule} may hold; {}", doubt.why),
                    None => doubt.why,
                };
                Self::bare(None, Some(why), read)
            }
        }
    }

    /// Which rule decides, or why none can be told, and nothing besides.
    pub(crate) fn bare(fired: Option<String>, doubt: Option<String>, read: Vec<Seen>) -> Self {
        Self {
            fired,
            outputs: BTreeMap::new(),
            because: String::new(),
            doubt,
            read,
            is_formula: false,
        }
    }

    /// Refused when the expression is not sound, which publishing would have told.
    pub(crate) fn by_formula(formula: &Formula, source: &dyn Source) -> Result<Self, String> {
        let sound = expression::formula(formula).map_err(|problems| {
            let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
            problems.join("; ")
        })?;
        let read_by = formula
            .inputs
            .iter()
            .filter(|(name, _)| sound.reads.contains(*name));
        let (mut values, mut read) = (BTreeMap::new(), vec![]);
        for (name, operand) in read_by {
            values.insert(name.clone(), operand.value(source));
            let seen = operand.references().into_iter();
            Seen::add(&mut read, seen.map(|reference| Seen::of(reference, source)));
        }
        let found = sound.value(&values);
        let outputs = found
            .iter()
            .map(|value| ("value".to_owned(), value.clone()));
        Ok(Self {
            fired: None,
            outputs: outputs.collect(),
            because: formula.expression.trim().to_owned(),
            doubt: found.as_ref().err().map(ToString::to_string),
            read,
            is_formula: true,
        })
    }

    /// What the mission decides where it cannot be told.
    pub(crate) fn gives(&mut self, outputs: &Outputs, source: &dyn Source) {
        self.outputs = outputs
            .iter()
            .map(|(name, operand)| (name.clone(), operand.value(source)))
            .collect();
    }
}
