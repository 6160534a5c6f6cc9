#![cfg_attr(
    feature = "ssr",
    expect(
        clippy::unused_async,
        reason = "a server function is async, whatever it does"
    )
)]

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

use crate::Problem;
use crate::ui::Icon;

/// The doors of this portal besides a password: ways in, and the way back from an org. The server says which there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doors {
    /// The host of the provider of single sign-on.
    pub provider: Option<String>,
    /// The demo cast, beside a sandbox org.
    pub cast: Vec<CastMember>,
    /// Where an org sends an admin back to after consent.
    pub consent_back: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CastMember {
    pub email: String,
    pub name: String,
    /// `member, approver`
    pub roles: String,
}

#[server]
pub async fn ways_in() -> Result<Doors, Problem> {
    Ok(use_context::<Doors>().unwrap_or_default())
}

/// `/sign-in`. The forms post to axum routes, which are no server functions: they work before anything else does.
#[component]
pub fn SignInPage() -> impl IntoView {
    let query = use_query_map();
    let doors = Resource::new(|| (), |()| ways_in());
    let problem = move || {
        query
            .read()
            .get("problem")
            .map(|said| view! { <Told said/> })
    };
    let next = move || {
        query
            .read()
            .get("next")
            .filter(|next| next.starts_with('/') && !next.starts_with("//"))
            .unwrap_or_else(|| "/".into())
    };
    let others = move || {
        let Doors { provider, cast, .. } = doors.get()?.ok()?;
        let provider = provider.map(|host| view! { <Provider host next=next()/> });
        let cast = (!cast.is_empty()).then(|| view! { <Cast cast/> });
        Some(view! { {provider}{cast} })
    };
    view! {
        <Title text="Sign in"/>
        <section class="page sign-in">
            <div class="panel">
                <div class="panel__body stack">
                    <h1>"Sign in"</h1>
                    {problem}
                    <form class="stack" method="post" action="/sign-in">
                        <input type="hidden" name="next" value=next/>
                        <label class="field"><span class="field__label">"E-mail address"</span>
                            <input class="input" type="email" name="email" autocomplete="username" required autofocus/></label>
                        <label class="field"><span class="field__label">"Password"</span>
                            <input class="input" type="password" name="password" autocomplete="current-password" required/></label>
                        <button class="btn" data-variant="primary" data-size="large" type="submit">"Sign in"</button>
                    </form>
                    <Transition>{others}</Transition>
                </div>
            </div>
        </section>
    }
}

/// Why one is here again, and what to do. The words are ours, whatever the address says.
#[component]
fn Told(said: String) -> impl IntoView {
    let (tone, words) = match said.as_str() {
        "everywhere" => ("good", "You are signed out everywhere."),
        "slow" => (
            "stop",
            "That was tried too often. Wait a minute, then try again.",
        ),
        "provider-away" => (
            "stop",
            "Your company’s sign-in does not answer. Try again in a minute; if it stays so, tell your admin. You can still use a password.",
        ),
        "provider-late" => (
            "stop",
            "That sign-in took too long, or was started in another window. Start again from here.",
        ),
        "provider-no" => (
            "stop",
            "Your company’s sign-in said no. Try again, and allow the sign-in when it asks.",
        ),
        "provider-wrong" => (
            "stop",
            "What your company’s sign-in answered could not be trusted, so nobody was signed in. Tell your admin; the log says what was wrong.",
        ),
        "provider-address" => (
            "stop",
            "Your company’s sign-in did not vouch for an e-mail address that may come in here. Ask your admin to have it verified, or to let its domain in.",
        ),
        "provider-no-place" => (
            "stop",
            "You are signed in at your company, but nobody has given you a place here. Ask an admin to add you.",
        ),
        _ => (
            "stop",
            "That address and password do not belong together. Nothing was changed; try again.",
        ),
    };
    let (icon, role) = if tone == "good" {
        ("check", "status")
    } else {
        ("alert", "alert")
    };
    view! { <p class="note" data-tone=tone role=role><Icon name=icon/>{words}</p> }
}

#[component]
fn Provider(host: String, next: String) -> impl IntoView {
    view! {
        <form class="sign-in__other stack" method="post" action="/sign-in/provider">
            <input type="hidden" name="next" value=next/>
            <button class="btn" data-size="large" type="submit"><Icon name="lock"/>"Sign in with your company"</button>
            <p class="field__hint">"You go on to "<span class="mono">{host}</span>" and come back."</p>
        </form>
    }
    .into_any()
}

/// One click each. They exist only beside a sandbox org, on this machine.
#[component]
fn Cast(cast: Vec<CastMember>) -> impl IntoView {
    let member = |member: CastMember| {
        view! {
            <li><form method="post" action="/sign-in/cast">
                <input type="hidden" name="email" value=member.email/>
                <button class="btn" type="submit"><b>{member.name}</b><span class="quiet">{member.roles}</span></button>
            </form></li>
        }
    };
    view! {
        <section class="sign-in__other stack" aria-labelledby="cast">
            <h2 id="cast">"Or try it as"</h2>
            <ul class="sign-in__cast">{cast.into_iter().map(member).collect_view()}</ul>
            <p class="field__hint">"The demo cast. They are here because a sandbox org runs beside the portal."</p>
        </section>
    }
    .into_any()
}
