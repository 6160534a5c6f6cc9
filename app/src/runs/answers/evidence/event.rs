use domain::observation::{Cause, Event, Outcome, Verification};
use domain::record::FieldName;

use super::super::super::api::Evidence;

/// What the event itself carries.
pub fn of(event: &Event) -> Vec<Evidence> {
    let facts = |title: &str, rows: Vec<(&str, String)>| {
        let rows = rows
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        vec![Evidence::Facts {
            title: title.to_owned(),
            rows,
        }]
    };
    match event {
        Event::Started { inputs, cause, .. } => {
            let mut rows: Vec<(String, String)> = inputs
                .iter()
                .map(|(name, value)| (name.clone(), value.to_string()))
                .collect();
            if let Cause::Trigger {
                record,
                happened_at,
            } = cause
            {
                rows.push(("Found by the trigger".to_owned(), record.to_string()));
                rows.push(("In the org at".to_owned(), happened_at.to_string()));
            }
            vec![Evidence::Facts {
                title: "Started with".to_owned(),
                rows,
            }]
        }
        Event::Intended {
            part,
            digest,
            send_by,
            ..
        } => facts(
            "The intent",
            vec![
                ("Part", part.to_string()),
                ("Digest that was signed", digest.to_string()),
                ("To be sent before", send_by.to_string()),
            ],
        ),
        Event::Sent { part, outcome, .. } => {
            let mut rows = vec![("Part", part.to_string())];
            rows.extend(outcome_rows(outcome));
            facts("What the org answered", rows)
        }
        Event::Verified {
            part, verification, ..
        } => {
            let listed = |fields: &[FieldName]| -> String {
                let names: Vec<_> = fields.iter().map(ToString::to_string).collect();
                names.join(", ")
            };
            let (name, value) = match verification {
                Verification::AsSigned { values } => ("Values as signed", values.to_string()),
                Verification::SideEffects { fields } => ("Also changed, not by us", listed(fields)),
                Verification::Differs { fields } => ("Not as signed", listed(fields)),
                Verification::Unverifiable => ("Nothing to read back", "a draft".to_owned()),
            };
            facts("Read back", vec![("Part", part.to_string()), (name, value)])
        }
        Event::Waiting {
            system,
            since,
            until,
        } => facts(
            "Waiting",
            vec![
                ("For", system.clone()),
                ("Since", since.to_string()),
                ("Tries again at", until.to_string()),
            ],
        ),
        Event::Listed { items } => facts("The list", vec![("Items", items.len().to_string())]),
        Event::Branched { case } => facts("The way taken", vec![("Case", case.replace('_', " "))]),
        _ => vec![],
    }
}

fn outcome_rows(outcome: &Outcome) -> Vec<(&'static str, String)> {
    match outcome {
        Outcome::Done { made, related } => {
            let mut rows = vec![("Outcome", "Written".to_owned())];
            rows.extend(made.as_ref().map(|made| ("Made", made.to_string())));
            let moved: Vec<_> = related.iter().map(ToString::to_string).collect();
            if !moved.is_empty() {
                rows.push(("Moved with it", moved.join(", ")));
            }
            rows
        }
        Outcome::Refused { code, message } => vec![
            ("Outcome", "Refused. Nothing was written".to_owned()),
            ("The org said", message.clone()),
            ("Code", code.clone()),
        ],
        Outcome::Conflict => vec![(
            "Outcome",
            "Changed in the last instant. Nothing was written".to_owned(),
        )],
        Outcome::NotSent { why } => {
            vec![("Outcome", "Not sent".to_owned()), ("Because", why.clone())]
        }
        Outcome::Unclear { why } => vec![
            ("Outcome", "Unknown yet. It is not sent again".to_owned()),
            ("Because", why.clone()),
        ],
        Outcome::Unknown => vec![("Outcome", "Unknown. A person has to look".to_owned())],
    }
}
