//! Asking for the draft to be published: somebody else signs.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::desk::{Desk, Saving};
use crate::wire;

#[derive(Clone, PartialEq)]
enum State {
    Ready,
    Asking,
    /// The decision that waits, or the run while it is not there yet.
    Waits(String),
    Refused(String),
}

#[component]
pub fn Publish() -> impl IntoView {
    let desk = Desk::here();
    let state = RwSignal::new(State::Ready);
    // What was asked for is the draft of then.
    Effect::new(move |before: Option<()>| {
        desk.draft.track();
        if before.is_some() {
            state.set(State::Ready);
        }
    });
    let sound = move || {
        desk.problems().is_empty()
            && desk
                .mission
                .get()
                .is_some_and(|mission| !mission.steps.is_empty())
    };
    let may = move || {
        sound()
            && desk.saving.get() == Saving::Saved
            && desk.revision() > 0
            && state.get() != State::Asking
    };
    let number = desk.live.get_value().map_or(1, |live| live.number + 1);
    let ask = move |_| {
        state.set(State::Asking);
        spawn_local(async move {
            state.set(match asked(desk).await {
                Ok(page) => State::Waits(page),
                Err(why) => State::Refused(why),
            });
        });
    };
    move || {
        match state.get() {
        State::Waits(page) => view! { <span class="row" role="status">"It waits for a signature."<a class="btn" href=page>"Open the decision"</a></span> }.into_any(),
        now => {
            let why = match now {
                State::Refused(why) => Some(view! { <span class="field__error" role="alert">{why}</span> }),
                _ => None,
            };
            view! {
                {why}
                <button class="btn" data-variant="primary" type="button" disabled=move || !may() on:click=ask>
                    {move || if sound() { format!("Publish version {number}") } else { "Fix it first".to_owned() }}
                </button>
            }
            .into_any()
        }
    }
    }
}

async fn asked(desk: Desk) -> Result<String, String> {
    let going = wire::publish(&desk.slug(), desk.revision())
        .await
        .map_err(|why| why.message)?;
    let run = wire::run(&going.run).await.map_err(|why| why.message)?;
    Ok(match run.decisions.first() {
        Some(decision) => format!("/decisions/{decision}"),
        None => format!("/runs/{}", going.run),
    })
}
