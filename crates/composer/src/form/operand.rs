use domain::schema::{FieldKind, FieldSchema};
use leptos::prelude::*;
use toml::{Table, Value};

use super::{Cell, ReferenceChoice, Select, What, kept};
use crate::desk::Desk;

/// How a value is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Given {
    Fixed,
    DaysAgo,
    DaysAhead,
    Step,
}

impl Given {
    const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Fixed, "fixed", "this value"),
        (Self::DaysAgo, "days_ago", "days ago"),
        (Self::DaysAhead, "days_ahead", "days from now"),
        (Self::Step, "ref", "a value of a step"),
    ];

    fn of(value: Option<&Value>) -> Self {
        let Some(Value::Table(table)) = value else {
            return Self::Fixed;
        };
        let named = Self::ALL
            .iter()
            .find(|(_, word, _)| table.contains_key(*word));
        named.map_or(Self::Fixed, |(given, _, _)| *given)
    }
}

/// The right side of a condition, or a new value: typed by the field it is for.
#[component]
pub fn OperandField(
    cell: Cell,
    /// What it is for; plain text when that is not known.
    #[prop(into)]
    field: Signal<Option<FieldSchema>>,
) -> impl IntoView {
    let desk = Desk::here();
    let cell = StoredValue::new(cell);
    let value = Memo::new(move |_| cell.with_value(|cell| cell.get(desk)));
    let set = move |value: Option<Value>| cell.with_value(|cell| cell.set(desk, value));
    let given = Memo::new(move |_| Given::of(value.get().as_ref()));
    let kind = Memo::new(move |_| field.get().map_or(FieldKind::Text, |field| field.kind));
    let ways = move || {
        let dated = matches!(kind.get(), FieldKind::Date | FieldKind::Instant);
        let offered = Given::ALL.into_iter().filter(move |(given, _, _)| {
            dated || !matches!(given, Given::DaysAgo | Given::DaysAhead)
        });
        let options: Vec<_> = offered
            .map(|(_, word, label)| (word.to_owned(), label.to_owned()))
            .collect();
        let chosen = kept(move || {
            Given::ALL
                .iter()
                .find(|(known, _, _)| *known == given.get())
                .map_or("fixed", |(_, word, _)| word)
                .to_owned()
        });
        let choose = move |word: String| {
            set(Some(match word.as_str() {
                "days_ago" | "days_ahead" => table(
                    &word,
                    Value::Integer(if word == "days_ago" { 0 } else { 7 }),
                ),
                "ref" => table("ref", Value::String(String::new())),
                _ => blank(kind.get_untracked()),
            }));
        };
        view! { <Select options value=chosen on=choose aria="How the value is given"/> }
    };
    let control = move || match given.get() {
        Given::Step => {
            let named = kept(move || {
                value
                    .get()
                    .and_then(|value| value.get("ref")?.as_str().map(str::to_owned))
                    .unwrap_or_default()
            });
            view! { <ReferenceChoice value=named what=What::Value aria="Which value" on=move |reference| set(Some(table("ref", Value::String(reference))))/> }.into_any()
        }
        way @ (Given::DaysAgo | Given::DaysAhead) => {
            let word = if way == Given::DaysAgo {
                "days_ago"
            } else {
                "days_ahead"
            };
            let days = move || {
                value
                    .get()
                    .and_then(|value| value.get(word)?.as_integer())
                    .unwrap_or_default()
                    .to_string()
            };
            let typed = move |event| {
                if let Ok(days) = event_target_value(&event).parse::<u32>() {
                    set(Some(table(word, Value::Integer(days.into()))));
                }
            };
            view! { <input class="input" type="number" min="0" max="3650" aria-label="Days" prop:value=days on:input=typed/> }.into_any()
        }
        Given::Fixed => fixed(field, value, set),
    };
    // What is yes or no needs no way to be given but by choosing.
    let ways = move || (!matches!(kind.get(), FieldKind::Bool)).then(ways);
    view! { {ways}{control} }
}

fn fixed(
    field: Signal<Option<FieldSchema>>,
    value: Memo<Option<Value>>,
    set: impl Fn(Option<Value>) + Copy + Send + Sync + 'static,
) -> AnyView {
    let known = field.get();
    let kind = known.as_ref().map_or(FieldKind::Text, |field| field.kind);
    let text = kept(move || match value.get() {
        Some(Value::String(text)) => text,
        Some(Value::Boolean(flag)) => flag.to_string(),
        Some(Value::Integer(number)) => number.to_string(),
        Some(Value::Float(number)) => number.to_string(),
        _ => String::new(),
    });
    match kind {
        FieldKind::Bool => {
            let options = vec![("true".to_owned(), "yes".to_owned()), ("false".to_owned(), "no".to_owned())];
            view! { <Select options value=text on=move |word| set(Some(Value::Boolean(word == "true"))) aria="Value"/> }.into_any()
        }
        FieldKind::Picklist | FieldKind::MultiPicklist => {
            let values = known.map(|field| field.picklist).unwrap_or_default();
            let mut options = vec![(String::new(), "Choose a value".to_owned())];
            options.extend(values.into_iter().map(|value| (value.clone(), value)));
            view! { <Select options value=text on=move |word| set(Some(Value::String(word))) aria="Value"/> }.into_any()
        }
        FieldKind::Int | FieldKind::Decimal | FieldKind::Money => {
            let typed = move |event| {
                let typed = event_target_value(&event);
                let number = typed.parse::<i64>().map(Value::Integer);
                set(number.or_else(|_| typed.parse::<f64>().map(Value::Float)).ok());
            };
            view! { <input class="input" type="number" step="any" aria-label="Value" prop:value=text on:input=typed/> }.into_any()
        }
        FieldKind::Date => {
            view! { <input class="input" type="date" aria-label="Value" prop:value=text on:change=move |event| set(Some(Value::String(event_target_value(&event))))/> }.into_any()
        }
        _ => {
            view! { <input class="input" aria-label="Value" prop:value=text on:input=move |event| set(Some(Value::String(event_target_value(&event))))/> }.into_any()
        }
    }
}

fn table(name: &str, value: Value) -> Value {
    Value::Table(Table::from_iter([(name.to_owned(), value)]))
}

/// What a value of that kind begins as.
pub fn blank(kind: FieldKind) -> Value {
    match kind {
        FieldKind::Bool => Value::Boolean(true),
        FieldKind::Int | FieldKind::Decimal | FieldKind::Money => Value::Integer(0),
        FieldKind::Instant | FieldKind::Date => table("days_ago", Value::Integer(0)),
        _ => Value::String(String::new()),
    }
}

/// The same where the field may not be known.
pub fn blank_for(kind: Option<FieldKind>) -> Value {
    blank(kind.unwrap_or(FieldKind::Text))
}
