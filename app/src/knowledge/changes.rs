use leptos::prelude::*;
use leptos_meta::Title;

use super::api::{ChangesView, LineView, changes};
use super::show::named;
use crate::Problem;
use crate::ui::{Frame, Icon, Loaded, Moment};

/// `/knowledge/{document}/changes`: what a version says otherwise than the one before it.
#[component]
pub fn ChangesPage() -> impl IntoView {
    let (id, version) = named();
    let found = Resource::new(
        move || (id.get(), version.get()),
        |(id, version)| async move { changes(id.ok_or(Problem::Gone)?, version).await },
    );
    view! { <Loaded what=found frame=Frame::Screen waits_for="the versions" let:found><Screen found/></Loaded> }
}

#[component]
fn Screen(found: ChangesView) -> impl IntoView {
    let ChangesView {
        href,
        title,
        number,
        before,
        published_at,
        published_by,
        stretches,
        more,
    } = found;
    let heading = match before {
        Some(before) => format!("What version {number} says otherwise than version {before}"),
        None => "The first version".to_owned(),
    };
    let none = stretches.is_empty().then(|| {
        view! { <div class="empty"><h2>"No line differs"</h2><p>"The text is the same; another file was uploaded with it."</p></div> }
    });
    let more = more.then(|| {
        view! { <p class="note" data-tone="care"><Icon name="info"/>"There is more that differs. Read the version itself."</p> }
    });
    view! {
        <Title text=format!("{title}, version {number}")/>
        <section class="page document">
            <header class="page__head"><div>
                <p class="quiet"><small><a href="/knowledge">"Knowledge"</a>" / "<a href=href.clone()><bdi>{title}</bdi></a></small></p>
                <h1>{heading}</h1>
                <p class="page__lead">"Published "<Moment at=published_at/>" by "<bdi>{published_by}</bdi></p>
            </div>
            <a class="btn" href=href>"Read version "{number}</a></header>
            {none}
            {stretches.into_iter().map(|lines| view! { <Stretch lines/> }).collect_view()}
            {more}
        </section>
    }
    .into_any()
}

#[component]
fn Stretch(lines: Vec<LineView>) -> impl IntoView {
    let line = |line: LineView| {
        let number = |number: Option<usize>| number.map(|number| number.to_string());
        let (state, text) = match (line.before, line.after) {
            (Some(_), None) => ("gone", view! { <del>{line.text}</del> }.into_any()),
            (None, _) => ("new", view! { <ins>{line.text}</ins> }.into_any()),
            _ => ("same", view! { <span>{line.text}</span> }.into_any()),
        };
        view! { <tr data-state=state><td class="num quiet">{number(line.before)}</td><td class="num quiet">{number(line.after)}</td><td>{text}</td></tr> }
    };
    view! {
        <div class="rules rewording" tabindex="0" role="region" aria-label="Lines that differ">
            <table class="table">
                <thead class="sr"><tr><th scope="col">"Line before"</th><th scope="col">"Line now"</th><th scope="col">"Text"</th></tr></thead>
                <tbody>{lines.into_iter().map(line).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
