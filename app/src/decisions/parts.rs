//! What would change: the parts in the order they are written, each with what it does and its diff.

use leptos::prelude::*;

use super::api::{Cite, Clause, FieldView, PartView, Reason};
use super::marks::UndoMark;
use super::ticks::Ticks;
use crate::ui::Icon;

/// With tick boxes where the reader may sign; they belong to the form in the bar below.
#[component]
pub fn Parts(
    parts: Vec<PartView>,
    form: String,
    signable: bool,
    ticks: RwSignal<Ticks>,
) -> impl IntoView {
    let form = StoredValue::new(form);
    parts
        .into_iter()
        .map(|part| view! { <Part part form=form.get_value() signable ticks/> })
        .collect_view()
}

#[component]
fn Part(part: PartView, form: String, signable: bool, ticks: RwSignal<Ticks>) -> impl IntoView {
    let PartView {
        number,
        digest,
        title,
        operation,
        undo,
        needs,
        does,
        fields,
    } = part;
    let id = format!("part-{number}");
    let needs: Vec<_> = needs.iter().map(u32::to_string).collect();
    let tick = signable.then(|| {
        let value = format!("{number}:{digest}");
        view! { <input type="checkbox" name="parts[]" value=value form=form id=id.clone() checked=true
            prop:checked=move || ticks.with(|ticks| ticks.has(number))
            on:change=move |event| ticks.update(|ticks| ticks.set(number, event_target_checked(&event)))/> }
    });
    let heading = view! { {number}". "<bdi>{title}</bdi> };
    view! {
        <section class="part" data-operation=operation>
            <span class="part__tick">{tick}</span>
            <div class="part__head">
                <h2>{if signable { view! { <label for=id>{heading}</label> }.into_any() } else { heading.into_any() }}</h2>
                <span class="part__meta">
                    {(!needs.is_empty()).then(|| view! { <span class="quiet">"Needs part "{needs.join(", ")}</span> })}
                    <UndoMark undo/>
                </span>
            </div>
            <div class="part__body">
                <p class="part__does">{does.into_iter().map(|clause| view! { <Told clause/> }).collect_view()}</p>
                <Diff fields/>
            </div>
        </section>
    }
    .into_any()
}

/// A piece of the sentence. What comes from records stands apart, whichever way it is written.
#[component]
fn Told(clause: Clause) -> impl IntoView {
    match clause {
        Clause::Words(words) => words.into_any(),
        Clause::Value(value) => view! { <b><bdi>{value}</bdi></b> }.into_any(),
        Clause::Record(name, tail, href) => {
            let name = view! { <bdi>{name}</bdi> };
            let name = match href {
                Some(href) => view! { <a href=href>{name}</a> }.into_any(),
                None => name.into_any(),
            };
            view! { <b>{name}</b>" "<span class="mono quiet">{tail}</span> }.into_any()
        }
    }
}

/// What changes or has drifted is in sight; what stays as it is folds away.
#[component]
fn Diff(fields: Vec<FieldView>) -> impl IntoView {
    let (shown, folded): (Vec<_>, Vec<_>) = fields
        .into_iter()
        .partition(|field| field.changes || field.drifted);
    let looked = shown.iter().any(|field| field.live.is_some());
    let table = (!shown.is_empty()).then(|| {
        view! {
            <table class="diff" role="table">
                <thead role="rowgroup"><tr role="row">
                    <th role="columnheader" scope="col">"Field"</th><th role="columnheader" scope="col">"Before"</th>
                    <th role="columnheader" scope="col">"Proposed"</th>
                    {looked.then(|| view! { <th role="columnheader" scope="col">"Live now"</th> })}
                    <th role="columnheader" scope="col">"Because"</th>
                </tr></thead>
                <tbody role="rowgroup">{shown.into_iter().map(|field| view! { <DiffRow field looked/> }).collect_view()}</tbody>
            </table>
        }
    });
    let stay = (!folded.is_empty()).then(|| {
        let title = if folded.len() == 1 {
            "1 field stays as it is".to_owned()
        } else {
            format!("{} fields stay as they are", folded.len())
        };
        let line =
            |field: FieldView| view! { <dt>{field.field}</dt><dd>{value(field.before)}</dd> };
        view! {
            <details class="fold">
                <summary><Icon name="down"/>{title}</summary>
                <dl class="facts">{folded.into_iter().map(line).collect_view()}</dl>
            </details>
        }
    });
    view! { {table}{stay} }.into_any()
}

#[component]
fn DiffRow(field: FieldView, looked: bool) -> impl IntoView {
    let before = if field.changes && !field.before.is_empty() {
        view! { <del>{value(field.before)}</del> }.into_any()
    } else {
        value(field.before)
    };
    let proposed = if field.changes {
        view! { <ins>{value(field.proposed)}</ins> }.into_any()
    } else {
        value(field.proposed)
    };
    let live = looked.then(|| match field.live {
        Some(live) if field.drifted => view! {
            <td role="cell" data-label="Live now"><b>{value(live)}</b>" "<span class="quiet">"changed since"</span></td>
        }
        .into_any(),
        Some(_) => view! { <td role="cell" data-label="Live now" data-same="" class="quiet">"same as before"</td> }.into_any(),
        None => view! { <td role="cell" data-label="Live now" data-same="" class="quiet">"not looked at"</td> }.into_any(),
    });
    view! {
        <tr role="row" class="diff__row" data-state=field.drifted.then_some("drifted")>
            <th role="rowheader" scope="row">{field.drifted.then(|| view! { <Icon name="drifted"/><span class="sr">"Drifted: "</span>" " })}{field.field}</th>
            <td role="cell" data-label="Before">{before}</td>
            <td role="cell" data-label="Proposed">{proposed}</td>
            {live}
            <td role="cell" data-label="Because"><Because because=field.because origin=field.origin/></td>
        </tr>
    }
    .into_any()
}

/// Where a value comes from, and the rule that chose it.
#[component]
fn Because(because: Vec<Reason>, origin: String) -> impl IntoView {
    let chips = because
        .into_iter()
        .map(|reason| view! { " "<Cited source=reason.source why=reason.text/> });
    view! { <small class="soft">{origin}</small>{chips.collect_view()} }.into_any()
}

/// Where something can be looked up. A click opens the words that were there when it was cited: the browser itself
/// goes there, so that it finds the place on the page.
#[component]
pub fn Cited(source: Cite, #[prop(optional)] why: String) -> impl IntoView {
    let title = (!why.is_empty()).then_some(why);
    match source.href {
        Some(href) => view! { <a class="chip" href=href title=title rel="external"><Icon name="book"/><bdi>{source.label}</bdi></a> }.into_any(),
        None => view! { <span class="chip" title=title><Icon name="doc"/><bdi>{source.label}</bdi></span> }.into_any(),
    }
}

fn value(value: String) -> AnyView {
    if value.is_empty() {
        view! { <span class="diff__none">"empty"</span> }.into_any()
    } else {
        view! { <bdi>{value}</bdi> }.into_any()
    }
}
