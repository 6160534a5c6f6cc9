//! The Explain rail: what was seen, concluded, proposed, decided and written, newest last.

use std::time::Duration;

use domain::id::RunId;
use domain::observation::{Kind, Level};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::address::Place;
use super::api::{self, FEW};
use super::book::Book;
use super::window::Window;
use super::words::{icon_of, tone_of};
use crate::ui::{ClockTime, Icon, Tone, grouped};

/// While the rail is scrolled nothing is asked for; when it rests for so long, what is in view is.
const REST: Duration = Duration::from_millis(60);
/// Lines that could not be had are asked for again after this.
const AGAIN: Duration = Duration::from_secs(3);

/// A row: where a step begins its title, and the number of an observation.
type Row = (Option<String>, u64);

/// Entries are in order of their numbers, whatever order they came in. Of a long rail only what is in view is there.
#[component]
pub fn Rail(
    run: RunId,
    book: Book,
    place: Memo<Place>,
    shown: Memo<Vec<u64>>,
    window: Window,
) -> impl IntoView {
    let is_long = Memo::new(move |_| shown.with(|shown| shown.len() > FEW));
    let range = Memo::new(move |_| window.rows(shown.with(Vec::len)));
    let rows = Memo::new(move |_| {
        if !is_long.get() {
            return shown.with(|shown| with_headings(shown, book));
        }
        // As the server wrote it, until the browser knows how large the view is.
        shown.with(|shown| {
            if window.is_awake() {
                let rows = shown.get(range.get()).unwrap_or_default();
                rows.iter().map(|number| (None, *number)).collect()
            } else {
                let loaded = shown.iter().filter(|number| book.is_loaded(**number));
                loaded.map(|number| (None, *number)).collect::<Vec<Row>>()
            }
        })
    });
    load(&run, book, rows);
    let gap = move |rows: usize| (is_long.get() && window.is_awake()).then(|| window.height(rows));
    let above = move || gap(range.get().start);
    let below = move || gap(shown.with(Vec::len).saturating_sub(range.get().end));
    view! {
        <div
            role="log"
            aria-live="off"
            aria-label="Observations"
            class="rail"
            tabindex="0"
            data-long=move || is_long.get().then_some("")
            node_ref=window.scroller
            on:scroll=move |_| window.look()
        >
            {move || above().map(|height| view! { <Gap height/> })}
            <For each=move || rows.get() key=|(heading, number)| (*number, heading.is_some()) let((heading, number))>
                {heading.map(|heading| view! { <p class="rail__step">{heading}</p> })}
                <Line run=run.clone() book number place/>
            </For>
            {move || below().map(|height| view! { <Gap height/> })}
        </div>
    }
    .into_any()
}

/// Room for rows that are not there. Its height is an attribute: the content policy knows no inline style.
#[component]
fn Gap(height: i64) -> impl IntoView {
    view! { <svg class="rail__gap" width="1" height=height aria-hidden="true"></svg> }
}

/// Asks for the lines that are in view and not loaded, one question at a time.
fn load(run: &RunId, book: Book, rows: Memo<Vec<Row>>) {
    let run = StoredValue::new(run.clone());
    let (waiting, asked) = (
        StoredValue::new(None::<TimeoutHandle>),
        StoredValue::new(vec![]),
    );
    let again = RwSignal::new(0);
    Effect::new(move |_| {
        again.track();
        let missing = move |(_, number): &Row| (!book.is_loaded(*number)).then_some(*number);
        let missing: Vec<u64> = rows.with(|rows| rows.iter().filter_map(missing).collect());
        if let Some(handle) = waiting.get_value() {
            handle.clear();
        }
        // Asked for, and not given: it is not there, and asking on would not end.
        if missing.is_empty() || asked.with_value(|asked| *asked == missing) {
            return;
        }
        let ask = move || {
            asked.set_value(missing.clone());
            let near = missing[missing.len() / 2];
            spawn_local(async move {
                match api::entries(run.get_value(), missing).await {
                    Ok(lines) => book.keep(lines, near),
                    Err(_) => set_timeout(
                        move || {
                            let _ = asked.try_update_value(Vec::clear);
                            let _ = again.try_update(|again| *again += 1);
                        },
                        AGAIN,
                    ),
                }
            });
        };
        waiting.set_value(set_timeout_with_handle(ask, REST).ok());
    });
}

/// Three reading depths, as links: they work without script and can be sent to someone.
#[component]
pub fn Levels(run: RunId, place: Memo<Place>, book: Book) -> impl IntoView {
    let levels = [
        (Level::Headline, "Headlines"),
        (Level::Conclusions, "Conclusions"),
        (Level::Everything, "Everything"),
    ];
    let link = move |(level, word)| {
        let run = run.clone();
        let href = move || {
            let there = Place {
                level,
                from: None,
                ..place.get()
            };
            there.href(&run)
        };
        let current = move || (place.with(|place| place.level) == level).then_some("true");
        let many = (level == Level::Everything)
            .then(|| view! { <span class="quiet">{move || grouped(book.last())}</span> });
        view! { <a class="btn" data-variant="quiet" data-size="small" href=href aria-current=current>{word}" "{many}</a> }
    };
    view! { <nav class="rail__levels row" aria-label="How much to show">{Vec::from(levels.map(link))}</nav> }
}

#[component]
fn Line(run: RunId, book: Book, number: u64, place: Memo<Place>) -> impl IntoView {
    let kind = untrack(|| book.kind(number));
    let entry = Memo::new(move |_| book.line(number));
    let marked = match kind {
        Kind::Model => Some("model"),
        Kind::Proposal => Some("proposal"),
        Kind::Decision => Some("decision"),
        Kind::Verdict => Some("verdict"),
        _ => None,
    };
    let href = move || {
        let there = Place {
            observation: Some(number),
            from: None,
            ..place.get()
        };
        format!("{}#detail", there.href(&run))
    };
    let current = move || (place.with(|place| place.observation) == Some(number)).then_some("true");
    let headline = move || entry.with(|entry| entry.as_ref().map(|entry| entry.headline.clone()));
    view! {
        <a class="obs" href=href data-kind=marked data-number=number aria-current=current data-late=move || headline().is_none().then_some("")>
            {move || match entry.with(|entry| entry.as_ref().map(|entry| entry.at)) {
                Some(at) => view! { <ClockTime at/> }.into_any(),
                None => view! { <span></span> }.into_any(),
            }}
            <span class="obs__kind" data-tone=tone_of(kind).map(Tone::as_str)>
                <Icon name=icon_of(kind)/>{kind.word()}
            </span>
            <span class="obs__said" title=headline>{headline}</span>
        </a>
    }
    .into_any()
}

/// A heading where another step begins, if the step has more than one line: a line alone needs none.
fn with_headings(numbers: &[u64], book: Book) -> Vec<Row> {
    let steps: Vec<Option<String>> = numbers
        .iter()
        .map(|number| book.line(*number).and_then(|entry| entry.step))
        .collect();
    let heading = |index: usize| {
        let step = steps[index].as_ref()?;
        let before = index.checked_sub(1).and_then(|index| steps[index].as_ref());
        let after = steps.get(index + 1).and_then(Option::as_ref);
        (before != Some(step) && after == Some(step)).then(|| step.clone())
    };
    let numbered = numbers.iter().enumerate();
    numbered
        .map(|(index, number)| (heading(index), *number))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runs::Entry;

    #[test]
    fn a_heading_stands_where_a_step_of_several_lines_begins() {
        let owner = Owner::new();
        owner.set();
        let steps = [None, Some("Read"), Some("Read"), None, Some("Match")];
        let entries = (1..).zip(steps).map(|(number, step)| Entry {
            number,
            kind: Kind::Read,
            at: domain::time::Timestamp::default(),
            step: step.map(str::to_owned),
            headline: String::new(),
        });
        let book = Book::new(vec![Kind::Read; 5], entries.collect(), None);
        let headings: Vec<_> = with_headings(&[1, 2, 3, 4, 5], book)
            .into_iter()
            .map(|(heading, _)| heading)
            .collect();
        assert_eq!(headings, [None, Some("Read".to_owned()), None, None, None]);
    }
}
