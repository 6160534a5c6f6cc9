use crate::outputs::Left;
use crate::worker::{Drive, Trouble};
use domain::change::{Because, Source};
use domain::data::Data;
use domain::matching::{Likeness, Match as Found};
use domain::mission::{Match, Source as _};
use domain::observation::Kind;
use domain::record::Record;
use domain::run::StepPath;
use domain::value::Value;

/// Weighs a record against others and sorts them: the same, doubtful, related, different.
pub(super) fn run(drive: &mut Drive, path: &StepPath, one: &Match) -> Result<(), Trouble> {
    let scene = drive.scene(path);
    let left = scene
        .resolve(&one.left)
        .and_then(|data| data.all_records().into_iter().next());
    let left = left.ok_or_else(|| Trouble::Broken(format!("`{}` is not a record", one.left)))?;
    let rights: Vec<Record> = scene
        .all(&one.right)
        .all_records()
        .into_iter()
        .filter(|record| record.id != left.id)
        .collect();
    let found = reasoner::matching::match_all(&left, &rights, &one.rules);
    let records = |fits: &dyn Fn(&&Found) -> bool| {
        let fits = found.iter().filter(fits);
        let records =
            fits.filter_map(|found| rights.iter().find(|record| record.id == found.right.id));
        Data::records(records.cloned())
    };
    let of = |likeness: Likeness| records(&|found| found.likeness == likeness);
    let parts = records(&|found| found.likeness == Likeness::Related && is_part(found));
    let (same, doubtful, related) = (
        of(Likeness::Same),
        of(Likeness::Review),
        of(Likeness::Related),
    );
    let likeness = found
        .iter()
        .map(|found| found.likeness)
        .min()
        .unwrap_or(Likeness::Different);
    // The best of the likeliest kind: a related company never stands before the same one.
    let best = found.iter().find(|found| found.likeness == likeness);
    let headline = headline(&left, best, rights.len());
    let because = |text: String| Because {
        text,
        source: Source::Step(path.to_string()),
        field: None,
    };
    let of_related = found
        .iter()
        .filter(|found| found.likeness == Likeness::Related);
    let kin: Vec<String> = of_related
        .map(|found| format!("{}: {}", found.title, found.vetoes.join("; ")))
        .collect();
    let reason = because(headline.clone());
    let kinship = because(format!(
        "{} belongs to the same house and is a company of its own ({})",
        titles(&related),
        kin.join("; ")
    ));
    let record = best.and_then(|best| rights.iter().find(|record| record.id == best.right.id));
    let output = Data::Map(
        [
            ("likeness".to_owned(), Data::text(word(likeness))),
            (
                "chance".to_owned(),
                Data::text(best.map(|best| best.chance.to_string()).unwrap_or_default()),
            ),
            (
                "best".to_owned(),
                record.cloned().map_or_else(Data::none, Data::Record),
            ),
            ("same".to_owned(), same),
            ("doubtful".to_owned(), doubtful),
            ("related".to_owned(), related),
            ("parts".to_owned(), parts),
            ("reason".to_owned(), Data::Reason(reason)),
            ("kinship".to_owned(), Data::Reason(kinship)),
            ("matches".to_owned(), Data::Matches(found.clone())),
        ]
        .into(),
    );
    drive.done(path, Kind::Match, headline, Left::only(output));
    Ok(())
}

/// Whether the candidate is the part and the record the house, and not the other way round or its sister.
fn is_part(found: &Found) -> bool {
    found.bars.iter().any(|bar| {
        bar.label == reasoner::matching::HOUSE && bar.left.is_empty() && !bar.right.is_empty()
    })
}

fn titles(records: &Data) -> String {
    records
        .all_records()
        .iter()
        .map(Record::title)
        .collect::<Vec<_>>()
        .join(", ")
}

/// What conditions compare with.
fn word(likeness: Likeness) -> &'static str {
    match likeness {
        Likeness::Same => "same",
        Likeness::Review => "review",
        Likeness::Related => "related",
        Likeness::Different => "different",
    }
}

fn headline(left: &Record, best: Option<&Found>, among: usize) -> String {
    let name = left.get("Company");
    let name = if matches!(name, Value::Null) {
        left.title()
    } else {
        name.to_string()
    };
    let Some(best) = best else {
        return format!("{name}: nothing to compare with");
    };
    let weight = format!(
        "{}, weight {} bits, best of {among}",
        best.chance, best.bits
    );
    match best.likeness {
        Likeness::Same => format!("{name} and {} are the same company ({weight})", best.title),
        Likeness::Review => format!(
            "{name} and {} may be the same company; a person should look ({weight})",
            best.title
        ),
        Likeness::Related => format!(
            "{} is related to {name}, not the same company ({weight})",
            best.title
        ),
        Likeness::Different => format!(
            "{name} is none of the {among} records compared; closest is {} ({weight})",
            best.title
        ),
    }
}
