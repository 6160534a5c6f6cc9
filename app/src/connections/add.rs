use leptos::prelude::*;

/// The form for an org: a new one, or the same one with other settings. Two ways in, one button each.
#[component]
pub fn OrgForm(
    #[prop(optional, into)] name: String,
    #[prop(optional, into)] url: String,
    #[prop(optional, into)] client_id: String,
    back: String,
) -> impl IntoView {
    let known = !name.is_empty();
    view! {
        <form class="stack org-form" method="post" action="/connections" autocomplete="off">
            <label class="field"><span class="field__label">"Name"</span>
                <input class="input" name="name" value=name maxlength="100" required readonly=known/></label>
            <label class="field"><span class="field__label">"Org address"</span>
                <input class="input mono" name="url" value=url placeholder="https://yourcompany.my.salesforce.com" required/>
                <span class="field__hint">"In Salesforce under Setup, My Domain."</span></label>
            <label class="field"><span class="field__label">"Client id"</span>
                <input class="input mono" name="client_id" value=client_id required/>
                <span class="field__hint">"The consumer key of an External Client App in that org."</span></label>
            <label class="field"><span class="field__label">"Client secret"</span>
                <input class="input mono" type="password" name="client_secret" autocomplete="off" required/>
                <span class="field__hint">"It is kept encrypted and never shown again."</span></label>
            <label class="field"><span class="field__label">"Callback address, for the app’s settings"</span>
                <input class="input mono" value=back readonly/></label>
            <div class="row">
                <button class="btn" data-variant="primary" name="by" value="consent" type="submit">"Connect by consent"</button>
                <button class="btn" name="by" value="credentials" type="submit">"Connect by client credentials"</button>
            </div>
        </form>
    }
    .into_any()
}
