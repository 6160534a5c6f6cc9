use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::api::{FileRow, Listing, Tab, list};
use super::asked::Part;
use super::upload::UploadForm;
use crate::said::SaidHere;
use crate::ui::{Frame, Icon, Loaded, Moment};

/// `/files`: folders, a list, words to find one by, and a form for a new one.
#[component]
pub fn FilesPage() -> impl IntoView {
    let query = use_query_map();
    let part = Memo::new(move |_| Part::of(&query.read()));
    let found = Resource::new(move || part.get(), list);
    view! {
        <Title text="Files"/>
        <Loaded what=found frame=Frame::Page("Files") waits_for="the files" let:found><Page found part=part.get_untracked()/></Loaded>
    }
}

#[component]
fn Page(found: Listing, part: Part) -> impl IntoView {
    let Listing {
        tabs,
        of,
        rows,
        next,
        first,
        upload,
    } = found;
    let keeps = !upload.folders.is_empty();
    let body = if rows.is_empty() {
        view! { <Nothing found=!part.find.is_empty() more=next.is_some() keeps/> }.into_any()
    } else {
        view! { <FileList rows folders=part.folder.is_none()/> }.into_any()
    };
    view! {
        <div class="page kept">
            <header class="page__head"><div>
                <h1>"Files"</h1>
                <p class="page__lead"><Lead of/></p>
            </div></header>
            <div class="records__choice"><Tabs tabs/><Find part=part.clone()/></div>
            <div class="kept__body">
                <div>
                    {body}
                    <nav class="row records__more" aria-label="Further files">
                        {part.after.is_some().then(|| view! { <a class="btn" href=first><Icon name="left"/>"Newest"</a> })}
                        {next.map(|next| view! { <a class="btn" href=next>"Older"<Icon name="right"/></a> })}
                    </nav>
                </div>
                {if keeps { view! { <UploadForm upload/> }.into_any() } else { view! { <div><SaidHere/></div> }.into_any() }}
            </div>
        </div>
    }
    .into_any()
}

/// What these are, or of what.
#[component]
fn Lead(of: Option<(String, String)>) -> impl IntoView {
    match of {
        None => "What missions made and people uploaded. You see a file when you may see the records it tells of.".into_any(),
        Some((name, href)) if href.is_empty() => {
            view! { "Of "<bdi>{name}</bdi>": uploaded, or made by runs they started. "<a href="/files">"All files"</a> }.into_any()
        }
        Some((name, href)) => {
            view! { "Of "<a href=href><bdi>{name}</bdi></a>". "<a href="/files">"All files"</a> }.into_any()
        }
    }
}

#[component]
fn Tabs(tabs: Vec<Tab>) -> impl IntoView {
    let tab = |tab: Tab| view! { <a href=tab.href aria-current=tab.here.then_some("page")>{tab.title}</a> };
    view! { <nav class="tabs" aria-label="Folders">{tabs.into_iter().map(tab).collect_view()}</nav> }
}

/// A form, so that it works without script. It finds within what is shown.
#[component]
fn Find(part: Part) -> impl IntoView {
    let kept = part.kept();
    let kept = kept
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
    view! {
        <form class="find row" method="get" action="/files" role="search">
            {kept.collect_view()}
            <Icon name="search"/>
            <input class="input" type="search" name="find" value=part.find aria-label="Find by name" placeholder="Find by name"/>
            <button class="btn" type="submit">"Find"</button>
        </form>
    }
}

#[component]
fn Nothing(found: bool, more: bool, keeps: bool) -> impl IntoView {
    let (title, words) = match (found, more) {
        (_, true) => (
            "Nothing here that you may see",
            "There are older ones that may be for you.",
        ),
        (true, false) => (
            "No name holds these words",
            "Fewer words, or a part of one, find more.",
        ),
        (false, false) if keeps => (
            "There are none yet",
            "A mission with a step that saves a file leaves it here. You can upload one, too.",
        ),
        (false, false) => (
            "There are none yet",
            "A mission with a step that saves a file leaves it here.",
        ),
    };
    view! { <div class="empty"><h2>{title}</h2><p>{words}</p></div> }
}

/// Files in lines. The folder is told where several are shown.
#[component]
pub fn FileList(rows: Vec<FileRow>, folders: bool) -> impl IntoView {
    view! {
        <table class="table list" role="table">
            <thead role="rowgroup"><tr role="row">
                <th role="columnheader" scope="col">"Name"</th>
                {folders.then(|| view! { <th role="columnheader" scope="col">"Folder"</th> })}
                <th role="columnheader" scope="col">"Made by"</th><th role="columnheader" scope="col">"Changed"</th>
            </tr></thead>
            <tbody role="rowgroup">{rows.into_iter().map(|row| view! { <Row row folders/> }).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn Row(row: FileRow, folders: bool) -> impl IntoView {
    view! {
        <tr role="row">
            <td role="cell"><a href=row.href><bdi>{row.name}</bdi></a><small class="table__sub">{row.kind}</small></td>
            {folders.then(|| view! { <td role="cell">{row.folder}</td> })}
            <td role="cell"><bdi>{row.made}</bdi></td>
            <td role="cell" class="nowrap"><Moment at=row.changed_at/></td>
        </tr>
    }
    .into_any()
}
