//! Observations as they arrive. The stream can be left and rejoined: it is asked for what comes after the last
//! number on the page, and the browser itself repeats the last number when a connection breaks.

use domain::id::RunId;
use leptos::prelude::*;

use super::{Entry, RunHead};

/// Keeps rail and head up to date in the browser; does nothing on the server. Says whether it is connected.
pub fn follow(
    run: &RunId,
    head: RwSignal<RunHead>,
    entries: RwSignal<Vec<Entry>>,
) -> ReadSignal<bool> {
    let (connected, set_connected) = signal(false);
    #[cfg(feature = "hydrate")]
    browser::follow(run, head, entries, set_connected);
    #[cfg(not(feature = "hydrate"))]
    let _ = (run, head, entries, set_connected); // the server renders what there is
    connected
}

/// Puts an entry in its place by number. One that is there already is dropped.
#[cfg(any(test, feature = "hydrate"))]
fn insert(entries: &mut Vec<Entry>, entry: Entry) {
    if let Err(place) = entries.binary_search_by_key(&entry.number, |entry| entry.number) {
        entries.insert(place, entry);
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use domain::id::RunId;
    use leptos::prelude::*;
    use leptos::task::spawn_local;
    use wasm_bindgen::JsCast as _;
    use wasm_bindgen::closure::Closure;
    use web_sys::{Event, EventSource, MessageEvent};

    use super::super::{Entry, RunHead, api};
    use super::insert;

    /// An open stream; closed when dropped.
    struct Stream {
        source: EventSource,
        _heard: Closure<dyn FnMut(MessageEvent)>,
        _opened: Closure<dyn FnMut(Event)>,
        _failed: Closure<dyn FnMut(Event)>,
        _ended: Closure<dyn FnMut(Event)>,
    }

    impl Drop for Stream {
        fn drop(&mut self) {
            self.source.close();
        }
    }

    /// Follows while the tab can be seen: a browser allows few connections to a host.
    pub(super) fn follow(
        run: &RunId,
        head: RwSignal<RunHead>,
        entries: RwSignal<Vec<Entry>>,
        connected: WriteSignal<bool>,
    ) {
        let stream = StoredValue::new_local(None::<Stream>);
        let look = {
            let run = run.clone();
            move || {
                let over = head.with_untracked(|head| head.verdict.is_some());
                if document().hidden() || over {
                    stream.set_value(None);
                    connected.set(false);
                } else if stream.with_value(Option::is_none) {
                    stream.set_value(open(&run, head, entries, connected));
                }
            }
        };
        Effect::new({
            let look = look.clone();
            move |_| look()
        });
        // The head says when the run is over; then there is nothing more to hear.
        Effect::new(move |_| {
            if head.with(|head| head.verdict.is_some()) {
                connected.set(false);
            }
        });
        let listener = window_event_listener(leptos::ev::visibilitychange, move |_| look());
        on_cleanup(move || listener.remove());
    }

    fn open(
        run: &RunId,
        head: RwSignal<RunHead>,
        entries: RwSignal<Vec<Entry>>,
        connected: WriteSignal<bool>,
    ) -> Option<Stream> {
        let last = entries.with_untracked(|entries| entries.last().map_or(0, |entry| entry.number));
        let source = EventSource::new(&format!("/runs/{run}/observations?after={last}")).ok()?;
        let refresh = refresher(run.clone(), head);
        let heard = Closure::new(move |message: MessageEvent| {
            let Some(entry) = message
                .data()
                .as_string()
                .and_then(|text| serde_json::from_str::<Entry>(&text).ok())
            else {
                return;
            };
            entries.update(|entries| insert(entries, entry));
            refresh();
        });
        let opened = Closure::new(move |_: Event| connected.set(true));
        let failed = Closure::new(move |_: Event| connected.set(false));
        let ended = {
            let source = source.clone();
            Closure::new(move |_: Event| {
                source.close(); // else the browser would ask again
                connected.set(false);
            })
        };
        source.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        source.set_onopen(Some(opened.as_ref().unchecked_ref()));
        source.set_onerror(Some(failed.as_ref().unchecked_ref()));
        source
            .add_event_listener_with_callback("ended", ended.as_ref().unchecked_ref())
            .ok()?;
        Some(Stream {
            source,
            _heard: heard,
            _opened: opened,
            _failed: failed,
            _ended: ended,
        })
    }

    /// Asks for the head again after news: one question at a time, and one more when news came meanwhile.
    fn refresher(run: RunId, head: RwSignal<RunHead>) -> impl Fn() + Clone {
        let asking = StoredValue::new(false);
        let again = StoredValue::new(false);
        move || {
            if asking.get_value() {
                again.set_value(true);
                return;
            }
            asking.set_value(true);
            let run = run.clone();
            spawn_local(async move {
                loop {
                    again.set_value(false);
                    if let Ok(fresh) = api::head(run.clone()).await {
                        head.set(fresh);
                    }
                    if !again.get_value() {
                        break;
                    }
                }
                asking.set_value(false);
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_keep_the_order_of_their_numbers_and_none_is_there_twice() {
        let entry = |number| Entry {
            number,
            kind: domain::observation::Kind::Read,
            at: domain::time::Timestamp::default(),
            step: None,
            headline: String::new(),
        };
        let mut entries = Vec::new();
        for number in [1, 3, 2, 3, 1, 4] {
            insert(&mut entries, entry(number));
        }
        assert_eq!(
            entries.iter().map(|entry| entry.number).collect::<Vec<_>>(),
            [1, 2, 3, 4]
        );
    }
}
