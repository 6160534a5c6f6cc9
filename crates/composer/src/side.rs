//! Beside the steps: what is chosen, and what the mission could ever change.

mod parts;
mod raw;
mod start;
mod step;
mod writes;

use leptos::prelude::*;

use crate::desk::{Desk, START};

#[component]
pub fn Side() -> impl IntoView {
    let desk = Desk::here();
    let chosen = Memo::new(move |_| desk.chosen.get());
    let form = move || match chosen.get() {
        start if start == START => view! { <start::Start/> }.into_any(),
        key => view! { <step::Step key/> }.into_any(),
    };
    view! {
        <aside class="side" aria-label="The chosen step, and what the mission can change">
            {form}
            <writes::Writes/>
        </aside>
    }
}
