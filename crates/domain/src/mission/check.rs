//! The static check: what would fail or surprise at run time is said while composing.

mod compare; // what can be compared with what
mod decide; // rules and expressions
mod references; // where they lead, and whether that has run
mod shape;

pub(super) use shape::Shape;

use super::{Decide, FieldTest, Mission, Place, Reference, Root, Step, StepKind, Test};
use crate::record::{FieldName, ObjectName};
use crate::run::StepKey;
use crate::verdict::Verdict;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One thing that is wrong, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The line of the file, from 1.
    pub line: Option<usize>,
    /// The character in that line, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    pub step: Option<StepKey>,
    pub message: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}")?;
            if let Some(column) = self.column.filter(|column| *column > 1) {
                write!(f, ", column {column}")?;
            }
            f.write_str(": ")?;
        }
        if let Some(step) = &self.step {
            write!(f, "step `{step}`: ")?;
        }
        f.write_str(&self.message)
    }
}

/// A step that could not be read. Others may stand beside it and refer to it; what it leaves is not known.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Broken {
    pub key: StepKey,
    pub under: Place,
}

/// What the steps leave behind, as far as it is known before a run.
pub(super) struct Shapes<'a>(Check<'a>);

impl<'a> Shapes<'a> {
    pub(super) fn of(mission: &'a Mission) -> Self {
        let mut check = Check::of(mission, &[]);
        for step in &mission.steps {
            check.learn(step);
        }
        Self(check)
    }

    /// The object of what a reference leads to.
    pub(super) fn object(&self, reference: &Reference) -> Option<ObjectName> {
        self.0.shape(reference)?.object().cloned()
    }

    pub(super) fn get(&self, reference: &Reference) -> Option<Shape> {
        self.0.shape(reference)
    }

    /// A place and all places around it.
    pub(super) fn around(&self, place: &Place) -> Vec<Place> {
        self.0.around(place)
    }
}

/// Everything wrong with a mission; empty when it can be published.
pub fn check(mission: &Mission) -> Vec<Problem> {
    beside(mission, &[])
}

/// The same for a mission of which some steps are not there.
pub(super) fn beside(mission: &Mission, broken: &[Broken]) -> Vec<Problem> {
    let mut check = Check::of(mission, broken);
    check.head();
    let mut seen: BTreeSet<&StepKey> = broken.iter().map(|step| &step.key).collect();
    for step in &mission.steps {
        if !seen.insert(&step.key) {
            check.say(
                step,
                format!("another step is already called `{}`", step.key),
            );
        }
        check.step(step);
        check.learn(step);
    }
    check.problems
}

struct Check<'a> {
    mission: &'a Mission,
    broken: &'a [Broken],
    shapes: BTreeMap<StepKey, Shape>,
    problems: Vec<Problem>,
}

impl<'a> Check<'a> {
    fn of(mission: &'a Mission, broken: &'a [Broken]) -> Self {
        let known = broken.iter().map(|step| (step.key.clone(), Shape::Any));
        Self {
            mission,
            broken,
            shapes: known.collect(),
            problems: vec![],
        }
    }

    fn learn(&mut self, step: &Step) {
        let shape = Shape::of(step, &self.shapes);
        self.shapes.insert(step.key.clone(), shape);
    }

    fn say(&mut self, step: &Step, message: String) {
        self.problems.push(Problem {
            line: None,
            column: None,
            step: Some(step.key.clone()),
            message,
        });
    }

    fn head(&mut self) {
        let mut whole = |message: &str| {
            self.problems.push(Problem {
                line: None,
                column: None,
                step: None,
                message: message.to_owned(),
            });
        };
        if self.mission.steps.is_empty() && self.broken.is_empty() {
            whole("a mission needs at least one step");
        }
        if self.mission.title.trim().is_empty() {
            whole("a mission needs a title");
        }
        if let Some(trigger) = &self.mission.trigger {
            match self
                .mission
                .inputs
                .iter()
                .find(|input| input.key == trigger.input)
            {
                None => whole(&format!(
                    "the trigger fills the input `{}`, which is not declared",
                    trigger.input
                )),
                Some(input) if input.object.as_ref() != Some(&trigger.object) => {
                    whole(&format!(
                        "the trigger finds a {}, but the input `{}` takes something else",
                        trigger.object, input.key
                    ));
                }
                Some(_) => {}
            }
            if let Err(denied) = self.mission.scope.may_read(
                &trigger.object,
                trigger.filter.iter().map(|test| &test.field),
            ) {
                whole(&format!(
                    "the trigger looks at more than the scope allows: {denied}"
                ));
            }
        }
    }

    fn step(&mut self, step: &Step) {
        for reference in step.kind.references() {
            if let Err(message) = self.reference(step, reference) {
                self.say(step, message);
            }
        }
        match &step.kind {
            StepKind::Read(read) => {
                if read.fields.is_empty() {
                    self.say(step, "a read names the fields it needs".into());
                }
                if read.limit == 0 || read.limit > 2_000 {
                    self.say(step, "`limit` is from 1 to 2000 rows".into());
                }
                if let Err(message) = read.order_by() {
                    self.say(step, message);
                }
                if read.record.is_none() && read.any.is_empty() && read.filter.is_empty() {
                    self.say(
                        step,
                        "a read is bounded: give `record`, `where` or `any`".into(),
                    );
                }
                for lookup in &read.any {
                    if lookup.search.is_some() != lookup.words.is_some() {
                        self.say(
                            step,
                            "a full-text look-up needs both `search` and `words`".into(),
                        );
                    }
                }
                let tests: Vec<&FieldTest> = read
                    .filter
                    .iter()
                    .chain(read.any.iter().flat_map(|lookup| &lookup.filter))
                    .collect();
                for test in &tests {
                    self.filter(step, test);
                }
                let fields = read
                    .fields
                    .iter()
                    .chain(tests.iter().map(|test| &test.field));
                if let Err(denied) = self.mission.scope.may_read(&read.object, fields) {
                    self.say(step, format!("the scope does not allow this: {denied}"));
                }
            }
            StepKind::Match(one) => {
                for problem in one.rules.problems() {
                    self.say(step, problem);
                }
            }
            StepKind::Decide(Decide::Table(asks)) => self.table(step, &asks.table),
            StepKind::Decide(Decide::Rules(rules)) => self.rules(step, rules),
            StepKind::Decide(Decide::Expression(formula)) => self.formula(step, formula),
            StepKind::Branch(branch) => {
                let mut names = BTreeSet::new();
                for case in &branch.cases {
                    if case.when.is_empty() {
                        self.say(step, format!("say when `{}` is taken", case.name));
                    }
                    if !names.insert(&case.name) {
                        self.say(step, format!("two cases are called `{}`", case.name));
                    }
                    self.rows(step, &case.when);
                }
            }
            StepKind::Propose(propose) => {
                if propose.title.is_empty() {
                    self.say(step, "give the proposal a title".into());
                }
                if propose.parts.is_empty() {
                    self.say(step, "a proposal needs at least one part".into());
                }
                for part in &propose.parts {
                    self.rows(step, &part.when);
                    self.part(step, part);
                }
            }
            StepKind::SaveFile(save) => {
                for problem in save.problems() {
                    self.say(step, problem);
                }
                for about in &save.about {
                    self.about(step, about);
                }
            }
            StepKind::Conclude(conclude) => {
                if conclude.because.is_empty() {
                    self.say(step, "say why it ends here".into());
                }
                if !matches!(
                    conclude.verdict,
                    Verdict::NeedsReview | Verdict::NoActionNeeded
                ) {
                    self.say(step, "a mission may conclude `needs_review` or `no_action_needed`; the other verdicts follow from what was written".into());
                }
            }
            StepKind::Knowledge(_) | StepKind::ForEach(_) => {}
        }
        self.reachable(step);
    }

    /// Rows of which it is known already that they can never be told.
    fn rows(&mut self, step: &Step, rows: &[Test]) {
        for row in rows {
            let known = |reference: &Reference| self.shape(reference)?.value_type();
            if let Some(message) = compare::misfit(row, &known) {
                self.say(step, message);
            }
        }
    }

    fn filter(&mut self, step: &Step, test: &FieldTest) {
        if let Some(message) = compare::filter_misfit(test) {
            self.say(step, message);
        }
    }

    /// A step behind one that always ends the run is never reached.
    fn reachable(&mut self, step: &Step) {
        let sisters = self
            .mission
            .steps
            .iter()
            .take_while(|sister| sister.key != step.key)
            .filter(|sister| sister.under == step.under);
        let ends = sisters
            .filter(|sister| matches!(sister.kind, StepKind::Conclude(_)))
            .map(|sister| sister.key.clone())
            .next();
        if let Some(end) = ends {
            self.say(step, format!("is never reached: `{end}` ends before it"));
        }
    }

    fn table(&mut self, step: &Step, table: &Reference) {
        let found = match (&table.root, table.names.len()) {
            (Root::Step(key), 1) => matches!(self.shapes.get(key), Some(Shape::Document)),
            _ => false,
        };
        if !found {
            self.say(step, format!("`table = \"{table}\"` should name a knowledge step and a table: `steps.policy.survivor`"));
        }
    }

    fn part(&mut self, step: &Step, part: &super::PartTemplate) {
        let object: Option<ObjectName> = match &part.effect {
            super::TemplateEffect::Create { object, .. } => Some(object.clone()),
            super::TemplateEffect::Convert { .. } => "Lead".parse().ok(),
            effect => effect
                .target()
                .and_then(|target| self.shape(target))
                .and_then(|shape| shape.object().cloned()),
        };
        let Some(object) = object else { return };
        let operation = part.effect.operation();
        let grant = self
            .mission
            .scope
            .objects
            .iter()
            .find(|(name, _)| name.is(object.as_str()))
            .map(|(_, grant)| grant.clone())
            .unwrap_or_default();
        if !matches!(
            operation,
            crate::change::Operation::Draft | crate::change::Operation::Publish
        ) && !grant.operations.contains(&operation)
        {
            self.say(
                step,
                format!("proposes to {operation} {object}, which the scope does not allow"),
            );
        }
        let denied: Vec<&FieldName> = part
            .effect
            .fields()
            .into_iter()
            .filter(|field| !grant.writes(field))
            .collect();
        for field in denied {
            self.say(
                step,
                format!("proposes to set {object}.{field}, which the scope does not allow"),
            );
        }
    }

    /// A file is about records; that a value is one is known of inputs with an object, and of what was read.
    fn about(&mut self, step: &Step, about: &Reference) {
        let is_record = match &about.root {
            Root::Input(key) => {
                let mut inputs = self.mission.inputs.iter();
                inputs.any(|input| input.key == *key && input.object.is_some())
            }
            _ => self.shape(about).is_none_or(|shape| shape.may_be_records()),
        };
        if !is_record {
            self.say(
                step,
                format!("`about = \"{about}\"` should name a record, or a list of records"),
            );
        }
    }
}
