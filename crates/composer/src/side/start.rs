use leptos::prelude::*;
use toml::{Table, Value};

use crate::desk::Desk;
use crate::form::{Asked, Cell, Choice, Conditions, NumberField, ObjectChoice, TextField, kept};

/// The mission itself: what it is called and for, and what sets it off.
#[component]
pub fn Start() -> impl IntoView {
    let desk = Desk::here();
    let of = |name: &str| Cell::of_mission(&[name.into()]);
    let object = kept(move || desk.text(None, &["trigger".into(), "object".into()]));
    let way = kept(move || {
        let trigger = desk.get(None, &["trigger".into()]);
        let when = trigger.and_then(|trigger| Some(trigger.get("when")?.as_str()?.to_owned()));
        when.unwrap_or_else(|| "asked".to_owned())
    });
    let ways = [
        ("asked", "Somebody starts it"),
        ("created", "A record is created"),
        ("changed", "A record is changed"),
    ];
    let choose = move |word: String| {
        desk.change("", |draft| {
            if word == "asked" {
                draft.set(None, &["trigger".into()], None);
                return;
            }
            let known = draft.get(None, &["trigger".into()]).is_some();
            if !known {
                draft.set(
                    None,
                    &["trigger".into(), "object".into()],
                    Some(Value::String(String::new())),
                );
            }
            draft.set(
                None,
                &["trigger".into(), "when".into()],
                Some(Value::String(word)),
            );
            draft.set(
                None,
                &["trigger".into(), "input".into()],
                Some(Value::String("record".into())),
            );
        });
    };
    let pick = move |name: String| {
        desk.change("", |draft| {
            draft.set(
                None,
                &["trigger".into(), "object".into()],
                Some(Value::String(name.clone())),
            );
            draft.set(None, &["trigger".into(), "where".into()], None);
            let label = desk.org.object_label(&name);
            draft.set(
                None,
                &["input".into()],
                Some(Value::Array(vec![input("record", &label, &name)])),
            );
        });
    };
    let by_itself = Memo::new(move |_| way.get() != "asked");
    let conditions = move || {
        by_itself.get().then(|| {
            view! {
                <ObjectChoice label="Of which object?" value=object on=pick/>
                <Conditions cell=Cell::of_mission(&["trigger".into(), "where".into()]) asked=Asked::Records object/>
            }
        })
    };
    view! {
        <section class="stack">
            <h2>"The mission"</h2>
            <TextField cell=of("title") label="Name"/>
            <TextField cell=of("purpose") label="What is it for?" hint="One sentence that its users read before they start it."/>
            <Choice label="What sets it off?" options=ways.map(|(word, label)| (word.to_owned(), label.to_owned())).to_vec() value=way on=choose/>
            {conditions}
            {move || (!by_itself.get()).then(|| view! { <Inputs/> })}
            <NumberField cell=of("expires_after_hours") label="Hours a proposal waits for its signature" usual=72 least=1 most=2160/>
        </section>
    }
}

/// What whoever starts it is asked for.
#[component]
fn Inputs() -> impl IntoView {
    let desk = Desk::here();
    let list = Cell::of_mission(&["input".into()]);
    let list = StoredValue::new(list);
    let count = Memo::new(move |_| list.with_value(|list| list.count(desk)));
    let add = move |_| {
        let at = count.get_untracked();
        let key = if at == 0 {
            "record".to_owned()
        } else {
            format!("input_{}", at + 1)
        };
        list.with_value(|list| list.at(at).set(desk, Some(input(&key, "Record", ""))));
    };
    let row = move |at: usize| {
        let cell = list.with_value(|list| list.at(at));
        let object = cell.at("object");
        let value = kept(move || object.text(desk));
        let object = StoredValue::new(cell.at("object"));
        let pick = move |name: String| {
            object.with_value(|object| {
                object.set(desk, (!name.is_empty()).then_some(Value::String(name)));
            });
        };
        let gone = cell.clone();
        view! {
            <div class="stack" data-gap="small">
                <TextField cell=cell.at("label") label="What is asked for"/>
                <ObjectChoice label="A record of" value on=pick/>
                <div><button class="btn" data-variant="quiet" data-size="small" type="button" on:click=move |_| gone.set(desk, None)>"Do not ask for it"</button></div>
            </div>
        }
    };
    view! {
        <For each=move || 0..count.get() key=|at| *at children=row/>
        <div><button class="btn" data-size="small" type="button" on:click=add><span class="icon" data-icon="plus" aria-hidden="true"></span>"Ask for a record first"</button></div>
    }
}

fn input(key: &str, label: &str, object: &str) -> Value {
    let mut input = Table::new();
    input.insert("key".to_owned(), Value::String(key.to_owned()));
    input.insert("label".to_owned(), Value::String(label.to_owned()));
    if !object.is_empty() {
        input.insert("object".to_owned(), Value::String(object.to_owned()));
    }
    Value::Table(input)
}
