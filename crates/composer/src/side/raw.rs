use domain::mission::draft::Turn;
use leptos::prelude::*;
use toml::{Table, Value};

use crate::desk::Desk;

/// The step as its file says it: for what has no form, and for those who like it so.
#[component]
pub fn Raw(key: String) -> impl IntoView {
    let desk = Desk::here();
    let key = StoredValue::new(key);
    let wrong = RwSignal::new(None::<String>);
    let text = move || {
        let block = key
            .with_value(|key| desk.draft.with(|draft| draft.block(key).cloned()))
            .unwrap_or_default();
        let own = block
            .into_iter()
            .filter(|(name, _)| !FIXED.contains(&name.as_str()))
            .collect::<Table>();
        toml::to_string_pretty(&own).unwrap_or_default()
    };
    let take = move |event| match toml::from_str::<Table>(&event_target_value(&event)) {
        Err(why) => wrong.set(Some(why.message().to_owned())),
        Ok(table) => {
            wrong.set(None);
            key.with_value(|key| {
                desk.change("", |draft| {
                    let names: Vec<String> = draft
                        .block(key)
                        .map(|block| block.keys().cloned().collect())
                        .unwrap_or_default();
                    for name in names.iter().filter(|name| !FIXED.contains(&name.as_str())) {
                        draft.set(Some(key), &[Turn::from(name.as_str())], None);
                    }
                    for (name, value) in table {
                        if !FIXED.contains(&name.as_str()) {
                            draft.set(Some(key), &[Turn::Name(name)], Some::<Value>(value));
                        }
                    }
                });
            });
        }
    };
    view! {
        <label class="field">
            <span class="field__label">"The step as its file says it"</span>
            <textarea class="input mono" rows="10" spellcheck="false" aria-invalid=move || wrong.get().map(|_| "true") prop:value=text on:change=take></textarea>
            {move || wrong.get().map(|why| view! { <span class="field__error">{why}</span> })}
        </label>
    }
}

/// What forms of their own set.
const FIXED: [&str; 4] = ["key", "kind", "under", "label"];
