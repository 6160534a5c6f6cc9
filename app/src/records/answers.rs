//! What the engine knows of records, as a page shows it.

mod changes; // why a record changed
mod values; // values in words
mod words; // changes in words

use domain::record::{ObjectName, RecordRef};
use domain::schema::FieldKind;
use domain::text::plain;
use engine::{FateView, RecordQuery, RecordState, RelatedView};

use super::api::{
    Cell, Fate, FieldView, File, Gist, Listing, RecordRow, RecordScreen, Related, Tab,
};
use super::asked::{OBJECTS, Part};
use crate::Problem;
use crate::context::{caller, engine};
use crate::files::of_record;
use values::{cell, label_of};

pub use changes::why;
pub use values::size;

/// What the page says elsewhere, or what says nothing to people.
const UNTOLD: [&str; 4] = ["Id", "IsDeleted", "MasterRecordId", "SystemModstamp"];
/// A count that reaches it is told as "or more".
const MANY: u64 = 50;

pub async fn browse(part: Part) -> Result<Listing, Problem> {
    let (engine, caller) = (engine(), caller()?);
    let object: ObjectName = part.object.parse().map_err(|_| Problem::Gone)?;
    let after = part.after.as_deref().map(str::parse::<engine::Cursor>);
    let query = RecordQuery {
        words: part.find.clone(),
        after: after.transpose().map_err(Problem::Refused)?,
        ..RecordQuery::default()
    };
    let tab = |(name, title): &(&str, &str)| Tab {
        title: (*title).to_owned(),
        href: format!("/records/{name}"),
        here: object.is(name),
    };
    let mut page = Listing {
        tabs: OBJECTS.iter().map(tab).collect(),
        title: plural(&object),
        columns: vec![],
        rows: vec![],
        next: None,
        sight: String::new(),
        trouble: None,
    };
    match Box::pin(engine.records(&caller, &object, &query)).await {
        Ok(found) => {
            page.columns = found
                .columns
                .into_iter()
                .map(|column| column.label)
                .collect();
            page.rows = found.items.iter().map(row).collect();
            page.next = found.next.map(|next| next.to_string());
            page.sight = found.sight.sentence;
        }
        Err(
            engine::Error::Forbidden(said)
            | engine::Error::Unavailable(said)
            | engine::Error::Invalid(said),
        ) => page.trouble = Some(sentence(&said)),
        Err(error) => return Err(error.into()),
    }
    Ok(page)
}

pub async fn record(object: &str, id: &str) -> Result<RecordScreen, Problem> {
    let (engine, caller) = (engine(), caller()?);
    let found = Box::pin(engine.record(&caller, &named(object, id)?)).await?;
    let kept = Box::pin(of_record(&caller, &found.gist.record)).await?;
    let trouble = match &found.state {
        RecordState::There => None,
        RecordState::Gone if found.gist.fate.is_some() => {
            Some("What follows is how a run read it last.".to_owned())
        }
        RecordState::Gone => {
            Some("Salesforce has it no more. What follows is how a run read it last.".to_owned())
        }
        RecordState::Away { why } => Some(format!(
            "{} What follows is how a run read it last.",
            sentence(why)
        )),
    };
    let found_record = found.gist.record.clone();
    let gist = gist(found.gist);
    let mut empty = vec![];
    let mut fields = vec![];
    let told = |field: &engine::FieldView| !UNTOLD.iter().any(|name| field.field.is(name));
    for field in found.fields.into_iter().filter(told) {
        let view = FieldView {
            cell: cell(Some(field.kind), &field.shown),
            why: field
                .changed_by_us
                .then(|| format!("{}?field={}", gist.why, field.field)),
            label: label_of(&field.label, field.kind == FieldKind::Reference),
            long: false,
        };
        if view.cell.text.is_empty() && view.why.is_none() {
            empty.push(view.label);
        } else {
            let long = view.cell.text.contains('\n') || view.cell.text.chars().count() > 90;
            fields.push(FieldView { long, ..view });
        }
    }
    Ok(RecordScreen {
        trouble,
        fields,
        empty,
        related: found.related.iter().map(related).collect(),
        all_kept: format!(
            "/files?object={}&record={}",
            found_record.object, found_record.id
        ),
        kept,
        files: found
            .files
            .map(|files| files.into_iter().map(file).collect()),
        sight: found.sight.sentence,
        gist,
    })
}

/// What an address names; nonsense is not there.
fn named(object: &str, id: &str) -> Result<RecordRef, Problem> {
    let object = object.parse().map_err(|_| Problem::Gone)?;
    let id = id.parse().map_err(|_| Problem::Gone)?;
    Ok(RecordRef::new(object, id))
}

fn href(record: &RecordRef) -> String {
    format!("/records/{}/{}", record.object, record.id)
}

fn plural(object: &ObjectName) -> String {
    let tab = OBJECTS.iter().find(|(name, _)| object.is(name));
    tab.map_or_else(|| object.to_string(), |(_, title)| (*title).to_owned())
}

/// Capital first, full stop last.
fn sentence(said: &str) -> String {
    let said = crate::ui::sentence_case(plain(said).trim_end_matches('.'));
    format!("{said}.")
}

fn gist(gist: engine::Gist) -> Gist {
    let href = href(&gist.record);
    let object = gist.record.object.clone();
    Gist {
        why: format!("{href}/why"),
        list: (plural(&object), format!("/records/{object}")),
        fate: gist.fate.map(|told| fate(&gist.label, told)),
        label: plain(&gist.label).into_owned(),
        id: gist.record.id.to_string(),
        name: plain(&gist.name).into_owned(),
        url: gist.url,
        href,
    }
}

fn fate(label: &str, fate: FateView) -> Fate {
    let label = plain(label).to_lowercase();
    let said = match fate.how {
        "merged" => format!("This {label} is gone. It was merged into"),
        "converted" => format!("This {label} was converted. It went into"),
        _ => format!("This {label} is gone. It was deleted"),
    };
    Fate {
        said,
        into: fate.into.map(|(record, name)| Cell {
            href: Some(href(&record)),
            text: plain(&name).into_owned(),
        }),
        at: fate.at,
        decision: fate.decision.to_string(),
        signed: fate
            .signed
            .iter()
            .map(|by| plain(&by.name).into_owned())
            .collect(),
    }
}

fn row(row: &engine::RecordRow) -> RecordRow {
    RecordRow {
        href: href(&row.record),
        name: plain(&row.name).into_owned(),
        cells: row.values.iter().map(|shown| cell(None, shown)).collect(),
        changed_at: row.changed_at,
    }
}

fn related(related: &RelatedView) -> Related {
    Related {
        title: if related.object.is("Task") {
            "Open tasks".to_owned()
        } else {
            plural(&related.object)
        },
        count: if related.count >= MANY {
            format!("{MANY} or more")
        } else {
            related.count.to_string()
        },
        rows: related.items.iter().map(row).collect(),
    }
}

fn file(file: engine::FileView) -> File {
    let name = if file.kind.is_empty() {
        file.title.clone()
    } else {
        format!("{}.{}", file.title, file.kind)
    };
    let kind = file.kind.to_uppercase();
    File {
        name: plain(&name).into_owned(),
        kind: if kind.is_empty() {
            size(file.bytes)
        } else {
            format!("{}, {}", plain(&kind), size(file.bytes))
        },
        changed_at: file.changed_at,
        url: file.url,
    }
}
