use domain::file::Media;
use leptos::prelude::*;

use super::api::UploadView;
use crate::said::SaidHere;

const LIMITS: &str = "Text, Markdown, CSV, PDF, PNG or JPEG, at most 5 MB.";

/// Keeping a new file: a plain form. What was wrong with one is said here.
#[component]
pub fn UploadForm(upload: UploadView) -> impl IntoView {
    let UploadView { folders, about } = upload;
    let option = |(word, title, chosen): (String, String, bool)| view! { <option value=word selected=chosen>{title}</option> };
    let about = about.map(|(object, id, name)| {
        view! {
            <p class="soft">"It will be about "<bdi>{name}</bdi>"."</p>
            <input type="hidden" name="object" value=object/>
            <input type="hidden" name="record" value=id/>
        }
    });
    view! {
        <section class="stack" aria-labelledby="upload">
            <h2 id="upload">"Upload a file"</h2>
            <form class="panel" method="post" action="/files" enctype="multipart/form-data">
                <div class="panel__body stack">
                    <SaidHere/>
                    <label class="field"><span class="field__label">"File"</span>
                        <input class="input" type="file" name="file" accept=Media::ACCEPTED required/>
                        <span class="field__hint">{LIMITS}</span></label>
                    <label class="field"><span class="field__label">"Folder"</span>
                        <span class="select"><select class="input" name="folder">{folders.into_iter().map(option).collect_view()}</select></span></label>
                    {about}
                    <div><button class="btn" data-variant="primary" type="submit">"Upload"</button></div>
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// A new version of a file, after the one that is current now.
#[component]
pub fn NewVersion(action: String, current: u32, accept: String) -> impl IntoView {
    let kinds = accept.replace(',', ", ");
    let next = current + 1;
    view! {
        <details class="fold">
            <summary class="btn" data-size="small">"Add a version…"</summary>
            <div class="fold__body">
                <form class="stack" method="post" action=action enctype="multipart/form-data">
                    <input type="hidden" name="seen" value=current.to_string()/>
                    <label class="field"><span class="field__label">"File"</span>
                        <input class="input" type="file" name="file" accept=accept required/>
                        <span class="field__hint">{format!("Of the same kind ({kinds}), at most 5 MB. Its name stays.")}</span></label>
                    <div><button class="btn" data-size="small" type="submit">"Keep as version "{next}</button></div>
                </form>
            </div>
        </details>
    }
    .into_any()
}

/// Putting it away says first what that means.
#[component]
pub fn Archive(action: String) -> impl IntoView {
    view! {
        <details class="fold">
            <summary class="btn" data-size="small" data-variant="quiet">"Archive…"</summary>
            <div class="fold__body stack">
                <p class="soft">"Lists leave it out. Links to it still open, and nothing of it is lost."</p>
                <form method="post" action=action>
                    <button class="btn" data-size="small" data-variant="danger" type="submit">"Archive it"</button>
                </form>
            </div>
        </details>
    }
    .into_any()
}
