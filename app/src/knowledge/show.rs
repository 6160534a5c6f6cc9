use domain::id::DocumentId;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::api::{DocumentView, State, document};
use super::aside::Aside;
use super::passages::Passage;
use crate::Problem;
use crate::said::SaidHere;
use crate::ui::{Frame, Icon, Loaded, Moment};

/// `/knowledge/{document}`: the words that were there, with a place for every citation to lead to.
#[component]
pub fn DocumentPage() -> impl IntoView {
    let (id, version) = named();
    let found = Resource::new(
        move || (id.get(), version.get()),
        |(id, version)| async move { document(id.ok_or(Problem::Gone)?, version).await },
    );
    view! { <Loaded what=found frame=Frame::Screen waits_for="the document" let:document><DocumentScreen document/></Loaded> }
}

/// The document and the version that the address names.
pub fn named() -> (Memo<Option<DocumentId>>, Memo<Option<u32>>) {
    let (params, query) = (use_params_map(), use_query_map());
    let id = Memo::new(move |_| {
        let id = params.read().get("id");
        id.and_then(|id| id.parse::<DocumentId>().ok())
    });
    let version = Memo::new(move |_| {
        let version = query.read().get("version");
        version.and_then(|text| text.parse().ok())
    });
    (id, version)
}

#[component]
fn DocumentScreen(document: DocumentView) -> impl IntoView {
    let DocumentView {
        id,
        title,
        kind,
        kind_href,
        version,
        current,
        state,
        archived_at,
        passages,
        writes,
        ..
    } = document.clone();
    let page = format!("/knowledge/{id}");
    let newest = page.clone();
    let changes = format!("{page}/changes?version={current}");
    let older = (version != current).then(|| {
        view! {
            <p class="note" data-tone="care" role="status"><Icon name="history"/>
                "This is version "{version}", as it was when it was cited. The document has changed since: "
                <a href=newest>"see version "{current}</a>" or "<a href=changes>"what changed last"</a>"."
            </p>
        }
    });
    let archived = archived_at.map(|at| {
        view! {
            <p class="note" data-tone="calm" role="status"><Icon name="info"/>
                "Archived "<Moment at/>". No run that started since goes by it; what cites it still opens here."
            </p>
        }
    });
    view! {
        <Title text=title.clone()/>
        <article class="page document">
            <header class="page__head">
                <div>
                    <p class="quiet"><small><a href="/knowledge">"Knowledge"</a>" / "<a href=kind_href>{kind}</a></small></p>
                    <h1><bdi>{title}</bdi></h1>
                    <p class="page__lead row"><StateBadge state/></p>
                </div>
                {writes.then(|| view! { <Verbs page archived=archived_at.is_some()/> })}
            </header>
            <div class="document__said stack"><SaidHere/>{archived}{older}</div>
            <div class="document__body">
                <div class="document__text">{passages.into_iter().map(|passage| view! { <Passage passage current/> }).collect_view()}</div>
                <Aside document/>
            </div>
        </article>
    }
    .into_any()
}

#[component]
pub fn StateBadge(state: State) -> impl IntoView {
    view! { <span class="badge" data-tone=state.tone.as_str()><span class="icon" data-icon=state.icon aria-hidden="true"></span>{state.words}</span> }
}

/// What a builder may do with it.
#[component]
fn Verbs(page: String, archived: bool) -> impl IntoView {
    if archived {
        return view! { <form method="post" action=format!("{page}/return")><button class="btn" type="submit">"Take back into service"</button></form> }.into_any();
    }
    view! {
        <div class="row">
            <a class="btn" href=format!("{page}/edit")><Icon name="pen"/>"Edit"</a>
            <details class="fold document__archive">
                <summary class="btn" data-variant="quiet">"Archive"</summary>
                <div class="fold__body stack">
                    <p>"No run that starts from then on goes by it. Its versions stay, and what cites them still opens."</p>
                    <form method="post" action=format!("{page}/archive")><button class="btn" data-variant="danger" type="submit">"Archive this document"</button></form>
                </div>
            </details>
        </div>
    }
    .into_any()
}
