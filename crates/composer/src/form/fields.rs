use domain::schema::{FieldKind, FieldSchema};
use leptos::prelude::*;
use toml::Value;

use super::{Cell, Labelled, Select};
use crate::desk::Desk;

/// One of the org's objects, by its label.
#[component]
pub fn ObjectChoice(
    #[prop(into)] label: String,
    #[prop(into)] value: Signal<String>,
    on: impl Fn(String) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let desk = Desk::here();
    let choices = move || {
        let mut options = vec![(String::new(), "Choose an object".to_owned())];
        options.extend(
            desk.org
                .objects()
                .into_iter()
                .map(|object| (object.name.to_string(), object.label)),
        );
        view! { <Select options value on/> }
    };
    let trouble = move || {
        desk.org
            .trouble()
            .map(|why| view! { <span class="field__error">{why}</span> })
    };
    view! { <Labelled label>{choices}{trouble}</Labelled> }
}

/// Which fields of an object are offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fields {
    /// All that can be read.
    Read,
    /// What can stand in a condition.
    Asked,
    /// What may be set on a record that is there, or on a new one: not what the gate blocks.
    Set { creates: bool },
}

impl Fields {
    /// Those fields by label, as far as the object is known.
    pub fn of(self, desk: Desk, object: &str) -> Vec<FieldSchema> {
        let Some(schema) = desk.org.schema(object) else {
            return vec![];
        };
        let blocked = |field: &FieldSchema| {
            use domain::change::Operation;
            use domain::gate::Demand;
            let Self::Set { creates } = self else {
                return false;
            };
            let operation = if creates {
                Operation::Create
            } else {
                Operation::Update
            };
            let fields = [field.name.clone()];
            desk.org.gate.with(|gate| {
                gate.as_ref().is_some_and(|gate| {
                    matches!(
                        gate.asks(Some(&schema.name), operation, &fields),
                        Demand::Block { .. }
                    )
                })
            })
        };
        let fits = |field: &&FieldSchema| match self {
            Self::Read | Self::Asked => field.kind != FieldKind::Compound,
            Self::Set { creates: true } => field.createable && field.kind != FieldKind::Compound,
            Self::Set { creates: false } => field.updateable && field.kind != FieldKind::Compound,
        };
        let mut fields: Vec<FieldSchema> = schema
            .fields
            .iter()
            .filter(fits)
            .filter(|field| !blocked(field))
            .cloned()
            .collect();
        fields.sort_by(|one, other| one.label.cmp(&other.label));
        fields
    }
}

/// One field of an object, by its label.
#[component]
pub fn FieldChoice(
    #[prop(into)] object: Signal<String>,
    fields: Fields,
    #[prop(into)] value: Signal<String>,
    on: impl Fn(String) + Copy + Send + Sync + 'static,
    #[prop(into)] aria: String,
) -> impl IntoView {
    let desk = Desk::here();
    move || {
        let mut options = vec![(String::new(), "Choose a field".to_owned())];
        options.extend(
            fields
                .of(desk, &object.get())
                .into_iter()
                .map(|field| (field.name.to_string(), field.label)),
        );
        view! { <Select options value on aria=aria.clone()/> }
    }
}

/// Several fields of an object, to tick.
#[component]
pub fn FieldList(
    cell: Cell,
    #[prop(into)] object: Signal<String>,
    #[prop(into)] label: String,
    /// Whether it begins unfolded.
    #[prop(optional)]
    open: bool,
) -> impl IntoView {
    let desk = Desk::here();
    let words = RwSignal::new(String::new());
    let cell = StoredValue::new(cell);
    let chosen = Memo::new(move |_| {
        let list = cell.with_value(|cell| cell.get(desk));
        let list = list
            .and_then(|list| list.as_array().cloned())
            .unwrap_or_default();
        list.iter()
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect::<Vec<_>>()
    });
    let tick = move |name: String, on: bool| {
        let mut names = chosen.get_untracked();
        names.retain(|known| !known.eq_ignore_ascii_case(&name));
        if on {
            names.push(name);
        }
        let list = names.into_iter().map(Value::String).collect();
        cell.with_value(|cell| cell.set(desk, Some(Value::Array(list))));
    };
    let rows = move || {
        let words = words.get().to_lowercase();
        let fields = Fields::Read.of(desk, &object.get());
        let fits = |field: &FieldSchema| {
            field.label.to_lowercase().contains(&words)
                || field.name.as_str().to_lowercase().contains(&words)
        };
        let row = |field: FieldSchema| {
            let (name, own) = (field.name.to_string(), field.name.to_string());
            let ticked = move || {
                chosen.with(|chosen| chosen.iter().any(|known| known.eq_ignore_ascii_case(&own)))
            };
            view! {
                <li><label class="check">
                    <input type="checkbox" prop:checked=ticked on:change=move |event| tick(name.clone(), event_target_checked(&event))/>
                    {field.label}
                </label></li>
            }
        };
        fields.into_iter().filter(fits).map(row).collect::<Vec<_>>()
    };
    let summary = move || {
        let chosen = chosen.get();
        match chosen.len() {
            0 => format!("{label}: none yet"),
            1 => format!(
                "{label}: {}",
                desk.org.field_label(&object.get(), &chosen[0])
            ),
            many => format!("{label}: {many}"),
        }
    };
    view! {
        <details class="ticks" open=open>
            <summary>{summary}</summary>
            <input class="input" type="search" placeholder="Find a field" aria-label="Find a field" prop:value=move || words.get() on:input=move |event| words.set(event_target_value(&event))/>
            <ul>{rows}</ul>
        </details>
    }
}
