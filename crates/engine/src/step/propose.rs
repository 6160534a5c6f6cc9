use super::part::{self, Made};
use crate::journal::Said;
use crate::outputs::Left;
use crate::step::away;
use crate::worker::{Drive, Trouble};
use domain::actor::ActorId;
use domain::change::{ChangeSet, Effect, Part, PartNumber};
use domain::data::Data;
use domain::decision::{Answer, Decision, Signature, Signer};
use domain::gate::{Demand, Gate};
use domain::id::DecisionId;
use domain::mission::Propose;
use domain::observation::{Event, Kind};
use domain::run::StepPath;
use domain::value::Value;
use std::collections::BTreeSet;
use std::time::Duration;

/// Composes the change set and leaves it as a decision. Nothing is written here, whatever the gate says.
pub(super) async fn run(
    drive: &mut Drive,
    path: &StepPath,
    propose: &Propose,
) -> Result<(), Trouble> {
    let title = drive.scene(path).fill(&propose.title);
    let unique = drive.shared.clock.unique();
    let made = part::make(&drive.scene(path), propose, &unique)?;
    if made.is_empty() {
        drive.done(
            path,
            Kind::Rule,
            "Nothing to propose: everything is as it should be".into(),
            Left::only(Data::none()),
        );
        return Ok(());
    }
    let mut changes = ChangeSet {
        title,
        parts: made
            .into_iter()
            .enumerate()
            .map(|(at, made)| numbered(at, made))
            .collect(),
    };
    changes
        .check()
        .map_err(|why| Trouble::Broken(format!("the proposal is not sound: {why}")))?;
    typed(drive, &mut changes).await?;
    allowed(drive, &changes).await?;
    if drive.run.trial {
        would(drive, path, &changes);
        return Ok(());
    }
    let law = drive.law().await?;
    let decision = decision(drive, changes, &law.gate, &unique);
    leave(drive, path, decision);
    Ok(())
}

fn numbered(at: usize, made: Made) -> Part {
    Part {
        number: PartNumber::at(at),
        title: made.title,
        effect: made.effect,
        before: made.before,
        after: vec![],
        because: made.because,
    }
}

/// Gives values the types that the org's fields have: a mission file has words for days.
async fn typed(drive: &mut Drive, changes: &mut ChangeSet) -> Result<(), Trouble> {
    for at in 0..changes.parts.len() {
        let object = changes.parts[at].object(&changes.parts);
        let (Effect::Update { values, .. } | Effect::Create { values, .. }) =
            &mut changes.parts[at].effect
        else {
            continue;
        };
        let word = |given: &domain::change::Assignment| matches!(given.value, Value::Text(_));
        let Some(object) = object.filter(|_| values.values().any(word)) else {
            continue;
        };
        let org = drive.org().await?;
        let schema = org.describe(&object).await.map_err(away)?;
        for (field, given) in values {
            given.value = schema.typed(field, std::mem::take(&mut given.value));
        }
    }
    Ok(())
}

/// Refuses what is out of scope, or what the org would refuse for its type: said now, not after the signature.
async fn allowed(drive: &mut Drive, changes: &ChangeSet) -> Result<(), Trouble> {
    let scope = drive.mission.scope.clone();
    for part in &changes.parts {
        scope
            .may_write(part, &changes.parts)
            .map_err(|denied| Trouble::Broken(format!("part {}: {denied}", part.number)))?;
    }
    for part in &changes.parts {
        let values = part.effect.values();
        let Some(object) = part.object(&changes.parts).filter(|_| !values.is_empty()) else {
            continue;
        };
        let org = drive.org().await?;
        let schema = org.describe(&object).await.map_err(away)?;
        let creates = matches!(part.effect, Effect::Create { .. });
        for (field, value) in values {
            schema
                .takes(&field, &value, creates)
                .map_err(|why| Trouble::Broken(format!("part {}: {why}", part.number)))?;
        }
    }
    Ok(())
}

/// Who started it may not sign it; for a trigger that is the mission version, which nobody is.
fn authors(drive: &Drive) -> BTreeSet<ActorId> {
    std::iter::once(drive.run.started_by.clone())
        .chain(drive.run.behind.clone())
        .collect()
}

fn decision(drive: &Drive, changes: ChangeSet, gate: &Gate, unique: &str) -> Decision {
    let now = drive.now();
    let hours = u64::from(drive.mission.expires_after_hours);
    let mut decision = Decision {
        id: DecisionId::new(unique),
        run: drive.run.id.clone(),
        authors: authors(drive),
        asked_at: now,
        expires_at: now.plus(Duration::from_secs(hours * 3600)),
        signatures: vec![],
        gate_version: gate.version,
        changes,
    };
    decision.signatures.extend(by_policy(&decision, gate));
    decision
}

/// A gate that allows every part signs by its rule; one part that asks makes the whole change set wait.
fn by_policy(decision: &Decision, gate: &Gate) -> Option<Signature> {
    let parts = &decision.changes.parts;
    let rule = |part: &Part| match gate.demand(part, parts) {
        Demand::Allow { rule } => Some(rule),
        Demand::Ask(_) | Demand::Block { .. } => None,
    };
    let mut rules: Vec<String> = parts.iter().map(rule).collect::<Option<_>>()?;
    rules.dedup();
    let by = Signer::Policy {
        rule: rules.join(", "),
        version: gate.version,
    };
    Some(Signature {
        by,
        answer: Answer::Approve,
        parts: decision.digests().into_iter().collect(),
        at: decision.asked_at,
    })
}

/// In a trial nobody is asked: what would be proposed is told, part by part.
fn would(drive: &mut Drive, path: &StepPath, changes: &ChangeSet) {
    let headline = format!("Would propose: {}", counted(changes));
    let said = Said::new(Kind::Proposal, headline.clone(), Event::Stepped).at(path);
    drive.outputs.kept_saying(path, &headline);
    drive.journal.tell(said, changes);
    drive.outputs.keep(path, Data::none());
}

fn counted(changes: &ChangeSet) -> String {
    match changes.parts.len() {
        1 => format!("{}: 1 part", changes.title),
        many => format!("{}: {many} parts", changes.title),
    }
}

/// The decision and the observation that proposes it are stored together.
fn leave(drive: &mut Drive, path: &StepPath, decision: Decision) {
    let count = decision.changes.parts.len();
    let headline = counted(&decision.changes);
    let event = Event::Proposed {
        decision: decision.id.clone(),
        parts: u32::try_from(count).unwrap_or(u32::MAX),
    };
    let output = Data::Map([("decision".to_owned(), Data::text(decision.id.to_string()))].into());
    drive.outputs.kept_saying(path, &headline);
    drive.journal.tell(
        Said::new(Kind::Proposal, headline, event).at(path),
        &decision.changes,
    );
    drive.outputs.keep(path, output);
    let (workspace, row) = (drive.run.workspace.clone(), decision.clone());
    drive.journal.also(move |tx| {
        Box::pin(async move { store::decisions::open(tx, &workspace, &row).await })
    });
    drive.decisions.insert(decision.id.clone(), decision);
}
