use leptos::prelude::*;

use super::{Key, OfPage, dialog};

/// What holds on every page.
const EVERYWHERE: [Key; 5] = [
    ("g h", "Home"),
    ("g q", "Decision Queue"),
    ("g r", "Runs"),
    ("Esc", "Leave a search, close"),
    ("?", "This list"),
];

/// Hears the keys that hold everywhere, and lists all of them in a dialog.
#[component]
pub fn KeyMap() -> impl IntoView {
    let OfPage { keys, listed } = expect_context();
    #[cfg(feature = "hydrate")]
    hear_everywhere();
    Effect::new(move |_| {
        if listed.get() {
            dialog("keys", true);
        }
    });
    // Made when it is asked for: only then the page is there to say which keys it has.
    let lists = move || {
        listed.get().then(|| {
            view! { <Keys title="On this page" keys=keys.get()/><Keys title="Everywhere" keys=&EVERYWHERE/> }
        })
    };
    view! {
        <dialog class="dialog" id="keys" aria-labelledby="keys-title" on:close=move |_| listed.set(false)>
            <div class="dialog__body">
                <h2 id="keys-title">"All keys"</h2>
                {lists}
                <p class="soft"><small>"Keys rest while you type. They can be turned off on "<a href="/account#keys-choice" on:click=move |_| { dialog("keys", false); }>"My account"</a>"."</small></p>
            </div>
            <div class="dialog__foot"><button class="btn" type="button" autofocus=true on:click=move |_| { dialog("keys", false); }>"Close"</button></div>
        </dialog>
    }
    .into_any()
}

#[component]
fn Keys(title: &'static str, keys: &'static [Key]) -> impl IntoView {
    let line = |(key, act): &Key| {
        let letters = key
            .split(' ')
            .map(|key| view! { <kbd class="kbd">{key.to_owned()}</kbd> });
        view! { <div><dt>{letters.collect_view()}</dt><dd>{*act}</dd></div> }
    };
    (!keys.is_empty()).then(|| {
        view! {
            <div><h3>{title}</h3><dl class="keymap">{keys.iter().map(line).collect_view()}</dl></div>
        }
    })
}

/// `?` and the pairs that begin with `g`. Asked before any page is, so the second letter of a pair is no key of the page.
#[cfg(feature = "hydrate")]
fn hear_everywhere() {
    use leptos_router::NavigateOptions;
    use leptos_router::hooks::use_navigate;

    /// The second letter of two is waited for so long.
    const SECOND: std::time::Duration = std::time::Duration::from_millis(1_500);

    let OfPage { listed, .. } = expect_context();
    let going = StoredValue::new(None::<TimeoutHandle>);
    let go = use_navigate();
    super::browser::hear(move |key| {
        if let Some(handle) = going.get_value() {
            handle.clear();
            going.set_value(None);
            let to = match key {
                "h" => "/",
                "q" => "/decisions",
                "r" => "/runs",
                _ => return false,
            };
            go(to, NavigateOptions::default());
            return true;
        }
        match key {
            "g" => {
                let late = move || {
                    let _ = going.try_set_value(None);
                };
                going.set_value(set_timeout_with_handle(late, SECOND).ok());
            }
            "?" => listed.set(true),
            "Escape" => return super::browser::leave_search(),
            _ => return false,
        }
        true
    });
}
