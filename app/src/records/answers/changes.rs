use std::collections::BTreeMap;

use domain::time::Timestamp;
use engine::{ByView, ChangeView, ChangesView, OrgSays, What as Told};

use super::values::label_of;
use super::words::{by, is_reference, what, word_of};
use super::{gist, named, sentence};
use crate::Problem;
use crate::context::{caller, engine};
use crate::records::api::{Change, Day, Filter, WhyScreen};
use crate::records::asked::Which;

pub async fn why(object: &str, id: &str, which: &Which) -> Result<WhyScreen, Problem> {
    let (engine, caller) = (engine(), caller()?);
    let found = Box::pin(engine.changes(&caller, &named(object, id)?)).await?;
    let now = engine.clock().now();
    let lead = lead(&found);
    let note = note(&found.org);
    let filters = filters(&found, which);
    let ChangesView {
        gist: of,
        changes,
        sight,
        ..
    } = found;
    let gist = gist(of);
    let toggled = Which {
        ours: !which.ours,
        ..which.clone()
    };
    let shown = changes.into_iter().filter(|change| is_asked(change, which));
    Ok(WhyScreen {
        ours: (which.ours, address(&toggled, &gist.why)),
        filters: filters
            .into_iter()
            .map(|(which, label, count, here)| Filter {
                href: address(&which, &gist.why),
                label,
                count,
                here,
            })
            .collect(),
        days: days(shown, which.field.is_some(), now),
        sight: sight.sentence,
        lead,
        note,
        gist,
    })
}

/// The page with these changes and no others.
fn address(which: &Which, page: &str) -> String {
    let field = which.field.as_ref().map(|field| format!("field={field}"));
    let ours = which.ours.then(|| "ours".to_owned());
    let asked: Vec<String> = field.into_iter().chain(ours).collect();
    if asked.is_empty() {
        page.to_owned()
    } else {
        format!("{page}?{}", asked.join("&"))
    }
}

fn lead(found: &ChangesView) -> String {
    let all = found.changes.len();
    let ours = found
        .changes
        .iter()
        .filter(|change| is_ours(change))
        .count();
    match (all, ours) {
        (0, _) => "No change is known.".to_owned(),
        (1, 1) => "One change, by an approved mission.".to_owned(),
        (1, 0) => "One change, not by us.".to_owned(),
        (all, ours) if all == ours => format!("{all} changes, all by an approved mission."),
        (all, 0) => format!("{all} changes, none by us."),
        (all, ours) => format!(
            "{all} changes: {ours} by an approved mission, {} not by us.",
            all - ours
        ),
    }
}

fn note(org: &OrgSays) -> Option<String> {
    match org {
        OrgSays::Told => None,
        OrgSays::Untracked => Some(
            "Salesforce keeps no history of this object, or does not show it to the integration user. Only our own changes are told.".to_owned(),
        ),
        OrgSays::Away { why } => Some(format!(
            "{} What others changed is missing here until Salesforce answers.",
            sentence(why)
        )),
    }
}

fn is_ours(change: &ChangeView) -> bool {
    matches!(change.by, ByView::Ours(_))
}

fn is_asked(change: &ChangeView, which: &Which) -> bool {
    let field = which.field.as_ref();
    (!which.ours || is_ours(change))
        && field.is_none_or(|field| key(&change.what).0.eq_ignore_ascii_case(field))
}

/// What a change is counted under, and how the list calls that.
fn key(what: &Told) -> (String, String) {
    let named = |key: &str, label: &str| (key.to_owned(), label.to_owned());
    match what {
        Told::Field {
            field,
            label,
            after,
            ..
        } => (
            field.to_string(),
            label_of(label, is_reference(&after.value)),
        ),
        Told::Hidden => named("hidden", "Fields you may not see"),
        Told::Created => named("created", "Made"),
        Told::Merged { .. } | Told::MergedAway { .. } => named("merged", "Merged records"),
        Told::Converted { .. } | Told::TookIn { .. } => named("converted", "Converted leads"),
        Told::Deleted => named("deleted", "Deleted"),
        Told::Word { word } => named(word, &word_of(word)),
    }
}

/// All, then each field by how often it changed.
fn filters(found: &ChangesView, which: &Which) -> Vec<(Which, String, usize, bool)> {
    let mut counts: BTreeMap<String, (String, usize)> = BTreeMap::new();
    let mut all = 0;
    for change in &found.changes {
        if which.ours && !is_ours(change) {
            continue;
        }
        let (key, label) = key(&change.what);
        counts.entry(key).or_insert((label, 0)).1 += 1;
        all += 1;
    }
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_by_key(|(_, (label, count))| (std::cmp::Reverse(*count), label.clone()));
    let to = |field: Option<String>| Which {
        field,
        ours: which.ours,
    };
    let mut filters = vec![(
        to(None),
        "All fields".to_owned(),
        all,
        which.field.is_none(),
    )];
    filters.extend(rows.into_iter().map(|(key, (label, count))| {
        let here = which
            .field
            .as_ref()
            .is_some_and(|field| key.eq_ignore_ascii_case(field));
        (to(Some(key)), label, count, here)
    }));
    filters
}

/// By day, newest first. Of several changes of one decision the first shows its chain, when all fields are shown.
fn days(changes: impl Iterator<Item = ChangeView>, one_field: bool, now: Timestamp) -> Vec<Day> {
    let mut days: Vec<Day> = vec![];
    let mut told = vec![];
    for change in changes {
        let title = day(change.at, now);
        let first = match &change.by {
            ByView::Ours(chain) if told.contains(&chain.decision) => false,
            ByView::Ours(chain) => {
                told.push(chain.decision.clone());
                true
            }
            ByView::Other { .. } => false,
        };
        let entry = Change {
            at: change.at,
            what: what(change.what),
            by: by(change.by, first, one_field),
        };
        match days.last_mut().filter(|day| day.title == title) {
            Some(day) => day.changes.push(entry),
            None => days.push(Day {
                title,
                changes: vec![entry],
            }),
        }
    }
    days
}

/// `Today, Friday 27 November`
fn day(at: Timestamp, now: Timestamp) -> String {
    let (date, today) = (at.date(), now.date());
    let words = date.strftime("%A %-d %B");
    if date == today {
        format!("Today, {words}")
    } else if date.year() == today.year() {
        words.to_string()
    } else {
        date.strftime("%A %-d %B %Y").to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_no_more_than_is_asked() {
        let to = |field: Option<&str>, ours| {
            let field = field.map(str::to_owned);
            address(&Which { field, ours }, "/why")
        };
        assert_eq!(to(None, false), "/why");
        assert_eq!(to(Some("Phone"), false), "/why?field=Phone");
        assert_eq!(to(Some("Phone"), true), "/why?field=Phone&ours");
    }
}
