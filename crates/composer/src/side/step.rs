use domain::mission::draft::Kind;
use leptos::prelude::*;
use toml::{Table, Value};

use super::parts::Parts;
use super::raw::Raw;
use crate::desk::Desk;
use crate::form::{
    Asked, Cell, Choice, Conditions, FieldChoice, FieldList, Fields, Labelled, NumberField,
    ObjectChoice, ReferenceChoice, SlotField, TextField, What, kept,
};
use crate::telling;

/// The chosen step: what it says in a sentence, and the form that sets it.
#[component]
pub fn Step(key: String) -> impl IntoView {
    let desk = Desk::here();
    let word = desk.draft.with_untracked(|draft| {
        draft
            .block(&key)
            .and_then(|block| block.get("kind")?.as_str().map(str::to_owned))
    });
    let word = word.unwrap_or_default();
    let title = Kind::of(&word).map_or_else(|| telling::words(&word), |kind| kind.title.to_owned());
    let own = key.clone();
    let sentence = move || {
        let said = desk.draft.with(|draft| {
            Some(telling::view(telling::step(
                draft,
                draft.block(&own)?,
                &desk.org,
            )))
        });
        view! { <p class="sentence">{said}</p> }
    };
    let form = match word.as_str() {
        "read" => view! { <Read key=key.clone()/> }.into_any(),
        "branch" => view! { <Branch key=key.clone()/> }.into_any(),
        "for_each" => view! { <ForEach key=key.clone()/> }.into_any(),
        "conclude" => view! { <Conclude key=key.clone()/> }.into_any(),
        "propose" => view! { <Propose key=key.clone()/> }.into_any(),
        _ => ().into_any(),
    };
    let (up, down, gone) = (key.clone(), key.clone(), key.clone());
    view! {
        <section class="stack">
            <div class="row">
                <h2>{title}</h2>
                <span class="push row">
                    <button class="btn" data-variant="quiet" data-square data-size="small" type="button" aria-label="Move this step up" on:click=move |_| desk.nudge(&up, false)><span class="icon" data-icon="up" aria-hidden="true"></span></button>
                    <button class="btn" data-variant="quiet" data-square data-size="small" type="button" aria-label="Move this step down" on:click=move |_| desk.nudge(&down, true)><span class="icon" data-icon="down" aria-hidden="true"></span></button>
                    <button class="btn" data-variant="quiet" data-size="small" type="button" on:click=move |_| desk.remove(&gone)>"Remove step"</button>
                </span>
            </div>
            {sentence}
            {form}
            <details class="more">
                <summary>"Name, and the step as its file says it"</summary>
                <TextField cell=Cell::of_step(&key, &["label".into()]) label="What lists call it" hint="Without a name it is called by what it does."/>
                <Raw key/>
            </details>
        </section>
    }
}

fn word(word: &str, label: &str) -> (String, String) {
    (word.to_owned(), label.to_owned())
}

#[component]
fn Read(key: String) -> impl IntoView {
    let desk = Desk::here();
    let of = |name: &str| Cell::of_step(&key, &[name.into()]);
    let object = {
        let cell = of("object");
        kept(move || cell.text(desk))
    };
    let own = StoredValue::new(key.clone());
    // Another object has other fields: what was chosen of the old one is gone.
    let pick = move |name: String| {
        own.with_value(|key| {
            desk.change("", |draft| {
                for name in ["fields", "where", "order", "any", "record"] {
                    draft.set(Some(key), &[name.into()], None);
                }
                draft.set(
                    Some(key),
                    &["object".into()],
                    (!name.is_empty()).then(|| Value::String(name.clone())),
                );
                if !name.is_empty() {
                    let names = desk
                        .org
                        .schema(&name)
                        .and_then(|schema| schema.name_field().map(|field| field.name.to_string()));
                    let named = names.unwrap_or_else(|| "Name".to_owned());
                    draft.set(
                        Some(key),
                        &["fields".into(), 0.into()],
                        Some(Value::String(named)),
                    );
                }
            });
        });
    };
    let (record, one) = (of("record"), of("record"));
    let single = Memo::new(move |_| one.get(desk).is_some());
    let way = kept(move || if single.get() { "one" } else { "fitting" }.to_owned());
    let ways = vec![
        word("fitting", "Records that fit conditions"),
        word("one", "One record that is known by then"),
    ];
    let choose = move |word: String| {
        own.with_value(|key| {
            desk.change("", |draft| {
                if word == "one" {
                    for name in ["where", "order", "any", "limit"] {
                        draft.set(Some(key), &[name.into()], None);
                    }
                }
                let record = (word == "one").then(|| Value::String("input.record".into()));
                draft.set(Some(key), &["record".into()], record);
            });
        });
    };
    let which = StoredValue::new(record);
    let (filter, order, limit) = (
        StoredValue::new(of("where")),
        StoredValue::new(of("order")),
        StoredValue::new(of("limit")),
    );
    let rest = move || {
        if object.get().is_empty() {
            return ().into_any();
        }
        if single.get() {
            let value = kept(move || which.with_value(|cell| cell.text(desk)));
            let on = move |reference: String| {
                which.with_value(|cell| cell.set(desk, Some(Value::String(reference))));
            };
            return view! { <Labelled label="Which one?"><ReferenceChoice value what=What::Record on aria="Which record"/></Labelled> }.into_any();
        }
        view! {
            <Conditions cell=filter.get_value() asked=Asked::Records object/>
            <Order cell=order.get_value() object/>
            <NumberField cell=limit.get_value() label="At most so many records" usual=50 least=1 most=2000/>
        }
        .into_any()
    };
    view! {
        <ObjectChoice label="Records of" value=object on=pick/>
        {move || (!object.get().is_empty()).then(|| view! { <Choice label="Which?" options=ways.clone() value=way on=choose/> })}
        {rest}
        {
            let fields = StoredValue::new(of("fields"));
            move || (!object.get().is_empty()).then(|| view! { <FieldList cell=fields.get_value() object label="Fields it needs" open=true/> })
        }
    }
}

#[component]
fn Order(cell: Cell, object: Signal<String>) -> impl IntoView {
    let desk = Desk::here();
    let cell = StoredValue::new(cell);
    let text = kept(move || cell.with_value(|cell| cell.text(desk)));
    let field = kept(move || text.get().trim_start_matches('-').to_owned());
    let falling = kept(move || if text.get().starts_with('-') { "-" } else { "" }.to_owned());
    let set = move |field: &str, falling: &str| {
        let order = (!field.is_empty()).then(|| Value::String(format!("{falling}{field}")));
        cell.with_value(|cell| cell.set(desk, order));
    };
    let ways = vec![word("", "smallest first"), word("-", "largest first")];
    view! {
        <Labelled label="In which order?">
            <FieldChoice object fields=Fields::Asked value=field on=move |field: String| set(&field, &falling.get_untracked()) aria="Ordered by"/>
        </Labelled>
        {move || (!field.get().is_empty()).then(|| view! { <Choice label="Beginning with" options=ways.clone() value=falling on=move |falling: String| set(&field.get_untracked(), &falling)/> })}
    }
}

#[component]
fn Branch(key: String) -> impl IntoView {
    let desk = Desk::here();
    let cases = StoredValue::new(Cell::of_step(&key, &["case".into()]));
    let own = StoredValue::new(key.clone());
    let count = Memo::new(move |_| cases.with_value(|cases| cases.count(desk)));
    let rename = move |old: String, new: String| {
        let new = new
            .trim()
            .to_lowercase()
            .replace(|letter: char| !letter.is_ascii_alphanumeric(), "_");
        if !new.is_empty() && new != old {
            own.with_value(|key| desk.change("", |draft| draft.rename_case(key, &old, &new)));
        }
    };
    let case = move |at: usize| {
        let cell = cases.with_value(|cases| cases.at(at));
        let name = StoredValue::new(cell.at("name"));
        let shown = move || telling::words(&name.with_value(|name| name.text(desk)));
        let renamed = move |event| {
            rename(
                name.with_value(|name| name.text(desk)),
                event_target_value(&event),
            );
        };
        let gone = cell.clone();
        let nothing = kept(String::new);
        view! {
            <fieldset class="case">
                <legend class="sr">{shown}</legend>
                <Labelled label="This way is called"><input class="input" prop:value=shown on:change=renamed/></Labelled>
                <Conditions cell=cell.at("when") asked=Asked::Run object=nothing/>
                {move || (count.get() > 1).then(|| {
                    let gone = gone.clone();
                    view! { <div><button class="btn" data-variant="quiet" data-size="small" type="button" on:click=move |_| gone.set(desk, None)>"Take this way out"</button></div> }
                })}
            </fieldset>
        }
    };
    let add = move |_| {
        let at = count.get_untracked();
        let mut way = Table::new();
        way.insert("name".to_owned(), Value::String(format!("way_{}", at + 1)));
        way.insert("when".to_owned(), Value::Array(vec![]));
        cases.with_value(|cases| cases.at(at).set(desk, Some(Value::Table(way))));
    };
    let otherwise = StoredValue::new(Cell::of_step(&key, &["otherwise".into()]));
    let shown = move || telling::words(&otherwise.with_value(|cell| cell.text(desk)));
    let renamed = move |event| {
        rename(
            otherwise.with_value(|cell| cell.text(desk)),
            event_target_value(&event),
        );
    };
    view! {
        <For each=move || 0..count.get() key=|at| *at children=case/>
        <div><button class="btn" data-size="small" type="button" on:click=add><span class="icon" data-icon="plus" aria-hidden="true"></span>"Add another way"</button></div>
        <Labelled label="All the rest is called"><input class="input" prop:value=shown on:change=renamed/></Labelled>
        <p class="field__hint">"The first way whose conditions all hold is taken. When that cannot be told, the run ends as “needs review”."</p>
    }
}

#[component]
fn ForEach(key: String) -> impl IntoView {
    let desk = Desk::here();
    let over = StoredValue::new(Cell::of_step(&key, &["over".into()]));
    let value = kept(move || over.with_value(|cell| cell.text(desk)));
    let on = move |reference: String| {
        over.with_value(|cell| {
            cell.set(
                desk,
                (!reference.is_empty()).then_some(Value::String(reference)),
            );
        });
    };
    view! {
        <Labelled label="Go through"><ReferenceChoice value what=What::List on aria="Which list"/></Labelled>
        <NumberField cell=Cell::of_step(&key, &["most".into()]) label="At most so many" usual=200 least=1 most=2000/>
        <p class="field__hint">"A longer list ends the run as “needs review”; it is not cut off in silence."</p>
    }
}

#[component]
fn Conclude(key: String) -> impl IntoView {
    let desk = Desk::here();
    let verdict = StoredValue::new(Cell::of_step(&key, &["verdict".into()]));
    let value = kept(move || verdict.with_value(|cell| cell.text(desk)));
    let on =
        move |word: String| verdict.with_value(|cell| cell.set(desk, Some(Value::String(word))));
    view! {
        <Choice label="It ends as" options=vec![word("no_action_needed", "No action needed"), word("needs_review", "Needs review")] value on/>
        <SlotField cell=Cell::of_step(&key, &["because".into()]) label="Because" long=true/>
    }
}

#[component]
fn Propose(key: String) -> impl IntoView {
    view! {
        <SlotField cell=Cell::of_step(&key, &["title".into()]) label="Title of the proposal"/>
        <Parts key/>
    }
}
