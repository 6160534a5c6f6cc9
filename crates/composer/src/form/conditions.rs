use domain::schema::{FieldKind, FieldSchema};
use leptos::prelude::*;
use toml::{Table, Value};

use super::operand::blank;
use super::{Cell, FieldChoice, Fields, OperandField, ReferenceChoice, Select, What, kept};
use crate::desk::Desk;
use crate::telling::{COMPARISONS, object_of};

/// What the rows are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Fields of the records of one object.
    Records,
    /// What the run knows by then.
    Run,
}

/// Rows that must all hold.
#[component]
pub fn Conditions(
    cell: Cell,
    asked: Asked,
    /// The object whose fields are asked about.
    #[prop(into)]
    object: Signal<String>,
) -> impl IntoView {
    let desk = Desk::here();
    let cell = StoredValue::new(cell);
    let count = Memo::new(move |_| cell.with_value(|cell| cell.count(desk)));
    let add = move |_| {
        let mut row = Table::new();
        row.insert(left_of(asked).to_owned(), Value::String(String::new()));
        row.insert("is".to_owned(), Value::String(String::new()));
        let at = count.get_untracked();
        cell.with_value(|cell| cell.at(at).set(desk, Some(Value::Table(row))));
    };
    view! {
        <div class="say">
            <For each=move || 0..count.get() key=|at| *at let:at>
                <Row cell=cell.with_value(|cell| cell.at(at)) first=at == 0 asked object/>
            </For>
            <div><button class="btn" data-size="small" type="button" on:click=add><span class="icon" data-icon="plus" aria-hidden="true"></span>"Add a condition"</button></div>
        </div>
    }
}

fn left_of(asked: Asked) -> &'static str {
    match asked {
        Asked::Records => "field",
        Asked::Run => "value",
    }
}

#[component]
fn Row(cell: Cell, first: bool, asked: Asked, object: Signal<String>) -> impl IntoView {
    let desk = Desk::here();
    let cell = StoredValue::new(cell);
    // What is compared is kept apart: a control is made anew only when it is for another kind of value.
    let left: Signal<String> =
        Memo::new(move |_| cell.with_value(|cell| cell.at(left_of(asked)).text(desk))).into();
    let comparator = Memo::new(move |_| {
        let row = cell.with_value(|cell| cell.get(desk));
        let row = row
            .and_then(|row| row.as_table().cloned())
            .unwrap_or_default();
        let named = COMPARISONS.iter().find(|(word, _)| row.contains_key(*word));
        named.map_or("is", |(word, _)| *word)
    });
    // The field it is about, so that values can be chosen.
    let field: Signal<Option<FieldSchema>> = Memo::new(move |_| match asked {
        Asked::Records => desk.org.field(&object.get(), &left.get()),
        Asked::Run => field_of(desk, &left.get()),
    })
    .into();
    let choose = move |name: String| {
        cell.with_value(|cell| {
            let kind = match asked {
                Asked::Records => desk
                    .org
                    .field(&object.get_untracked(), &name)
                    .map(|field| field.kind),
                Asked::Run => field_of(desk, &name).map(|field| field.kind),
            };
            let mut row = Table::new();
            row.insert(left_of(asked).to_owned(), Value::String(name));
            row.insert("is".to_owned(), blank(kind.unwrap_or(FieldKind::Text)));
            cell.set(desk, Some(Value::Table(row)));
        });
    };
    let compare = move |word: String| {
        cell.with_value(|cell| {
            let mut row = cell
                .get(desk)
                .and_then(|row| row.as_table().cloned())
                .unwrap_or_default();
            let old = row.remove(comparator.get_untracked());
            let value = match word.as_str() {
                "exists" => Value::Boolean(true),
                _ if comparator.get_untracked() == "exists" => blank(
                    field
                        .get_untracked()
                        .map_or(FieldKind::Text, |field| field.kind),
                ),
                _ => old.unwrap_or_else(|| Value::String(String::new())),
            };
            row.insert(word, value);
            cell.set(desk, Some(Value::Table(row)));
        });
    };
    let comparisons = move || {
        let kind = field.get().map(|field| field.kind);
        let options: Vec<_> = COMPARISONS
            .iter()
            .filter(|(word, _)| fits(kind, word))
            .map(|(word, phrase)| ((*word).to_owned(), (*phrase).to_owned()))
            .collect();
        view! { <Select options value=kept(move || comparator.get().to_owned()) on=compare aria="How it is compared"/> }
    };
    let right = move || {
        let word = comparator.get();
        (word != "exists")
            .then(|| view! { <OperandField cell=cell.with_value(|cell| cell.at(word)) field/> })
    };
    let subject = move || match asked {
        Asked::Records => {
            view! { <FieldChoice object fields=Fields::Asked value=left on=choose aria="Field"/> }
                .into_any()
        }
        Asked::Run => {
            view! { <ReferenceChoice value=left what=What::Value aria="What is asked" on=choose/> }
                .into_any()
        }
    };
    let remove = move |_| cell.with_value(|cell| cell.set(desk, None));
    view! {
        <div class="say__row">
            <span class="say__and">{if first { "If" } else { "and" }}</span>
            <div class="say__what">{subject}{comparisons}{right}</div>
            <button class="btn" data-variant="quiet" data-square data-size="small" type="button" aria-label="Take this condition out" on:click=remove>
                <span class="icon" data-icon="x" aria-hidden="true"></span>
            </button>
        </div>
    }
}

/// The field that a reference to a read step leads to.
fn field_of(desk: Desk, reference: &str) -> Option<FieldSchema> {
    let mut parts = reference.split('.');
    let (root, key) = (parts.next()?, parts.next()?);
    let field = parts.next_back()?;
    let object = desk.draft.with(|draft| object_of(draft, root, key))?;
    desk.org.field(&object, field)
}

/// What makes no sense for a kind of field is not offered.
fn fits(kind: Option<FieldKind>, word: &str) -> bool {
    let Some(kind) = kind else {
        return true;
    };
    match word {
        "more_than" | "at_least" | "less_than" | "at_most" => matches!(
            kind,
            FieldKind::Int
                | FieldKind::Decimal
                | FieldKind::Money
                | FieldKind::Date
                | FieldKind::Instant
                | FieldKind::Time
        ),
        "contains" | "starts_with" | "ends_with" => matches!(
            kind,
            FieldKind::Text | FieldKind::Picklist | FieldKind::MultiPicklist
        ),
        "in" => false,
        "exists" => kind != FieldKind::Bool,
        _ => true,
    }
}
