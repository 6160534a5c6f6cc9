use domain::actor::Role;
use domain::change::Operation;
use domain::gate::{Demand, Gate};
use domain::mission::CouldWrite;
use leptos::prelude::*;

use crate::desk::Desk;

/// Everything the mission could ever change, and whose signature that needs today.
#[component]
pub fn Writes() -> impl IntoView {
    let desk = Desk::here();
    let writes = move || {
        desk.mission
            .get()
            .map(|mission| mission.write_set())
            .unwrap_or_default()
    };
    let row = move |could: CouldWrite| {
        let object = desk.org.object_label(could.object.as_str());
        let fields: Vec<String> = could
            .fields
            .iter()
            .map(|field| desk.org.field_label(could.object.as_str(), field.as_str()))
            .collect();
        let what = if fields.is_empty() {
            deed(could.operation).to_owned()
        } else {
            format!("{}: {}", deed(could.operation), fields.join(", "))
        };
        let signed = desk
            .org
            .gate
            .with(|gate| gate.as_ref().map(|gate| signature(gate, &could)));
        let last = matches!(could.operation, Operation::Convert).then(|| {
            view! { <br/><span class="tone" data-tone="stop"><span class="icon" data-icon="noundo" aria-hidden="true"></span>" Cannot be undone"</span> }
        });
        view! { <li><b>{object}</b><span class="soft">{what}<br/><span class="quiet">{signed}</span>{last}</span></li> }
    };
    let list = move || {
        let writes = writes();
        if writes.is_empty() {
            return view! { <p class="quiet">"Nothing yet. It only reads."</p> }.into_any();
        }
        view! { <ul class="writes">{writes.into_iter().map(row).collect::<Vec<_>>()}</ul> }
            .into_any()
    };
    let note = move || {
        (!writes().is_empty()).then(|| view! { <div class="note"><span class="icon" data-icon="sign" aria-hidden="true"></span><span>"It proposes; nothing is written before it is signed."</span></div> })
    };
    view! { <section class="stack" aria-labelledby="can-change"><h2 id="can-change">"What this mission can change"</h2><div aria-live="polite">{list}</div>{note}</section> }
}

fn deed(operation: Operation) -> &'static str {
    match operation {
        Operation::Update => "Change",
        Operation::Create => "Make",
        Operation::Merge => "Merge",
        Operation::Convert => "Convert",
        Operation::Reparent => "Hang under another parent",
        Operation::Delete => "Delete",
        Operation::Draft => "Leave a draft",
        Operation::Publish => "Publish",
    }
}

fn signature(gate: &Gate, could: &CouldWrite) -> String {
    match gate.asks(Some(&could.object), could.operation, &could.fields) {
        Demand::Allow { rule } => format!("The rule “{rule}” signs"),
        Demand::Block { rule } => format!("Blocked by the rule “{rule}”"),
        Demand::Ask(seats) => {
            let seat = |(role, count): (&Role, &u32)| {
                if *count == 1 {
                    format!("one {role}")
                } else {
                    format!("{count} × {role}")
                }
            };
            format!(
                "Signed by {}",
                seats.iter().map(seat).collect::<Vec<_>>().join(" and ")
            )
        }
    }
}
