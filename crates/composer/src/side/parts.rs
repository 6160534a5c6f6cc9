use domain::schema::FieldSchema;
use leptos::prelude::*;
use toml::{Table, Value};

use crate::desk::Desk;
use crate::form::{
    Cell, Choice, FieldChoice, FieldList, Fields, Labelled, ObjectChoice, OperandField,
    ReferenceChoice, SlotField, What, kept,
};
use crate::telling::object_of;

/// What a part can do that has a form; the others are set in the file.
const DEEDS: [(&str, &str); 3] = [
    ("update", "Change fields of a record"),
    ("create", "Make a record"),
    ("delete", "Delete a record"),
];

/// What is proposed, part by part.
#[component]
pub fn Parts(key: String) -> impl IntoView {
    let desk = Desk::here();
    let parts = StoredValue::new(Cell::of_step(&key, &["part".into()]));
    let count = Memo::new(move |_| parts.with_value(|parts| parts.count(desk)));
    let add = move |_| {
        let mut part = Table::new();
        part.insert("do".to_owned(), Value::String("update".into()));
        part.insert("title".to_owned(), Value::String(String::new()));
        let at = count.get_untracked();
        parts.with_value(|parts| parts.at(at).set(desk, Some(Value::Table(part))));
    };
    view! {
        <For each=move || 0..count.get() key=|at| *at let:at>
            <Part cell=parts.with_value(|parts| parts.at(at)) number=at + 1/>
        </For>
        <div><button class="btn" data-size="small" type="button" on:click=add><span class="icon" data-icon="plus" aria-hidden="true"></span>"Add a change"</button></div>
    }
}

#[component]
fn Part(cell: Cell, number: usize) -> impl IntoView {
    let desk = Desk::here();
    let cell = StoredValue::new(cell);
    let at = move |name: &str| cell.with_value(|cell| cell.at(name));
    let deed = kept(move || at("do").text(desk));
    let known = Memo::new(move |_| DEEDS.iter().any(|(word, _)| *word == deed.get()));
    let choose = move |word: String| {
        let title = at("title").text(desk);
        let mut part = Table::new();
        part.insert("do".to_owned(), Value::String(word));
        part.insert("title".to_owned(), Value::String(title));
        cell.with_value(|cell| cell.set(desk, Some(Value::Table(part))));
    };
    let form = move || {
        match deed.get().as_str() {
        "update" => view! { <Target cell=at("record")/><Assignments cell=at("set") object=target(desk, at("record")) creates=false/><Unchanged cell=at("rests_on") object=target(desk, at("record"))/> }.into_any(),
        "create" => {
            let object = kept(move || at("object").text(desk));
            let pick = move |name: String| at("object").set(desk, (!name.is_empty()).then_some(Value::String(name)));
            view! { <ObjectChoice label="A new" value=object on=pick/><Assignments cell=at("set") object creates=true/> }.into_any()
        }
        "delete" => view! { <Target cell=at("record")/><p class="field__hint">"It goes to the recycle bin, for 15 days."</p> }.into_any(),
        _ => view! { <p class="field__hint">"This change is set in the step’s file, below."</p> }.into_any(),
    }
    };
    let options: Vec<_> = DEEDS
        .iter()
        .map(|(word, label)| ((*word).to_owned(), (*label).to_owned()))
        .collect();
    view! {
        <fieldset class="case">
            <legend class="sr">{format!("Change {number}")}</legend>
            {move || known.get().then(|| view! { <Choice label="What is proposed" options=options.clone() value=deed on=choose/> })}
            {form}
            <SlotField cell=at("title") label="In one line, for whoever signs"/>
            <div><button class="btn" data-variant="quiet" data-size="small" type="button" on:click=move |_| cell.with_value(|cell| cell.set(desk, None))>"Take this change out"</button></div>
        </fieldset>
    }
}

#[component]
fn Target(cell: Cell) -> impl IntoView {
    let desk = Desk::here();
    let cell = StoredValue::new(cell);
    let value = kept(move || cell.with_value(|cell| cell.text(desk)));
    let on = move |reference: String| {
        cell.with_value(|cell| {
            cell.set(
                desk,
                (!reference.is_empty()).then_some(Value::String(reference)),
            );
        });
    };
    view! { <Labelled label="Which record?"><ReferenceChoice value what=What::Records on aria="Which record"/></Labelled> }
}

/// The object of the record that a part is about.
fn target(desk: Desk, cell: Cell) -> Signal<String> {
    let cell = StoredValue::new(cell);
    kept(move || {
        let reference = cell.with_value(|cell| cell.text(desk));
        let mut parts = reference.split('.');
        let (Some(root), Some(key)) = (parts.next(), parts.next()) else {
            return String::new();
        };
        desk.draft
            .with(|draft| object_of(draft, root, key))
            .unwrap_or_default()
    })
}

/// New values, a row for each field.
#[component]
fn Assignments(cell: Cell, object: Signal<String>, creates: bool) -> impl IntoView {
    let desk = Desk::here();
    let cell = StoredValue::new(cell);
    let names = Memo::new(move |_| {
        let set = cell.with_value(|cell| cell.get(desk));
        let set = set
            .and_then(|set| set.as_table().cloned())
            .unwrap_or_default();
        set.keys().cloned().collect::<Vec<_>>()
    });
    let add = move |name: String| {
        if !name.is_empty() {
            let kind = desk
                .org
                .field(&object.get_untracked(), &name)
                .map(|field| field.kind);
            let value = crate::form::blank(kind);
            cell.with_value(|cell| cell.at(name.as_str()).set(desk, Some(value)));
        }
    };
    let row = move |name: String| {
        let value = cell.with_value(|cell| cell.at(name.as_str()));
        let gone = value.clone();
        let (shown, own) = (name.clone(), name);
        let field: Signal<Option<FieldSchema>> =
            Memo::new(move |_| desk.org.field(&object.get(), &own)).into();
        view! {
            <div class="say__row">
                <div class="say__what">
                    <span class="field__label">{move || desk.org.field_label(&object.get(), &shown)}" becomes"</span>
                    <OperandField cell=value field/>
                </div>
                <button class="btn" data-variant="quiet" data-square data-size="small" type="button" aria-label="Do not set this field" on:click=move |_| gone.set(desk, None)>
                    <span class="icon" data-icon="x" aria-hidden="true"></span>
                </button>
            </div>
        }
    };
    let more = move || {
        (!object.get().is_empty()).then(|| {
            let nothing = kept(String::new);
            view! { <Labelled label="Set another field"><FieldChoice object fields=Fields::Set { creates } value=nothing on=add aria="Field to set"/></Labelled> }
        })
    };
    view! { <div class="say"><For each=move || names.get() key=Clone::clone children=row/>{more}</div> }
}

/// Fields that must not have changed while the proposal waited.
#[component]
fn Unchanged(cell: Cell, object: Signal<String>) -> impl IntoView {
    let cell = StoredValue::new(cell);
    move || {
        (!object.get().is_empty()).then(|| view! { <FieldList cell=cell.get_value() object label="Written only if these are as they were"/> })
    }
}
