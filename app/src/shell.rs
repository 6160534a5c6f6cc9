//! The frame around every page: document, navigation, routes.

use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::components::{Route, Router, Routes};
use leptos_router::hooks::use_location;
use leptos_router::{SsrMode, path};

use crate::Problem;
use crate::decisions::{ApproveAgainPage, DecisionPage, DecisionsPage, RejectPage};
use crate::runs::{RunPage, RunsPage};
use crate::served::served;
use crate::session::{Me, Recount, whoami};
use crate::theme::{self, Theme, ThemeButton};
use crate::ui::keys::{self, KeyMap};
use crate::ui::{Icon, Line, Offline, Trouble};

#[cfg(feature = "ssr")]
use crate::{
    account::AccountPage,
    connections::ConnectionsPage,
    files::{FilePage, FilesPage},
    home::HomePage,
    knowledge::{ChangesPage, DocumentPage, EditPage, KnowledgePage, NewPage},
    missions::{ComposePage, MissionPage, MissionsPage},
    people::PeoplePage,
    records::{RecordPage, RecordsPage, WhyPage},
    sign_in::SignInPage,
};

/// The whole document. Rendered by the server only; the browser takes over its body.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let styles = format!("/{}/{}.css", options.site_pkg_dir, options.output_name);
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme::chosen().map(Theme::as_str) data-keys=keys::mark()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href=styles/>
                <HydrationScripts options/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// Everything inside the body. Every route is rendered whole before it is sent: it must not need script to be read.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    keys::provide();
    Line::provide();
    Recount::provide();
    #[cfg(not(feature = "ssr"))]
    crate::served::TitleServed::provide();
    let title = |page: String| {
        if page.is_empty() {
            "Countersign".to_owned()
        } else {
            format!("{page} · Countersign")
        }
    };
    view! {
        <Title formatter=title/>
        <Router>
            <Frame>
                <Routes fallback=|| view! { <NotFound/> }>
                    <Route path=path!("/") view=served!(HomePage) ssr=SsrMode::Async/>
                    <Route path=path!("/decisions") view=DecisionsPage ssr=SsrMode::Async/>
                    <Route path=path!("/decisions/:id") view=DecisionPage ssr=SsrMode::Async/>
                    <Route path=path!("/decisions/:id/approve") view=ApproveAgainPage ssr=SsrMode::Async/>
                    <Route path=path!("/decisions/:id/reject") view=RejectPage ssr=SsrMode::Async/>
                    <Route path=path!("/knowledge") view=served!(KnowledgePage) ssr=SsrMode::Async/>
                    <Route path=path!("/knowledge/new") view=served!(NewPage) ssr=SsrMode::Async/>
                    <Route path=path!("/knowledge/:id/edit") view=served!(EditPage) ssr=SsrMode::Async/>
                    <Route path=path!("/knowledge/:id/changes") view=served!(ChangesPage) ssr=SsrMode::Async/>
                    <Route path=path!("/knowledge/:id") view=served!(DocumentPage) ssr=SsrMode::Async/>
                    <Route path=path!("/missions") view=served!(MissionsPage) ssr=SsrMode::Async/>
                    <Route path=path!("/missions/:slug") view=served!(MissionPage) ssr=SsrMode::Async/>
                    <Route path=path!("/missions/:slug/compose") view=served!(ComposePage) ssr=SsrMode::Async/>
                    <Route path=path!("/runs") view=RunsPage ssr=SsrMode::Async/>
                    <Route path=path!("/runs/:id") view=RunPage ssr=SsrMode::Async/>
                    <Route path=path!("/records") view=served!(RecordsPage) ssr=SsrMode::Async/>
                    <Route path=path!("/records/:object") view=served!(RecordsPage) ssr=SsrMode::Async/>
                    <Route path=path!("/records/:object/:record") view=served!(RecordPage) ssr=SsrMode::Async/>
                    <Route path=path!("/records/:object/:record/why") view=served!(WhyPage) ssr=SsrMode::Async/>
                    <Route path=path!("/files") view=served!(FilesPage) ssr=SsrMode::Async/>
                    <Route path=path!("/files/:id") view=served!(FilePage) ssr=SsrMode::Async/>
                    <Route path=path!("/connections") view=served!(ConnectionsPage) ssr=SsrMode::Async/>
                    <Route path=path!("/people") view=served!(PeoplePage) ssr=SsrMode::Async/>
                    <Route path=path!("/account") view=served!(AccountPage) ssr=SsrMode::Async/>
                    <Route path=path!("/sign-in") view=served!(SignInPage) ssr=SsrMode::Async/>
                </Routes>
            </Frame>
        </Router>
    }
}

/// Navigation beside one screen. Screens that need the room get the narrow navigation.
#[component]
fn Frame(children: Children) -> impl IntoView {
    let path = use_location().pathname;
    let one = move || {
        let path = path.read();
        path.starts_with("/runs/") || path.starts_with("/decisions/") || path.ends_with("/compose")
    };
    view! {
        <a class="skip" href="#main">"Skip to the content"</a>
        <KeyMap/>
        <div class="shell" data-nav=move || one().then_some("rail")>
            <Navigation path/>
            <main id="main">{children()}</main>
        </div>
        <Offline/>
    }
}

#[component]
fn Navigation(path: Memo<String>) -> impl IntoView {
    // Asked again on every screen: what waits changes while one works.
    let recount = Recount::of_page();
    let who = Resource::new(move || (path.get(), recount.asked()), |_| whoami());
    let waiting = move || {
        who.get()
            .and_then(Result::ok)
            .flatten()
            .map(|me| me.waiting)
            .filter(|count| *count > 0)
    };
    let sees_people = move || {
        who.get()
            .and_then(Result::ok)
            .flatten()
            .is_some_and(|me| me.sees_people)
    };
    let item = move |href: &'static str, icon: &'static str, word: &'static str| {
        let here = move || {
            let path = path.read();
            (if href == "/" {
                *path == "/"
            } else {
                path.starts_with(href)
            })
            .then_some("page")
        };
        view! { <a class="nav__item" href=href title=word aria-current=here><Icon name=icon/><span>{word}</span></a> }
    };
    view! {
        <nav class="nav" aria-label="Main">
            <a class="nav__home" href="/" title="Countersign"><span class="logo" aria-hidden="true"></span><span>"Countersign"</span></a>
            {item("/", "home", "Home")}
            <span class="nav__counted">
                {item("/decisions", "inbox", "Decisions")}
                <Transition>{move || waiting().map(|count| view! { <span class="nav__count">{count}<span class="sr">" waiting"</span></span> })}</Transition>
            </span>
            {item("/missions", "flow", "Missions")}
            {item("/runs", "history", "Runs")}
            {item("/records", "doc", "Records")}
            {item("/files", "folder", "Files")}
            {item("/knowledge", "book", "Knowledge")}
            {item("/connections", "plug", "Connections")}
            <Transition>{move || sees_people().then(|| item("/people", "users", "People"))}</Transition>
            <span class="nav__gap"></span>
            <ThemeButton/>
            <Transition>{move || who.get().and_then(Result::ok).map(|me| view! { <Who me/> })}</Transition>
        </nav>
    }
    .into_any()
}

#[component]
fn Who(me: Option<Me>) -> impl IntoView {
    match me {
        None => view! { <a class="nav__item" href="/sign-in" title="Sign in"><Icon name="user"/><span>"Sign in"</span></a> }.into_any(),
        Some(me) => view! {
            <form class="nav__leave" method="post" action="/sign-out">
                <button class="nav__item" type="submit" title="Sign out"><Icon name="left"/><span>"Sign out"</span></button>
            </form>
            <a class="nav__who" href="/account" title="My account">
                <span class="avatar" data-size="large" aria-hidden="true">{me.initials()}</span>
                <span><b>{me.name}</b><br/><span class="quiet">{me.roles}</span></span>
            </a>
        }
        .into_any(),
    }
}

#[component]
fn NotFound() -> impl IntoView {
    view! { <Title text="Not found"/><Trouble problem=Problem::Gone/> }
}
