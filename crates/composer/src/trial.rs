//! The mission tried on what is really there: it reads, reasons, and tells what it would propose. Nothing is written.

use std::collections::BTreeMap;

use domain::mission::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::desk::Desk;
use crate::wire::{self, Line, Row};

#[derive(Clone, PartialEq)]
enum State {
    Nothing,
    Going,
    Done {
        run: String,
        sentence: String,
        lines: Vec<Line>,
    },
    Refused(String),
}

#[component]
pub fn Trial() -> impl IntoView {
    let desk = Desk::here();
    let state = RwSignal::new(State::Nothing);
    let given = RwSignal::new(BTreeMap::<String, String>::new());
    let inputs = Memo::new(move |_| {
        desk.mission
            .get()
            .map(|mission| mission.inputs.clone())
            .unwrap_or_default()
    });
    let sound = move || {
        desk.problems().is_empty()
            && desk
                .mission
                .get()
                .is_some_and(|mission| !mission.steps.is_empty())
    };
    let ready = move || {
        sound()
            && inputs.get().iter().all(|input| {
                given.with(|given| {
                    given
                        .get(input.key.as_str())
                        .is_some_and(|text| !text.is_empty())
                })
            })
    };
    let go = move |_| {
        state.set(State::Going);
        spawn_local(async move {
            state.set(match tried(desk, given.get_untracked()).await {
                Ok(done) => done,
                Err(why) => State::Refused(why),
            });
        });
    };
    let told = move || {
        match state.get() {
        State::Nothing => view! { <p class="quiet"><small>"Try it on what is really in the org. It reads, and writes nothing."</small></p> }.into_any(),
        State::Going => view! { <p class="quiet" role="status"><small>"Reading and reasoning"</small></p> }.into_any(),
        State::Refused(why) => view! { <p class="field__error" role="alert">{why}</p> }.into_any(),
        State::Done { run, sentence, lines } => {
            let kept = lines.into_iter().filter(|line| matches!(line.kind.as_str(), "read" | "match" | "knowledge" | "rule" | "proposal" | "verdict" | "note"));
            let line = |line: Line| view! { <li data-kind=line.kind.clone()><span>{line.headline}</span></li> };
            let page = format!("/runs/{run}");
            view! {
                <p role="status"><b>{sentence}</b>" "<a href=page>"Every step of it"</a></p>
                <ol class="tried">{kept.map(line).collect::<Vec<_>>()}</ol>
            }
            .into_any()
        }
    }
    };
    view! {
        <section class="try" aria-labelledby="try">
            <div class="row">
                <h2 id="try">"Try it"</h2>
                {move || inputs.get().into_iter().map(|input| view! { <RecordOf input given/> }).collect::<Vec<_>>()}
                <button class="btn" type="button" disabled=move || !ready() || state.get() == State::Going on:click=go>
                    <span class="icon" data-icon="play" aria-hidden="true"></span>{move || if matches!(state.get(), State::Done { .. }) { "Try again" } else { "Try it" }}
                </button>
                <span class="push soft"><small><span class="icon" data-icon="lock" aria-hidden="true"></span>" Real records, "<b>"nothing is written"</b></small></span>
            </div>
            {told}
        </section>
    }
}

/// Which record it is tried on: one of those changed last, or any by its id.
#[component]
fn RecordOf(input: Input, given: RwSignal<BTreeMap<String, String>>) -> impl IntoView {
    let key = input.key.to_string();
    let rows = RwSignal::new(Vec::<Row>::new());
    if let Some(object) = input.object.as_ref().map(ToString::to_string) {
        spawn_local(async move {
            rows.set(wire::rows(&object, "").await.unwrap_or_default());
        });
    }
    let put = {
        let key = key.clone();
        move |event| {
            let text = event_target_value(&event);
            given.update(|given| {
                given.insert(key.clone(), text);
            });
        }
    };
    let list = format!("try-{key}");
    let option = |row: Row| view! { <option value=row.id>{row.name}</option> };
    view! {
        <input class="input" list=list.clone() placeholder=format!("{}: choose, or an ID", input.label) aria-label=input.label.clone() prop:value=move || given.with(|given| given.get(&key).cloned().unwrap_or_default()) on:input=put/>
        <datalist id=list>{move || rows.get().into_iter().map(option).collect::<Vec<_>>()}</datalist>
    }
}

async fn tried(desk: Desk, inputs: BTreeMap<String, String>) -> Result<State, String> {
    use domain::mission::draft::Draft;
    let file = desk.draft.with_untracked(Draft::text);
    // The server tries drafts of missions that are there; this one is, as soon as it was saved once.
    if desk.revision() == 0 {
        desk.save().await;
    }
    let going = wire::try_it(&desk.slug(), &file, &inputs)
        .await
        .map_err(|why| why.message)?;
    loop {
        let run = wire::run(&going.run).await.map_err(|why| why.message)?;
        if run.verdict.is_some() || run.phase == "waiting_for_system" {
            let lines = wire::lines(&going.run).await.map_err(|why| why.message)?;
            return Ok(State::Done {
                run: going.run,
                sentence: run.sentence,
                lines,
            });
        }
    }
}
