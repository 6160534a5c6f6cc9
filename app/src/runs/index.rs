use domain::verdict::Verdict;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::api::{RunRow, RunRows, list};
use super::head::span;
use super::words::{PhaseBadge, VERDICTS};
use crate::ui::{Icon, Loaded, Moment, keys, sentence_case};

const KEYS: [keys::Key; 2] = [("j k", "Next, previous run"), ("Enter", "Open it")];

/// Where each line leads to its run.
const LINES: &str = ".list td:first-child > a";

/// `/runs`: all, what has not ended, or what ended in some verdict; one page after the other.
#[component]
pub fn RunsPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let query = query.read();
        let show = query.get("show").filter(|show| !show.is_empty());
        (show.unwrap_or_else(|| "all".to_owned()), query.get("after"))
    });
    let found = Resource::new(move || asked.get(), |(show, after)| list(show, after));
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

/// Which runs to show: two tabs and a list of verdicts. Links and a form, so that it works without script.
#[component]
fn Choice(asked: Memo<(String, Option<String>)>) -> impl IntoView {
    let tab = move |show: &'static str, word: &'static str| {
        let current = move || asked.with(|(chosen, _)| *chosen == show).then_some("page");
        view! { <a href=format!("/runs?show={show}") aria-current=current>{word}</a> }
    };
    let option = move |verdict: Verdict| {
        let word = word(verdict);
        let chosen = asked.with_untracked(|(chosen, _)| *chosen == word);
        view! { <option value=word selected=chosen>{sentence_case(verdict.phrase())}</option> }
    };
    view! {
        <div class="runs__choice">
            <nav class="tabs" aria-label="Which runs">{tab("all", "All")}{tab("open", "Open")}</nav>
            <form class="row" method="get" action="/runs">
                <label class="field__label" for="verdict">"Ended as"</label>
                <span class="select"><select class="input" id="verdict" name="show">
                    <option value="all">"Any verdict"</option>
                    {VERDICTS.map(option).to_vec()}
                </select></span>
                <button class="btn" type="submit"><Icon name="filter"/>"Show"</button>
            </form>
        </div>
    }
}

#[component]
fn Page(found: RunRows, asked: (String, Option<String>)) -> impl IntoView {
    let (show, after) = asked;
    let RunRows { rows, next } = found;
    if rows.is_empty() && show != "all" {
        let says = match show.as_str() {
            "open" => "Every run has come to its end.",
            _ => "No run has ended like this.",
        };
        return view! {
            <div class="empty"><h3>"Nothing to show"</h3><p>{says}</p><a class="btn" href="/runs">"Show all runs"</a></div>
        }
        .into_any();
    }
    let newest = format!("/runs?show={show}");
    let older = next.map(|next| format!("/runs?show={show}&after={next}"));
    view! {
        <RunList rows/>
        <nav class="row runs__more" aria-label="Further runs">
            {after.map(|_| view! { <a class="btn" href=newest><Icon name="left"/>"Newest"</a> })}
            {older.map(|older| view! { <a class="btn" href=older>"Older"<Icon name="right"/></a> })}
        </nav>
    }
    .into_any()
}

/// Runs in a table, or why there are none.
#[component]
pub fn RunList(rows: Vec<RunRow>) -> impl IntoView {
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
            <thead><tr><th scope="col">"Mission"</th><th scope="col">"About"</th><th scope="col">"State"</th><th scope="col">"Started"</th><th scope="col">"Took"</th></tr></thead>
            <tbody>{rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn Row(row: RunRow) -> impl IntoView {
    let href = format!("/runs/{}", row.id);
    let took = row.ended_at.map(|ended_at| span(row.started_at, ended_at));
    view! {
        <tr role="row">
            <td role="cell"><a href=href>{row.mission}</a></td>
            <td role="cell">{row.about}</td>
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
