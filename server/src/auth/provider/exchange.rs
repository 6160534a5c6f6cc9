use std::future::Future;
use std::pin::Pin;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
    BasicTokenType,
};
use oauth2::{
    AsyncHttpClient, AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, EndpointNotSet,
    EndpointSet, HttpRequest, HttpResponse, PkceCodeVerifier, RedirectUrl, RequestTokenError,
    StandardRevocableToken, StandardTokenResponse, TokenResponse as _, TokenUrl,
};
use serde::{Deserialize, Serialize};

use super::NotVouched;
use super::discovery::Found;
use crate::config::ProviderSettings;

#[derive(Debug, Serialize, Deserialize)]
pub struct IdToken {
    id_token: Option<String>,
}
impl oauth2::ExtraTokenFields for IdToken {}

type Response = StandardTokenResponse<IdToken, BasicTokenType>;
pub type Client = oauth2::Client<
    BasicErrorResponse,
    Response,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// 256 bits as text, for state, nonce and verifier.
pub fn text(chance: [u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(chance)
}

pub fn client(
    settings: &ProviderSettings,
    found: &Found,
    back: &str,
) -> Result<Client, NotVouched> {
    let bad = |error: oauth2::url::ParseError| NotVouched::Wrong(error.to_string());
    let mut client = oauth2::Client::new(ClientId::new(settings.client_id.clone()))
        .set_auth_uri(AuthUrl::new(found.at.authorization_endpoint.clone()).map_err(bad)?)
        .set_token_uri(TokenUrl::new(found.at.token_endpoint.clone()).map_err(bad)?)
        .set_redirect_uri(RedirectUrl::new(back.to_owned()).map_err(bad)?);
    if let Some(secret) = &settings.client_secret {
        client = client.set_client_secret(ClientSecret::new(secret.clone()));
    }
    if found.wants_secret_in_body() {
        client = client.set_auth_type(AuthType::RequestBody);
    }
    Ok(client)
}

/// What the provider gives for a code: nothing in it is checked yet.
pub struct Given {
    pub id_token: String,
    /// Opens what the provider says of this person beside the ID token.
    pub access: String,
}

pub async fn exchange(
    client: Client,
    http: &reqwest::Client,
    code: String,
    verifier: &str,
) -> Result<Given, NotVouched> {
    let answer = client
        .exchange_code(AuthorizationCode::new(code))
        .set_pkce_verifier(PkceCodeVerifier::new(verifier.to_owned()))
        .request_async(&Wire(http))
        .await;
    let answer: Response = answer.map_err(|failed| match failed {
        RequestTokenError::ServerResponse(said) => NotVouched::Wrong(format!(
            "the token address refused: {}; sso_client_id or sso_client_secret may be wrong",
            said.error().as_ref()
        )),
        RequestTokenError::Request(lost) => NotVouched::Away(lost.0),
        // The body may hold a token: it is not shown.
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
            NotVouched::Wrong("the token address answers what cannot be read".into())
        }
    })?;
    let id_token = answer.extra_fields().id_token.clone();
    Ok(Given {
        id_token: id_token
            .ok_or_else(|| NotVouched::Wrong("there is no ID token in the answer".into()))?,
        access: answer.access_token().secret().clone(),
    })
}

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Lost(String);

/// What the crate `oauth2` sends with.
struct Wire<'a>(&'a reqwest::Client);

impl<'c> AsyncHttpClient<'c> for Wire<'_> {
    type Error = Lost;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Lost>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let lost = |error: reqwest::Error| Lost(error.without_url().to_string());
            let request = reqwest::Request::try_from(request).map_err(lost)?;
            let answer = self.0.execute(request).await.map_err(lost)?;
            let mut response = HttpResponse::new(vec![]);
            *response.status_mut() = answer.status();
            *response.headers_mut() = answer.headers().clone();
            *response.body_mut() = answer.bytes().await.map_err(lost)?.to_vec();
            Ok(response)
        })
    }
}
