//! What would change: the parts in the order they are written, each with its diff and its reasons.

use domain::change::Undo;
use leptos::prelude::*;

use super::api::{FieldView, PartView, Reason};
use crate::ui::Icon;

/// With tick boxes where the reader may sign; they belong to the form in the bar below.
#[component]
pub fn Parts(parts: Vec<PartView>, form: String, signable: bool) -> impl IntoView {
    let form = StoredValue::new(form);
    parts
        .into_iter()
        .map(|part| view! { <Part part form=form.get_value() signable/> })
        .collect_view()
}

#[component]
fn Part(part: PartView, form: String, signable: bool) -> impl IntoView {
    let PartView {
        number,
        digest,
        title,
        operation,
        undo,
        needs,
        fields,
        because,
    } = part;
    let id = format!("part-{number}");
    let (tone, icon) = match undo {
        Undo::Reversible => ("good", "undo"),
        Undo::GuidedRestore => ("care", "guided"),
        Undo::Irreversible => ("stop", "noundo"),
    };
    let needs: Vec<_> = needs.iter().map(u32::to_string).collect();
    let tick = signable.then(|| {
        let value = format!("{number}:{digest}");
        view! { <input type="checkbox" name="parts[]" value=value form=form id=id.clone() checked=true/> }
    });
    let heading = format!("{number}. {title}");
    view! {
        <section class="part" data-operation=operation>
            <span class="part__tick">{tick}</span>
            <div class="part__head">
                <h2>{if signable { view! { <label for=id>{heading}</label> }.into_any() } else { heading.into_any() }}</h2>
                <span class="part__meta">
                    {(!needs.is_empty()).then(|| view! { <span class="quiet">"Needs part "{needs.join(", ")}</span> })}
                    <span class="badge" data-plain="" data-tone=tone><Icon name=icon/>{undo.phrase()}</span>
                </span>
            </div>
            <div class="part__body">
                <Reasons because/>
                {(!fields.is_empty()).then(|| view! { <Diff fields/> })}
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Diff(fields: Vec<FieldView>) -> impl IntoView {
    let looked = fields.iter().any(|field| field.live.is_some());
    view! {
        <table class="diff" role="table">
            <thead><tr>
                <th scope="col">"Field"</th><th scope="col">"Before"</th><th scope="col">"Proposed"</th>
                {looked.then(|| view! { <th scope="col">"Live now"</th> })}
                <th scope="col">"Because"</th>
            </tr></thead>
            <tbody>{fields.into_iter().map(|field| view! { <DiffRow field looked/> }).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn DiffRow(field: FieldView, looked: bool) -> impl IntoView {
    let changes = field.before != field.proposed;
    let before = if changes {
        view! { <del>{shown(field.before)}</del> }.into_any()
    } else {
        shown(field.before)
    };
    let proposed = if changes {
        view! { <ins>{shown(field.proposed)}</ins> }.into_any()
    } else {
        shown(field.proposed)
    };
    let live = looked.then(|| match field.live {
        Some(live) if field.drifted => {
            view! { <td role="cell"><b>{shown(live)}</b>" changed since"</td> }.into_any()
        }
        Some(_) => view! { <td role="cell" class="quiet">"same as before"</td> }.into_any(),
        None => view! { <td role="cell"></td> }.into_any(),
    });
    view! {
        <tr role="row" class="diff__row" data-state=field.drifted.then_some("drifted")>
            <th role="rowheader" scope="row">{field.drifted.then(|| view! { <Icon name="drifted"/>" " })}{field.field}</th>
            <td role="cell">{before}</td>
            <td role="cell">{proposed}</td>
            {live}
            <td role="cell"><Reasons because=field.because/></td>
        </tr>
    }
    .into_any()
}

/// Why, each with where it can be looked up.
#[component]
fn Reasons(because: Vec<Reason>) -> impl IntoView {
    let line = |reason: Reason| view! { <li>{reason.text}" "<span class="chip"><Icon name="book"/>{reason.source}</span></li> };
    (!because.is_empty())
        .then(|| view! { <ul class="reasons">{because.into_iter().map(line).collect_view()}</ul> })
}

fn shown(value: String) -> AnyView {
    if value.is_empty() {
        view! { <span class="diff__none">"empty"</span> }.into_any()
    } else {
        value.into_any()
    }
}
