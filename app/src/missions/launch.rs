//! Starting a mission: its inputs, and what will happen, said before the button.

use leptos::prelude::*;

use super::api::{self, InputView, StartView};
use super::pick::{FindForm, PickRecord, find_form};
use crate::ui::{Icon, sentence_case};

#[component]
pub fn LaunchForm(launch: StartView) -> impl IntoView {
    let start = ServerAction::<api::Launch>::new();
    let StartView {
        slug,
        inputs,
        org,
        hindrance,
        key,
    } = launch;
    if let Some(why) = hindrance {
        return view! { <p class="soft">{why}</p> }.into_any();
    }
    let Some(org) = org else {
        return view! {
            <p class="soft">"No org is connected, so there is nothing to read. An admin connects one."</p>
            <a class="btn" href="/connections">"Connections"</a>
        }
        .into_any();
    };
    let finds = inputs
        .iter()
        .filter(|input| input.object.is_some())
        .map(|input| view! { <FindForm form=find_form(&input.key)/> })
        .collect_view();
    let fields = inputs
        .into_iter()
        .map(|input| view! { <Field input/> })
        .collect_view();
    let problem = move || match start.value().get() {
        Some(Err(problem)) => Some(
            view! { <p class="note" data-tone="stop" role="alert"><Icon name="alert"/>{sentence_case(&problem.to_string())}". Nothing was started."</p> },
        ),
        _ => None,
    };
    view! {
        {finds}
        <ActionForm action=start attr:class="stack">
            <input type="hidden" name="slug" value=slug.to_string()/>
            <input type="hidden" name="key" value=key/>
            {fields}
            {problem}
            <p class="soft launch__promise"><Icon name="shield"/><span>"It reads in "<b><bdi>{org}</bdi></b>" and shows each conclusion. Nothing there changes until somebody has signed it."</span></p>
            <div><button class="btn" data-variant="primary" type="submit"><Icon name="play"/>"Start the mission"</button></div>
        </ActionForm>
    }
    .into_any()
}

#[component]
fn Field(input: InputView) -> impl IntoView {
    if input.object.is_some() {
        return view! { <PickRecord input/> }.into_any();
    }
    let name = format!("inputs[{}]", input.key);
    view! {
        <label class="field"><span class="field__label">{input.label}</span>
            <input class="input" name=name required maxlength="2000" autocomplete="off"/></label>
    }
    .into_any()
}
