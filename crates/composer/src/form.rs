//! Controls that set a value of the draft. Each names what it sets by the step's key and the way there.

mod conditions;
mod fields;
mod operand;
mod references;

pub use conditions::{Asked, Conditions};
pub use fields::{FieldChoice, FieldList, Fields, ObjectChoice};
pub use operand::{OperandField, blank_for as blank};
pub use references::{ReferenceChoice, SlotField, What};

use domain::mission::draft::Turn;
use leptos::prelude::*;
use toml::Value;

use crate::desk::Desk;

/// Where a value stands: in a step, or in the head of the mission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    pub step: Option<String>,
    pub way: Vec<Turn>,
}

impl Cell {
    pub fn of_step(step: &str, way: &[Turn]) -> Self {
        Self {
            step: Some(step.to_owned()),
            way: way.to_vec(),
        }
    }

    pub fn of_mission(way: &[Turn]) -> Self {
        Self {
            step: None,
            way: way.to_vec(),
        }
    }

    pub fn at(&self, turn: impl Into<Turn>) -> Self {
        let mut cell = self.clone();
        cell.way.push(turn.into());
        cell
    }

    pub fn get(&self, desk: Desk) -> Option<Value> {
        desk.get(self.step.as_deref(), &self.way)
    }

    pub fn text(&self, desk: Desk) -> String {
        desk.text(self.step.as_deref(), &self.way)
    }

    pub fn set(&self, desk: Desk, value: Option<Value>) {
        desk.set(self.step.as_deref(), &self.way, value);
    }

    /// How many there are in the list that stands here.
    pub fn count(&self, desk: Desk) -> usize {
        self.get(desk)
            .and_then(|list| list.as_array().map(Vec::len))
            .unwrap_or_default()
    }
}

/// A value that is told of only when it is another: what hangs on it is not made anew with every change of the draft.
pub fn kept<T: Clone + PartialEq + Send + Sync + 'static>(
    value: impl Fn() -> T + Send + Sync + 'static,
) -> Signal<T> {
    Memo::new(move |_| value()).into()
}

/// A label and what stands under it.
#[component]
pub fn Labelled(
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
    children: Children,
) -> impl IntoView {
    view! {
        <label class="field">
            <span class="field__label">{label}</span>
            {children()}
            {(!hint.is_empty()).then(|| view! { <span class="field__hint">{hint}</span> })}
        </label>
    }
}

/// A line of text. An empty one is taken out.
#[component]
pub fn TextField(
    cell: Cell,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
) -> impl IntoView {
    let desk = Desk::here();
    let shown = cell.clone();
    let typed = move |event| {
        let text = event_target_value(&event);
        cell.set(desk, (!text.is_empty()).then_some(Value::String(text)));
    };
    view! { <Labelled label hint><input class="input" prop:value=move || shown.text(desk) on:input=typed/></Labelled> }
}

/// A whole number; nothing else is taken.
#[component]
pub fn NumberField(
    cell: Cell,
    #[prop(into)] label: String,
    usual: i64,
    least: i64,
    most: i64,
) -> impl IntoView {
    let desk = Desk::here();
    let shown = cell.clone();
    let typed = move |event| {
        if let Ok(number) = event_target_value(&event).parse::<i64>() {
            cell.set(desk, Some(Value::Integer(number)));
        }
    };
    let value = move || {
        shown
            .get(desk)
            .and_then(|value| value.as_integer())
            .unwrap_or(usual)
            .to_string()
    };
    view! { <Labelled label><input class="input" type="number" min=least max=most prop:value=value on:change=typed/></Labelled> }
}

/// One of several. The first is what is meant by nothing.
#[component]
pub fn Choice(
    #[prop(into)] label: String,
    options: Vec<(String, String)>,
    #[prop(into)] value: Signal<String>,
    on: impl Fn(String) + Send + Sync + 'static,
) -> impl IntoView {
    view! { <Labelled label><Select options value on/></Labelled> }
}

/// The same without a label of its own.
#[component]
pub fn Select(
    options: Vec<(String, String)>,
    #[prop(into)] value: Signal<String>,
    on: impl Fn(String) + Send + Sync + 'static,
    #[prop(optional, into)] aria: String,
) -> impl IntoView {
    let there = options
        .iter()
        .map(|(word, _)| word.clone())
        .collect::<Vec<_>>();
    // What the file says and nobody offers is shown as it is, not silently as something else.
    let odd = move || {
        let value = value.get();
        (!value.is_empty() && !there.contains(&value))
            .then(|| view! { <option value=value.clone() selected>{value.clone()}</option> })
    };
    let option = move |(word, label): (String, String)| {
        let own = word.clone();
        view! { <option value=word selected=move || value.get() == own>{label}</option> }
    };
    let aria = (!aria.is_empty()).then_some(aria);
    view! {
        <span class="select">
            <select class="input" aria-label=aria prop:value=move || value.get() on:change=move |event| on(event_target_value(&event))>
                {odd}{options.into_iter().map(option).collect::<Vec<_>>()}
            </select>
        </span>
    }
}
