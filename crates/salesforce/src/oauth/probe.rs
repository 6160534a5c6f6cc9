use super::App;
use super::grants::{authorize_url, connection, exchange_code, verifier};
use crate::error::Error;
use crate::http;
use crate::url::OrgUrl;

/// What the org's sign-in would say to this app and redirect address, before a person is sent there: an org shows its refusal
/// on a page of its own, where nobody learns which setting is wrong. Nothing is kept of it on either side.
pub async fn probe(url: &OrgUrl, app: &App, redirect: &str) -> Result<(), Error> {
    let nothing = verifier([0; 32]);
    // No code is right. An app that the org knows is told so; one that it does not know is told that.
    match exchange_code(url, app, redirect, "none", &nothing).await {
        Err(Error::SignedOut {
            word: Some(word), ..
        }) if word == "invalid_grant" => {}
        Err(error) => return Err(error),
        Ok(_) => return Err(Error::malformed("the token address: it takes any code")),
    }
    let address = authorize_url(url, app, redirect, "none", &nothing)?;
    let lost = |why| Error::unreachable(http::cause(why));
    let answer = connection()?.get(address).send().await.map_err(lost)?;
    if answer.status().is_redirection() {
        return Ok(());
    }
    let page = answer.text().await.map_err(lost)?;
    let refused = ["redirect_uri_mismatch", "invalid_client_id"]
        .into_iter()
        .find(|word| page.contains(&format!("error={word}")));
    match refused {
        Some(word) => Err(Error::SignedOut {
            why: format!("the org's sign-in says {word}"),
            word: Some(word.to_owned()),
        }),
        None => Ok(()),
    }
}
