//! What the engine knows of missions, as a page shows it.

use std::collections::BTreeMap;

use domain::actor::{ActorKind, Role};
use domain::change::Operation;
use domain::gate::Demand;
use domain::mission::Slug;
use domain::text::plain;
use engine::{Caller, QueueFilter, QueueTally, RunFilter};

use super::api::{
    Composed, DraftRow, InputView, MissionRow, MissionView, MissionsView, Pick, Picks, ReadRow,
    StartView, VersionRow, WriteRow,
};
use crate::Problem;
use crate::connections::works_in;
use crate::context::{caller, engine, page};
use crate::decisions::seats;
use crate::files::of_mission;
use crate::runs::run_row;
use crate::ui::{Tone, field_words, grouped, sentence_case};

/// Latest runs on the page of a mission.
const RUNS: u32 = 8;
/// Records to choose from at a time.
const PICKS: u32 = 6;

pub async fn missions() -> Result<MissionsView, Problem> {
    let caller = caller()?;
    let waiting = waiting(&caller).await?;
    let mut rows = vec![];
    for view in engine().missions(&caller).await? {
        rows.push(row(&caller, &view, &waiting).await?);
    }
    let composes = composes(&caller);
    let drafts = if composes {
        engine().drafts(&caller).await?
    } else {
        vec![]
    };
    let drafts = drafts.into_iter().map(|draft| DraftRow {
        slug: draft.slug,
        title: plain(&draft.title).into_owned(),
        published: draft.published,
        saved_by: plain(&draft.saved_by).into_owned(),
        saved_at: draft.saved_at,
    });
    Ok(MissionsView {
        rows,
        composes,
        drafts: drafts.collect(),
    })
}

pub async fn composed(slug: Slug) -> Result<Composed, Problem> {
    let caller = caller()?;
    if !composes(&caller) {
        return Err(Problem::Refused(
            "builders and admins compose missions; your role does not".to_owned(),
        ));
    }
    let draft = engine().draft(&caller, &slug).await?;
    Ok(Composed {
        slug,
        title: plain(&draft.title).into_owned(),
    })
}

fn composes(caller: &Caller) -> bool {
    let role = |role| caller.actor.is(role);
    caller.actor.kind == ActorKind::Person && (role(Role::Builder) || role(Role::Admin))
}

async fn row(
    caller: &Caller,
    view: &engine::MissionView,
    waiting: &[QueueTally],
) -> Result<MissionRow, Problem> {
    let of = waiting
        .iter()
        .filter(|tally| tally.slug == view.slug.as_str());
    Ok(MissionRow {
        slug: view.slug.clone(),
        title: plain(&view.title).into_owned(),
        purpose: plain(&view.purpose).into_owned(),
        trigger: view.trigger.clone(),
        waiting: of.map(|tally| tally.decisions).sum(),
        last: runs(caller, &view.slug, 1).await?.pop(),
    })
}

async fn waiting(caller: &Caller) -> Result<Vec<QueueTally>, Problem> {
    let all = engine()
        .queue(caller, false, QueueFilter::default(), page(1, None)?)
        .await?;
    Ok(all.all)
}

async fn runs(
    caller: &Caller,
    slug: &Slug,
    limit: u32,
) -> Result<Vec<crate::runs::api::RunRow>, Problem> {
    let filter = RunFilter {
        mission: Some(slug.clone()),
        ..RunFilter::default()
    };
    let found = engine().runs(caller, filter, page(limit, None)?).await?;
    Ok(found.items.into_iter().map(run_row).collect())
}

pub async fn mission(slug: Slug) -> Result<MissionView, Problem> {
    let (engine, caller) = (engine(), caller()?);
    let view = engine.mission(&caller, &slug).await?;
    let row = row(&caller, &view, &waiting(&caller).await?).await?;
    let connections = engine.connections(&caller).await?;
    let input = |input: domain::mission::Input| InputView {
        key: input.key.to_string(),
        label: plain(&input.label).into_owned(),
        object: input.object.map(|object| object.to_string()),
    };
    Ok(MissionView {
        row,
        version: view.number,
        published_at: view.published_at,
        published_by: plain(&view.published_by).into_owned(),
        limits: limits(&view),
        reads: view
            .scope
            .iter()
            .filter(|(_, grant)| !grant.read.is_empty())
            .map(|(object, grant)| ReadRow {
                object: object.to_string(),
                fields: grant
                    .read
                    .iter()
                    .map(|name| field_words(name.as_str()))
                    .collect(),
            })
            .collect(),
        writes: view.writes.iter().map(write).collect(),
        runs: runs(&caller, &slug, RUNS).await?,
        files: Box::pin(of_mission(&caller, &slug)).await?,
        composes: composes(&caller),
        versions: versions(&caller, &slug).await?,
        launch: StartView {
            inputs: view.inputs.into_iter().map(input).collect(),
            org: works_in(&connections),
            hindrance: hindrance(&caller),
            key: engine.clock().unique(),
            slug,
        },
    })
}

async fn versions(caller: &Caller, slug: &Slug) -> Result<Vec<VersionRow>, Problem> {
    let row = |view: engine::VersionView| VersionRow {
        number: view.number,
        is_live: view.is_live,
        published_at: view.published_at,
        published_by: plain(&view.published_by).into_owned(),
        difference: view.difference,
    };
    let found = engine().versions(caller, slug).await?;
    Ok(found.into_iter().map(row).collect())
}

fn write(view: &engine::WriteView) -> WriteRow {
    let (signer, icon, tone) = match &view.demand {
        Demand::Ask(asked) => (sentence_case(&seats(asked)), "sign", Tone::Act),
        Demand::Allow { rule } => (
            format!("Nobody is asked: the rule “{rule}” signs"),
            "shield",
            Tone::Care,
        ),
        Demand::Block { rule } => (
            format!("Nobody can: the rule “{rule}” blocks it"),
            "lock",
            Tone::Stop,
        ),
    };
    let act = match view.operation {
        Operation::Update => "Change fields",
        Operation::Create => "Make a record",
        Operation::Merge => "Merge records into one",
        Operation::Convert => "Convert into an account",
        Operation::Reparent => "Hang under another record",
        Operation::Delete => "Move to the recycle bin",
        Operation::Draft => "Leave a draft",
        Operation::Publish => "Publish a mission",
    };
    WriteRow {
        object: view.object.to_string(),
        act: act.to_owned(),
        fields: view
            .fields
            .iter()
            .map(|name| field_words(name.as_str()))
            .collect(),
        signer,
        icon: icon.to_owned(),
        tone,
    }
}

fn limits(view: &engine::MissionView) -> Vec<String> {
    let (records, calls) = view.budget;
    let hours = view.expires_after_hours;
    let wait = if hours.is_multiple_of(24) && hours > 24 {
        format!("{} days", hours / 24)
    } else {
        format!("{hours} hours")
    };
    vec![
        format!(
            "One run reads at most {} records in {} calls.",
            grouped(records.into()),
            grouped(calls.into())
        ),
        format!("A decision that nobody answers expires after {wait}; then nothing is changed."),
    ]
}

/// The engine refuses all the same; this says it before somebody tries.
fn hindrance(caller: &Caller) -> Option<String> {
    let may = [Role::Member, Role::Approver, Role::Builder, Role::Admin];
    let person = caller.actor.kind == ActorKind::Person;
    let works = may.into_iter().any(|role| caller.actor.is(role));
    (person && !works).then(|| {
        "Your role is to look, not to start. Somebody with the role member can start it.".to_owned()
    })
}

pub async fn picks(object: &str, words: &str) -> Result<Picks, Problem> {
    let caller = caller()?;
    let object = object
        .parse()
        .map_err(|_| Problem::Refused(format!("“{object}” is not an object")))?;
    match engine().find_records(&caller, &object, words, PICKS).await {
        Ok(found) => Ok(Picks {
            rows: found
                .into_iter()
                .map(|found| Pick {
                    id: found.record.id.to_string(),
                    name: plain(&found.name).into_owned(),
                    hint: plain(&found.hint).into_owned(),
                })
                .collect(),
            problem: None,
        }),
        // The page stands without the list: an id can still be given.
        Err(error) => Ok(Picks {
            rows: vec![],
            problem: Some(sentence_case(&Problem::from(error).to_string())),
        }),
    }
}

pub async fn launch(
    slug: Slug,
    key: String,
    inputs: BTreeMap<String, String>,
) -> Result<(), Problem> {
    // Another choice in the same form is another run: the key is that of the form and of what it says.
    let said: Vec<_> = inputs
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    let key = domain::canonical::Digest::of(&(&slug, key, said)).map_err(|error| {
        tracing::error!(%error, "a form has no key");
        Problem::Internal
    })?;
    let key = Some(key.to_string());
    let (engine, caller) = (engine(), caller()?);
    let about = named(&caller, &slug, &inputs).await?;
    let run = engine
        .start_about(&caller, &slug, inputs, key, about)
        .await?;
    leptos_axum::redirect(&format!("/runs/{run}"));
    Ok(())
}

/// What was chosen, as people call it; none when the org does not tell a name.
async fn named(
    caller: &Caller,
    slug: &Slug,
    inputs: &BTreeMap<String, String>,
) -> Result<Option<String>, Problem> {
    let engine = engine();
    let mut names = vec![];
    for input in engine.mission(caller, slug).await?.inputs {
        let Some(given) = inputs.get(input.key.as_str()) else {
            continue;
        };
        let Some(object) = &input.object else {
            names.push(given.clone());
            continue;
        };
        let found = engine.find_records(caller, object, given, 1).await;
        match found.ok().and_then(|mut found| found.pop()) {
            Some(found) => names.push(found.name),
            None => return Ok(None),
        }
    }
    Ok((!names.is_empty()).then(|| names.join(", ")))
}
