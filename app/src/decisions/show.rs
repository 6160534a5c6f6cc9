use domain::id::DecisionId;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::answering::{AnswerBar, Said, Signers};
use super::api::{Answer, DecisionState, DecisionView, PlaceView, Stage, decision};
use super::aside::{Hazards, UndoList, Waiting, Why};
use super::course::{Course, follow};
use super::marks::{FreshMark, RiskMark, StateBadge};
use super::parts::Parts;
use super::promised::promised;
use super::ticks::Ticks;
use crate::Problem;
use crate::session::Recount;
use crate::ui::{Frame, Icon, Loaded, Waterfall, keys};

const KEYS: [keys::Key; 4] = [
    ("j k", "Next, previous decision"),
    ("a", "Approve"),
    ("r", "Reject, with a reason"),
    ("u", "Back to the queue"),
];

/// `/decisions/{id}`: shall this happen?
#[component]
pub fn DecisionPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params
            .read()
            .get("id")
            .and_then(|id| id.parse::<DecisionId>().ok())
    });
    // Apart, so that each says its own refusal where it was tried.
    let (answer, reject) = (ServerAction::<Answer>::new(), ServerAction::<Answer>::new());
    let news = RwSignal::new(0_u32);
    let found = Resource::new(
        move || (id.get(), news.get()),
        |(id, _)| async move { decision(id.ok_or(Problem::Gone)?).await },
    );
    keys::on_keys(&KEYS, |key| match key {
        "j" => keys::press("after"),
        "k" => keys::press("before"),
        "a" => keys::press("approve"),
        "r" => keys::press("reject"),
        "u" => keys::press("queue"),
        _ => false,
    });
    // What was said of one decision says nothing of the next.
    Effect::new(move |before: Option<Option<DecisionId>>| {
        let shown = id.get();
        if before.is_some_and(|before| before != shown) {
            answer.clear();
            reject.clear();
        }
        shown
    });
    // An answer that was taken is followed by what comes of it. One that was not sent leaves the page as it is, with all
    // that was typed.
    Effect::new(move |_| {
        let refused = matches!(answer.value().get(), Some(Err(Problem::Refused(_))));
        let taken = [answer, reject].map(|tried| matches!(tried.value().get(), Some(Ok(_))));
        if refused || taken.contains(&true) {
            news.update(|count| *count += 1);
        }
    });
    view! { <Loaded what=found frame=Frame::Screen waits_for="the decision and a fresh look at the org" let:decision><DecisionScreen decision answer reject news/></Loaded> }
}

/// What changes, why, what could go wrong, whether it can be undone. Always in that order.
#[component]
fn DecisionScreen(
    decision: DecisionView,
    answer: ServerAction<Answer>,
    reject: ServerAction<Answer>,
    news: RwSignal<u32>,
) -> impl IntoView {
    let course = RwSignal::new(decision.course.clone());
    let recount = Recount::of_page();
    let turned = move || {
        news.update(|count| *count += 1);
        recount.ask();
    };
    follow(
        decision.row.id.clone(),
        decision.run.clone(),
        decision.seen,
        course,
        turned,
    );
    let last = decision.last;
    let told = Signal::derive(move || {
        let known = course.get();
        let waits = known.stage == Stage::Open;
        let mut tried = [answer, reject].into_iter().filter(|_| waits);
        tried
            .find_map(|tried| promised(tried, last))
            .unwrap_or(known)
    });
    // Whoever answers reads what comes of it: the focus goes where it is told.
    Effect::new(move |_| {
        let taken =
            |tried: ServerAction<Answer>| matches!(tried.value().get_untracked(), Some(Ok(_)));
        let [sent, refused] = [answer, reject].map(|tried| tried.pending().get() || taken(tried));
        if sent || refused {
            keys::focus("course");
        }
    });
    let open = decision.course.stage == Stage::Open;
    let form = format!("answer-{}", decision.row.id);
    let DecisionView {
        row,
        parts,
        because,
        hazards,
        waiting,
        matches,
        live_problem,
        hindrance,
        signatures,
        signed,
        ..
    } = decision.clone();
    let drifted = parts
        .iter()
        .any(|part| part.fields.iter().any(|field| field.drifted));
    let ticks = RwSignal::new(Ticks::all(&parts));
    let bar = if open {
        view! { <AnswerBar decision=decision.clone() form=form.clone() answer reject ticks/> }
            .into_any()
    } else {
        view! {
            <div class="bar" role="region" aria-label="Signatures">
                <Said answer/>
                <div class="bar__act"><Signers signed signatures/><a class="btn push" href="/decisions">"Back to the queue"</a></div>
            </div>
        }
        .into_any()
    };
    view! {
        <Title text=row.title/>
        <div class="decision">
            <Head decision open/>
            <Course course=told/>
            <div class="decision__body">
                <section class="parts" aria-label="What changes">
                    {live_problem.map(|why| view! { <p class="note" data-tone="care"><Icon name="plug"/><span>"The values of now could not be read: "{why}"."</span></p> })}
                    {(drifted && open).then(|| view! {
                        <p class="note" data-tone="care"><Icon name="drifted"/><span>"Salesforce has changed since this was proposed. Approving writes nothing: what drifted is found by the read before the write. Reject it, and start the mission again."</span></p>
                    })}
                    <Parts parts=parts.clone() form=form signable=open && hindrance.is_none() ticks/>
                </section>
                <aside class="aside">
                    <Why because/>
                    <Hazards hazards/>
                    <UndoList parts/>
                    <Waiting says=waiting.join(" ")/>
                    {matches.into_iter().map(|found| view! { <section class="sect"><Waterfall found/></section> }).collect_view()}
                </aside>
            </div>
            {bar}
        </div>
    }
    .into_any()
}

#[component]
fn Head(decision: DecisionView, open: bool) -> impl IntoView {
    let DecisionView {
        row, run, place, ..
    } = decision;
    let state = row.state;
    view! {
        <header class="decision__head">
            <p class="decision__crumb">
                <a id="queue" href="/decisions">"Decision Queue"</a><span aria-hidden="true">"/"</span>
                <span>"from "<a href=format!("/runs/{run}")><bdi>{row.mission}</bdi></a></span>
                <span>{row.asked}</span>
                <span class="mono" data-wide="">{row.id.to_string()}</span>
                <Neighbours place/>
            </p>
            <h1><bdi>{row.title}</bdi></h1>
            <div class="decision__facts">
                {(state != DecisionState::Waiting).then(|| view! { <StateBadge state/> })}
                <RiskMark risk=row.risk whole=true/>
                {open.then(|| view! {
                    <FreshMark freshness=row.freshness/>
                    <span class="badge" data-plain="" data-tone="calm"><Icon name="clock"/>{row.due.0}", "{row.due.1}</span>
                })}
            </div>
        </header>
    }
    .into_any()
}

/// The way to the decisions beside it in the queue.
#[component]
fn Neighbours(place: PlaceView) -> impl IntoView {
    let PlaceView {
        said,
        before,
        after,
    } = place;
    let link = |key: &'static str, id: &'static str, name: &'static str, to: Option<DecisionId>| {
        let icon = if key == "k" { "left" } else { "right" };
        to.map(|to| {
            let href = format!("/decisions/{to}");
            view! { <a id=id class="btn" data-variant="quiet" data-size="small" href=href title=name><Icon name=icon/><span class="sr">{name}</span><kbd class="kbd" aria-hidden="true">{key}</kbd></a> }
        })
    };
    view! {
        <span class="decision__place push">
            {said}
            {link("k", "before", "Previous decision", before)}
            {link("j", "after", "Next decision", after)}
        </span>
    }
    .into_any()
}
