//! The frame around every page: document, navigation, routes.

use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};

use crate::theme::{self, Theme, ThemeButton};

/// The whole document. Rendered by the server only; the browser takes over its body.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let styles = format!("/{}/{}.css", options.site_pkg_dir, options.output_name);
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme::chosen().map(Theme::as_str)>
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

/// Everything inside the body.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title formatter=|page: String| if page.is_empty() { "Countersign".to_owned() } else { format!("{page} · Countersign") }/>
        <Router>
            <ThemeButton/>
            <main>
                <Routes fallback=|| view! { <h1>"There is nothing here"</h1> }>
                    <Route path=path!("/") view=|| view! { <h1>"Countersign"</h1> } ssr=SsrMode::Async/>
                </Routes>
            </main>
        </Router>
    }
}
