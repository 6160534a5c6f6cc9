//! The two questions that stand in a dialog where there is script, as pages of their own where there is none.

use domain::id::DecisionId;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::answering::{Said, approve_label};
use super::api::{Answer, DecisionView, decision};
use super::refusing::RejectForm;
use crate::Problem;
use crate::ui::{Frame, Loaded};

/// `/decisions/{id}/reject`
#[component]
pub fn RejectPage() -> impl IntoView {
    let found = asked_about();
    let answer = ServerAction::<Answer>::new();
    view! {
        <Loaded what=found frame=Frame::Screen waits_for="the decision" let:decision>
            <Asking title=format!("Reject: {}", decision.row.title)>
                <div class="panel"><RejectForm id=decision.row.id.clone() reader=decision.reader.clone() answer><Back decision=decision.clone()/></RejectForm></div>
            </Asking>
        </Loaded>
    }
}

/// `/decisions/{id}/approve`: what is high risk is asked twice. The address carries the parts as they were ticked.
#[component]
pub fn ApproveAgainPage() -> impl IntoView {
    let found = asked_about();
    let query = use_query_map();
    let ticked = move || query.read().get_all("parts[]").unwrap_or_default();
    let answer = ServerAction::<Answer>::new();
    view! {
        <Loaded what=found frame=Frame::Screen waits_for="the decision" let:decision>
            <Asking title=format!("Approve: {}", decision.row.title)>
                <Said answer/>
                <div class="panel">
                    <ActionForm action=answer>
                        <div class="dialog__body">
                            <h2>{format!("{}?", approve_label(ticked().len()))}</h2>
                            <p class="soft">"This is high risk: part of it cannot be undone."</p>
                            <ul class="plain">{decision.hazards.iter().map(|hazard| view! { <li><span class="icon" data-icon=hazard.icon.clone() aria-hidden="true"></span><bdi>{hazard.text.clone()}</bdi></li> }).collect_view()}</ul>
                            <input type="hidden" name="id" value=decision.row.id.to_string()/>
                            {ticked().into_iter().map(|part| view! { <input type="hidden" name="parts[]" value=part/> }).collect_view()}
                        </div>
                        <div class="dialog__foot">
                            <Back decision=decision.clone()/>
                            <button class="btn" data-variant="primary" type="submit" name="verb" value="approve">{approve_label(ticked().len())}</button>
                        </div>
                    </ActionForm>
                </div>
            </Asking>
        </Loaded>
    }
}

fn asked_about() -> Resource<Result<DecisionView, Problem>> {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        let id = params.read().get("id");
        id.and_then(|id| id.parse::<DecisionId>().ok())
    });
    Resource::new(
        move || id.get(),
        |id| async move { decision(id.ok_or(Problem::Gone)?).await },
    )
}

#[component]
fn Asking(title: String, children: Children) -> impl IntoView {
    view! {
        <Title text=title.clone()/>
        <div class="page asking"><h1><bdi>{title}</bdi></h1>{children()}</div>
    }
    .into_any()
}

#[component]
fn Back(decision: DecisionView) -> impl IntoView {
    view! { <a class="btn" href=format!("/decisions/{}", decision.row.id)>"Keep open"</a> }
}
