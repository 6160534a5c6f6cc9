use leptos::prelude::*;

use super::api::Going;
use crate::runs::StepState;

/// What has not ended, and how far each is.
#[component]
pub fn GoingList(rows: Vec<Going>) -> impl IntoView {
    let list = if rows.is_empty() {
        view! { <p class="soft home__none">"Nothing runs at the moment. A run begins when a trigger finds something new, or when somebody starts a mission."</p> }.into_any()
    } else {
        view! { <ol class="lines">{rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}</ol> }.into_any()
    };
    view! { <section aria-labelledby="going"><h2 id="going">"Running now "<a class="home__more" href="/runs?show=open">"All runs"</a></h2>{list}</section> }.into_any()
}

#[component]
fn Row(row: Going) -> impl IntoView {
    let href = format!("/runs/{}", row.id);
    view! {
        <li class="lines__item" data-kind="going">
            <div class="lines__what"><a class="lines__title" href=href><bdi>{row.mission}</bdi></a><small><bdi>{row.about}</bdi></small></div>
            <div class="going"><Track steps=row.steps/><bdi>{row.says}</bdi></div>
            <span class="lines__end"><span class="sr">"For "</span>{row.since}</span>
        </li>
    }
    .into_any()
}

/// A dash for each step. A branch that was not taken is left out.
#[component]
fn Track(steps: Vec<StepState>) -> impl IntoView {
    let steps: Vec<_> = steps
        .into_iter()
        .filter(|step| *step != StepState::Skipped)
        .collect();
    let done = steps
        .iter()
        .filter(|step| **step == StepState::Done)
        .count();
    let says = format!("{done} of {} steps done", steps.len());
    let dash = |step: StepState| {
        let state = match step {
            StepState::Done => "done",
            StepState::Now | StepState::Waiting => "now",
            StepState::Ahead | StepState::Skipped => "ahead",
        };
        view! { <i data-state=state></i> }
    };
    view! {
        <span class="going__track" aria-hidden="true">{steps.into_iter().map(dash).collect_view()}</span>
        <span class="sr">{says}". "</span>
    }
}
