use domain::id::DecisionId;
use leptos::form::ActionForm;
use leptos::html::Form;
use leptos::prelude::*;

use super::answering::Said;
use super::api::{Answer, WhyNot};
use crate::ui::draft;

/// Three reasons and a sentence. The same form stands in a dialog and, without script, on a page of its own.
#[component]
pub fn RejectForm(
    id: DecisionId,
    /// Whose words they are: what one person has typed is not for the next in the same tab.
    reader: String,
    answer: ServerAction<Answer>,
    children: Children,
) -> impl IntoView {
    let busy = move || answer.pending().get().then_some("true");
    let (form, draft) = (NodeRef::<Form>::new(), reader + " rejects " + id.as_str());
    draft::restore(form, &draft);
    Effect::new({
        let draft = draft.clone();
        move |_| {
            if let Some(Ok(_)) = answer.value().get() {
                draft::forget(&draft);
            }
        }
    });
    let reason = |why: WhyNot| {
        let words = match why {
            WhyNot::NotDuplicates => "They are not duplicates",
            WhyNot::WrongValues => "Right idea, wrong values",
            WhyNot::NotNow => "Not now",
        };
        view! { <label class="check"><input type="radio" name="why" value=why.value() required=true/>" "{words}</label> }
    };
    view! {
        <ActionForm action=answer attr:class="reject" node_ref=form on:input=move |_| draft::keep(form, &draft)>
            <div class="dialog__body">
                <h2 id="reject-title">"Reject this change"</h2>
                <p class="soft">"Nothing is written. Your reason stays in the record."</p>
                <Said answer/>
                <input type="hidden" name="id" value=id.to_string()/>
                <input type="hidden" name="verb" value="reject"/>
                <fieldset class="stack"><legend class="sr">"Reason"</legend>{Vec::from(WhyNot::ALL.map(reason))}</fieldset>
                <div class="field">
                    <label class="field__label" for="say">"Tell the team why"</label>
                    <textarea class="input" id="say" name="say" rows="2" maxlength="500"></textarea>
                </div>
            </div>
            <div class="dialog__foot">
                {children()}
                <button class="btn" data-variant="danger" type="submit" aria-busy=busy>"Reject change"</button>
            </div>
        </ActionForm>
    }
    .into_any()
}
