//! What came of the answer. The page says it as it was when it was made; with script it follows the run and says what is
//! new, until there is nothing more to come.

#[cfg(feature = "hydrate")]
mod browser; // the stream, and the question after news

use domain::id::{DecisionId, RunId};
use leptos::prelude::*;

use super::api::{CourseView, Stage};
use crate::ui::Tone;

/// One strip: what is happening with it now. Never "verified" before it was read back.
#[component]
pub fn Course(#[prop(into)] course: Signal<CourseView>) -> impl IntoView {
    let strip = move || {
        let CourseView {
            stage,
            tone,
            icon,
            title,
            said,
        } = course.get();
        // That it waits is said elsewhere on the page.
        (stage != Stage::Open || tone != Tone::Act).then(|| {
            view! {
                <div class="note course" data-tone=tone.as_str()>
                    <span class="icon" data-icon=icon aria-hidden="true"></span>
                    <div>
                        <b><bdi>{title}</bdi></b>
                        {said.into_iter().map(|line| view! { <p><bdi>{line}</bdi></p> }).collect_view()}
                    </div>
                </div>
            }
        })
    };
    view! { <div class="courses" id="course" role="status" tabindex="-1">{strip}</div> }
}

/// Keeps the course up to date in the browser; calls `turned` when the decision has come to another stage.
pub fn follow(
    id: DecisionId,
    run: RunId,
    seen: u64,
    course: RwSignal<CourseView>,
    turned: impl Fn() + Clone + 'static,
) {
    #[cfg(feature = "hydrate")]
    browser::follow(id, run, seen, course, turned);
    #[cfg(not(feature = "hydrate"))]
    let _ = (id, run, seen, course, turned); // the server renders what there is
}
