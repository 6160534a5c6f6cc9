//! What the page says of itself: that it is live, that the line is lost, that something is new.

use std::time::Duration;

use leptos::prelude::*;

use super::book::Book;
use super::live::Link;
use crate::ui::{Icon, lasting};

/// Whoever listens is told at most this often.
const EVERY: Duration = Duration::from_secs(3);

#[component]
pub fn LinkState(link: ReadSignal<Link>) -> impl IntoView {
    move || (link.get() == Link::Live).then(|| view! { <span class="live"><i></i>"Live"</span> })
}

/// Above the rail while the server does not answer. What is there stays, and it goes on by itself.
#[component]
pub fn Lost(link: ReadSignal<Link>) -> impl IntoView {
    let lost = lasting(move || link.get() == Link::Lost);
    view! {
        <div role="status" class="run__lost">
            {move || lost.get().then(|| view! {
                <p class="note" data-tone="care"><Icon name="plug"/>"The connection to the server is lost. What you see is as it was then; the run itself goes on. This page comes back by itself."</p>
            })}
        </div>
    }
}

/// For those who hear the page: how many lines are new, and the last of them.
#[component]
pub fn Announced(book: Book) -> impl IntoView {
    let says = RwSignal::new(String::new());
    let (heard, waiting) = (StoredValue::new(None::<u64>), StoredValue::new(false));
    Effect::new(move |_| {
        let last = book.last();
        if heard.get_value().is_none() {
            heard.set_value(Some(last)); // what was there is not news
        }
        if heard.get_value() == Some(last) || waiting.get_value() {
            return;
        }
        waiting.set_value(true);
        let tell = move || {
            let _ = waiting.try_update_value(|waiting| *waiting = false);
            let Some(before) = heard.try_get_value().flatten() else {
                return;
            };
            let now = untrack(|| book.last());
            let line = untrack(|| book.line(now));
            let headline = line.map(|line| line.headline).unwrap_or_default();
            heard.set_value(Some(now));
            says.set(format!("{} new: {headline}", now.saturating_sub(before)));
        };
        set_timeout(tell, EVERY);
    });
    view! { <p class="sr" role="status">{says}</p> }
}
