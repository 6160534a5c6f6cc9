use domain::verdict::Verdict;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::api::{RunRow, RunRows, Wanted, list};
use super::head::span;
use super::words::{PhaseBadge, VERDICTS};
use crate::ui::{Icon, Loaded, Moment, keys, sentence_case};

const KEYS: [keys::Key; 2] = [("j k", "Next, previous run"), ("Enter", "Open it")];

/// Where each line leads to its run.
const LINES: &str = ".list td:first-child > a";

/// `/runs`: all, what has not ended, or what ended in some verdict; of one mission or of all; one page after the other.
#[component]
pub fn RunsPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let query = query.read();
        let given = |name: &str| query.get(name).filter(|given| !given.is_empty());
        Wanted {
            show: given("show").unwrap_or_else(|| "all".to_owned()),
            mission: given("mission"),
            after: given("after"),
        }
    });
    let found = Resource::new(move || asked.get(), list);
    keys::on_keys(&KEYS, |key| match key {
        "j" => keys::step(LINES, true),
        "k" => keys::step(LINES, false),
        _ => false,
    });
    view! {
        <Title text="Runs"/>
        <section class="page">
            <header class="page__head"><div>
                <h1>"Runs"</h1>
                <p class="page__lead">"Each is one mission, executed once. Newest first."</p>
            </div></header>
            <Choice asked/>
            <Loaded what=found waits_for="the runs" let:found><Page found asked=asked.get_untracked()/></Loaded>
        </section>
    }
}

impl Wanted {
    /// The same runs of another state, from the newest on.
    fn href(&self, show: &str) -> String {
        let mission = self.mission.as_deref();
        let of = mission.map_or_else(String::new, |slug| format!("&mission={slug}"));
        format!("/runs?show={show}{of}")
    }
}

/// Which runs to show: two tabs and a list of verdicts. Links and a form, so that it works without script.
#[component]
fn Choice(asked: Memo<Wanted>) -> impl IntoView {
    let tab = move |show: &'static str, word: &'static str| {
        let current = move || asked.with(|asked| asked.show == show).then_some("page");
        view! { <a href=move || asked.with(|asked| asked.href(show)) aria-current=current>{word}</a> }
    };
    let option = move |verdict: Verdict| {
        let word = word(verdict);
        let chosen = asked.with_untracked(|asked| asked.show == word);
        view! { <option value=word selected=chosen>{sentence_case(verdict.phrase())}</option> }
    };
    let mission = asked.with_untracked(|asked| asked.mission.clone());
    view! {
        <div class="runs__choice">
            <nav class="tabs" aria-label="Which runs">{tab("all", "All")}{tab("open", "Open")}</nav>
            <form class="row" method="get" action="/runs">
                {mission.map(|slug| view! { <input type="hidden" name="mission" value=slug/> })}
                <label class="field__label" for="verdict">"Ended as"</label>
                <span class="select"><select class="input" id="verdict" name="show">
                    <option value="all">"Any verdict"</option>
                    {Vec::from(VERDICTS.map(option))}
                </select></span>
                <button class="btn" type="submit"><Icon name="filter"/>"Show"</button>
            </form>
        </div>
    }
}

#[component]
fn Page(found: RunRows, asked: Wanted) -> impl IntoView {
    let RunRows {
        rows,
        mission,
        next,
    } = found;
    let only = mission.map(|title| {
        let all = format!("/runs?show={}", asked.show);
        view! { <p class="soft runs__only">"Only those of "<b><bdi>{title}</bdi></b>". "<a href=all>"Show those of every mission"</a></p> }
    });
    if rows.is_empty() && asked.show != "all" {
        let says = match asked.show.as_str() {
            "open" => "Every run has come to its end.",
            _ => "No run has ended like this.",
        };
        let all = asked.href("all");
        return view! {
            {only}<div class="empty"><h3>"Nothing to show"</h3><p>{says}</p><a class="btn" href=all>"Show all runs"</a></div>
        }
        .into_any();
    }
    let newest = asked.href(&asked.show);
    let older = next.map(|next| format!("{newest}&after={next}"));
    view! {
        {only}
        <RunList rows/>
        <nav class="row runs__more" aria-label="Further runs">
            {asked.after.map(|_| view! { <a class="btn" href=newest><Icon name="left"/>"Newest"</a> })}
            {older.map(|older| view! { <a class="btn" href=older>"Older"<Icon name="right"/></a> })}
        </nav>
    }
    .into_any()
}

/// Runs in a table, or why there are none. On the page of a mission their mission is not said again.
#[component]
pub fn RunList(rows: Vec<RunRow>, #[prop(optional)] of_one: bool) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <div class="empty">
                <h3>"Nothing has run yet"</h3>
                <p>"A run begins when a mission's trigger finds something new in the org, or when someone starts one."</p>
            </div>
        }
        .into_any();
    }
    view! {
        <table class="table list" role="table">
            <thead><tr>{(!of_one).then(|| view! { <th scope="col">"Mission"</th> })}<th scope="col">"About"</th><th scope="col">"State"</th><th scope="col">"Started"</th><th scope="col">"Took"</th></tr></thead>
            <tbody>{rows.into_iter().map(|row| view! { <Row row of_one/> }).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn Row(row: RunRow, of_one: bool) -> impl IntoView {
    let href = format!("/runs/{}", row.id);
    let took = row.ended_at.map(|ended_at| span(row.started_at, ended_at));
    let named = if of_one {
        view! { <td role="cell"><a href=href>{row.about}</a></td> }.into_any()
    } else {
        view! { <td role="cell"><a href=href>{row.mission}</a></td><td role="cell">{row.about}</td> }.into_any()
    };
    view! {
        <tr role="row">
            {named}
            <td role="cell"><PhaseBadge phase=row.phase verdict=row.verdict/></td>
            <td role="cell" class="nowrap"><Moment at=row.started_at/></td>
            <td role="cell" class="nowrap" data-wide="">{took}</td>
        </tr>
    }
    .into_any()
}

/// As an address names it: `no_action_needed`.
fn word(verdict: Verdict) -> String {
    match serde_json::to_value(verdict) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
