//! Above the steps: what is composed, how it stands, and the verbs.

use domain::mission::Problem;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::desk::{Desk, START, Saving};
use crate::publish::Publish;

#[component]
pub fn Top() -> impl IntoView {
    let desk = Desk::here();
    let title = move || desk.text(None, &["title".into()]);
    let live = desk.live.get_value();
    let badge = live.map_or_else(
        || "Draft, not published yet".to_owned(),
        |live| format!("Draft of version {}", live.number + 1),
    );
    let stands = live.map(|live| format!("Version {} is live and keeps running · ", live.number));
    let saved = move || match desk.saving.get() {
        Saving::Saved if desk.saved_at.get().is_none() && desk.revision() == 0 => {
            "nothing changed yet".to_owned()
        }
        Saving::Saved => "saved".to_owned(),
        Saving::Changed => "saving".to_owned(),
        Saving::Offline => {
            "not saved: the server does not answer. It is kept here and saved when it does"
                .to_owned()
        }
        Saving::Refused(why) => why,
    };
    let over = move || {
        matches!(desk.saving.get(), Saving::Refused(_)).then(|| {
            view! {
                <a class="btn" data-size="small" href="">"Look at theirs"</a>
                <button class="btn" data-size="small" type="button" on:click=move |_| spawn_local(async move { desk.save_over().await })>"Save mine over it"</button>
            }
        })
    };
    view! {
        <header class="build__head">
            <div><h1>{title}</h1></div>
            <span class="badge">{badge}</span>
            <span class="quiet" role="status"><small>{stands}{saved}</small></span>
            {over}
            <div class="row push">
                <Faults/>
                <button class="btn" data-variant="quiet" data-square type="button" aria-label="Undo" title="Undo" disabled=move || !desk.can_undo() on:click=move |_| desk.undo()><span class="icon" data-icon="undo" aria-hidden="true"></span></button>
                <button class="btn" data-variant="quiet" data-square type="button" aria-label="Do again" title="Do again" disabled=move || !desk.can_redo() on:click=move |_| desk.redo()><span class="icon" data-icon="redo" aria-hidden="true"></span></button>
                <Publish/>
            </div>
        </header>
    }
}

/// How much is wrong, and the way to each fault.
#[component]
fn Faults() -> impl IntoView {
    let desk = Desk::here();
    let problems = Memo::new(move |_| desk.problems().into_iter().map(Shown).collect::<Vec<_>>());
    let jump = move |problem: Problem| {
        let key = problem
            .step
            .map_or_else(|| START.to_owned(), |step| step.to_string());
        if let Some(block) = document().get_element_by_id(&format!("step-{key}")) {
            block.scroll_into_view();
        }
        desk.chosen.set(key);
    };
    let row = move |Shown(problem): Shown| {
        let place = problem
            .step
            .as_ref()
            .map(|step| format!("{}: ", crate::telling::words(step.as_str())));
        let message = problem.message.clone();
        view! { <li><button type="button" class="fault" on:click=move |_| jump(problem.clone())><b>{place}</b>{message}</button></li> }
    };
    move || {
        let problems = problems.get();
        match problems.len() {
            0 => view! { <span class="badge" data-tone="good"><span class="icon" data-icon="check" aria-hidden="true"></span>"Nothing to fix"</span> }.into_any(),
            many => {
                let things = if many == 1 { "1 thing to fix".to_owned() } else { format!("{many} things to fix") };
                view! {
                    <details class="faults">
                        <summary class="badge" data-tone="stop"><span class="icon" data-icon="alert" aria-hidden="true"></span>{things}</summary>
                        <ul>{problems.into_iter().map(row).collect::<Vec<_>>()}</ul>
                    </details>
                }
                .into_any()
            }
        }
    }
}

#[derive(Clone, PartialEq)]
struct Shown(Problem);
