//! A lost connection: said as long as it lasts, on every page.

use std::time::Duration;

use leptos::prelude::*;

use super::Icon;

/// A line that is back so soon is not worth a word.
const HICCUP: Duration = Duration::from_millis(1_200);

/// Whether the page hears of the server, as far as it listens.
#[derive(Clone, Copy)]
pub struct Line(RwSignal<bool>);

impl Line {
    /// For all that is inside.
    pub fn provide() {
        provide_context(Self(RwSignal::new(true)));
    }

    pub fn of_page() -> Self {
        expect_context()
    }

    /// Said by what listens: whether it hears.
    #[cfg(feature = "hydrate")]
    pub fn set(self, hears: bool) {
        // The page may be gone by now.
        let _ = self.0.try_set(hears);
    }
}

/// Says that the connection is lost, as long as it is. What was typed stays where it is.
#[component]
pub fn Offline() -> impl IntoView {
    let off = RwSignal::new(false);
    #[cfg(feature = "hydrate")]
    {
        use leptos::ev::{offline, online};
        let gone = window_event_listener(offline, move |_| off.set(true));
        let back = window_event_listener(online, move |_| off.set(false));
        on_cleanup(move || {
            gone.remove();
            back.remove();
        });
    }
    let Line(hears) = Line::of_page();
    let silent = lasting(move || !hears.get());
    let banner = move || {
        (off.get() || silent.get()).then(|| {
            view! {
                <p class="offline__note"><Icon name="plug"/>"The connection is lost. What you typed stays here; nothing is sent until it is back."</p>
            }
        })
    };
    view! { <div class="offline" aria-live="polite">{banner}</div> }
}

/// True once the line has been lost for more than a moment; false as soon as it is back.
pub fn lasting(lost: impl Fn() -> bool + 'static) -> ReadSignal<bool> {
    let (said, say) = signal(false);
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |_| {
        if !lost() {
            if let Some(handle) = waiting.get_value() {
                handle.clear();
                waiting.set_value(None);
            }
            say.set(false);
        } else if waiting.get_value().is_none() {
            let late = move || {
                let _ = say.try_set(true);
            };
            waiting.set_value(set_timeout_with_handle(late, HICCUP).ok());
        }
    });
    said
}
