use leptos::prelude::*;
use leptos_meta::Title;

use super::add::AddPerson;
use super::api::{People, PersonRow, everybody};
use super::roles::{RoleBoxes, listed};
use crate::said::SaidHere;
use crate::ui::{Badge, Frame, Loaded, Tone};

/// `/people`
#[component]
pub fn PeoplePage() -> impl IntoView {
    let found = Resource::new(|| (), |()| everybody());
    view! {
        <Title text="People"/>
        <Loaded what=found frame=Frame::Page("People") waits_for="the people" let:found><Rows found/></Loaded>
    }
}

#[component]
fn Rows(found: People) -> impl IntoView {
    let People { rows, manages } = found;
    let here = rows.iter().filter(|row| row.active).count();
    let title = if here == 1 {
        "One person works here".to_owned()
    } else {
        format!("{here} people work here")
    };
    view! {
        <div class="page stack people">
            <header><h1>{title}</h1>
                <p class="page__lead">"Roles count from the next click on. Whoever is taken out of service is signed out at once."</p></header>
            <SaidHere/>
            <div class="people__body">
                <table class="table list" role="table">
                    <thead><tr><th scope="col">"Person"</th><th scope="col">"Roles"</th><th scope="col">"State"</th>
                        {manages.then(|| view! { <th scope="col"><span class="sr">"Change"</span></th> })}</tr></thead>
                    <tbody>{rows.into_iter().map(|row| view! { <Row row manages/> }).collect_view()}</tbody>
                </table>
                {manages.then(|| view! { <AddPerson/> })}
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Row(row: PersonRow, manages: bool) -> impl IntoView {
    let (tone, icon, word) = if row.active {
        (Tone::Good, "check", "In service")
    } else {
        (Tone::Calm, "x", "Out of service")
    };
    let you = row
        .me
        .then(|| view! { " " <span class="quiet">"you"</span> });
    view! {
        <tr role="row">
            <td role="cell"><b>{row.name.clone()}</b>{you}<small class="table__sub">{row.email.clone()}</small></td>
            <td role="cell">{listed(&row.roles)}</td>
            <td role="cell"><Badge tone icon word/></td>
            {manages.then(|| view! { <td role="cell" class="people__verbs"><Verbs row/></td> })}
        </tr>
    }
    .into_any()
}

/// What an admin may do with one person; folded away until it is wanted.
#[component]
fn Verbs(row: PersonRow) -> impl IntoView {
    let PersonRow {
        id,
        name,
        roles,
        active,
        me,
        ..
    } = row;
    let path = move |verb: &str| format!("/people/{id}/{verb}");
    let serve = match (active, me) {
        (true, true) => None,
        (true, false) => Some(("leave", "Take out of service", "danger")),
        (false, _) => Some(("return", "Take back", "")),
    };
    let serve = serve.map(|(verb, word, variant)| {
        view! { <form method="post" action=path(verb)><button class="btn" data-size="small" data-variant=variant type="submit">{word}</button></form> }
    });
    let link = active.then(|| {
        view! { <form method="post" action=path("link")><button class="btn" data-size="small" type="submit">"New link"</button></form> }
    });
    view! {
        <details class="fold">
            <summary class="btn" data-size="small" data-variant="quiet">"Change"<span class="sr">" "{name.clone()}</span></summary>
            <div class="fold__body stack">
                <form class="stack" method="post" action=path("roles")>
                    <RoleBoxes of=format!("Roles of {name}") has=roles/>
                    <div><button class="btn" data-size="small" type="submit">"Save roles"</button></div>
                </form>
                <div class="row">{link}{serve}</div>
            </div>
        </details>
    }
    .into_any()
}
