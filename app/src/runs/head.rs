//! What the run is doing or how it ended, when it began, and what the reader may want of it.

use domain::id::RunId;
use domain::time::Timestamp;
use leptos::prelude::*;

use super::RunHead;
use super::api::{self, Steer};
use super::words::PhaseBadge;
use crate::ui::{ClockTime, Icon, Moment, sentence_case};

/// `head` is the run as it is now or, in a replay, as it was; `replayed` says which.
#[component]
pub fn Head(
    #[prop(into)] head: Signal<RunHead>,
    #[prop(into)] replayed: Signal<bool>,
    steer: ServerAction<api::Ask>,
) -> impl IntoView {
    let badge =
        move || head.with(|head| view! { <PhaseBadge phase=head.phase verdict=head.verdict/> });
    let waits = move || {
        let open = head.with(|head| head.decision.clone().filter(|_| head.waiting));
        open.filter(|_| !replayed.get()).map(|id| {
            let href = format!("/decisions/{id}");
            view! { <a class="btn" data-variant="primary" href=href><Icon name="sign"/>"Look at the decision"</a> }
        })
    };
    let then = move || {
        replayed
            .get()
            .then(|| view! { <span class="badge" data-tone="care"><Icon name="history"/>"As it was"</span> })
    };
    let mission = head.with_untracked(|head| head.mission.clone());
    view! {
        <header class="run__head">
            <div>
                <p class="quiet"><small><Begun head/></small></p>
                <h1>{mission}</h1>
            </div>
            <div class="verdict" role="status">{then}{badge}<span class="soft">{move || head.get().sentence}</span></div>
            <div class="run__acts">{waits}<Verbs head steer/></div>
        </header>
    }
    .into_any()
}

/// Which run it is, what began it, and how long it took from there to the question.
#[component]
fn Begun(head: Signal<RunHead>) -> impl IntoView {
    let (about, version, started_at) =
        head.with_untracked(|head| (head.about.clone(), head.version.clone(), head.started_at));
    let times = move || {
        let (happened, proposed) = head.with(|head| (head.happened_at, head.proposed_at));
        let took = happened.zip(proposed).map(|(happened, proposed)| {
            format!(", {} after it happened", span(happened, proposed))
        });
        view! {
            {happened.map(|at| view! { " · happened in the org "<ClockTime at/> })}
            {proposed.map(|at| view! { " · proposed "<ClockTime at/>{took} })}
        }
    };
    view! {
        <a href="/runs">"Runs"</a>" / "{about}" · "<Moment at=started_at/>{times}" · version "<span class="mono">{version}</span>
    }
}

/// Pause, resume, stop: plain forms, and only those that the reader may use now.
#[component]
fn Verbs(head: Signal<RunHead>, steer: ServerAction<api::Ask>) -> impl IntoView {
    let id = head.with_untracked(|head| head.id.clone());
    let may = Memo::new(move |_| head.with(|head| (head.may.clone(), head.asked)));
    let problem = move || match steer.value().get() {
        Some(Err(problem)) => Some(
            view! { <p class="note" data-tone="stop" role="alert"><Icon name="alert"/>{sentence_case(&problem.to_string())}"."</p> },
        ),
        _ => None,
    };
    let verbs = move || {
        let (may, asked) = may.get();
        let verbs: Vec<_> = may
            .into_iter()
            .map(|verb| match verb {
                Steer::Stop => view! { <Stop id=id.clone() steer/> }.into_any(),
                verb => view! { <Verb id=id.clone() verb steer/> }.into_any(),
            })
            .collect();
        let asked = asked.map(|verb| {
            let says = match verb {
                Steer::Pause => "Pause is asked for; the step at hand is finished first.",
                Steer::Resume => "It is asked to go on.",
                Steer::Stop => "Stop is asked for; what is being written is finished first.",
            };
            view! { <span class="soft"><Icon name="clock"/>" "{says}</span> }
        });
        view! { {asked}{verbs} }
    };
    view! { {problem}{verbs} }
}

#[component]
fn Verb(id: RunId, verb: Steer, steer: ServerAction<api::Ask>) -> impl IntoView {
    let (icon, word, value) = match verb {
        Steer::Resume => ("play", "Resume", "resume"),
        _ => ("pause", "Pause", "pause"),
    };
    let busy = move || steer.pending().get().then_some("true");
    view! {
        <ActionForm action=steer>
            <input type="hidden" name="id" value=id.to_string()/>
            <button id="pause" class="btn" name="verb" value=value type="submit" aria-busy=busy aria-keyshortcuts="p">
                <Icon name=icon/>{word}" "<kbd class="kbd" aria-hidden="true">"p"</kbd>
            </button>
        </ActionForm>
    }
}

/// Stopping says first what it means.
#[component]
fn Stop(id: RunId, steer: ServerAction<api::Ask>) -> impl IntoView {
    view! {
        <details class="stop">
            <summary class="btn" data-variant="danger"><Icon name="halt"/>"Stop…"</summary>
            <div class="stop__ask">
                <p>"The run ends here. What waits for a signature is withdrawn, and nothing more is written. What was read stays in the rail."</p>
                <ActionForm action=steer>
                    <input type="hidden" name="id" value=id.to_string()/>
                    <button class="btn" data-variant="danger" name="verb" value="stop" type="submit"><Icon name="halt"/>"Stop this run"</button>
                </ActionForm>
            </div>
        </details>
    }
}

/// How long it took, as people say it: `0.4 s`, `42 s`, `3 min 5 s`, `2 h 10 min`.
pub fn span(from: Timestamp, to: Timestamp) -> String {
    let took = to.since(from);
    let seconds = took.as_secs();
    match seconds {
        0..10 => format!("{seconds}.{} s", took.subsec_millis() / 100),
        10..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_told_as_people_say_them() {
        let from: Timestamp = "2026-03-04T09:40:02Z".parse().unwrap();
        let told = |to: &str| span(from, to.parse().unwrap());
        assert_eq!(told("2026-03-04T09:40:02.45Z"), "0.4 s");
        assert_eq!(told("2026-03-04T09:40:44Z"), "42 s");
        assert_eq!(told("2026-03-04T09:43:07Z"), "3 min 5 s");
        assert_eq!(told("2026-03-04T11:50:02Z"), "2 h 10 min");
        assert_eq!(told("2026-03-04T09:40:00Z"), "0.0 s");
    }
}
