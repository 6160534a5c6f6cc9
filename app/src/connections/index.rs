use leptos::prelude::*;
use leptos_meta::Title;

use super::add::OrgForm;
use super::api::{Connected, ConnectionRow, State, connections};
use super::show::ConnectionSection;
use crate::said::SaidHere;
use crate::ui::{Frame, Loaded};

/// `/connections`
#[component]
pub fn ConnectionsPage() -> impl IntoView {
    let found = Resource::new(|| (), |()| connections());
    view! {
        <Title text="Connections"/>
        <Loaded what=found frame=Frame::Page("Connections") waits_for="the connections" let:found><Page found/></Loaded>
    }
}

#[component]
fn Page(found: Connected) -> impl IntoView {
    let Connected {
        rows,
        manages,
        back,
    } = found;
    let none = rows.is_empty();
    let works = |row: &&ConnectionRow| matches!(row.state, State::Working | State::Failing);
    let title = match rows.iter().filter(works).count() {
        0 => "No org is connected".to_owned(),
        1 => "One org is connected".to_owned(),
        many => format!("{many} orgs are connected"),
    };
    let again = back.clone();
    let section = move |row| view! { <ConnectionSection row manages back=again.clone()/> };
    let add = manages.then(|| {
        view! {
            <details class="fold connection__add" open=none>
                <summary class="btn" data-variant=none.then_some("primary")>"Connect an org"</summary>
                <div class="fold__body"><OrgForm back/></div>
            </details>
        }
    });
    view! {
        <div class="page stack connections">
            <header><h1>{title}</h1>
                <p class="page__lead">"Missions read from these freely. Nothing is written to them without a signature."</p></header>
            <SaidHere/>
            {rows.into_iter().map(section).collect_view()}
            {add}
        </div>
    }
    .into_any()
}
