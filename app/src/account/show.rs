use leptos::prelude::*;
use leptos_meta::Title;

use super::api::{Account, SignInRow, my_account};
use super::keys::KeysChoice;
use crate::said::SaidHere;
use crate::ui::{Badge, Frame, Loaded, Moment, Tone};

/// `/account`
#[component]
pub fn AccountPage() -> impl IntoView {
    let mine = Resource::new(|| (), |()| my_account());
    view! {
        <Title text="My account"/>
        <Loaded what=mine frame=Frame::Page("My account") waits_for="your account" let:mine><Mine mine/></Loaded>
    }
}

#[component]
fn Mine(mine: Account) -> impl IntoView {
    let Account {
        name,
        email,
        roles,
        has_password,
        sign_ins,
    } = mine;
    view! {
        <div class="page stack people">
            <header><h1>{name}</h1><p class="page__lead">{email}" · "{roles}" · all times are UTC"</p></header>
            <SaidHere/>
            <div class="people__body">
                <section class="stack" aria-labelledby="where">
                    <h2 id="where">"Where you are signed in"</h2>
                    <table class="table list" role="table">
                        <thead><tr><th scope="col">"With"</th><th scope="col">"Since"</th><th scope="col">"Ends unless used"</th>
                            <th scope="col"><span class="sr">"End it"</span></th></tr></thead>
                        <tbody>{sign_ins.into_iter().map(|row| view! { <Row row/> }).collect_view()}</tbody>
                    </table>
                    <form method="post" action="/account/sign-out-everywhere">
                        <button class="btn" data-variant="danger" type="submit">"Sign out everywhere"</button>
                    </form>
                </section>
                <div class="stack people">
                    {if has_password { view! { <Password/> }.into_any() } else { view! { <NoPassword/> }.into_any() }}
                    <KeysChoice/>
                </div>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Row(row: SignInRow) -> impl IntoView {
    let verb = if row.this {
        view! { <Badge tone=Tone::Act icon="check" word="This one"/> }.into_any()
    } else {
        let action = format!("/account/sign-ins/{}/end", row.id);
        view! { <form method="post" action=action><button class="btn" data-size="small" type="submit">"End"<span class="sr">" this sign-in"</span></button></form> }.into_any()
    };
    view! {
        <tr role="row">
            <td role="cell"><b>{row.device}</b></td>
            <td role="cell"><span class="narrow">"Since "</span><Moment at=row.since/></td>
            <td role="cell"><span class="narrow">"Ends "</span><Moment at=row.expires_at/></td>
            <td role="cell" class="people__verbs">{verb}</td>
        </tr>
    }
    .into_any()
}

#[component]
fn Password() -> impl IntoView {
    view! {
        <section class="stack" aria-labelledby="password">
            <h2 id="password">"Password"</h2>
            <form class="panel" method="post" action="/account/password">
                <div class="panel__body stack">
                    <label class="field"><span class="field__label">"Present password"</span>
                        <input class="input" type="password" name="current" autocomplete="current-password" required/></label>
                    <label class="field"><span class="field__label">"New password"</span>
                        <input class="input" type="password" name="password" autocomplete="new-password" minlength="12" required/>
                        <span class="field__hint">"At least 12 characters. Every other sign-in ends when it changes."</span></label>
                    <div><button class="btn" data-variant="primary" type="submit">"Change password"</button></div>
                </div>
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn NoPassword() -> impl IntoView {
    view! {
        <section class="stack" aria-labelledby="password">
            <h2 id="password">"Password"</h2>
            <p class="soft">"You come in by single sign-on and have no password here. An admin can make you a link to set one."</p>
        </section>
    }
}
