use crate::outputs::{Left, Scene};
use crate::step::label;
use crate::worker::{Drive, Trouble};
use domain::change::{Assignment, Because, Origin, Source};
use domain::data::{Choice, Data, DocumentRef};
use domain::knowledge::{DecisionTable, Preference, Published, Rules, Survivorship, Table};
use domain::mission::{Decide, Fact, FactSource, Reference, Source as _, Step, Take};
use domain::observation::Kind;
use domain::record::{FieldName, Record, RecordRef};
use domain::run::StepPath;
use domain::value::{Decimal, Value};
use reasoner::rules::{self, Facts, Ruling};
use std::collections::BTreeMap;

/// Asks a table of a document, in the version that the knowledge step found.
pub(super) async fn run(
    drive: &mut Drive,
    path: &StepPath,
    step: &Step,
    decide: &Decide,
) -> Result<(), Trouble> {
    let (name, holder) = match decide.table.names.as_slice() {
        [name] => (
            name.clone(),
            Reference {
                root: decide.table.root.clone(),
                names: vec![],
            },
        ),
        _ => {
            return Err(Trouble::Broken(format!(
                "`{}` does not name a table",
                decide.table
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
        Rules::First(rules) => ordinary(&drive.scene(path), step, decide, &cited, rules),
        Rules::Rank(rows) => ranking(&drive.scene(path), step, decide, &cited, rows)?,
        Rules::Fields(rows) => survivorship(&drive.scene(path), step, decide, &cited, rows)?,
    };
    drive.done(path, Kind::Rule, headline, left);
    Ok(())
}

/// A table and where it stands, for citing.
struct Cited<'a> {
    published: &'a Published,
    table: &'a Table,
}

impl Cited<'_> {
    fn because(&self, text: String, row: Option<&str>, field: Option<FieldName>) -> Because {
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
    fn origin(&self, row: &str) -> Origin {
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
    decide: &Decide,
    cited: &Cited<'_>,
    rules: &DecisionTable,
) -> (String, Left) {
    let known = |name: &String| {
        let operand = decide.inputs.get(name)?;
        let value = operand
            .values(scene)
            .into_iter()
            .find(|value| !value.is_empty());
        Some((name.clone(), value.unwrap_or_default()))
    };
    let inputs: Facts = rules.inputs.iter().filter_map(known).collect();
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

fn noted(cited: &Cited<'_>, mut notes: Vec<String>) -> Vec<String> {
    notes.push(cited.place());
    notes
}

/// Puts records in order by the rows of a ranking; the first is the winner.
fn ranking(
    scene: &Scene<'_>,
    step: &Step,
    decide: &Decide,
    cited: &Cited<'_>,
    rows: &[Preference],
) -> Result<(String, Left), Trouble> {
    let records = scene.all(&decide.among).all_records();
    if records.is_empty() {
        return Err(Trouble::Broken(format!(
            "“{}” has no records to rank",
            label(step)
        )));
    }
    let weigh = |record: &Record| {
        let facts = decide
            .facts
            .iter()
            .filter_map(|fact| Some((fact.name.clone(), value_of(scene, fact, record)?)));
        (record.reference(), facts.collect::<Facts>())
    };
    let candidates: Vec<(RecordRef, Facts)> = records.iter().map(weigh).collect();
    let ranking = rules::rank(rows, &candidates);
    let mut ordered = ranking
        .order
        .iter()
        .filter_map(|at| records.get(*at).cloned());
    let Some(winner) = ordered.next() else {
        return Err(Trouble::Broken("the ranking is empty".into()));
    };
    let others: Vec<Record> = ordered.collect();
    let row = ranking.decided_by.as_deref();
    let text = if others.is_empty() {
        format!("{} is the only one", winner.title())
    } else {
        format!("{} comes first: {}", winner.title(), ranking.because)
    };
    let headline = format!("{}: {text}", label(step));
    let notes = ranking.weighed.iter().map(|weighed| {
        let values: Vec<String> = weighed
            .values
            .iter()
            .map(|(record, value)| format!("{}: {}", record.id, shown(value)))
            .collect();
        format!(
            "{} ({}): {}. {}",
            weighed.fact,
            weighed.row,
            values.join(", "),
            weighed.note
        )
    });
    let output = [
        (
            "all".to_owned(),
            Data::records(std::iter::once(winner.clone()).chain(others.iter().cloned())),
        ),
        ("winner".to_owned(), Data::Record(winner)),
        ("others".to_owned(), Data::records(others)),
        ("row".to_owned(), row.map_or_else(Data::none, Data::text)),
        (
            "reason".to_owned(),
            Data::Reason(cited.because(text, row, None)),
        ),
    ];
    let left = Left {
        output: Data::Map(output.into()),
        notes: noted(cited, notes.collect()),
        calls: 0,
    };
    Ok((headline, left))
}

/// A fact about one record: a field of its own, or something about the records that point to it.
fn value_of(scene: &Scene<'_>, fact: &Fact, record: &Record) -> Option<Value> {
    if let Some(field) = &fact.field {
        return record
            .fields
            .iter()
            .find(|(name, _)| name.is(field.as_str()))
            .map(|(_, value)| value.clone());
    }
    let source = fact.of.as_ref()?;
    let pointing = scene.resolve(&source.records)?.all_records();
    let mine = pointing
        .into_iter()
        .filter(|other| other.get(source.by.as_str()).as_reference() == Some(&record.id));
    Some(taken(source, mine))
}

fn taken(source: &FactSource, records: impl Iterator<Item = Record>) -> Value {
    let field = source.field.as_ref().map(FieldName::as_str);
    let values = |records: &mut dyn Iterator<Item = Record>| -> Vec<Value> {
        let of = |record: Record| field.map(|field| record.get(field).clone());
        records
            .filter_map(of)
            .filter(|value| !value.is_null())
            .collect()
    };
    let mut records = records;
    match source.take {
        Take::Count => Value::Int(i64::try_from(records.count()).unwrap_or(i64::MAX)),
        Take::Sum => {
            let amounts = values(&mut records)
                .into_iter()
                .filter_map(|value| value.as_decimal());
            let mut amounts = amounts;
            let sum = amounts.try_fold(Decimal::default(), Decimal::plus);
            sum.map_or(Value::Null, Value::Decimal)
        }
        Take::Latest | Take::Earliest => {
            let later = |a: &Value, b: &Value| a.order(b).unwrap_or(std::cmp::Ordering::Equal);
            let all = values(&mut records);
            let found = if source.take == Take::Latest {
                all.into_iter().max_by(later)
            } else {
                all.into_iter().min_by(later)
            };
            found.unwrap_or_default()
        }
    }
}

/// Which value of each field survives, with the reason and what the others had.
fn survivorship(
    scene: &Scene<'_>,
    step: &Step,
    decide: &Decide,
    cited: &Cited<'_>,
    rows: &[Survivorship],
) -> Result<(String, Left), Trouble> {
    let record = |reference: &Reference| {
        scene
            .resolve(reference)
            .and_then(|data| data.all_records().into_iter().next())
    };
    let survivor = decide.survivor.as_ref().and_then(record);
    let survivor =
        survivor.ok_or_else(|| Trouble::Broken(format!("“{}” has no survivor", label(step))))?;
    let others: Vec<Record> = scene
        .all(&decide.among)
        .all_records()
        .into_iter()
        .filter(|other| other.id != survivor.id)
        .collect();
    let also = decide.also.as_ref().and_then(record);
    // A field the survivor was not read with cannot be compared, so it is left alone.
    let readable: Vec<Survivorship> = rows
        .iter()
        .filter(|row| {
            survivor
                .fields
                .keys()
                .any(|field| field.is(row.field.as_str()))
        })
        .cloned()
        .collect();
    let chosen = rules::fields(&readable, &survivor, &others, also.as_ref());
    let changes = chosen.values().filter(|choice| choice.changes).count();
    let notes: Vec<String> = chosen
        .iter()
        .map(|(field, choice)| format!("{field}: {} ({})", shown(&choice.value), choice.because))
        .collect();
    let choices = chosen.into_iter().map(|(field, choice)| {
        let origin = match choice.from.as_slice() {
            [(record, field)] => Origin::Record {
                record: record.clone(),
                field: field.clone(),
            },
            _ => cited.origin(&choice.row),
        };
        let because = cited.because(choice.because, Some(&choice.row), Some(field.clone()));
        let assignment = Assignment {
            value: choice.value,
            origin,
        };
        (
            field,
            Choice {
                assignment,
                because,
                changes: choice.changes,
                losing: choice.losing,
            },
        )
    });
    let headline = format!(
        "{}: {changes} of {} fields change",
        label(step),
        readable.len()
    );
    let left = Left {
        output: Data::Choices(choices.collect()),
        notes: noted(cited, notes),
        calls: 0,
    };
    Ok((headline, left))
}

fn shown(value: &Value) -> String {
    if value.is_empty() {
        "(empty)".into()
    } else {
        value.to_string()
    }
}
