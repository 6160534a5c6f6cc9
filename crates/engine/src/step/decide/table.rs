//! A table of a document, in the version that the knowledge step found.

use super::ranking::ranking;
use super::shown;
use super::survivorship::survivorship;
use crate::outputs::{Left, Scene};
use crate::step::label;
use crate::worker::{Drive, Trouble};
use domain::change::{Because, Origin, Source};
use domain::data::{Data, DocumentRef};
use domain::knowledge::{DecisionTable, Published, Rules, Table};
use domain::mission::{AskTable, Reference, Source as _, Step};
use domain::observation::Kind;
use domain::record::FieldName;
use domain::run::StepPath;
use domain::value::Value;
use reasoner::rules::{self, Facts, Ruling};
use std::collections::BTreeMap;

pub(super) async fn run(
    drive: &mut Drive,
    path: &StepPath,
    step: &Step,
    asks: &AskTable,
) -> Result<(), Trouble> {
    let (name, holder) = match asks.table.names.as_slice() {
        [name] => (
            name.clone(),
            Reference {
                root: asks.table.root.clone(),
                names: vec![],
            },
        ),
        _ => {
            return Err(Trouble::Broken(format!(
                "`{}` does not name a table",
                asks.table
            )));
        }
    };
    let Some(Data::Document(DocumentRef { id, version, title })) =
        drive.scene(path).resolve(&holder)
    else {
        return Err(Trouble::Broken(format!("`{holder}` is not a document")));
    };
    let published = drive
        .shared
        .cache
        .document(&drive.shared.store, &drive.run.workspace, &id, version)
        .await?;
    let table = published.document.table(&name).ok_or_else(|| {
        Trouble::Broken(format!("{title}, version {version}, has no table `{name}`"))
    })?;
    let cited = Cited {
        published: &published,
        table,
    };
    let (headline, left) = match &table.rules {
        Rules::First(rules) => ordinary(&drive.scene(path), step, asks, &cited, rules),
        Rules::Rank(rows) => ranking(&drive.scene(path), step, asks, &cited, rows)?,
        Rules::Fields(rows) => survivorship(&drive.scene(path), step, asks, &cited, rows)?,
    };
    drive.done(path, Kind::Rule, headline, left);
    Ok(())
}

/// A table and where it stands, for citing.
pub(super) struct Cited<'a> {
    published: &'a Published,
    table: &'a Table,
}

impl Cited<'_> {
    pub(super) fn because(
        &self,
        text: String,
        row: Option<&str>,
        field: Option<FieldName>,
    ) -> Because {
        let source = Source::Knowledge {
            document: self.published.id.clone(),
            title: self.published.document.title.clone(),
            version: self.published.version,
            section: self.table.section.clone(),
            row: row.map(str::to_owned),
        };
        Because {
            text,
            source,
            field,
        }
    }
    pub(super) fn origin(&self, row: &str) -> Origin {
        Origin::Rule {
            document: self.published.id.clone(),
            version: self.published.version,
            row: row.to_owned(),
        }
    }
    fn place(&self) -> String {
        format!(
            "{}, version {}, section {}",
            self.published.document.title, self.published.version, self.table.section
        )
    }
}

/// The first row that holds. When none can be told, the output is empty and says so: what needs it is not proposed.
fn ordinary(
    scene: &Scene<'_>,
    step: &Step,
    asks: &AskTable,
    cited: &Cited<'_>,
    rules: &DecisionTable,
) -> (String, Left) {
    let inputs = facts(asks, rules, scene);
    let asked = |read: &[(String, Value)]| {
        read.iter()
            .map(|(name, value)| format!("{name}: {}", shown(value)))
            .collect::<Vec<_>>()
    };
    match rules::first(rules, &inputs) {
        Ruling::Hit(hit) => {
            let outputs: Vec<String> = hit
                .outputs
                .iter()
                .map(|(name, value)| format!("{name} {}", shown(value)))
                .collect();
            let why = hit
                .because
                .clone()
                .unwrap_or_else(|| asked(&hit.read).join(", "));
            let headline = format!("{}: {} (row {})", label(step), outputs.join(", "), hit.row);
            let reason = cited.because(
                format!("{}: {why}", outputs.join(", ")),
                Some(&hit.row),
                None,
            );
            let mut output: BTreeMap<String, Data> = hit
                .outputs
                .into_iter()
                .map(|(name, value)| (name, Data::Value(value)))
                .collect();
            output.insert("row".into(), Data::text(hit.row));
            output.insert("reason".into(), Data::Reason(reason));
            (
                headline,
                Left {
                    output: Data::Map(output),
                    notes: noted(cited, asked(&hit.read)),
                    calls: 0,
                },
            )
        }
        Ruling::Unknown(unknown) => {
            let why = format!("row {} needs {}", unknown.row, unknown.missing.join(", "));
            let headline = format!("{}: cannot be told, {why}", label(step));
            (
                headline,
                nothing(rules, cited, why, noted(cited, asked(&unknown.read))),
            )
        }
        Ruling::NoHit { read } => {
            let headline = format!("{}: no row holds", label(step));
            (
                headline,
                nothing(
                    rules,
                    cited,
                    "no row holds".into(),
                    noted(cited, asked(&read)),
                ),
            )
        }
    }
}

/// What an ordinary table is asked, by the names of its columns.
pub(crate) fn facts(
    asks: &AskTable,
    rules: &DecisionTable,
    source: &dyn domain::mission::Source,
) -> Facts {
    let known = |name: &String| Some((name.clone(), asks.inputs.get(name)?.value(source)));
    rules.inputs.iter().filter_map(known).collect()
}

fn nothing(rules: &DecisionTable, cited: &Cited<'_>, why: String, notes: Vec<String>) -> Left {
    let mut output: BTreeMap<String, Data> = rules
        .outputs
        .iter()
        .map(|name| (name.clone(), Data::none()))
        .collect();
    output.insert("row".into(), Data::none());
    output.insert(
        "reason".into(),
        Data::Reason(cited.because(why, None, None)),
    );
    Left {
        output: Data::Map(output),
        notes,
        calls: 0,
    }
}

pub(super) fn noted(cited: &Cited<'_>, mut notes: Vec<String>) -> Vec<String> {
    notes.push(cited.place());
    notes
}
