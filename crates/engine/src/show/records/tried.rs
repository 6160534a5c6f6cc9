use super::{field, told};
use crate::outputs::derived;
use crate::step::decide::{Judged, facts};
use crate::step::{knowledge, label};
use crate::view::{TriedInput, TriedOutput, TriedRow};
use crate::{Caller, Engine, Error};
use domain::actor::Role;
use domain::data::Data;
use domain::knowledge::{DecisionTable, Rules};
use domain::mission::{
    AskTable, Branch, Decide, Derivation, Finding, Mission, Root, RuleTrial, Seen, Source, Step,
    StepKind, Truth,
};
use domain::query::{Direction, Filter, Query};
use domain::record::{FieldName, ObjectName, Record};
use domain::scope::{Grant, Scope};
use domain::time::Timestamp;
use gateway::Spent;
use reasoner::rules::{self, Ruling};

/// Records that a rule is tried on.
const NEWEST: u32 = 20;
/// Describe, the records, and pages of them.
const CALLS: u32 = 5;

impl Engine {
    /// Tries the rule of one step on the newest records of an object: which rule fires for each, or why that is unknown.
    /// The mission need not be published. It sees no more than its scope grants and the caller may see, and writes nothing.
    pub async fn try_rule(
        &self,
        caller: &Caller,
        file: &str,
        step: &str,
        object: &ObjectName,
    ) -> Result<Vec<TriedRow>, Error> {
        caller.needs(&[Role::Builder, Role::Admin], "try a rule")?;
        let mission = crate::cache::parse(file)?;
        let step = mission
            .step(step)
            .ok_or_else(|| Error::Invalid(format!("the mission has no step `{step}`")))?;
        let rule = self.rule(caller, &mission, step).await?;
        let trial = mission.rule_trial(step.key.as_str(), object);
        let trial = trial.filter(|trial| !trial.fields().is_empty());
        let trial = trial.ok_or_else(|| {
            Error::Invalid(format!(
                "“{}” reads nothing of {object} records",
                label(step)
            ))
        })?;
        let (records, name) = self
            .newest(caller, &mission, object, trial.fields())
            .await?;
        let now = self.0.clock.now();
        let tried = records.into_iter().map(|record| {
            let stood = Stood {
                trial: &trial,
                record: &record,
                now,
            };
            let judged = rule.judged(&stood).map_err(Error::Invalid)?;
            Ok(row(&record, name.as_ref(), judged))
        });
        tried.collect()
    }

    /// What decides in a step, with the table it asks in the version that applies today.
    async fn rule<'a>(
        &self,
        caller: &Caller,
        mission: &'a Mission,
        step: &'a Step,
    ) -> Result<Rule<'a>, Error> {
        let cannot = || {
            Error::Invalid(format!(
                "“{}” cannot be tried on one record at a time; rules, expressions, branches and ordinary tables can",
                label(step)
            ))
        };
        match &step.kind {
            StepKind::Branch(branch) => Ok(Rule::Branch(branch)),
            StepKind::Decide(decide @ (Decide::Rules(_) | Decide::Expression(_))) => {
                Ok(Rule::Own(decide))
            }
            StepKind::Decide(Decide::Table(asks)) => {
                let table = self.table(caller, mission, asks).await?;
                table.map_or_else(|| Err(cannot()), |table| Ok(Rule::Table(asks, table)))
            }
            _ => Err(cannot()),
        }
    }

    /// The ordinary table that a step asks; none when it is of another shape.
    async fn table(
        &self,
        caller: &Caller,
        mission: &Mission,
        asks: &AskTable,
    ) -> Result<Option<DecisionTable>, Error> {
        let (Root::Step(key), [name]) = (&asks.table.root, asks.table.names.as_slice()) else {
            return Ok(None);
        };
        let Some(StepKind::Knowledge(asked)) = mission.step(key.as_str()).map(|step| &step.kind)
        else {
            return Ok(None);
        };
        let (kind, today) = (asked.document, self.0.clock.now().date());
        let documents = knowledge::of_kind(&self.0, &caller.workspace, kind, today).await?;
        let found = reasoner::knowledge::find(&documents, kind, asked.object.as_ref(), today);
        let found = found.map_err(|why| Error::Invalid(why.to_string()))?;
        let table = found.document.table(name).ok_or_else(|| {
            let title = &found.document.title;
            Error::Invalid(format!(
                "{title}, version {}, has no table `{name}`",
                found.version
            ))
        })?;
        Ok(match &table.rules {
            Rules::First(table) => Some(table.clone()),
            Rules::Rank(_) | Rules::Fields(_) => None,
        })
    }

    /// The records changed last, with these fields and what people call them, as far as mission and caller both may see.
    async fn newest(
        &self,
        caller: &Caller,
        mission: &Mission,
        object: &ObjectName,
        fields: &[FieldName],
    ) -> Result<(Vec<Record>, Option<FieldName>), Error> {
        let eyes = match self.eyes(caller, object).await {
            Err(Error::Gone) => {
                return Err(Error::Invalid(format!(
                    "there are no {object} records to try it on"
                )));
            }
            other => other?,
        };
        eyes.may_look_at(object)?;
        if let Some(hidden) = fields.iter().find(|field| !eyes.sees(object, field)) {
            return Err(Error::Forbidden(format!(
                "you may not see {object}.{hidden}. {}",
                eyes.sight.whose.sentence()
            )));
        }
        let both = |name: &FieldName| {
            eyes.sees(object, name) && mission.scope.may_read(object, [name]).is_ok()
        };
        let name = eyes.name_field(object).filter(both);
        let changed = field("LastModifiedDate");
        // The stamp of a readable object may always be read, and is all but the same.
        let by = if both(&changed) {
            changed
        } else {
            field("SystemModstamp")
        };
        let read: Vec<FieldName> = fields.iter().cloned().chain(name.clone()).collect();
        let grant = Grant {
            read: read.iter().cloned().chain([by.clone()]).collect(),
            ..Grant::default()
        };
        mission
            .scope
            .may_read(object, fields)
            .map_err(|denied| Error::Invalid(format!("the scope does not allow this: {denied}")))?;
        let scope = Scope {
            objects: [(object.clone(), grant)].into(),
            max_records: NEWEST,
            max_calls: CALLS,
        };
        let open = eyes.connection.as_ref().ok_or_else(|| {
            Error::Unavailable("no Salesforce org is connected, or it cannot be opened".into())
        })?;
        let query = Query {
            object: object.clone(),
            fields: read,
            filter: Filter::everything(),
            order: vec![
                (by, Direction::Descending),
                (field("Id"), Direction::Descending),
            ],
            limit: NEWEST,
            with_deleted: false,
        };
        let org = open.org(scope, Spent::default());
        Ok((org.read(&query).await.map_err(told)?, name))
    }
}

/// What decides in a step.
enum Rule<'a> {
    Branch(&'a Branch),
    Own(&'a Decide),
    Table(&'a AskTable, DecisionTable),
}

impl Rule<'_> {
    fn judged(&self, source: &Stood<'_>) -> Result<Judged, String> {
        match self {
            Self::Branch(branch) => Ok(by_branch(branch, source)),
            Self::Own(Decide::Rules(rules)) => Ok(Judged::by_rules(rules, source)),
            Self::Own(Decide::Expression(formula)) => Judged::by_formula(formula, source),
            Self::Own(Decide::Table(_)) => Err("a table is asked by its own rule".into()),
            Self::Table(asks, table) => Ok(by_table(asks, table, source)),
        }
    }
}

fn by_branch(branch: &Branch, source: &Stood<'_>) -> Judged {
    let mut read = vec![];
    let (mut fired, mut doubt) = (Some(branch.otherwise.clone()), None);
    for case in &branch.cases {
        let found = Finding::of(&case.when, source);
        Seen::add(&mut read, found.read);
        match found.truth {
            Truth::No => continue,
            Truth::Yes => fired = Some(case.name.clone()),
            Truth::Unknown => {
                let row = case
                    .when
                    .iter()
                    .find(|row| row.holds(source) == Truth::Unknown);
                fired = None;
                doubt = row.map(|row| format!("{} may hold; {}", case.name, row.doubt(source)));
            }
        }
        break;
    }
    Judged::bare(fired, doubt, read)
}

fn by_table(asks: &AskTable, table: &DecisionTable, source: &Stood<'_>) -> Judged {
    let references = asks.inputs.values().flat_map(|input| input.references());
    let mut read = vec![];
    Seen::add(
        &mut read,
        references.map(|reference| Seen::of(reference, source)),
    );
    match rules::first(table, &facts(asks, table, source)) {
        Ruling::Hit(hit) => Judged {
            outputs: hit.outputs,
            ..Judged::bare(Some(format!("row {}", hit.row)), None, read)
        },
        Ruling::Unknown(unknown) => {
            let why = format!("row {} needs {}", unknown.row, unknown.missing.join(", "));
            Judged::bare(None, Some(why), read)
        }
        Ruling::NoHit { .. } => Judged::bare(None, Some("no row holds".into()), read),
    }
}

/// One record in the place of everything of its object.
struct Stood<'a> {
    trial: &'a RuleTrial<'a>,
    record: &'a Record,
    now: Timestamp,
}

impl Source for Stood<'_> {
    fn root(&self, root: &Root) -> Option<Data> {
        self.trial.stands_for(root, self.record)
    }
    fn now(&self) -> Timestamp {
        self.now
    }
    fn derive(&self, derivation: Derivation, text: &str) -> Vec<String> {
        derived(derivation, text)
    }
}

fn row(record: &Record, name: Option<&FieldName>, judged: Judged) -> TriedRow {
    let called = name
        .map(|name| record.get(name.as_str()).to_string())
        .filter(|name| !name.trim().is_empty());
    let read = judged.read.into_iter().map(|seen| TriedInput {
        reference: seen.reference,
        value: seen.value,
    });
    TriedRow {
        record: record.reference(),
        title: called.unwrap_or_else(|| record.id.to_string()),
        fired: judged.fired,
        unknown: judged.doubt,
        outputs: judged
            .outputs
            .into_iter()
            .map(|(name, value)| TriedOutput { name, value })
            .collect(),
        read: read.collect(),
    }
}
