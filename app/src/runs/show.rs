use std::time::Duration;

use domain::id::RunId;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};

use super::address::Place;
use super::api::{self, Run, observation, open};
use super::book::Book;
use super::detail::ObservationDetail;
use super::head::Head;
use super::keys::listen;
use super::live::follow;
use super::rail::{Levels, Rail};
use super::replay::Replay;
use super::search::{Nothing, Search, look_up};
use super::steps::{Files, Steps};
use super::told::{Announced, LinkState, Lost};
use super::window::Window;
use crate::Problem;
use crate::ui::{Frame, Loaded};

/// The head of a moment is asked for when the hand rests for so long.
const REST: Duration = Duration::from_millis(120);

/// `/runs/{id}`
#[component]
pub fn RunPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let id = Memo::new(move |_| {
        params
            .read()
            .get("id")
            .and_then(|id| id.parse::<RunId>().ok())
    });
    let found = Resource::new(
        move || id.get(),
        move |id| {
            // Where one is within the run is followed by the screen itself.
            let place = Place::of(&query.read_untracked());
            async move { open(id.ok_or(Problem::Gone)?, place).await }
        },
    );
    view! { <Loaded what=found frame=Frame::Screen waits_for="the run" let:run><RunScreen run/></Loaded> }
}

/// The screen of one run. Head and rail are the page's; what follows arrives by itself.
#[component]
fn RunScreen(run: Run) -> impl IntoView {
    let Run {
        head,
        then,
        outline,
        entries,
        found,
    } = run;
    let id = head.id.clone();
    let title = format!("{}: {}", head.mission, head.about);
    let query = use_query_map();
    let place = Memo::new(move |_| Place::of(&query.read()));
    let words = place.with_untracked(|place| place.words.clone());
    let book = Book::new(outline.kinds(), entries, found.map(|found| (words, found)));
    let goes_on = head.verdict.is_none() && then.is_none();
    let head = RwSignal::new(head);
    let link = follow(&id, head, book);
    let window = Window::new();
    let go = to_place(&id);
    let address = format!("/runs/{id}");

    // The replay moves without the address; the address moves it.
    let at = RwSignal::new(place.with_untracked(|place| place.at));
    let here = Memo::new(move |_| Place {
        at: at.get(),
        ..place.get()
    });
    Effect::new(move |_| at.set(place.with(|place| place.at)));
    let then = RwSignal::new(then);
    remember(&id, at, then);
    let shown_head = Signal::derive(move || {
        let then = then.get().filter(|_| at.get().is_some());
        then.unwrap_or_else(|| head.get())
    });
    let replayed = Signal::derive(move || at.get().is_some());

    look_up(&id, place, book);
    let shown = Memo::new(move |_| here.with(|here| book.shows(here)));
    let open = Signal::derive(move || place.with(|place| place.observation));
    arrive(window, shown, place, goes_on, replayed);
    listen(shown, window, open);
    let steps = Signal::derive(move || shown_head.get().steps);
    let files = Signal::derive(move || shown_head.with(|head| head.files.clone()));
    let awake = Signal::derive(move || window.is_awake());
    let steer = ServerAction::<api::Ask>::new();
    view! {
        <Title text=title/>
        <div class="run">
            <Head head=shown_head replayed steer/>
            <Lost link/>
            <div class="run__body">
                <section class="pane" tabindex="0" aria-labelledby="steps-title"><h2 id="steps-title">"Steps"</h2><Steps steps/><Files all=format!("/files?run={id}") files/></section>
                <section class="pane" data-kind="rail" id="rail" aria-labelledby="rail-title">
                    <div class="rail__head">
                        <h2 id="rail-title">"Explain rail"</h2><LinkState link/>
                        <Search action=address.clone() place go/>
                        <Levels run=id.clone() place book/>
                    </div>
                    <Nothing run=id.clone() place shown book/>
                    <Rail run=id.clone() book place=here shown window/>
                    <Stretch run=id.clone() book place shown window/>
                </section>
                <Opened run=id book open/>
            </div>
            <Replay action=address book place at go awake/>
            <Announced book/>
        </div>
    }
    .into_any()
}

/// Goes to another place of the same run, in place of the one before in the browser's history.
fn to_place(run: &RunId) -> Callback<Place> {
    let (run, navigate) = (run.clone(), use_navigate());
    Callback::new(move |place: Place| {
        let options = NavigateOptions {
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&place.href(&run), options);
    })
}

/// Keeps the head of the moment that a replay shows.
fn remember(run: &RunId, at: RwSignal<Option<u64>>, then: RwSignal<Option<super::RunHead>>) {
    let run = StoredValue::new(run.clone());
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    // The address repeats what the hand did; only another moment is news.
    let moment = Memo::new(move |_| at.get());
    Effect::new(move |before: Option<()>| {
        let moment = moment.get();
        if let Some(handle) = waiting.get_value() {
            handle.clear();
        }
        // The first is what the page came with.
        let Some(number) = moment.filter(|_| before.is_some()) else {
            return;
        };
        let ask = move || {
            spawn_local(async move {
                let head = api::head(run.get_value(), Some(number)).await;
                if at.try_get_untracked() == Some(Some(number))
                    && let Ok(head) = head
                {
                    then.set(Some(head));
                }
            });
        };
        waiting.set_value(set_timeout_with_handle(ask, REST).ok());
    });
}

/// The rail opens at the place of the address, and stays at its end while the run goes on and the reader is there.
fn arrive(
    window: Window,
    shown: Memo<Vec<u64>>,
    place: Memo<Place>,
    goes_on: bool,
    replayed: Signal<bool>,
) {
    Effect::new(move |_| {
        window.wake();
        let row = untrack(|| {
            let number = place.with(|place| place.from.or(place.observation))?;
            let row = shown.with(|shown| shown.partition_point(|one| *one < number));
            Some((row, shown.with(Vec::len)))
        });
        request_animation_frame(move || match row {
            Some((row, of)) => window.to_row(row, of),
            None if goes_on => window.to_end(),
            None => {}
        });
    });
    let resized = window_event_listener(leptos::ev::resize, move |_| window.look());
    on_cleanup(move || resized.remove());
    Effect::new(move |before: Option<usize>| {
        let rows = shown.with(Vec::len);
        let grew = before.is_some_and(|before| rows > before);
        let follows = grew && (window.is_at_end() || replayed.get_untracked());
        request_animation_frame(move || {
            if follows {
                window.to_end();
            }
            window.look();
        });
        rows
    });
}

/// The ways on and back of a long rail, on a page without script.
#[component]
fn Stretch(
    run: RunId,
    book: Book,
    place: Memo<Place>,
    shown: Memo<Vec<u64>>,
    window: Window,
) -> impl IntoView {
    let links = move || {
        if window.is_awake() || shown.with(|shown| shown.len() <= api::FEW) {
            return None;
        }
        let (first, last, end, back) = shown.with(|shown| {
            let first = shown.iter().position(|number| book.is_loaded(*number))?;
            let last = shown.iter().rposition(|number| book.is_loaded(*number))?;
            let back = shown.get(first.saturating_sub(last + 1 - first)).copied();
            Some((first, last, shown.len(), back))
        })?;
        let to = |from: Option<u64>| {
            let there = Place {
                from,
                observation: None,
                ..place.get()
            };
            there.href(&run)
        };
        let next = shown.with(|shown| shown.get(last + 1).copied());
        Some(view! {
            <nav class="row rail__more" aria-label="Further lines">
                {(first > 0).then(|| view! { <a class="btn" data-size="small" href=to(back)>"Earlier"</a> })}
                <span class="quiet">{format!("Lines {} to {} of {end}", first + 1, last + 1)}</span>
                {(last + 1 < end).then(|| view! { <a class="btn" data-size="small" href=to(next)>"Later"</a> })}
            </nav>
        })
    };
    view! { {links} }
}

/// The third pane: the observation that the address names, or how to open one.
#[component]
fn Opened(run: RunId, book: Book, open: Signal<Option<u64>>) -> impl IntoView {
    let id = run.clone();
    let detail = Resource::new(
        move || open.get(),
        move |number| {
            let run = run.clone();
            async move {
                match number {
                    Some(number) => observation(run, number).await.map(Some),
                    None => Ok(None),
                }
            }
        },
    );
    view! {
        <section class="pane stack" tabindex="0" data-kind="detail" id="detail" aria-label="Observation">
            <Loaded what=detail waits_for="the observation" let:detail>
                {match detail {
                    Some(detail) => view! { <ObservationDetail linked=format!("/runs/{id}?observation={}", detail.entry.number) detail last=untrack(|| book.last())/> }.into_any(),
                    None => view! {
                        <p class="quiet">"Open a line of the rail to see what it rests on: the records that were read, the rule that decided, the evidence for and against."</p>
                    }.into_any(),
                }}
            </Loaded>
        </section>
    }
    .into_any()
}
