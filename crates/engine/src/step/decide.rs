//! A step that decides: by a table of a document, by rules of its own, or by an expression.

mod judged;
mod ranking;
mod survivorship;
mod table;

pub(crate) use judged::Judged;
pub(crate) use table::facts;

use crate::outputs::Left;
use crate::step::label;
use crate::worker::{Drive, Trouble};
use domain::change::{Because, Source};
use domain::data::Data;
use domain::mission::{Decide, Outputs, Step};
use domain::observation::Kind;
use domain::run::StepPath;
use domain::value::Value;

pub(super) async fn run(
    drive: &mut Drive,
    path: &StepPath,
    step: &Step,
    decide: &Decide,
) -> Result<(), Trouble> {
    let (judged, unknown) = match decide {
        Decide::Table(asks) => return table::run(drive, path, step, asks).await,
        Decide::Rules(rules) => (Judged::by_rules(rules, &drive.scene(path)), &rules.unknown),
        Decide::Expression(formula) => {
            let judged =
                Judged::by_formula(formula, &drive.scene(path)).map_err(Trouble::Broken)?;
            (judged, &formula.unknown)
        }
    };
    leave(drive, path, step, judged, unknown.as_ref())
}

/// What cannot be known goes to a person, unless the step says what then.
fn leave(
    drive: &mut Drive,
    path: &StepPath,
    step: &Step,
    mut judged: Judged,
    unknown: Option<&Outputs>,
) -> Result<(), Trouble> {
    let label = label(step);
    let doubt = judged.doubt.take();
    if let Some(why) = &doubt {
        let Some(outputs) = unknown else {
            return Err(Trouble::Unknown(format!("“{label}” cannot be told: {why}")));
        };
        judged.gives(outputs, &drive.scene(path));
    }
    let decided = judged.decided();
    let headline = match (&doubt, &judged.fired) {
        (Some(_), _) => format!("{label}: cannot be told, so {decided}"),
        (None, Some(rule)) => format!("{label}: {decided} ({rule})"),
        (None, None) => format!("{label}: {decided}"),
    };
    let because = Because {
        text: match doubt {
            Some(why) => format!("{decided}: {why}"),
            None => format!("{decided}: {}", judged.because),
        },
        source: Source::Step(step.key.to_string()),
        field: None,
    };
    let left = Left {
        notes: judged.notes(&because.text),
        output: judged.output(because),
        calls: 0,
    };
    drive.done(path, Kind::Rule, headline, left);
    Ok(())
}

/// As a sentence or a note has it.
fn shown(value: &Value) -> String {
    if value.is_empty() {
        "(empty)".into()
    } else {
        value.to_string()
    }
}

impl Judged {
    /// `flag yes, next step “Call”`; the value alone, of an expression.
    fn decided(&self) -> String {
        let outputs: Vec<String> = match self.outputs.iter().next() {
            Some((_, value)) if self.is_formula => vec![shown(value)],
            _ => {
                let outputs = self.outputs.iter();
                outputs
                    .map(|(name, value)| format!("{} {}", name.replace('_', " "), shown(value)))
                    .collect()
            }
        };
        outputs.join(", ")
    }

    fn notes(&self, because: &str) -> Vec<String> {
        let read = self.read.iter().map(ToString::to_string);
        std::iter::once(because.to_owned()).chain(read).collect()
    }

    fn output(self, because: Because) -> Data {
        let fired = self.fired.map_or_else(Data::none, Data::text);
        let rule = (!self.is_formula).then(|| ("rule".to_owned(), fired));
        let outputs = self.outputs.into_iter();
        let output = outputs
            .map(|(name, value)| (name, Data::Value(value)))
            .chain(rule)
            .chain([("reason".to_owned(), Data::Reason(because))]);
        Data::Map(output.collect())
    }
}
