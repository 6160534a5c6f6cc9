use domain::id::DecisionId;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::api::Answer;
use crate::ui::Icon;

/// Approve what is ticked, or reject with a reason. A plain form: it works without script, and the answer covers the
/// parts at the digests that stood on this page.
#[component]
pub fn AnswerBar(
    id: DecisionId,
    form: String,
    parts: usize,
    cannot_sign: Option<String>,
    answer: ServerAction<Answer>,
) -> impl IntoView {
    let problem = move || match answer.value().get() {
        Some(Err(problem)) => Some(
            view! { <p class="note" data-tone="stop" role="alert"><Icon name="alert"/>{format!("{problem}.")}</p> },
        ),
        _ => None,
    };
    if let Some(why) = cannot_sign {
        return view! { <div class="bar"><p class="bar__act soft"><Icon name="lock"/>{why}</p></div> }.into_any();
    }
    let busy = move || answer.pending().get().then_some("true");
    let label = if parts == 1 {
        "Approve".to_owned()
    } else {
        format!("Approve {parts} parts")
    };
    view! {
        <div class="bar">
            {problem}
            <ActionForm action=answer attr:id=form attr:class="bar__act">
                <input type="hidden" name="id" value=id.to_string()/>
                <label class="bar__reason">
                    <span class="field__label">"Reason, when you reject"</span>
                    <input class="input" name="reason" maxlength="500" autocomplete="off"/>
                </label>
                <button class="btn" data-variant="danger" name="verb" value="reject" type="submit" aria-busy=busy>"Reject"</button>
                <button class="btn" data-variant="primary" name="verb" value="approve" type="submit" aria-busy=busy>{label}</button>
            </ActionForm>
        </div>
    }
    .into_any()
}
