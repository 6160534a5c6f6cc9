use leptos::prelude::*;

use super::Icon;

/// Says that the connection is lost, as long as it is. What was typed stays where it is.
#[component]
pub fn Offline() -> impl IntoView {
    let lost = RwSignal::new(false);
    #[cfg(feature = "hydrate")]
    {
        use leptos::ev::{offline, online};
        let gone = window_event_listener(offline, move |_| lost.set(true));
        let back = window_event_listener(online, move |_| lost.set(false));
        on_cleanup(move || {
            gone.remove();
            back.remove();
        });
    }
    let banner = move || {
        lost.get().then(|| {
            view! {
                <p class="offline__note"><Icon name="plug"/>"The connection is lost. What you typed stays here; nothing is sent until it is back."</p>
            }
        })
    };
    view! { <div class="offline" aria-live="polite">{banner}</div> }
}
