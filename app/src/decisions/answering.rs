use leptos::form::ActionForm;
use leptos::prelude::*;

use super::api::{Answer, DecisionView, SignatureView};
use super::promised::promised;
use super::refusing::RejectForm;
use super::ticks::Ticks;
use crate::Problem;
use crate::ui::{Icon, keys};

/// Who has signed, and the two answers. Without script both work: approving posts, rejecting and what is asked twice go
/// by a page of their own. What is signed are the parts at the digests that stood on this page.
#[component]
pub fn AnswerBar(
    decision: DecisionView,
    form: String,
    answer: ServerAction<Answer>,
    reject: ServerAction<Answer>,
    ticks: RwSignal<Ticks>,
) -> impl IntoView {
    let DecisionView {
        row,
        signatures,
        signed,
        hindrance,
        last,
        reader,
        ..
    } = decision;
    let id = row.id;
    let signers = view! { <Signers signed signatures/> };
    if let Some(why) = hindrance {
        return view! {
            <div class="bar" role="region" aria-label="Your decision">
                <div class="bar__act">{signers}<p class="bar__why push"><Icon name="lock"/>{why}"."</p></div>
            </div>
        }
        .into_any();
    }
    let under_way = move || {
        [answer, reject]
            .map(|tried| promised(tried, last).is_some())
            .contains(&true)
    };
    let label = move || ticks.with(Ticks::approve);
    let nothing = move || ticks.with(Ticks::are_none) || under_way();
    let (reasons, again) = (
        format!("/decisions/{id}/reject"),
        format!("/decisions/{id}/approve"),
    );
    let (twice, asked) = (row.risk.asks_twice(), id.to_string());
    let approve = if twice {
        view! {
            <button id="approve" class="btn" data-variant="primary" type="submit" disabled=nothing form=form.clone() formmethod="get" formaction=again
                on:click=move |event| if keys::dialog("approve-again", true) { event.prevent_default() }>
                {label}"… "<kbd class="kbd">"a"</kbd>
            </button>
        }
        .into_any()
    } else {
        view! {
            <button id="approve" class="btn" data-variant="primary" type="submit" disabled=nothing form=form.clone() name="verb" value="approve">
                {label}" "<kbd class="kbd">"a"</kbd>
            </button>
        }
        .into_any()
    };
    // The question goes when it is answered, and comes back with the reason when the answer was not taken.
    Effect::new(move |before: Option<bool>| {
        let sent = reject.pending().get();
        if sent {
            keys::dialog("reject-dialog", false);
        } else if before == Some(true) && matches!(reject.value().get_untracked(), Some(Err(_))) {
            keys::dialog("reject-dialog", true);
        }
        sent
    });
    view! {
        <div class="bar" role="region" aria-label="Your decision">
            <Said answer/>
            <div class="bar__act">
                {signers}
                <ActionForm action=answer attr:id=form.clone()>
                    <input type="hidden" name="id" value=asked/>
                </ActionForm>
                <div class="row push">
                    <a id="reject" class="btn" data-variant="danger" href=reasons role="button" aria-disabled=move || under_way().then_some("true")
                        on:click=move |event| if under_way() || keys::dialog("reject-dialog", true) { event.prevent_default() }>
                        "Reject… "<kbd class="kbd">"r"</kbd>
                    </a>
                    {approve}
                </div>
            </div>
        </div>
        <dialog class="dialog" id="reject-dialog" aria-labelledby="reject-title">
            <RejectForm id reader answer=reject>
                <button class="btn" type="button" on:click=move |_| { keys::dialog("reject-dialog", false); }>"Keep open"</button>
            </RejectForm>
        </dialog>
        {twice.then(|| view! {
            <dialog class="dialog" id="approve-again" aria-labelledby="again-title">
                <div class="dialog__body">
                    <h2 id="again-title">{label}"?"</h2>
                    <p class="soft">"This is high risk: part of it cannot be undone. Approve it when you have read what could go wrong."</p>
                </div>
                <div class="dialog__foot">
                    <button class="btn" type="button" on:click=move |_| { keys::dialog("approve-again", false); }>"Keep open"</button>
                    <button class="btn" data-variant="primary" type="submit" form=form name="verb" value="approve"
                        on:click=move |_| { keys::dialog("approve-again", false); }>{label}</button>
                </div>
            </dialog>
        })}
    }
    .into_any()
}

/// What came of the last try, when it was refused or not sent at all.
#[component]
pub fn Said(answer: ServerAction<Answer>) -> impl IntoView {
    move || match answer.value().get() {
        Some(Err(problem)) if !answer.pending().get() => {
            let after = match problem {
                Problem::Offline => " Nothing was sent. Try again when the connection is back.",
                _ => "",
            };
            let words = crate::ui::sentence_case(&problem.to_string());
            Some(
                view! { <p class="note" data-tone="stop" role="alert"><Icon name="alert"/><span>{words}"."{after}</span></p> },
            )
        }
        _ => None,
    }
}

pub fn approve_label(parts: usize) -> String {
    if parts == 1 {
        "Approve".to_owned()
    } else {
        format!("Approve {parts} parts")
    }
}

#[component]
pub fn Signers(signed: (String, String), signatures: Vec<SignatureView>) -> impl IntoView {
    let (count, still) = signed;
    let line = |one: SignatureView| {
        let (tone, icon) = if one.approves {
            ("good", "check")
        } else {
            ("stop", "x")
        };
        view! { <li><span class="tone" data-tone=tone><Icon name=icon/></span><span><b><bdi>{one.by}</bdi></b>" "<bdi>{one.said}</bdi></span></li> }
    };
    view! {
        <ol class="signs" aria-label="Signatures">
            <li><b>{count}</b></li>
            {signatures.into_iter().map(line).collect_view()}
            {(!still.is_empty()).then(|| view! { <li class="quiet">{still}</li> })}
        </ol>
    }
    .into_any()
}
