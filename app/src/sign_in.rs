use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::ui::Icon;

/// `/sign-in`. The form posts to the same path, which is no server function: it works before anything else does.
#[component]
pub fn SignInPage() -> impl IntoView {
    let query = use_query_map();
    let problem = move || {
        let said = query.read().get("problem")?;
        let words = match said.as_str() {
            "slow" => "That was tried too often. Wait a minute, then try again.",
            _ => {
                "That address and password do not belong together. Nothing was changed; try again."
            }
        };
        Some(
            view! { <p class="note" data-tone="stop" role="alert"><Icon name="alert"/>{words}</p> },
        )
    };
    let next = move || {
        query
            .read()
            .get("next")
            .filter(|next| next.starts_with('/') && !next.starts_with("//"))
            .unwrap_or_else(|| "/".into())
    };
    view! {
        <Title text="Sign in"/>
        <section class="page sign-in">
            <form class="panel" method="post" action="/sign-in">
                <div class="panel__body stack">
                    <h1>"Sign in"</h1>
                    {problem}
                    <input type="hidden" name="next" value=next/>
                    <label class="field"><span class="field__label">"E-mail address"</span>
                        <input class="input" type="email" name="email" autocomplete="username" required autofocus/></label>
                    <label class="field"><span class="field__label">"Password"</span>
                        <input class="input" type="password" name="password" autocomplete="current-password" required/></label>
                    <button class="btn" data-variant="primary" data-size="large" type="submit">"Sign in"</button>
                </div>
            </form>
        </section>
    }
}
