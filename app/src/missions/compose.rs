use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::Title;

use super::api::{Composed, to_compose};
use crate::Problem;
use crate::ui::{Frame, Loaded};

/// `/missions/{slug}/compose`: the place that the composer takes, and a way on for those without script.
#[component]
pub fn ComposePage() -> impl IntoView {
    let slug = super::named_here();
    let found = Resource::new(
        move || slug.get(),
        |slug| async move { to_compose(slug.ok_or(Problem::Gone)?).await },
    );
    view! { <Loaded what=found frame=Frame::Screen waits_for="the draft" let:found><Screen found/></Loaded> }
}

#[component]
fn Screen(found: Composed) -> impl IntoView {
    let Composed { slug, title } = found;
    let file = format!("/api/v1/missions/{slug}");
    view! {
        <Title text=format!("Compose: {title}")/>
        <div id="composer" data-mission=slug.to_string()>
            <section class="page">
                <h1><bdi>{title}</bdi></h1>
                <p>"A mission is composed with script. Without it, take "<a href=file>"the published file"</a>", change it, and import it on the page of missions."</p>
            </section>
        </div>
        <script type="module" nonce=use_nonce() inner_html=script()></script>
    }
    .into_any()
}

/// Loads the part of the browser half that only this page needs. Its files carry the same hash as all others.
fn script() -> String {
    let options: LeptosOptions = expect_context();
    let hash = options
        .output_name
        .split_once('.')
        .map_or("", |(_, hash)| hash);
    let files = format!("/{}/composer.{hash}", options.site_pkg_dir);
    format!(
        "import open, {{ compose }} from \"{files}.js\"; open({{ module_or_path: \"{files}_bg.wasm\" }}).then(compose);"
    )
}
