use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::api::{FieldView, File, Gist, RecordScreen, Related, record};
use super::cell::Shown;
use super::index::{RecordTable, Sight};
use crate::files::FileRow;
use crate::ui::{Frame, Icon, Loaded, Moment};

/// `/records/{object}/{record}`
#[component]
pub fn RecordPage() -> impl IntoView {
    let params = use_params_map();
    let at = Memo::new(move |_| {
        let params = params.read();
        let of = |name: &str| params.get(name).unwrap_or_default();
        (of("object"), of("record"))
    });
    let found = Resource::new(move || at.get(), |(object, id)| record(object, id));
    view! { <Loaded what=found frame=Frame::Screen waits_for="the record" let:found><Screen found/></Loaded> }
}

#[component]
fn Screen(found: RecordScreen) -> impl IntoView {
    let RecordScreen {
        gist,
        trouble,
        fields,
        empty,
        related,
        kept,
        all_kept,
        files,
        sight,
    } = found;
    let why = gist.why.clone();
    view! {
        <Title text=gist.name.clone()/>
        <article class="page record">
            <header class="page__head">
                <Head gist=gist.clone()/>
                <h1><bdi>{gist.name.clone()}</bdi></h1>
                <a class="btn" href=why><Icon name="history"/>"Why did it change?"</a>
            </header>
            <FateNote gist/>
            {trouble.map(|said| view! { <p class="record__note" data-tone="care"><Icon name="alert"/>" "<bdi>{said}</bdi></p> })}
            <div class="record__body">
                <section aria-labelledby="fields-title">
                    <h2 id="fields-title">"Fields"</h2>
                    <Fields fields empty/>
                </section>
                <div class="stack record__beside">
                    {related.into_iter().map(|related| view! { <Hanging related/> }).collect_view()}
                    <Kept kept all=all_kept/>
                    {files.map(|files| view! { <Files files/> })}
                </div>
            </div>
            <Sight sight/>
        </article>
    }
    .into_any()
}

/// `Account 001… · Open in Salesforce`
#[component]
pub fn Head(gist: Gist) -> impl IntoView {
    let (list, href) = gist.list;
    view! {
        <p class="record__head quiet"><small>
            <a href=href>{list}</a>" · "{gist.label}" "<span class="mono">{gist.id}</span>
            {gist.url.map(|url| view! { " · "<a href=url rel="noreferrer external">"Open in Salesforce"</a> })}
        </small></p>
    }
}

/// What became of it, when it is gone.
#[component]
pub fn FateNote(gist: Gist) -> impl IntoView {
    let fate = gist.fate?;
    let decision = format!("/decisions/{}", fate.decision);
    let into = fate
        .into
        .map(|into| view! { " "<Shown cell=into/> }.into_any());
    let signed = (!fate.signed.is_empty())
        .then(|| view! { ", signed by "<b><bdi>{fate.signed.join(" and ")}</bdi></b> });
    Some(view! {
        <p class="record__note" data-tone="care" role="note"><Icon name="merge"/>" "{fate.said}{into}" on "<Moment at=fate.at/>", by "<a href=decision>"this decision"</a>{signed}"."</p>
    })
}

#[component]
fn Fields(fields: Vec<FieldView>, empty: Vec<String>) -> impl IntoView {
    if fields.is_empty() {
        return view! { <p class="quiet">"No run has read it, so nothing is kept of its values."</p> }
            .into_any();
    }
    let count = empty.len();
    let rest = (count > 0).then(|| {
        let title = if count == 1 {
            "1 field is empty".to_owned()
        } else {
            format!("{count} fields are empty")
        };
        view! { <details class="fold"><summary><Icon name="down"/>{title}</summary><p class="soft">{empty.join(", ")}</p></details> }
    });
    let field = |field: FieldView| {
        let label = field.label.clone();
        let why = field.why.map(|href| {
            view! { " "<a class="chip" href=href aria-label=format!("Why did {label} change?")><Icon name="sign"/>"Why?"</a> }
        });
        view! {
            <div class="record__field" data-long=field.long.then_some("")>
                <dt>{field.label}</dt>
                <dd><Shown cell=field.cell/>{why}</dd>
            </div>
        }
    };
    view! { <dl class="record__fields">{fields.into_iter().map(field).collect_view()}</dl>{rest} }
        .into_any()
}

#[component]
fn Hanging(related: Related) -> impl IntoView {
    let Related { title, count, rows } = related;
    let title = view! { <h2>{title}" "<span class="quiet">{count}</span></h2> };
    if rows.is_empty() {
        return view! { <section class="related">{title}<p class="quiet">"None"</p></section> }
            .into_any();
    }
    view! { <section class="related">{title}<RecordTable columns=vec![] rows=rows.into_iter().map(brief).collect()/></section> }
        .into_any()
}

/// Beside a record a name is enough.
fn brief(row: super::api::RecordRow) -> super::api::RecordRow {
    super::api::RecordRow {
        cells: vec![],
        ..row
    }
}

/// What is kept here of it, and the way to add one.
#[component]
fn Kept(kept: Vec<FileRow>, all: String) -> impl IntoView {
    let file = |file: FileRow| {
        view! {
            <li><Icon name="folder"/><span><a href=file.href><bdi>{file.name}</bdi></a>
                <small class="quiet">{file.folder}", "<Moment at=file.changed_at/></small></span></li>
        }
    };
    let body = if kept.is_empty() {
        view! { <p class="quiet">"None"</p> }.into_any()
    } else {
        view! { <ul class="plain files">{kept.into_iter().map(file).collect_view()}</ul> }
            .into_any()
    };
    view! { <section class="related"><h2>"Files "<a href=all>"All, or add one"</a></h2>{body}</section> }
        .into_any()
}

/// Names and where they open; the bytes stay in Salesforce.
#[component]
fn Files(files: Vec<File>) -> impl IntoView {
    let count = files.len();
    let file = |file: File| {
        view! {
            <li>
                <Icon name="doc"/>
                <span><a href=file.url rel="noreferrer external"><bdi>{file.name}</bdi></a>
                    <small class="quiet">{file.kind}{file.changed_at.map(|at| view! { ", "<Moment at/> })}". Opens in Salesforce"</small></span>
            </li>
        }
    };
    let body = if files.is_empty() {
        view! { <p class="quiet">"None"</p> }.into_any()
    } else {
        view! { <ul class="plain files">{files.into_iter().map(file).collect_view()}</ul> }
            .into_any()
    };
    view! { <section class="related"><h2>"Files in Salesforce "<span class="quiet">{count}</span></h2>{body}</section> }
        .into_any()
}
