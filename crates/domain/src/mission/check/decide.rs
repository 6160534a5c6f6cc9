//! Rules and expressions of a decide step, as far as they can be checked without reading expressions.

use super::Check;
use crate::mission::{Formula, Outputs, Reference, Rules, Step};
use std::collections::BTreeSet;

/// What runs tell besides what is decided.
const TAKEN: [&str; 2] = ["rule", "reason"];

impl Check<'_> {
    pub(super) fn rules(&mut self, step: &Step, rules: &Rules) {
        let mut names = BTreeSet::new();
        for (at, rule) in rules.rules.iter().enumerate() {
            let called = rule.called(at);
            if rule.when.is_empty() {
                self.say(
                    step,
                    format!("{called} has no rows, so it would always hold; what is decided when no rule holds is `otherwise`"),
                );
            }
            if !names.insert(called.clone()) {
                self.say(step, format!("two rules are called `{called}`"));
            }
            self.rows(step, &rule.when);
        }
        if rules.rules.is_empty() {
            self.say(
                step,
                "a decide step by rules has at least one `[[step.rule]]`".into(),
            );
        }
        if rules.otherwise.is_none() {
            self.say(
                step,
                "says nothing for when no rule holds; give `otherwise = { … }` with the same names as the rules".into(),
            );
        }
        self.outputs(step, rules);
    }

    /// Each case decides the same, under names that can be referred to.
    fn outputs(&mut self, step: &Step, rules: &Rules) {
        let names: BTreeSet<String> = rules.names().into_iter().map(str::to_owned).collect();
        if names.is_empty() {
            self.say(step, "decides nothing: `then = { name = value }`".into());
        }
        for name in &names {
            if let Err(message) = is_output(name) {
                self.say(step, message);
            }
        }
        let missing: Vec<String> = rules
            .outcomes()
            .filter_map(|(called, outputs)| lacking(&called, outputs, &names))
            .collect();
        for message in missing {
            self.say(step, message);
        }
    }

    pub(super) fn formula(&mut self, step: &Step, formula: &Formula) {
        if formula.expression.trim().is_empty() {
            self.say(step, "`expression` is empty".into());
        }
        let types = formula.types();
        for (name, operand) in &formula.inputs {
            if let Err(message) = is_input(name) {
                self.say(step, message);
                continue;
            }
            let Some(declared) = types.get(name) else {
                self.say(step, format!("what `{name}` is cannot be told before it is read; say it: `takes = {{ {name} = \"number\" }}` (or \"bool\", \"text\", \"date\")"));
                continue;
            };
            let known = match operand.references().as_slice() {
                [only] if operand.value_type().is_none() => {
                    self.shape(only).and_then(|shape| shape.value_type())
                }
                _ => operand.value_type(),
            };
            if let Some(known) = known.filter(|known| known != declared) {
                self.say(
                    step,
                    format!(
                        "`{name}` is {}, and `takes` says that it is {}",
                        known.phrase(),
                        declared.phrase()
                    ),
                );
            }
        }
        for name in formula.takes.keys() {
            if !formula.inputs.contains_key(name) {
                self.say(
                    step,
                    format!("`takes` names `{name}`, which is not among the inputs"),
                );
            }
        }
        let given = formula.unknown.iter().flat_map(Outputs::keys);
        let odd: Vec<&String> = given.filter(|name| *name != "value").collect();
        for name in odd {
            self.say(
                step,
                format!("`unknown` gives `{name}`; an expression gives `value` and nothing else"),
            );
        }
    }
}

fn lacking(called: &str, outputs: &Outputs, names: &BTreeSet<String>) -> Option<String> {
    let missing: Vec<&str> = names
        .iter()
        .filter(|name| !outputs.contains_key(*name))
        .map(String::as_str)
        .collect();
    (!missing.is_empty()).then(|| {
        format!(
            "{called} does not say {}; all cases decide the same",
            missing.join(", ")
        )
    })
}

fn is_output(name: &str) -> Result<(), String> {
    if TAKEN.contains(&name) {
        return Err(format!(
            "`{name}` tells which rule held and why; call what is decided something else"
        ));
    }
    let reference = format!("steps.x.{name}").parse::<Reference>();
    if reference.is_ok_and(|reference| reference.names.len() == 1) {
        Ok(())
    } else {
        Err(format!(
            "`{name}` could not be referred to; use letters, digits and `_`"
        ))
    }
}

/// What an expression can name: a word that means nothing else there.
fn is_input(name: &str) -> Result<(), String> {
    const WORDS: [&str; 9] = ["and", "or", "not", "in", "true", "false", "null", "if", "d"];
    let begins = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let sound = begins && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if sound && !WORDS.contains(&name) {
        Ok(())
    } else {
        Err(format!(
            "an expression cannot name `{name}`; use letters, digits and `_`, and no word of the expression language"
        ))
    }
}
