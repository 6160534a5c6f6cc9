//! The steps, top to bottom: blocks, the lines between them, and the places to add one.

use domain::mission::draft::{Group, KINDS, Kind, Spot};
use leptos::ev::{DragEvent, KeyboardEvent};
use leptos::prelude::*;
use toml::Value;

use crate::desk::{Desk, Dragged, START};
use crate::telling;

/// The kinds of steps there are: pressed, one is added behind the chosen step; dragged, where it is let go.
#[component]
pub fn Palette() -> impl IntoView {
    let desk = Desk::here();
    let groups = [
        Group::Find,
        Group::Think,
        Group::Steer,
        Group::Act,
        Group::Keep,
    ];
    let group = move |group: Group| {
        let kinds: Vec<_> = KINDS
            .iter()
            .filter(|kind| kind.group == group)
            .map(|kind| offered(desk, kind, None))
            .collect();
        view! { <h2>{group.title()}</h2>{kinds} }
    };
    view! { <aside class="palette" aria-label="Steps you can add">{groups.map(group).into_iter().collect::<Vec<_>>()}</aside> }
}

fn offered(desk: Desk, kind: &'static Kind, spot: Option<Spot>) -> AnyView {
    let add = move |_| {
        let spot = spot.clone().unwrap_or_else(|| desk.behind_the_chosen());
        desk.insert(kind, &spot);
    };
    let drag = move |event: DragEvent| {
        lift(&event, kind.word);
        desk.dragged.set(Some(Dragged::New(kind.word)));
    };
    view! {
        <button type="button" title=kind.purpose draggable="true" on:click=add on:dragstart=drag on:dragend=move |_| desk.dragged.set(None)>
            <span class="icon" data-icon=icon(kind.word) aria-hidden="true"></span>{kind.title}
        </button>
    }
    .into_any()
}

pub fn icon(kind: &str) -> &'static str {
    match kind {
        "read" => "eye",
        "knowledge" => "book",
        "match" => "scale",
        "decide" => "shield",
        "branch" => "branch",
        "for_each" => "swap",
        "conclude" => "flag",
        "propose" => "sign",
        "save_file" => "doc",
        _ => "dot",
    }
}

/// The mission itself.
#[component]
pub fn Canvas() -> impl IntoView {
    let desk = Desk::here();
    let here = move || (desk.chosen.get() == START).then_some("true");
    let said = move || {
        desk.draft
            .with(|draft| telling::view(telling::start(draft, &desk.org)))
    };
    let fault = move || {
        desk.problems()
            .into_iter()
            .find(|problem| problem.step.is_none())
            .map(|problem| problem.message)
    };
    view! {
        <div class="canvas" id="flow">
            <div class="flow">
                <button class="block" type="button" aria-current=here on:click=move |_| desk.chosen.set(START.to_owned())>
                    <span class="block__tile"><span class="icon" data-icon="bolt" aria-hidden="true"></span></span>
                    <span><span class="block__kind">"Start when"</span><span class="block__say">{said}</span></span>
                    {move || fault().map(fix)}
                </button>
                <Steps under=None/>
            </div>
            <p class="sr" role="status">{move || desk.said.get()}</p>
        </div>
    }
}

/// The steps of one list.
#[component]
fn Steps(under: Option<String>) -> impl IntoView {
    let desk = Desk::here();
    let list = under.clone();
    let keys = Memo::new(move |_| {
        desk.draft.with(|draft| {
            draft
                .keys_under(list.as_deref())
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
    });
    let before = under.clone();
    view! {
        <For each=move || keys.get() key=Clone::clone let:key>
            <Insert spot=Spot { under: before.clone(), before: Some(key.clone()) }/>
            <Block key=key.clone()/>
            <Beneath key/>
        </For>
        <Insert spot=Spot { under, before: None }/>
    }
    .into_any()
}

#[component]
fn Block(key: String) -> impl IntoView {
    let desk = Desk::here();
    let key = StoredValue::new(key);
    let block = Memo::new(move |_| {
        key.with_value(|key| desk.draft.with(|draft| draft.block(key).cloned()))
    });
    let kind = Memo::new(move |_| {
        let block = block.get();
        block
            .and_then(|block| block.get("kind").and_then(Value::as_str).map(str::to_owned))
            .unwrap_or_default()
    });
    let title = move || {
        kind.with(|kind| {
            Kind::of(kind).map_or_else(|| telling::words(kind), |kind| kind.title.to_owned())
        })
    };
    let said = move || {
        let block = block.get()?;
        Some(
            desk.draft
                .with(|draft| telling::view(telling::step(draft, &block, &desk.org))),
        )
    };
    let fault = Memo::new(move |_| {
        let problems = desk.problems();
        let own = |step: &str| key.with_value(|key| key == step);
        problems
            .into_iter()
            .find(|problem| problem.step.as_ref().is_some_and(|step| own(step.as_str())))
            .map(|problem| problem.message)
    });
    let here = move || {
        key.with_value(|key| desk.chosen.get() == *key)
            .then_some("true")
    };
    let keys = move |event: KeyboardEvent| {
        let key = key.get_value();
        match event.key().as_str() {
            "ArrowUp" if event.alt_key() => desk.nudge(&key, false),
            "ArrowDown" if event.alt_key() => desk.nudge(&key, true),
            "Delete" => desk.remove(&key),
            _ => return,
        }
        event.prevent_default();
    };
    let drag = move |event: DragEvent| {
        event.stop_propagation();
        lift(&event, &key.get_value());
        desk.dragged.set(Some(Dragged::Step(key.get_value())));
    };
    view! {
        <button
            class="block" type="button" draggable="true"
            id=move || format!("step-{}", key.get_value())
            aria-current=here aria-invalid=move || fault.get().map(|_| "true")
            data-writes=move || (kind.get() == "propose").then_some("")
            on:click=move |_| desk.chosen.set(key.get_value()) on:keydown=keys
            on:dragstart=drag on:dragend=move |_| desk.dragged.set(None)
        >
            <span class="block__tile"><span class="icon" data-icon=move || icon(&kind.get()) aria-hidden="true"></span></span>
            <span><span class="block__kind">{title}</span><span class="block__say">{said}</span></span>
            {move || fault.get().map(fix)}
        </button>
    }
}

fn fix(message: String) -> impl IntoView {
    let mut letters = message.chars();
    let message: String = letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default();
    view! { <span class="block__fix"><span class="icon" data-icon="alert" aria-hidden="true"></span>{message}</span> }
}

/// The lists of steps under a branch or a for-each.
#[component]
fn Beneath(key: String) -> impl IntoView {
    let desk = Desk::here();
    let lists = Memo::new(move |_| desk.draft.with(|draft| draft.lists_of(&key)));
    move || {
        let lists = lists.get();
        if lists.is_empty() {
            return ().into_any();
        }
        let list = |list: String| {
            let word = list
                .split_once('.')
                .map_or_else(|| "For each".to_owned(), |(_, case)| telling::words(case));
            view! { <div class="flow"><span class="badge fork__label">{word}</span><Steps under=Some(list)/></div> }
        };
        let many = lists.len().to_string();
        view! { <div class="fork" data-lists=many>{lists.into_iter().map(list).collect::<Vec<_>>()}</div> }.into_any()
    }
}

/// A place where a step can be added: pressed, it offers the kinds; what is dragged is let go here.
#[component]
fn Insert(spot: Spot) -> impl IntoView {
    let desk = Desk::here();
    let spot = StoredValue::new(spot);
    let open =
        Memo::new(move |_| spot.with_value(|spot| desk.inserting.get().as_ref() == Some(spot)));
    let over = RwSignal::new(false);
    let press = move |_| {
        let shown = open.get_untracked();
        desk.inserting.set((!shown).then(|| spot.get_value()));
    };
    let drop = move |event: DragEvent| {
        event.prevent_default();
        event.stop_propagation();
        over.set(false);
        match desk.dragged.get_untracked() {
            Some(Dragged::New(word)) => {
                if let Some(kind) = Kind::of(word) {
                    desk.insert(kind, &spot.get_value());
                }
            }
            Some(Dragged::Step(key)) => desk.relocate(&key, &spot.get_value()),
            None => {}
        }
        desk.dragged.set(None);
    };
    let allow = move |event: DragEvent| {
        if desk.dragged.with_untracked(Option::is_some) {
            event.prevent_default();
            over.set(true);
        }
    };
    let kinds = move || {
        open.get().then(|| {
            let kinds: Vec<_> = KINDS
                .iter()
                .map(|kind| offered(desk, kind, Some(spot.get_value())))
                .collect();
            view! { <div class="kinds" role="group" aria-label="Which step?">{kinds}</div> }
        })
    };
    view! {
        <button
            class="insert" type="button" aria-label="Add a step here" aria-expanded=move || open.get().to_string()
            data-over=move || over.get().then_some("") data-near=move || desk.dragged.get().map(|_| "")
            on:click=press on:dragover=allow on:dragleave=move |_| over.set(false) on:drop=drop
        ><span><span class="icon" data-icon="plus" aria-hidden="true"></span></span></button>
        {kinds}
    }
}

/// Firefox drags nothing that carries no data.
fn lift(event: &DragEvent, word: &str) {
    if let Some(data) = event.data_transfer() {
        let _ = data.set_data("text/plain", word);
    }
}
