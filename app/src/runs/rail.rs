//! The Explain rail: what was seen, concluded, proposed, decided and written, newest last.

use domain::id::RunId;
use domain::observation::{Kind, Level};
use leptos::prelude::*;

use super::Entry;
use super::words::{icon_of, tone_of};
use crate::ui::{ClockTime, Icon, Tone};

/// Entries are in order of their numbers, whatever order they came in.
#[component]
pub fn Rail(
    run: RunId,
    #[prop(into)] entries: Signal<Vec<Entry>>,
    #[prop(into)] level: Signal<Level>,
    #[prop(into)] open: Signal<Option<u64>>,
) -> impl IntoView {
    let shown = move || {
        with_headings(
            entries
                .get()
                .into_iter()
                .filter(|entry| entry.kind.level() <= level.get()),
        )
    };
    view! {
        <div role="log" aria-live="polite" aria-label="Observations" class="rail">
            <For each=shown key=|(heading, entry)| (entry.number, heading.is_some()) let((heading, entry))>
                {heading.map(|heading| view! { <p class="rail__step">{heading}</p> })}
                <Line run=run.clone() entry open/>
            </For>
        </div>
    }
    .into_any()
}

/// Three reading depths, as links: they work without script and can be sent to someone.
#[component]
pub fn Levels(run: RunId, #[prop(into)] level: Signal<Level>) -> impl IntoView {
    let levels = [
        (Level::Headline, "headline", "Headlines"),
        (Level::Conclusions, "conclusions", "Conclusions"),
        (Level::Everything, "everything", "Everything"),
    ];
    let link = move |(own, query, word)| {
        let href = format!("/runs/{run}?level={query}");
        let current = move || (level.get() == own).then_some("true");
        view! { <a class="btn" data-variant="quiet" data-size="small" href=href aria-current=current>{word}</a> }
    };
    view! { <nav class="rail__levels push row" aria-label="How much to show">{levels.map(link).to_vec()}</nav> }
}

#[component]
fn Line(run: RunId, entry: Entry, open: Signal<Option<u64>>) -> impl IntoView {
    let number = entry.number;
    let kind = match entry.kind {
        Kind::Model => Some("model"),
        Kind::Proposal => Some("proposal"),
        Kind::Decision => Some("decision"),
        Kind::Verdict => Some("verdict"),
        _ => None,
    };
    let href = format!("/runs/{run}?observation={number}#detail");
    let current = move || (open.get() == Some(number)).then_some("true");
    view! {
        <a class="obs" href=href data-kind=kind data-number=number aria-current=current>
            <ClockTime at=entry.at/>
            <span class="obs__kind" data-tone=tone_of(entry.kind).map(Tone::as_str)>
                <Icon name=icon_of(entry.kind)/>{entry.kind.word()}
            </span>
            <span>{entry.headline}</span>
        </a>
    }
    .into_any()
}

/// A heading where another step begins, if the step has more than one line: a line alone needs none.
fn with_headings(entries: impl Iterator<Item = Entry>) -> Vec<(Option<String>, Entry)> {
    let entries: Vec<Entry> = entries.collect();
    let steps: Vec<Option<String>> = entries.iter().map(|entry| entry.step.clone()).collect();
    let heading = |index: usize| {
        let step = steps[index].as_ref()?;
        let before = index.checked_sub(1).and_then(|index| steps[index].as_ref());
        let after = steps.get(index + 1).and_then(Option::as_ref);
        (before != Some(step) && after == Some(step)).then(|| step.clone())
    };
    entries
        .into_iter()
        .enumerate()
        .map(|(index, entry)| (heading(index), entry))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(number: u64, step: Option<&str>) -> Entry {
        let step = step.map(str::to_owned);
        Entry {
            number,
            kind: Kind::Read,
            at: domain::time::Timestamp::default(),
            step,
            headline: String::new(),
        }
    }

    #[test]
    fn a_heading_stands_where_a_step_of_several_lines_begins() {
        let entries = [
            entry(1, None),
            entry(2, Some("Read")),
            entry(3, Some("Read")),
            entry(4, None),
            entry(5, Some("Match")),
        ];
        let headings: Vec<_> = with_headings(entries.into_iter())
            .into_iter()
            .map(|(heading, _)| heading)
            .collect();
        assert_eq!(headings, [None, Some("Read".to_owned()), None, None, None]);
    }
}
