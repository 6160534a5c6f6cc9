//! What is shown until something is there: nothing for a moment, then its frame with grey lines, and after a while the
//! sentence that says what is waited for.

use std::time::Duration;

use leptos::prelude::*;

use super::Icon;

/// A wait that is told in a sentence.
const LONG: Duration = Duration::from_secs(5);
/// Grey lines in place of rows.
const LINES: usize = 6;

/// How much of the page is waited for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Frame {
    /// Rows of a page whose title is there already.
    #[default]
    Rows,
    /// All of it, under this title.
    Page(&'static str),
    /// All of it; the title comes with it.
    Screen,
}

/// The frame, and in place of the rows grey lines.
#[component]
pub fn Skeleton(frame: Frame, waits_for: &'static str) -> impl IntoView {
    let lines = move || {
        let lines = (0..LINES).map(|_| view! { <span class="skeleton__line"></span> });
        view! {
            <div class="skeleton late" aria-hidden="true">{lines.collect_view()}</div>
            <p class="soft" aria-live="polite"><Late waits_for/></p>
        }
    };
    match frame {
        Frame::Rows => lines().into_any(),
        Frame::Page(title) => view! { <section class="page" aria-busy="true"><h1 class="late">{title}</h1>{lines()}</section> }.into_any(),
        Frame::Screen => view! {
            <section class="page" aria-busy="true"><div class="late" aria-hidden="true"><div class="skeleton__title"></div></div>{lines()}</section>
        }
        .into_any(),
    }
}

/// What is there stays while it is asked for anew; a note says so when that takes long.
#[component]
pub fn Renewing(#[prop(into)] renewing: Signal<bool>, waits_for: &'static str) -> impl IntoView {
    // As the server has it, until the browser knows better.
    let shown = RwSignal::new(false);
    Effect::new(move |_| shown.set(renewing.get()));
    move || {
        shown.get().then(|| {
            view! { <p class="renewing late" aria-live="polite"><Icon name="clock"/>"Loading. "<Late waits_for/></p> }
        })
    }
}

#[component]
fn Late(waits_for: &'static str) -> impl IntoView {
    let late = RwSignal::new(false);
    Effect::new(move |_| {
        let say = move || {
            let _ = late.try_set(true);
        };
        if let Ok(handle) = set_timeout_with_handle(say, LONG) {
            on_cleanup(move || handle.clear());
        }
    });
    move || {
        late.get()
            .then(|| format!("Still waiting for {waits_for}. It is shown as soon as it comes."))
    }
}
