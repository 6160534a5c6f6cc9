use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use domain::id::RunId;
use js_sys::{Function, Promise};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, EventSource, MessageEvent};

use super::Link;
use super::slot::Slot;
use crate::runs::book::Book;
use crate::runs::{Entry, RunHead, api};

/// What comes within so long of the last news is shown together.
const TOGETHER: Duration = Duration::from_millis(16);
/// The head is asked for again so long after news, so that many of them are one question.
const SOON: Duration = Duration::from_millis(120);
/// A page without a stream asks this often …
const ASK: Duration = Duration::from_millis(300);
/// … and looks for a free slot every so many questions.
const LOOK: u32 = 16;
/// A stream that was refused is tried again after this.
const AGAIN: Duration = Duration::from_secs(2);

/// Follows while the tab can be seen.
pub fn follow(run: &RunId, head: RwSignal<RunHead>, book: Book, link: WriteSignal<Link>) {
    let follower = Follower {
        run: StoredValue::new(run.clone()),
        head,
        book,
        link,
        held: StoredValue::new_local(None),
        turn: StoredValue::new(0),
        asking: StoredValue::new(false),
        again: StoredValue::new(false),
    };
    Effect::new(move |_| follower.look());
    Effect::new(move |_| {
        if follower.is_over() {
            follower.leave();
        }
    });
    let listener = window_event_listener(leptos::ev::visibilitychange, move |_| follower.look());
    on_cleanup(move || {
        listener.remove();
        follower.leave();
    });
}

#[derive(Clone, Copy)]
struct Follower {
    run: StoredValue<RunId>,
    head: RwSignal<RunHead>,
    book: Book,
    link: WriteSignal<Link>,
    held: StoredValue<Option<Stream>, LocalStorage>,
    /// Grows whenever the page begins or ceases to follow: what was begun before has nothing more to say.
    turn: StoredValue<u32>,
    asking: StoredValue<bool>,
    again: StoredValue<bool>,
}

/// An open stream and its slot; closed when dropped.
struct Stream {
    source: EventSource,
    _slot: Slot,
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

impl Follower {
    /// Begins to follow if the tab is seen and the run goes on, else ceases.
    fn look(self) {
        if document().hidden() || untrack(|| self.is_over()) {
            self.leave();
        } else {
            let turn = self.next_turn();
            spawn_local(self.join(turn));
        }
    }

    /// The run has ended and all of it is here; then there is nothing more to hear. The head may know of the end before
    /// its observations have come.
    fn is_over(self) -> bool {
        let end = self.head.with(|head| head.verdict.map(|_| head.last));
        end.is_some_and(|last| self.book.last() >= last)
    }

    fn leave(self) {
        self.next_turn();
        let _ = self.held.try_update_value(|held| *held = None);
        let _ = self.link.try_set(Link::Off);
    }

    fn next_turn(self) -> u32 {
        let next = self.turn.try_update_value(|turn| {
            *turn += 1;
            *turn
        });
        next.unwrap_or(0)
    }

    fn is_on(self, turn: u32) -> bool {
        self.turn.try_get_value() == Some(turn)
    }

    /// By stream if a slot is free; else by asking, until one is.
    async fn join(self, turn: u32) {
        let mut asked = 0;
        while self.is_on(turn) {
            if asked % LOOK == 0
                && let Some(slot) = Slot::take().await
            {
                if self.is_on(turn) {
                    let stream = self.open(turn, slot);
                    self.held.try_update_value(|held| *held = stream);
                }
                return;
            }
            self.ask(turn).await;
            asked += 1;
            pause(ASK).await;
        }
    }

    async fn ask(self, turn: u32) {
        let last = untrack(|| self.book.last());
        let news = api::news(self.run.get_value(), last).await;
        if !self.is_on(turn) {
            return;
        }
        match news {
            Ok(news) => {
                self.link.set(Link::Live);
                if self.book.add(news) {
                    self.refresh();
                }
            }
            Err(_) => self.link.set(Link::Lost),
        }
    }

    fn open(self, turn: u32, slot: Slot) -> Option<Stream> {
        let (run, last) = (self.run.get_value(), untrack(|| self.book.last()));
        let source = EventSource::new(&format!("/runs/{run}/observations?after={last}")).ok()?;
        let waiting: Rc<RefCell<Vec<Entry>>> = Rc::default();
        let shown = Cell::new(0.0);
        let heard = Closure::new(move |message: MessageEvent| {
            let entry = message
                .data()
                .as_string()
                .and_then(|text| serde_json::from_str::<Entry>(&text).ok());
            let Some(entry) = entry else { return };
            let first = waiting.borrow().is_empty();
            let now = js_sys::Date::now();
            if first && now - shown.replace(now) > TOGETHER.as_secs_f64() * 1000.0 {
                return self.take_in(turn, vec![entry]); // it was quiet: nothing is gained by waiting
            }
            waiting.borrow_mut().push(entry);
            if first {
                let waiting = waiting.clone();
                set_timeout(move || self.take_in(turn, waiting.take()), TOGETHER);
            }
        });
        let opened = Closure::new(move |_: Event| {
            self.link.set(Link::Live);
            self.refresh();
        });
        let failed = {
            let source = source.clone();
            Closure::new(move |_: Event| {
                self.link.set(Link::Lost);
                // A line that broke is taken up again by the browser; one that was refused is not.
                if source.ready_state() == EventSource::CLOSED {
                    set_timeout(
                        move || {
                            if self.is_on(turn) {
                                self.look();
                            }
                        },
                        AGAIN,
                    );
                }
            })
        };
        let ended = {
            let source = source.clone();
            Closure::new(move |_: Event| {
                source.close(); // else the browser would ask again
                self.link.set(Link::Off);
                self.refresh();
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
            _slot: slot,
            _heard: heard,
            _opened: opened,
            _failed: failed,
            _ended: ended,
        })
    }

    fn take_in(self, turn: u32, news: Vec<Entry>) {
        if self.is_on(turn) && self.book.add(news) {
            self.refresh();
        }
    }

    /// Asks for the head again after news: one question at a time, and one more when news came meanwhile.
    fn refresh(self) {
        if self.asking.get_value() {
            self.again.set_value(true);
            return;
        }
        self.asking.set_value(true);
        spawn_local(async move {
            loop {
                pause(SOON).await;
                let _ = self.again.try_update_value(|again| *again = false);
                let Some(run) = self.run.try_get_value() else {
                    return; // the page is gone
                };
                if let Ok(fresh) = api::head(run, None).await
                    && self.head.try_set(fresh).is_some()
                {
                    return; // the page is gone
                }
                if self.again.try_get_value() != Some(true) {
                    break;
                }
            }
            let _ = self.asking.try_update_value(|asking| *asking = false);
        });
    }
}

async fn pause(span: Duration) {
    let rests = Promise::new(&mut |settle: Function, _| {
        set_timeout(move || drop(settle.call0(&JsValue::UNDEFINED)), span);
    });
    // It is never rejected.
    let _ = JsFuture::from(rests).await;
}
