use domain::actor::Role;
use leptos::prelude::*;

use super::roles::RoleBoxes;

/// Letting somebody in. The answer shows the link that they need, once.
#[component]
pub fn AddPerson() -> impl IntoView {
    view! {
        <section class="stack" aria-labelledby="add">
            <h2 id="add">"Add somebody"</h2>
            <form class="panel" method="post" action="/people">
                <div class="panel__body stack">
                    <label class="field"><span class="field__label">"Name"</span>
                        <input class="input" name="name" autocomplete="off" maxlength="100" required/></label>
                    <label class="field"><span class="field__label">"E-mail address"</span>
                        <input class="input" type="email" name="email" autocomplete="off" required/>
                        <span class="field__hint">"You get a link to send them; nothing is mailed from here."</span></label>
                    <RoleBoxes of="Roles" has=[Role::Member].into()/>
                    <div><button class="btn" data-variant="primary" type="submit">"Add and make a link"</button></div>
                </div>
            </form>
        </section>
    }
    .into_any()
}
