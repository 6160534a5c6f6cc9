use crate::outputs::{Left, Scene};
use crate::step::label;
use crate::worker::{Drive, Trouble};
use domain::data::Data;
use domain::mission::{Operand, Read, Source as _, Step};
use domain::observation::Kind;
use domain::query::{Filter, Query, Search};
use domain::record::{FieldName, ObjectName, Record, RecordId, RecordRef};
use domain::run::StepPath;
use domain::value::Value;
use gateway::Org;
use std::time::Duration;

/// Reads what a step asks for: one record, or the union of its look-ups.
pub(super) async fn run(
    drive: &mut Drive,
    path: &StepPath,
    step: &Step,
    read: &Read,
) -> Result<(), Trouble> {
    let org = drive.org().await?;
    let before = org.spent().calls;
    let (fields, hidden) = visible(&org, &read.object, &read.fields).await?;
    let mut notes = vec![];
    if !hidden.is_empty() {
        let names = hidden
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", ");
        notes.push(format!("not visible to this connection: {names}"));
    }
    let (output, headline) = if let Some(reference) = &read.record {
        let value = drive
            .scene(path)
            .resolve(reference)
            .and_then(|data| data.value());
        let id = record_id(value.as_ref()).ok_or_else(|| {
            Trouble::Broken(format!("`{reference}` is not the id of a {}", read.object))
        })?;
        drive.journal.hand_over();
        let record = org
            .get(&RecordRef::new(read.object.clone(), id), &fields)
            .await
            .map_err(away)?;
        let headline = format!("{} {}", read.object, record.title());
        (Data::Record(record), headline)
    } else {
        let (query, search) =
            questions(&drive.scene(path), read, &fields).map_err(Trouble::Broken)?;
        let mut found: Vec<Record> = vec![];
        drive.journal.hand_over();
        for search in &search {
            join(&mut found, org.search(search).await.map_err(away)?);
        }
        if let Some(query) = &query {
            join(&mut found, org.read(query).await.map_err(away)?);
        }
        let most = usize::try_from(read.limit).unwrap_or(usize::MAX);
        if found.len() >= most && !read.any.is_empty() {
            notes.push(format!(
                "the look-ups stop at {most} each; there may be more"
            ));
        }
        let headline = format!("{}: {}", label(step), counted(found.len(), &read.object));
        (Data::records(found), headline)
    };
    let headline = if hidden.is_empty() {
        headline
    } else {
        format!("{headline} ({})", notes[0])
    };
    let calls = org.spent().calls.saturating_sub(before);
    drive.done(
        path,
        Kind::Read,
        headline,
        Left {
            output,
            notes,
            calls,
        },
    );
    Ok(())
}

/// The fields the connected user may see, and those of the step that are hidden. Describe is asked once a day.
async fn visible(
    org: &Org,
    object: &ObjectName,
    fields: &[FieldName],
) -> Result<(Vec<FieldName>, Vec<FieldName>), Trouble> {
    let schema = org.describe(object).await.map_err(away)?;
    let seen = |field: &FieldName| field.is_path() || schema.field(field.as_str()).is_some();
    let (mut there, hidden): (Vec<_>, Vec<_>) = fields.iter().cloned().partition(seen);
    let stamp: FieldName = "SystemModstamp".parse().expect("a field name");
    if schema.field("SystemModstamp").is_some()
        && !there.iter().any(|field| field.is("SystemModstamp"))
    {
        there.push(stamp);
    }
    Ok((there, hidden))
}

/// What to ask: full-text look-ups one by one, all others in one query. A look-up with nothing to ask with is left out.
fn questions(
    scene: &Scene<'_>,
    read: &Read,
    fields: &[FieldName],
) -> Result<(Option<Query>, Vec<Search>), String> {
    let all = |tests: &[domain::mission::FieldTest]| {
        tests
            .iter()
            .map(|test| test.filter(scene))
            .collect::<Option<Vec<_>>>()
            .map(Filter::All)
    };
    let Some(base) = all(&read.filter) else {
        return Ok((None, vec![]));
    };
    let both = |more: Filter| {
        if read.filter.is_empty() {
            more
        } else {
            Filter::All(vec![base.clone(), more])
        }
    };
    let mut searches = vec![];
    let mut filters = vec![];
    for lookup in &read.any {
        let Some(filter) = all(&lookup.filter) else {
            continue;
        };
        match (lookup.search, &lookup.words) {
            (Some(within), Some(words)) => {
                for words in phrases(scene, words) {
                    searches.push(Search {
                        object: read.object.clone(),
                        fields: fields.to_vec(),
                        words,
                        within,
                        filter: both(filter.clone()),
                        limit: read.limit,
                    });
                }
            }
            _ => filters.push(filter),
        }
    }
    let filter = match (read.any.is_empty(), filters.is_empty()) {
        (true, _) => Some(base.clone()),
        (false, true) => None,
        (false, false) => Some(both(Filter::Any(filters))),
    };
    let order = read.order_by()?;
    let query = filter.map(|filter| Query {
        object: read.object.clone(),
        fields: fields.to_vec(),
        filter,
        order,
        limit: read.limit,
        with_deleted: false,
    });
    Ok((query, searches))
}

/// Each derived key is a search of its own; a plain text is one search for all its words.
fn phrases(scene: &Scene<'_>, words: &Operand) -> Vec<Vec<String>> {
    let derived = matches!(
        words,
        Operand::Ref {
            derive: Some(_),
            ..
        }
    );
    let texts = words
        .values(scene)
        .into_iter()
        .filter_map(|value| value.as_text().map(str::to_owned));
    let split = |text: String| {
        if derived {
            vec![text]
        } else {
            text.split_whitespace().map(str::to_owned).collect()
        }
    };
    texts.map(split).filter(|words| !words.is_empty()).collect()
}

fn join(found: &mut Vec<Record>, more: Vec<Record>) {
    for record in more {
        if found.iter().all(|seen| seen.id != record.id) {
            found.push(record);
        }
    }
}

fn record_id(value: Option<&Value>) -> Option<RecordId> {
    match value? {
        Value::Reference(id) => Some(id.clone()),
        Value::Text(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn counted(count: usize, object: &ObjectName) -> String {
    match count {
        0 => format!("no {object}"),
        1 => format!("1 {object}"),
        n => format!("{n} {object} records"),
    }
}

/// What an error of the org means for the run. One that is signed out waits too: somebody will connect it again.
#[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
pub(crate) fn away(error: gateway::Error) -> Trouble {
    let signed_out = matches!(
        error,
        gateway::Error::Salesforce(gateway::ReadError::SignedOut { .. })
    );
    match error.retry_after().or(signed_out.then_some(RECONNECT)) {
        Some(retry_after) => Trouble::Away {
            system: "Salesforce".into(),
            why: error.to_string(),
            retry_after,
        },
        None => Trouble::Broken(error.to_string()),
    }
}

/// How often a run looks whether its connection is signed in again.
const RECONNECT: Duration = Duration::from_secs(15);
