use leptos::prelude::*;

use super::{StepState, StepView};
use crate::ui::Icon;

/// What is done, what is happening, what is ahead. A branch that was not taken is left out.
#[component]
pub fn Steps(#[prop(into)] steps: Signal<Vec<StepView>>) -> impl IntoView {
    view! { <ol class="timeline">{move || steps.get().into_iter().filter(|step| step.state != StepState::Skipped).map(|step| view! { <Step step/> }).collect_view()}</ol> }
}

/// What it has made, below its steps.
#[component]
pub fn Files(all: String, #[prop(into)] files: Signal<Vec<(String, String)>>) -> impl IntoView {
    let file =
        |(name, href): (String, String)| view! { <li><a href=href><bdi>{name}</bdi></a></li> };
    move || {
        let files = files.get();
        (!files.is_empty()).then(|| {
            view! {
                <div class="run__files stack">
                    <h2>"Files "<a href=all.clone()>"All"</a></h2>
                    <ul class="plain">{files.into_iter().map(file).collect_view()}</ul>
                </div>
            }
        })
    }
}

#[component]
fn Step(step: StepView) -> impl IntoView {
    let (state, tone, icon) = match step.state {
        StepState::Done => (None, Some("good"), "check"),
        StepState::Now => (Some("now"), None, "play"),
        StepState::Waiting => (Some("now"), Some("act"), "sign"),
        StepState::Ahead | StepState::Skipped => (Some("ahead"), None, "ring"),
    };
    let current = matches!(step.state, StepState::Now | StepState::Waiting).then_some("step");
    view! {
        <li class="timeline__item" data-state=state aria-current=current>
            <span class="timeline__mark" data-tone=tone><Icon name=icon/></span>
            <div>{step.title}<small>{step.detail}</small></div>
        </li>
    }
    .into_any()
}
