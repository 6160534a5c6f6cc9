//! What a mission reads and what it could ever change: the widest reading, before anything has run.

use leptos::prelude::*;

use super::api::{ReadRow, WriteRow};
use crate::ui::Icon;

/// What it could change, a line for each thing and signer.
#[component]
pub fn Writes(rows: Vec<WriteRow>) -> impl IntoView {
    if rows.is_empty() {
        return view! { <p class="soft">"Nothing. It reads and reports; no write is granted to it."</p> }.into_any();
    }
    view! {
        <table class="table list write-set" role="table">
            <thead><tr><th scope="col">"What"</th><th scope="col">"Fields"</th><th scope="col">"Who signs"</th></tr></thead>
            <tbody>{rows.into_iter().map(|row| view! { <WriteLine row/> }).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn WriteLine(row: WriteRow) -> impl IntoView {
    let fields = if row.fields.is_empty() {
        view! { <span class="quiet">"the whole record"</span> }.into_any()
    } else {
        view! { <span>{row.fields.join(", ")}</span> }.into_any()
    };
    view! {
        <tr role="row">
            <td role="cell"><b>{row.object}</b><small class="table__sub">{row.act}</small></td>
            <td role="cell">{fields}</td>
            <td role="cell" data-tone=row.tone.as_str()><span class="write-set__signer"><span class="icon tone" data-icon=row.icon aria-hidden="true"></span>{row.signer}</span></td>
        </tr>
    }
    .into_any()
}

/// What it reads, object by object; the fields are folded away.
#[component]
pub fn Reads(rows: Vec<ReadRow>) -> impl IntoView {
    let line = |row: ReadRow| {
        let count = match row.fields.len() {
            1 => "1 field".to_owned(),
            many => format!("{many} fields"),
        };
        view! {
            <li>
                <details class="reads">
                    <summary><Icon name="next"/><b>{row.object}</b><span class="quiet">{count}</span></summary>
                    <p class="soft">{row.fields.join(", ")}</p>
                </details>
            </li>
        }
    };
    view! { <ul class="reads__list">{rows.into_iter().map(line).collect_view()}</ul> }.into_any()
}
