use leptos::prelude::*;
use leptos_meta::Title;

use super::api::{DecisionRow, DecisionState, decisions};
use crate::ui::{Badge, Loaded, Moment, Tone};

/// `/decisions`
#[component]
pub fn DecisionsPage() -> impl IntoView {
    let rows = Resource::new(|| (), |()| decisions());
    view! {
        <Title text="Decisions"/>
        <section class="page">
            <header class="page__head"><div>
                <h1>"Decisions"</h1>
                <p class="page__lead">"Nothing is written before one of these is signed. Waiting ones first."</p>
            </div></header>
            <Loaded what=rows let:rows><DecisionList rows/></Loaded>
        </section>
    }
}

/// Decisions in a table, or why there are none.
#[component]
pub fn DecisionList(rows: Vec<DecisionRow>) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <div class="empty">
                <h3>"Nothing waits for you"</h3>
                <p>"When a mission wants to change something it asks here, with every value before and after."</p>
            </div>
        }
        .into_any();
    }
    view! {
        <table class="table list" role="table">
            <thead><tr>
                <th scope="col">"Decision"</th><th scope="col">"State"</th><th scope="col" class="num">"Parts"</th>
                <th scope="col">"Undo"</th><th scope="col">"Asked"</th><th scope="col">"Expires"</th>
            </tr></thead>
            <tbody>{rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn Row(row: DecisionRow) -> impl IntoView {
    let href = format!("/decisions/{}", row.id);
    view! {
        <tr role="row">
            <td role="cell"><a href=href>{row.title}</a><small class="table__sub">{row.mission}</small></td>
            <td role="cell"><StateBadge state=row.state/></td>
            <td role="cell" class="num" data-wide="">{row.parts}</td>
            <td role="cell">{row.undo.phrase()}</td>
            <td role="cell" class="nowrap" data-wide=""><Moment at=row.asked_at/></td>
            <td role="cell" class="nowrap"><span class="narrow">"Expires "</span><Moment at=row.expires_at/></td>
        </tr>
    }
    .into_any()
}

#[component]
pub fn StateBadge(state: DecisionState) -> impl IntoView {
    let (tone, icon, word) = match state {
        DecisionState::Waiting => (Tone::Act, "sign", "Waiting"),
        DecisionState::Approved => (Tone::Good, "check", "Approved"),
        DecisionState::Rejected => (Tone::Calm, "x", "Rejected"),
        DecisionState::Expired => (Tone::Calm, "clock", "Expired"),
        DecisionState::Blocked => (Tone::Stop, "lock", "Blocked"),
    };
    view! { <Badge tone icon word/> }
}
