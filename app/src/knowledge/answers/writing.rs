use domain::id::DocumentId;
use domain::knowledge::{Format, body};

use super::super::api::{Form, Known};
use super::{text, writes};
use crate::context::{caller, engine};
use crate::{Problem, Returned};

/// What stands in the form: what was typed and not taken, else the newest version, else nothing.
pub async fn form(id: Option<DocumentId>, kind: String) -> Result<Form, Problem> {
    let (engine, caller) = (engine(), caller()?);
    let returned = Returned::here();
    if !writes(&caller) {
        let says = "your role does not let you write documents; a builder or an admin does";
        return Err(Problem::Refused(says.to_owned()));
    }
    let mut form = match id {
        None => Form {
            action: "/knowledge".to_owned(),
            kind,
            ..Form::default()
        },
        Some(id) => {
            let view = engine.document_view(&caller, &id).await?;
            let document = engine.document(&caller, &id, Some(view.version)).await?;
            let document = document.document;
            let objects: Vec<_> = document.objects.iter().map(ToString::to_string).collect();
            let day = |day: Option<domain::time::Date>| {
                day.map(|day| day.to_string()).unwrap_or_default()
            };
            let printed = document.format == Format::Pdf;
            Form {
                action: format!("/knowledge/{id}"),
                known: Some(Known {
                    href: format!("/knowledge/{id}"),
                    title: text(&document.title),
                    kind: document.kind.name().to_owned(),
                    format: document.format.name().to_owned(),
                    printed,
                    next: view.version + 1,
                }),
                kind: document.kind.to_string(),
                title: document.title.clone(),
                objects: objects.join(", "),
                valid_from: day(document.valid_from),
                valid_until: day(document.valid_until),
                text: if printed {
                    String::new()
                } else {
                    body(&document.text).to_owned()
                },
                seen: view.version.to_string(),
                wrong: vec![],
            }
        }
    };
    if let Some(returned) = returned {
        form.kind = returned.field("kind");
        form.title = returned.field("title");
        form.objects = returned.field("objects");
        form.valid_from = returned.field("valid_from");
        form.valid_until = returned.field("valid_until");
        form.text = returned.field("text");
        form.wrong = returned.wrong;
        // What somebody else saved meanwhile has been told; the next save goes over it.
    }
    Ok(form)
}
