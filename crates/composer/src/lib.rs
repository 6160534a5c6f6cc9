//! Where missions are composed. The page around it is the server's; this takes one place in it and talks to `/api/v1` as any
//! program does. A part of its own, so that nobody loads it who only signs.

#![expect(
    clippy::large_types_passed_by_value,
    clippy::needless_pass_by_value,
    reason = "the desk is a handful of handles, copied as leptos does; the properties of a component are its own"
)]

mod desk; // the draft on the table: changed, undone, checked, saved
mod flow; // the steps, top to bottom
mod form; // controls that set a value of the draft
mod org; // objects and fields to choose from
mod publish; // asking for the signature
mod side; // the chosen step, and what the mission can change
mod telling; // a step in a sentence
mod top; // name, state, verbs
mod trial; // tried on a real record
mod wire; // the portal's API

use desk::Desk;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

/// Takes its place in the page. Called once by the page's own script.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn compose() {
    // A fault of ours says where it is, instead of `unreachable`.
    std::panic::set_hook(Box::new(|fault| leptos::logging::error!("{fault}")));
    let place = document().get_element_by_id("composer");
    let Some(place) = place.and_then(|place| place.dyn_into::<web_sys::HtmlElement>().ok()) else {
        return;
    };
    let slug = place.get_attribute("data-mission").unwrap_or_default();
    place.set_inner_html("");
    leptos::mount::mount_to(place, move || view! { <Composer slug/> }).forget();
    if let Some(performance) = window().performance() {
        let _ = performance.mark("composing");
    }
}

#[component]
fn Composer(slug: String) -> impl IntoView {
    let opened = RwSignal::new(None);
    let asked = slug.clone();
    leptos::task::spawn_local(async move {
        opened.set(Some(wire::draft(&asked).await));
    });
    move || {
        match opened.get() {
        None => view! { <p class="page quiet" role="status">"Opening the draft"</p> }.into_any(),
        Some(Err(why)) => view! {
            <section class="page"><div class="empty"><h1>"This mission cannot be opened"</h1><p>{why.message}"."</p><a class="btn" href="/missions">"All missions"</a></div></section>
        }
        .into_any(),
        Some(Ok(draft)) => {
            let Some(desk) = Desk::open(draft) else {
                return view! {
                    <section class="page"><div class="empty"><h1>"This file cannot be composed"</h1><p>"It is no mission file. Import it again once it is mended."</p><a class="btn" href="/missions">"All missions"</a></div></section>
                }
                .into_any();
            };
            provide_context(desk);
            view! { <Workbench/> }.into_any()
        }
    }
    }
}

#[component]
fn Workbench() -> impl IntoView {
    let desk = Desk::here();
    let keys = window_event_listener(leptos::ev::keydown, move |event| {
        let command = event.ctrl_key() || event.meta_key();
        match event.key().as_str() {
            "z" | "Z" if command && event.shift_key() => desk.redo(),
            "z" if command => desk.undo(),
            "y" if command => desk.redo(),
            "Escape" => desk.inserting.set(None),
            _ => return,
        }
        if command {
            event.prevent_default();
        }
    });
    on_cleanup(move || keys.remove());
    view! {
        <div class="build">
            <top::Top/>
            <div class="build__body">
                <flow::Palette/>
                <div class="mid">
                    <flow::Canvas/>
                    <trial::Trial/>
                </div>
                <side::Side/>
            </div>
        </div>
    }
}
