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
    let (at, part) = (address(), use_location().hash);
    // Another address of the same route is another page.
    Effect::new(move |before: Option<String>| {
        let now = at.get();
        if before.is_some_and(|before| before != now) {
            // What it leads to is a place on that page.
            onward(&format!("{now}{}", part.get_untracked()));
        }
        now
    });
    // Whoever comes back to the first page sees what is the case now. Elsewhere something may have been typed.
    let back = window_event_listener(ev::visibilitychange, move |_| {
        if !document().hidden() && at.with_untracked(|at| at == "/") {
            onward("/");
        }
    });
    on_cleanup(move || back.remove());
    view! { <Title text=title/><div class="served"></div> }.into_any()
}

/// Asks for the page, now or as soon as the line is back.
#[component]
fn Onward() -> impl IntoView {
    let part = use_location().hash.get_untracked();
    let to = address().get_untracked() + &part;
    if window().navigator().on_line() {
        onward(&to);
        return ().into_any();
    }
    let back = window_event_listener(ev::online, move |_| onward(&to));
    on_cleanup(move || back.remove());
    view! { <Trouble problem=Problem::Offline/> }.into_any()
}

/// Where the router is, or is about to be: the browser's own address follows only once a page is there.
fn address() -> Memo<String> {
    let location = use_location();
    Memo::new(move |_| {
        let (path, query) = (location.pathname.get(), location.search.get());
        let query = query.trim_start_matches('?');
        if query.is_empty() {
            path
        } else {
            format!("{path}?{query}")
        }
    })
}

/// Asks the server for that page as a whole.
fn onward(to: &str) {
    let location = window().location();
    let there = [location.pathname(), location.search(), location.hash()];
    let there: String = there.into_iter().filter_map(Result::ok).collect();
    // The router may be there already. To ask for an address with a place in it once more would only scroll.
    let asked = if there == to {
        location.reload()
    } else {
        location.set_href(to)
    };
    // A browser that refuses leaves the page as it is; the next click asks again.
    let _ = asked;
}
