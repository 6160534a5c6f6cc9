//! The grants themselves, through the crate `oauth2` and this crate's guarded connections.

use super::{Tokens, Wait};
use crate::error::Error;
use crate::http;
use crate::secret::Secret;
use crate::url::OrgUrl;
use base64::Engine as _;
use oauth2::basic::{
    BasicErrorResponse, BasicErrorResponseType, BasicRevocationErrorResponse,
    BasicTokenIntrospectionResponse, BasicTokenType,
};
use oauth2::{
    AsyncHttpClient, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet,
    EndpointSet, HttpRequest, HttpResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    RefreshToken, RequestTokenError, Scope, StandardRevocableToken, StandardTokenResponse,
    TokenResponse as _, TokenUrl,
};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::time::Duration;

/// The External Client App this server signs in with.
#[derive(Clone, Debug)]
pub struct App {
    pub client_id: String,
    pub client_secret: Option<Secret>,
    pub grant: Grant,
}

/// Who the calls run as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// The app's run-as user. There is no refresh token; a new access token is asked for when the old one is spent.
    ClientCredentials,
    /// The person who consented; their refresh token renews.
    AuthorizationCode,
    /// Nobody: it was disconnected.
    None,
}

#[derive(Debug, Serialize, Deserialize)]
struct Extra {
    instance_url: Option<String>,
    id: Option<String>,
}
impl oauth2::ExtraTokenFields for Extra {}

type Response = StandardTokenResponse<Extra, BasicTokenType>;
type Oauth = oauth2::Client<
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
type Failed = RequestTokenError<Broken, BasicErrorResponse>;

/// A PKCE verifier out of 32 random bytes of the caller's. It is kept beside `state` until the person comes back.
pub fn verifier(random: [u8; 32]) -> Secret {
    Secret::new(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(random))
}

/// Where to send the person for consent. Scopes: `api refresh_token`.
pub fn authorize_url(
    url: &OrgUrl,
    app: &App,
    redirect: &str,
    state: &str,
    verifier: &Secret,
) -> Result<String, Error> {
    let redirect = RedirectUrl::new(redirect.to_owned())
        .map_err(|why| Error::refused("redirect_uri_mismatch", why.to_string()))?;
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(
        verifier.reveal().to_owned(),
    ));
    let state = state.to_owned();
    let (address, _) = oauth(url, app)?
        .authorize_url(|| CsrfToken::new(state))
        .add_scopes(["api", "refresh_token"].map(|scope| Scope::new(scope.to_owned())))
        .set_pkce_challenge(challenge)
        .set_redirect_uri(Cow::Borrowed(&redirect))
        .url();
    Ok(address.into())
}

/// Turns the code that came back into tokens.
pub async fn exchange_code(
    url: &OrgUrl,
    app: &App,
    redirect: &str,
    code: &str,
    verifier: &Secret,
) -> Result<Tokens, Error> {
    let redirect = RedirectUrl::new(redirect.to_owned())
        .map_err(|why| Error::refused("redirect_uri_mismatch", why.to_string()))?;
    let connection = connection()?;
    let answer = oauth(url, app)?
        .exchange_code(AuthorizationCode::new(code.to_owned()))
        .set_pkce_verifier(PkceCodeVerifier::new(verifier.reveal().to_owned()))
        .set_redirect_uri(Cow::Owned(redirect))
        .request_async(&Wire(&connection))
        .await;
    tokens(url, answer, None)
}

/// A new access token of the run-as user.
pub(super) async fn client_credentials(
    connection: &reqwest::Client,
    url: &OrgUrl,
    app: &App,
) -> Result<Tokens, Error> {
    tokens(
        url,
        oauth(url, app)?
            .exchange_client_credentials()
            .request_async(&Wire(connection))
            .await,
        None,
    )
}

/// New tokens for old. Where the org rotates, the old refresh token is void from here on.
pub(super) async fn refresh(
    connection: &reqwest::Client,
    url: &OrgUrl,
    app: &App,
    old: &Tokens,
) -> Result<Tokens, Error> {
    let Some(spent) = &old.refresh else {
        return Err(Error::signed_out(
            "there is no refresh token; connect again",
        ));
    };
    let token = RefreshToken::new(spent.reveal().to_owned());
    tokens(
        url,
        oauth(url, app)?
            .exchange_refresh_token(&token)
            .request_async(&Wire(connection))
            .await,
        Some(old),
    )
}

/// Ends a connection at the org's side: the refresh token and every access token made from it.
pub async fn revoke(url: &OrgUrl, tokens: &Tokens) -> Result<(), Error> {
    let token = tokens.refresh.as_ref().unwrap_or(&tokens.access);
    let request = connection()?
        .post(url.join("/services/oauth2/revoke"))
        .form(&[("token", token.reveal())]);
    let answer = request
        .send()
        .await
        .map_err(|why| Error::unreachable(http::cause(why)))?;
    match answer.status().as_u16() {
        // A token the org no longer knows is as revoked as can be.
        200..300 | 400 => Ok(()),
        status => Err(Error::unreachable(format!("status {status}"))),
    }
}

pub(super) fn connection() -> Result<reqwest::Client, Error> {
    http::guarded(Duration::from_secs(5), Duration::from_secs(30))
        .map_err(|why| Error::unreachable(http::cause(why)))
}

fn oauth(url: &OrgUrl, app: &App) -> Result<Oauth, Error> {
    let bad = |why: oauth2::url::ParseError| Error::refused("invalid_client", why.to_string());
    let auth = AuthUrl::new(url.join("/services/oauth2/authorize")).map_err(bad)?;
    let token = TokenUrl::new(url.join("/services/oauth2/token")).map_err(bad)?;
    let mut client = oauth2::Client::new(ClientId::new(app.client_id.clone()))
        .set_auth_type(oauth2::AuthType::RequestBody)
        .set_auth_uri(auth)
        .set_token_uri(token);
    if let Some(secret) = &app.client_secret {
        client = client.set_client_secret(ClientSecret::new(secret.reveal().to_owned()));
    }
    Ok(client)
}

/// The token endpoint gave no usable answer.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Broken(String);

/// What the crate `oauth2` sends with.
struct Wire<'a>(&'a reqwest::Client);

impl<'c> AsyncHttpClient<'c> for Wire<'_> {
    type Error = Broken;
    type Future = Wait<'c, Result<HttpResponse, Broken>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(send(self.0, request))
    }
}

async fn send(connection: &reqwest::Client, request: HttpRequest) -> Result<HttpResponse, Broken> {
    let lost = |why| Broken(http::cause(why));
    let request = reqwest::Request::try_from(request).map_err(lost)?;
    let answer = connection.execute(request).await.map_err(lost)?;
    if answer.status().is_server_error() || answer.status().is_redirection() {
        return Err(Broken(format!(
            "status {} from the token address",
            answer.status().as_u16()
        )));
    }
    let mut response = HttpResponse::new(vec![]);
    *response.status_mut() = answer.status();
    *response.headers_mut() = answer.headers().clone();
    *response.body_mut() = answer.bytes().await.map_err(lost)?.to_vec();
    Ok(response)
}

fn tokens(
    url: &OrgUrl,
    answer: Result<Response, Failed>,
    old: Option<&Tokens>,
) -> Result<Tokens, Error> {
    let answer = answer.map_err(refused)?;
    let instance = answer
        .extra_fields()
        .instance_url
        .as_ref()
        .and_then(|text| text.parse::<OrgUrl>().ok());
    Ok(Tokens {
        access: Secret::new(answer.access_token().secret()),
        // Without rotation the answer has no refresh token, and the old one stays good.
        refresh: answer
            .refresh_token()
            .map(|token| Secret::new(token.secret()))
            .or_else(|| old.and_then(|old| old.refresh.clone())),
        instance: instance.filter(|instance| url.trusts(instance)),
        identity: answer.extra_fields().id.clone(),
    })
}

fn refused(failed: Failed) -> Error {
    match failed {
        RequestTokenError::ServerResponse(said) => {
            let code = said.error().as_ref().to_owned();
            let why = said
                .error_description()
                .cloned()
                .unwrap_or_else(|| code.clone());
            match said.error() {
                BasicErrorResponseType::Extension(code) if code == "rate_limit_exceeded" => {
                    Error::Throttled {
                        message: why,
                        retry_after: Duration::from_mins(1),
                    }
                }
                BasicErrorResponseType::Extension(code)
                    if code == "server_error" || code == "temporarily_unavailable" =>
                {
                    Error::unreachable(why)
                }
                _ => Error::SignedOut {
                    why: format!("{why} ({code})"),
                    word: Some(code),
                },
            }
        }
        RequestTokenError::Request(broken) => Error::unreachable(broken.0),
        // The body may hold a token: it is not shown.
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
            Error::malformed("the answer of the token address")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consent_is_asked_with_s256_and_state() {
        let app = App {
            client_id: "3MVG9".into(),
            client_secret: None,
            grant: Grant::AuthorizationCode,
        };
        let url = "https://acme.my.salesforce.com".parse().unwrap();
        let verifier = verifier([7; 32]);
        let address =
            authorize_url(&url, &app, "https://portal.example/back", "s t", &verifier).unwrap();
        let asked = reqwest::Url::parse(&address).unwrap();
        let get = |name: &str| {
            asked
                .query_pairs()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.into_owned())
        };
        assert_eq!(asked.path(), "/services/oauth2/authorize");
        assert_eq!(get("response_type").as_deref(), Some("code"));
        assert_eq!(get("code_challenge_method").as_deref(), Some("S256"));
        assert_eq!(get("state").as_deref(), Some("s t"));
        assert_eq!(
            get("redirect_uri").as_deref(),
            Some("https://portal.example/back")
        );
        assert_eq!(get("scope").as_deref(), Some("api refresh_token"));
        assert!(
            !address.contains(verifier.reveal()),
            "only the challenge leaves"
        );
    }
}
