use leptos::prelude::*;
use leptos_meta::Title;

use super::api::{RunRow, runs};
use super::words::PhaseBadge;
use crate::ui::{Loaded, Moment};

/// `/runs`
#[component]
pub fn RunsPage() -> impl IntoView {
    let rows = Resource::new(|| (), |()| runs());
    view! {
        <Title text="Runs"/>
        <section class="page">
            <header class="page__head"><div>
                <h1>"Runs"</h1>
                <p class="page__lead">"Each is one mission, executed once. Newest first."</p>
            </div></header>
            <Loaded what=rows let:rows><RunList rows/></Loaded>
        </section>
    }
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
            <thead><tr><th scope="col">"Mission"</th><th scope="col">"About"</th><th scope="col">"State"</th><th scope="col">"Started"</th></tr></thead>
            <tbody>{rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn Row(row: RunRow) -> impl IntoView {
    let href = format!("/runs/{}", row.id);
    view! {
        <tr role="row">
            <td role="cell"><a href=href>{row.mission}</a></td>
            <td role="cell">{row.about}</td>
            <td role="cell"><PhaseBadge phase=row.phase verdict=row.verdict/></td>
            <td role="cell" class="nowrap"><Moment at=row.started_at/></td>
        </tr>
    }
    .into_any()
}
