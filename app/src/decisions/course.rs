//! What came of the answer. The page says it as it was when it was made; with script it follows the run and says what is
//! new, until there is nothing more to come.

use domain::id::{DecisionId, RunId};
use leptos::prelude::*;

use super::api::{CourseView, Stage};

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
        (stage != Stage::Open || tone == crate::ui::Tone::Stop).then(|| {
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

#[cfg(feature = "hydrate")]
mod browser {
    use domain::id::{DecisionId, RunId};
    use leptos::prelude::*;
    use leptos::task::spawn_local;
    use wasm_bindgen::JsCast as _;
    use wasm_bindgen::closure::Closure;
    use web_sys::{EventSource, MessageEvent};

    use super::super::api::{self, CourseView, Stage};

    /// An open stream; closed when dropped.
    struct Stream {
        source: EventSource,
        _heard: Closure<dyn FnMut(MessageEvent)>,
    }

    impl Drop for Stream {
        fn drop(&mut self) {
            self.source.close();
        }
    }

    /// Listens while the tab can be seen and something may still come.
    pub(super) fn follow(
        id: DecisionId,
        run: RunId,
        seen: u64,
        course: RwSignal<CourseView>,
        turned: impl Fn() + Clone + 'static,
    ) {
        let stream = StoredValue::new_local(None::<Stream>);
        let look = move || {
            let over = course.with_untracked(|course| course.stage == Stage::Over);
            if document().hidden() || over {
                stream.set_value(None);
            } else if stream.with_value(Option::is_none) {
                stream.set_value(open(&id, &run, seen, course, turned.clone()));
            }
        };
        Effect::new({
            let look = look.clone();
            move |_| {
                course.track();
                look();
            }
        });
        let listener = window_event_listener(leptos::ev::visibilitychange, move |_| look());
        on_cleanup(move || listener.remove());
    }

    fn open(
        id: &DecisionId,
        run: &RunId,
        seen: u64,
        course: RwSignal<CourseView>,
        turned: impl Fn() + Clone + 'static,
    ) -> Option<Stream> {
        let source = EventSource::new(&format!("/runs/{run}/observations?after={seen}")).ok()?;
        let id = id.clone();
        let (asking, again) = (StoredValue::new(false), StoredValue::new(false));
        // One question at a time, and one more when news came meanwhile.
        let heard = Closure::new(move |_: MessageEvent| {
            // The page may be gone by now, or show the decision anew.
            match asking.try_get_value() {
                None => return,
                Some(true) => {
                    again.try_set_value(true);
                    return;
                }
                Some(false) => asking.try_set_value(true),
            };
            let (id, turned) = (id.clone(), turned.clone());
            spawn_local(async move {
                loop {
                    again.try_set_value(false);
                    let Ok(fresh) = api::course(id.clone()).await else {
                        break;
                    };
                    let Some(known) = course.try_get_untracked() else {
                        return;
                    };
                    let moved_on = fresh.stage != known.stage;
                    if fresh != known {
                        course.set(fresh);
                    }
                    if moved_on {
                        turned();
                    }
                    if again.try_get_value() != Some(true) {
                        break;
                    }
                }
                asking.try_set_value(false);
            });
        });
        source.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        Some(Stream {
            source,
            _heard: heard,
        })
    }
}
