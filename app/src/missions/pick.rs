//! Which record an input takes: the newest to choose from, others by words, which go by the address.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::{InputView, Pick, Picks, candidates};
use crate::ui::{Icon, sentence_case};

/// The form that the find box belongs to: a form in a form cannot be.
pub fn find_form(key: &str) -> String {
    format!("finds-{key}")
}

/// The words of the address for one input: `?find-lead=acme`.
fn words_name(key: &str) -> String {
    format!("find-{key}")
}

/// An empty form of its own for each find box; it stands outside the form that starts the run.
#[component]
pub fn FindForm(form: String) -> impl IntoView {
    view! { <form hidden id=form method="get" action="#start"></form> }
}

/// The words that the address brings.
pub fn words_of_address(key: &str) -> String {
    use_query_map()
        .read_untracked()
        .get(&words_name(key))
        .unwrap_or_default()
}

/// A find box, and what it found as a choice.
#[component]
pub fn PickRecord(input: InputView) -> impl IntoView {
    let InputView { key, label, object } = input;
    let object = object.unwrap_or_default();
    let form = find_form(&key);
    let box_id = words_name(&key);
    let words = words_of_address(&key);
    let (of, asked) = (object.clone(), words.clone());
    let found = Resource::new(|| (), move |()| candidates(of.clone(), asked.clone()));
    let list = {
        let (key, object, words) = (key.clone(), object.clone(), words.clone());
        move || {
            let (key, object, words) = (key.clone(), object.clone(), words.clone());
            Suspend::new(async move {
                let picks = found.await.unwrap_or_else(|problem| Picks {
                    rows: vec![],
                    problem: Some(problem.to_string()),
                });
                view! { <Choice key object picks words/> }
            })
        }
    };
    view! {
        <div class="field pick">
            <label class="field__label" for=box_id.clone()>{label}</label>
            <div class="row pick__find">
                <span class="find"><Icon name="search"/><input class="input" id=box_id.clone() name=box_id type="search" form=form.clone() value=words
                    placeholder=format!("Name, id or address of a {}", object.to_lowercase()) autocomplete="off" maxlength="200"/></span>
                <button class="btn" type="submit" form=form>"Find"</button>
            </div>
            <div aria-live="polite"><Transition>{list}</Transition></div>
        </div>
    }
    .into_any()
}

#[component]
fn Choice(key: String, object: String, picks: Picks, words: String) -> impl IntoView {
    let name = format!("inputs[{key}]");
    let object = object.to_lowercase();
    if let Some(problem) = picks.problem {
        return view! {
            <p class="note" data-tone="care"><Icon name="alert"/><span>{sentence_case(&problem)}". The id of a record can be given all the same."</span></p>
            <input class="input mono" name=name aria-label=format!("Id of the {object}") required autocomplete="off"/>
        }
        .into_any();
    }
    if picks.rows.is_empty() {
        let says = if words.is_empty() {
            format!("There is no {object} that you may see.")
        } else {
            format!(
                "No {object} fits “{words}”. Try fewer words, or paste its address from Salesforce."
            )
        };
        return view! { <p class="soft">{says}</p> }.into_any();
    }
    let only = picks.rows.len() == 1;
    let newest = words
        .is_empty()
        .then(|| view! { <legend class="quiet"><small>"The latest"</small></legend> });
    let found = (!words.is_empty())
        .then(|| view! { <legend class="quiet"><small>"Found"</small></legend> });
    let row = move |pick: Pick| {
        view! {
            <label class="pick__row">
                <input type="radio" name=name.clone() value=pick.id required checked=only/>
                <span><bdi>{pick.name}</bdi><small class="table__sub"><bdi>{pick.hint}</bdi></small></span>
            </label>
        }
    };
    view! { <fieldset class="pick__rows">{newest}{found}{picks.rows.into_iter().map(row).collect_view()}</fieldset> }.into_any()
}
