//! Searching the rail. The server looks through the whole journal; without script it is a form like any other.

use std::time::Duration;

use domain::id::RunId;
use domain::observation::Level;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::address::Place;
use super::api;
use super::book::Book;
use crate::ui::Icon;

/// Looks when nobody has typed for so long.
const REST: Duration = Duration::from_millis(150);

#[component]
pub fn Search(action: String, place: Memo<Place>, go: Callback<Place>) -> impl IntoView {
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let typed = move |event| {
        let words = event_target_value(&event).trim().to_owned();
        if let Some(handle) = waiting.get_value() {
            handle.clear();
        }
        let there = move || {
            go.run(Place {
                words: words.clone(),
                from: None,
                ..place.get_untracked()
            });
        };
        waiting.set_value(set_timeout_with_handle(there, REST).ok());
    };
    let level = move || match place.get().level {
        Level::Headline => Some("headline"),
        Level::Conclusions => Some("conclusions"),
        Level::Everything => None,
    };
    view! {
        <form class="rail__search push" role="search" method="get" action=action>
            {move || level().map(|level| view! { <input type="hidden" name="level" value=level/> })}
            <label class="sr" for="rail-search">"Search the rail"</label>
            <Icon name="search"/>
            <input
                class="input"
                id="rail-search"
                type="search"
                name="q"
                placeholder="Search"
                autocomplete="off"
                maxlength="200"
                aria-keyshortcuts="/"
                value=place.with_untracked(|place| place.words.clone())
                on:input=typed
            />
        </form>
    }
    .into_any()
}

/// Asks the server which lines hold the words, whenever they change.
pub fn look_up(run: &RunId, place: Memo<Place>, book: Book) {
    let run = StoredValue::new(run.clone());
    let words = Memo::new(move |_| place.with(|place| place.words.clone()));
    Effect::new(move |before: Option<String>| {
        let wanted = words.get();
        // The first answer came with the page.
        if !wanted.is_empty() && before.is_some_and(|before| before != wanted) {
            let asked = wanted.clone();
            spawn_local(async move {
                let found = api::search(run.get_value(), asked.clone()).await;
                if words.try_get_untracked().as_ref() == Some(&asked)
                    && let Ok(found) = found
                {
                    book.found(asked, found);
                }
            });
        }
        wanted
    });
}

/// Why the rail is empty, and the way out.
#[component]
pub fn Nothing(run: RunId, place: Memo<Place>, shown: Memo<Vec<u64>>, book: Book) -> impl IntoView {
    let says = move || {
        if shown.with(|shown| !shown.is_empty()) || book.last() == 0 {
            return None;
        }
        let Place { words, .. } = place.get();
        let all = Place::default().href(&run);
        Some(if words.is_empty() {
            view! { <div class="empty"><p>"Nothing at this level yet."</p><a class="btn" href=all>"Show everything"</a></div> }.into_any()
        } else {
            view! { <div class="empty"><p>"No line holds “"{words}"”."</p><a class="btn" href=all>"Show everything"</a></div> }.into_any()
        })
    };
    view! { {says} }
}
