//! The recording of a run, forwards and back. It is made of the journal alone: nothing is asked of the org.

use std::time::Duration;

use domain::observation::{Kind, Level};
use leptos::prelude::*;

use crate::ui::grouped;

use super::address::Place;
use super::book::Book;
use crate::ui::{ClockTime, Icon};

/// A recording plays one observation in so long …
const BEAT: Duration = Duration::from_millis(250);
/// … and a long one takes larger steps, so that it is through after so many.
const BEATS: u64 = 120;
/// Marks under the track, at most.
const MARKS: usize = 200;

/// A range over all observations. Without script it is a form that asks for the page at that observation.
#[component]
pub fn Replay(
    /// Where the form leads, without script.
    action: String,
    book: Book,
    place: Memo<Place>,
    /// The last observation that is shown; none is the end.
    at: RwSignal<Option<u64>>,
    /// Puts the place into the address once the hand rests.
    go: Callback<Place>,
    #[prop(into)] awake: Signal<bool>,
) -> impl IntoView {
    let here = move || at.get().unwrap_or(u64::MAX).min(book.last());
    let playing = RwSignal::new(None::<IntervalHandle>);
    let halt = move || {
        if let Some(handle) = playing.get_untracked() {
            handle.clear();
            playing.set(None);
        }
    };
    let settle = move || {
        go.run(Place {
            at: at.get_untracked(),
            ..place.get_untracked()
        });
    };
    let show = move |number: u64| {
        at.set(Some(number).filter(|number| *number < untrack(|| book.last())));
    };
    let beat = move || {
        let last = untrack(|| book.last());
        let next = at.get_untracked().unwrap_or(last) + (last / BEATS).max(1);
        show(next);
        if next >= last {
            halt();
            settle();
        }
    };
    let play = move |_| {
        if playing.get_untracked().is_some() {
            halt();
            settle();
            return;
        }
        if at.get_untracked().is_none() {
            show(1);
        }
        playing.set(set_interval_with_handle(beat, BEAT).ok());
    };
    on_cleanup(move || {
        if let Some(Some(handle)) = playing.try_get_untracked() {
            handle.clear();
        }
    });
    let moved = move |event| {
        halt();
        if let Ok(number) = event_target_value(&event).parse() {
            show(number);
        }
    };
    let told = move || format!("{} of {}", grouped(here()), grouped(book.last()));
    let label = move || {
        if playing.get().is_some() {
            "Hold the recording"
        } else {
            "Play the recording"
        }
    };
    view! {
        <form class="scrub" method="get" action=action aria-label="Replay">
            <Kept place/>
            <div class="row">
                <button class="btn" data-square="" type="button" hidden=move || !awake.get() aria-label=label on:click=play>
                    <Icon name=Signal::derive(move || if playing.get().is_some() { "pause" } else { "play" })/>
                </button>
                <button class="btn" type="submit" hidden=move || awake.get()>"Show this moment"</button>
                <span class="soft scrub__says"><small>"Replay the recording. No calls are made."</small></span>
            </div>
            <div class="scrub__track">
                <input
                    type="range"
                    name="at"
                    min="1"
                    max=move || book.last().max(1).to_string()
                    value=untrack(here).to_string()
                    prop:value=move || here().to_string()
                    aria-label="Observation"
                    aria-valuetext=told
                    on:input=moved
                    on:change=move |_| settle()
                />
                <Marks book/>
            </div>
            <span class="soft nowrap"><small><b>{told}</b>{move || book.line(here()).map(|entry| view! { ", "<ClockTime at=entry.at/> })}</small></span>
        </form>
    }
    .into_any()
}

/// What the address says besides, so that the form keeps it.
#[component]
fn Kept(place: Memo<Place>) -> impl IntoView {
    let level = move || match place.get().level {
        Level::Headline => Some("headline"),
        Level::Conclusions => Some("conclusions"),
        Level::Everything => None,
    };
    let words = move || Some(place.get().words).filter(|words| !words.is_empty());
    view! {
        {move || level().map(|level| view! { <input type="hidden" name="level" value=level/> })}
        {move || words().map(|words| view! { <input type="hidden" name="q" value=words/> })}
    }
}

/// Where something was proposed, decided or concluded.
#[component]
fn Marks(book: Book) -> impl IntoView {
    let marks = move || {
        let last = book.last().max(2);
        let numbers = book.numbers_of(|kind| kind.level() == Level::Headline);
        let few = numbers.len().div_ceil(MARKS).max(1);
        numbers
            .into_iter()
            .step_by(few)
            .map(|number| {
                let at = ((number - 1) * 1000 / (last - 1)).to_string();
                let kind = matches!(book.kind(number), Kind::Decision | Kind::Proposal)
                    .then_some("decision");
                view! { <line x1=at.clone() x2=at y1="0" y2="8" data-kind=kind/> }
            })
            .collect_view()
    };
    view! { <svg class="scrub__ticks" viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true">{marks}</svg> }
}
