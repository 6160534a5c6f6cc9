use leptos::ev;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use crate::Problem;
use crate::ui::Trouble;

/// The title that the page came with: taken before the frame sets its own.
#[derive(Clone)]
pub struct TitleServed(String);

impl TitleServed {
    pub fn provide() {
        provide_context(Self(document().title()));
    }
}

/// What the server rendered stays as it is. Anywhere else the page is asked for as a whole.
#[component]
pub fn AsServed() -> impl IntoView {
    let context = Owner::current_shared_context();
    let is_here = context.is_some_and(|context| context.during_hydration());
    if !is_here {
        return view! { <Onward/> }.into_any();
    }
    let TitleServed(title) = expect_context();
    // The frame adds its own name behind.
    let title = title.split(" · ").next().unwrap_or_default().to_owned();
    let title = if title == "Countersign" {
        String::new()
    } else {
        title
    };
    let location = use_location();
    let at = Memo::new(move |_| (location.pathname.get(), location.search.get()));
    // Another address of the same route is another page.
    Effect::new(move |before: Option<(String, String)>| {
        let now = at.get();
        if before.is_some_and(|before| before != now) {
            onward();
        }
        now
    });
    // Whoever comes back to the first page sees what is the case now. Elsewhere something may have been typed.
    let back = window_event_listener(ev::visibilitychange, move |_| {
        if !document().hidden() && at.with_untracked(|(path, _)| path == "/") {
            onward();
        }
    });
    on_cleanup(move || back.remove());
    view! { <Title text=title/><div class="served"></div> }.into_any()
}

/// Asks for the page, now or as soon as the line is back.
#[component]
fn Onward() -> impl IntoView {
    if window().navigator().on_line() {
        onward();
        return ().into_any();
    }
    let back = window_event_listener(ev::online, |_| onward());
    on_cleanup(move || back.remove());
    view! { <Trouble problem=Problem::Offline/> }.into_any()
}

/// The page at the present address, in place of this one: the way back leads to the one before.
fn onward() {
    // A browser that refuses leaves the page as it is; the next click asks again.
    let _ = window().location().reload();
}
