use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::api::{Cited, FileScreen, Made, Version, file};
use super::preview::Shown;
use super::upload::{Archive, NewVersion};
use crate::said::SaidHere;
use crate::ui::{Frame, Icon, Loaded, Moment};

/// `/files/{file}`: what is in it, where it comes from, and what it tells of.
#[component]
pub fn FilePage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let version = Memo::new(move |_| {
        let version = query.read().get("version");
        version.and_then(|text| text.parse::<u32>().ok())
    });
    let found = Resource::new(
        move || (id.get(), version.get()),
        |(id, version)| file(id, version),
    );
    view! { <Loaded what=found frame=Frame::Screen waits_for="the file" let:found><Screen found/></Loaded> }
}

#[component]
fn Screen(found: FileScreen) -> impl IntoView {
    let changes = found.may_change || found.may_archive;
    let download = format!("/files/{}/versions/{}", found.id, found.shown);
    let (folder, in_folder) = found.folder.clone();
    view! {
        <Title text=found.name.clone()/>
        <article class="page kept">
            <header class="page__head">
                <div>
                    <p class="quiet"><small><a href="/files">"Files"</a>" / "<a href=in_folder>{folder}</a>" · "{found.kind.clone()}</small></p>
                    <h1><bdi>{found.name.clone()}</bdi></h1>
                </div>
                // The router must leave a download to the browser.
                <a class="btn" data-variant="primary" href=download rel="external" download><Icon name="down"/>"Download"</a>
            </header>
            <SaidHere/>
            <State file=found.clone()/>
            <div class="kept__body">
                <section class="panel preview" aria-labelledby="preview">
                    <h2 id="preview" class="sr">"What is in it"</h2>
                    <Shown preview=found.preview.clone() name=found.name.clone()/>
                </section>
                <aside class="stack kept__beside">
                    <Origin file=found.clone()/>
                    <Records records=found.records.clone()/>
                    <Versions versions=found.versions.clone()/>
                    {changes.then(|| view! {
                        <div class="row">
                            {found.may_change.then(|| view! { <NewVersion action=format!("/files/{}/versions", found.id) current=found.current accept=found.accept.clone()/> })}
                            {found.may_archive.then(|| view! { <Archive action=format!("/files/{}/archive", found.id)/> })}
                        </div>
                    })}
                </aside>
            </div>
        </article>
    }
    .into_any()
}

/// Said above it when it is not what holds today.
#[component]
fn State(file: FileScreen) -> impl IntoView {
    let older = (file.shown != file.current).then(|| {
        let current = format!("/files/{}", file.id);
        view! {
            <p class="note" data-tone="care" role="note"><Icon name="history"/>"This is version "{file.shown}". "<a href=current>"See version "{file.current}", which holds today"</a>"."</p>
        }
    });
    let archived = file.archived_at.map(|at| {
        view! { <p class="note" data-tone="care" role="note"><Icon name="alert"/>"It was archived on "<Moment at/>". Lists leave it out."</p> }
    });
    view! { {older}{archived} }
}

#[component]
fn Origin(file: FileScreen) -> impl IntoView {
    let (name, by) = file.by;
    let rows = match file.made {
        None => {
            view! { <dt>"Uploaded by"</dt><dd><a href=by><bdi>{name}</bdi></a></dd> }.into_any()
        }
        Some(made) => {
            view! { <MadeBy made/><dt>"Started by"</dt><dd><a href=by><bdi>{name}</bdi></a></dd> }
                .into_any()
        }
    };
    let template = file.template.map(|(name, href)| {
        view! { <dt>"Template"</dt><dd><a href=href><bdi>{name}</bdi></a></dd> }
    });
    view! {
        <section aria-labelledby="origin"><h2 id="origin">"Where it comes from"</h2>
            <dl class="facts">{rows}{template}<dt>"Made"</dt><dd><Moment at=file.created_at/></dd></dl>
        </section>
    }
    .into_any()
}

#[component]
fn MadeBy(made: Made) -> impl IntoView {
    let (mission, version, at) = made.mission;
    let (step, told) = made.step;
    view! {
        <dt>"Mission"</dt><dd><a href=at><bdi>{mission}</bdi></a>", version "{version}</dd>
        <dt>"Run"</dt><dd><a href=made.run rel="external">"The run that made it"</a></dd>
        <dt>"Step"</dt><dd><a href=told rel="external"><bdi>{step}</bdi></a></dd>
    }
}

#[component]
fn Records(records: Vec<Cited>) -> impl IntoView {
    if records.is_empty() {
        return view! {
            <section aria-labelledby="records"><h2 id="records">"Records"</h2><p class="quiet">"It tells of none."</p></section>
        }
        .into_any();
    }
    let record = |record: Cited| {
        let name = match record.href {
            Some(href) => view! { <a href=href><bdi>{record.name}</bdi></a> }.into_any(),
            None => view! { <bdi>{record.name}</bdi> }.into_any(),
        };
        let how = if record.about {
            "It is about this"
        } else {
            "It mentions this"
        };
        view! { <li><Icon name="doc"/><span>{name}<small class="quiet">{record.object}". "{how}</small></span></li> }
    };
    view! {
        <section aria-labelledby="records"><h2 id="records">"Records"</h2>
            <ul class="plain files">{records.into_iter().map(record).collect_view()}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn Versions(versions: Vec<Version>) -> impl IntoView {
    let version = |version: Version| {
        let number = version.number;
        view! {
            <li><Icon name="history"/><span>
                <a href=version.shows aria-current=version.here.then_some("true")>"Version "{number}</a>
                <small class="quiet">{version.size}", "<bdi>{version.by}</bdi>", "<Moment at=version.at/>". "
                    <a href=version.download rel="external" download aria-label=format!("Download version {number}")>"Download"</a></small>
            </span></li>
        }
    };
    view! {
        <section aria-labelledby="versions"><h2 id="versions">"Versions"</h2>
            <ol class="plain files">{versions.into_iter().map(version).collect_view()}</ol>
        </section>
    }
    .into_any()
}
