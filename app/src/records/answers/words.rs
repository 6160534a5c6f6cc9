use std::time::Duration;

use domain::change::{Because, Source};
use domain::record::RecordRef;
use domain::text::plain;
use domain::time::Timestamp;
use domain::value::Value;
use engine::{ByView, ChainView, Moved, OtherHand, ReadBack, What as Told};

use super::values::{cell, label_of};
use super::{href, plural};
use crate::knowledge::place;
use crate::records::api::{By, Cell, Chain, Link, What};
use crate::ui::Tone;

pub fn what(told: Told) -> What {
    let said = |verb: &str, records: Vec<Cell>, rest: String| What::Said {
        verb: verb.to_owned(),
        records,
        rest,
    };
    match told {
        Told::Field {
            label,
            before,
            after,
            ..
        } => What::Field {
            label: label_of(&label, is_reference(&after.value)),
            before: cell(None, &before),
            after: cell(None, &after),
        },
        Told::Hidden => said("A field you may not see", vec![], "was changed".to_owned()),
        Told::Created => said("Made", vec![], "by a mission".to_owned()),
        Told::Merged { losers, moved } => said(
            "Merged",
            losers
                .into_iter()
                .map(|(record, name)| link(&record, &name))
                .collect(),
            format!("into this one{}", along(&moved)),
        ),
        Told::MergedAway { into, name } => said(
            "Merged into",
            vec![link(&into, &name)],
            "and moved to the recycle bin".to_owned(),
        ),
        Told::Converted {
            account,
            name,
            contact,
        } => {
            let contact = contact.map(|contact| link(&contact, "a contact there"));
            let records = std::iter::once(link(&account, &name)).chain(contact);
            said("Converted into", records.collect(), String::new())
        }
        Told::TookIn { lead, name } => said(
            "Took in the lead",
            vec![link(&lead, &name)],
            "by conversion".to_owned(),
        ),
        Told::Deleted => said("Deleted", vec![], "to the recycle bin".to_owned()),
        Told::Word { word } => said(&word_of(&word), vec![], String::new()),
    }
}

/// A word of the org's history, for people.
pub fn word_of(word: &str) -> String {
    match word {
        "created" => "Made".to_owned(),
        "accountMerged" | "contactMerged" | "leadMerged" => "Merged".to_owned(),
        "leadConverted" => "Converted".to_owned(),
        other => plain(other).into_owned(),
    }
}

fn link(record: &RecordRef, name: &str) -> Cell {
    Cell {
        text: plain(name).into_owned(),
        href: Some(href(record)),
    }
}

/// `. 3 opportunities and 1 contact moved here`
fn along(moved: &[Moved]) -> String {
    let told: Vec<String> = moved
        .iter()
        .map(|moved| {
            let word = match (moved.object.as_str(), moved.count) {
                ("ContentDocumentLink", 1) => "file".to_owned(),
                ("ContentDocumentLink", _) => "files".to_owned(),
                (object, 1) => object.to_lowercase(),
                _ => plural(&moved.object).to_lowercase(),
            };
            format!("{} {word}", moved.count)
        })
        .collect();
    match told.as_slice() {
        [] => String::new(),
        [only] => format!(". {only} moved here"),
        [first @ .., last] => format!(". {} and {last} moved here", first.join(", ")),
    }
}

pub fn by(by: ByView, first: bool, one_field: bool) -> By {
    match by {
        ByView::Ours(chain) => ours(&chain, first, one_field),
        ByView::Other { name, hand } => other(&name, hand),
    }
}

fn ours(view: &ChainView, first: bool, one_field: bool) -> By {
    let (tone, icon, word) = match view.read_back {
        ReadBack::Verified => (Tone::Good, "check", "Verified"),
        ReadBack::SideEffects => (
            Tone::Care,
            "drifted",
            "Written; something else changed more",
        ),
        ReadBack::Differs => (Tone::Stop, "alert", "Not there when it was read back"),
        ReadBack::Unverifiable => (Tone::Calm, "ring", "Nothing to read back"),
        ReadBack::NotYet => (Tone::Act, "eye", "Written, not read back yet"),
        ReadBack::Unknown => (
            Tone::Care,
            "users",
            "Nobody can tell whether it was written",
        ),
    };
    let policy = view.signed.iter().all(|by| by.policy) && !view.signed.is_empty();
    let said = match (first, policy) {
        (false, _) => "Same decision",
        (true, true) => "Allowed by",
        (true, false) => "Approved by",
    };
    let signers = view.signed.iter().filter(|_| first);
    By::Ours {
        said: said.to_owned(),
        signers: signers.map(|by| plain(&by.name).into_owned()).collect(),
        state: (tone, icon.to_owned(), word.to_owned()),
        in_org: view
            .in_org
            .as_ref()
            .map(|(name, at)| format!("Salesforce shows it as {}, {}", plain(name), clock(*at))),
        chain: Box::new(chain(view)),
        open: first || one_field,
    }
}

fn chain(view: &ChainView) -> Chain {
    let number = view.part.place() + 1;
    let asked = view.signed.iter().map(|by| by.at).max();
    let after = asked.map(|at| rough(at.since(view.asked_at)));
    let signatures = match view.signed.len() {
        1 => "1 signature".to_owned(),
        many => format!("{many} signatures"),
    };
    Chain {
        seen: Link {
            title: format!(
                "Run {}, observation {}",
                tail(view.run.as_str()),
                view.observation
            ),
            href: Some(format!(
                "/runs/{}?observation={}",
                view.run, view.observation
            )),
            said: format!("{}, version {}", plain(&view.mission), view.version),
        },
        because: because(view),
        decided: Link {
            title: format!("Decision {}, part {number}", tail(view.decision.as_str())),
            href: Some(format!("/decisions/{}", view.decision)),
            said: match after {
                Some(after) => format!("{signatures}, after {after}"),
                None => signatures,
            },
        },
        written_at: view.written_at,
        read_back_at: view.read_back_at,
    }
}

/// The rule that chose, where it can be read as it stood then; else the first reason there is.
fn because(view: &ChainView) -> Link {
    let reasons: &[Because] = &view.because;
    let rule = reasons
        .iter()
        .find(|reason| matches!(reason.source, Source::Knowledge { .. }));
    let Some(reason) = rule.or(reasons.first()) else {
        return Link {
            title: "The mission".to_owned(),
            href: None,
            said: "It says so itself".to_owned(),
        };
    };
    let (title, href) = match &reason.source {
        Source::Knowledge {
            document,
            title,
            version,
            section,
            row,
        } => {
            let (what, href) = place(document, *version, section, row.as_deref());
            (format!("{title} {version}, {what}"), Some(href))
        }
        Source::Record(record) => (record.object.to_string(), Some(href(record))),
        Source::Step(key) => (
            format!("Step “{key}” of the run"),
            view.concluded_at
                .map(|number| format!("/runs/{}?observation={number}", view.run)),
        ),
    };
    Link {
        title: plain(&title).into_owned(),
        href,
        said: plain(&reason.text).into_owned(),
    }
}

fn other(name: &str, hand: OtherHand) -> By {
    let machine = name.eq_ignore_ascii_case("Automated Process");
    let (badge, care, said) = match hand {
        OtherHand::Other => ("Not by us", false, ".".to_owned()),
        OtherHand::AfterOurs { written_at } => (
            "Not by us",
            false,
            format!(
                ", most likely something that runs in the org after our write at {}.",
                clock(written_at)
            ),
        ),
        OtherHand::Connected => (
            "Not through us",
            true,
            ". That is the user we connect as, but no mission wrote this: something else uses that user too.".to_owned(),
        ),
    };
    By::Other {
        badge: badge.to_owned(),
        care,
        icon: if machine || matches!(hand, OtherHand::AfterOurs { .. }) {
            "flow".to_owned()
        } else {
            "user".to_owned()
        },
        name: plain(name).into_owned(),
        said,
    }
}

/// The end of an id, as people may read it out.
fn tail(id: &str) -> String {
    format!("…{}", &id[id.len().saturating_sub(6)..])
}

fn clock(at: Timestamp) -> String {
    at.to_string().get(11..16).unwrap_or_default().to_owned()
}

/// `less than a minute`, `33 min`, `2 days`
fn rough(span: Duration) -> String {
    let minutes = span.as_secs() / 60;
    match minutes {
        0 => "less than a minute".to_owned(),
        1..=119 => format!("{minutes} min"),
        120..=2_879 => format!("{} h", minutes / 60),
        _ => format!("{} days", minutes / 1_440),
    }
}

pub fn is_reference(value: &Value) -> bool {
    matches!(value, Value::Reference(_))
}
