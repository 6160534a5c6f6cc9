use std::time::Duration;

use domain::id::{DecisionId, RunId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventSource, MessageEvent};

use super::super::api::{self, CourseView, Stage};
use crate::ui::Line;

/// A stream that was refused is tried again after this.
const AGAIN: Duration = Duration::from_secs(2);

/// An open stream; closed when dropped.
struct Stream {
    source: EventSource,
    _heard: Closure<dyn FnMut(MessageEvent)>,
    _changed: Closure<dyn FnMut(Event)>,
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.source.close();
    }
}

/// What a page needs to follow its decision.
#[derive(Clone)]
struct Following<F> {
    id: DecisionId,
    run: RunId,
    seen: u64,
    course: RwSignal<CourseView>,
    turned: F,
    stream: StoredValue<Option<Stream>, LocalStorage>,
    asking: StoredValue<bool>,
    again: StoredValue<bool>,
    line: Line,
}

/// Listens while the tab can be seen and something may still come.
pub fn follow(
    id: DecisionId,
    run: RunId,
    seen: u64,
    course: RwSignal<CourseView>,
    turned: impl Fn() + Clone + 'static,
) {
    let following = Following {
        id,
        run,
        seen,
        course,
        turned,
        stream: StoredValue::new_local(None),
        asking: StoredValue::new(false),
        again: StoredValue::new(false),
        line: Line::of_page(),
    };
    Effect::new({
        let following = following.clone();
        move |_| {
            following.course.track();
            following.look();
        }
    });
    let line = following.line;
    let seen = window_event_listener(leptos::ev::visibilitychange, move |_| following.look());
    on_cleanup(move || {
        seen.remove();
        line.set(true);
    });
}

impl<F: Fn() + Clone + 'static> Following<F> {
    fn look(&self) {
        let over = self
            .course
            .try_with_untracked(|course| course.stage == Stage::Over);
        if document().hidden() || over != Some(false) {
            self.leave();
        } else if self.stream.try_with_value(Option::is_none) == Some(true) {
            self.stream.set_value(self.open());
        }
    }

    fn leave(&self) {
        let _ = self.stream.try_update_value(|stream| *stream = None);
        self.line.set(true);
    }

    fn open(&self) -> Option<Stream> {
        let (run, seen) = (&self.run, self.seen);
        let source = EventSource::new(&format!("/runs/{run}/observations?after={seen}")).ok()?;
        let heard = {
            let following = self.clone();
            Closure::new(move |_: MessageEvent| following.ask())
        };
        let changed = {
            let (following, source) = (self.clone(), source.clone());
            Closure::new(move |event: Event| match &*event.type_() {
                "open" => following.line.set(true),
                // The run is at its end: else the browser would take the stream up again.
                "ended" => {
                    source.close();
                    following.ask();
                }
                _ => following.broken(&source),
            })
        };
        source.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        for kind in ["open", "error", "ended"] {
            source
                .add_event_listener_with_callback(kind, changed.as_ref().unchecked_ref())
                .ok()?;
        }
        Some(Stream {
            source,
            _heard: heard,
            _changed: changed,
        })
    }

    /// A line that broke is taken up again by the browser; one that was refused is not.
    fn broken(&self, source: &EventSource) {
        self.line.set(false);
        if source.ready_state() == EventSource::CLOSED {
            let following = self.clone();
            set_timeout(
                move || {
                    let _ = following.stream.try_update_value(|stream| *stream = None);
                    following.look();
                },
                AGAIN,
            );
        }
    }

    /// One question at a time, and one more when news came meanwhile.
    fn ask(&self) {
        // The page may be gone by now, or show the decision anew.
        match self.asking.try_get_value() {
            None => return,
            Some(true) => {
                self.again.try_set_value(true);
                return;
            }
            Some(false) => self.asking.try_set_value(true),
        };
        let following = self.clone();
        spawn_local(async move {
            loop {
                following.again.try_set_value(false);
                let Ok(fresh) = api::course(following.id.clone()).await else {
                    break;
                };
                let Some(known) = following.course.try_get_untracked() else {
                    return;
                };
                let moved_on = fresh.stage != known.stage;
                if fresh != known {
                    following.course.set(fresh);
                }
                if moved_on {
                    (following.turned)();
                }
                if following.again.try_get_value() != Some(true) {
                    break;
                }
            }
            following.asking.try_set_value(false);
        });
    }
}
