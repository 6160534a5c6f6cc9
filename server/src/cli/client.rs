//! A running portal, as the commands talk to it.

mod stream;

use std::time::Duration;

use clap::Args;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::Failure;
pub use stream::Stream;

/// How to reach a portal, and as whom.
#[derive(Args, Clone)]
pub struct PortalOptions {
    /// The portal's address
    #[arg(
        long,
        env = "COUNTERSIGN_PORTAL",
        default_value = "http://127.0.0.1:4400"
    )]
    portal: String,
    /// Your e-mail address; the password is asked for, or taken from COUNTERSIGN_PASSWORD
    #[arg(long = "as", value_name = "EMAIL")]
    who: Option<String>,
    /// Print what the portal answered, as JSON
    #[arg(long)]
    pub json: bool,
}

/// A portal that is signed in to.
pub struct Client {
    http: reqwest::Client,
    portal: String,
    token: String,
    /// Whether the sign-in was for this command alone.
    own_session: bool,
}

#[derive(Deserialize)]
struct Token {
    token: String,
}

impl PortalOptions {
    pub async fn open(&self) -> Result<Client, Failure> {
        let portal = self.portal.trim_end_matches('/').to_owned();
        let mut client = Client {
            http: http()?,
            portal,
            token: String::new(),
            own_session: false,
        };
        if let (None, Ok(token)) = (&self.who, std::env::var("COUNTERSIGN_TOKEN")) {
            client.token = token;
            return Ok(client);
        }
        let Some(email) = &self.who else {
            return Err(Failure::usage("it is not said who asks")
                .next("Give --as EMAIL, or set COUNTERSIGN_TOKEN to a service token."));
        };
        let password = password(&format!("Password of {email}: "))?;
        let asked = client
            .request(Method::POST, "/sign-in")
            .json(&json!({ "email": email, "password": password }));
        let Token { token } = client.answer(asked).await?;
        Ok(Client {
            token,
            own_session: true,
            ..client
        })
    }
}

/// From the environment, or asked for without being shown.
pub fn password(prompt: &str) -> Result<String, Failure> {
    if let Ok(password) = std::env::var("COUNTERSIGN_PASSWORD") {
        return Ok(password);
    }
    rpassword::prompt_password(prompt).map_err(|error| {
        Failure::usage(format!("no password could be asked for: {error}"))
            .next("Set COUNTERSIGN_PASSWORD.")
    })
}

fn http() -> Result<reqwest::Client, Failure> {
    let built = reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(10))
        .user_agent(concat!("countersign/", env!("CARGO_PKG_VERSION")))
        .build();
    built.map_err(|error| Failure::new(format!("no connection can be made: {error}")))
}

impl Client {
    pub async fn get(&self, path: &str) -> Result<Value, Failure> {
        self.answer(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        self.answer(self.request(Method::POST, path).json(body))
            .await
    }

    /// Asks for something that is done once, however often it is asked for.
    pub async fn post_once(&self, path: &str, key: &str, body: &Value) -> Result<Value, Failure> {
        self.answer(
            self.request(Method::POST, path)
                .header("idempotency-key", key)
                .json(body),
        )
        .await
    }

    pub async fn put_text(&self, path: &str, text: String) -> Result<Value, Failure> {
        self.answer(
            self.request(Method::PUT, path)
                .header("content-type", "text/plain; charset=utf-8")
                .body(text),
        )
        .await
    }

    /// Events as they come, after the given number.
    pub fn stream(&self, path: &str, after: u64) -> Stream<'_> {
        Stream::new(self, path, after)
    }

    /// Signs out again; a failure leaves a session behind that ends by itself.
    pub async fn close(self) {
        if self.own_session {
            let _ = self
                .request(Method::POST, "/sign-out")
                .timeout(Duration::from_secs(5))
                .send()
                .await;
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self
            .http
            .request(method, format!("{}/api/v1{path}", self.portal))
            .timeout(Duration::from_mins(1));
        if self.token.is_empty() {
            request
        } else {
            request.bearer_auth(&self.token)
        }
    }

    async fn answer<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, Failure> {
        let request = request.build().map_err(|error| {
            Failure::usage(format!("`{}` is not an address: {error}", self.portal))
        })?;
        let writes = request.method() != Method::GET;
        let response = self
            .http
            .execute(request)
            .await
            .map_err(|error| self.unreached(&error, writes))?;
        let response = self.refused(response, writes).await?;
        response.json().await.map_err(|error| {
            Failure::new(format!(
                "{} does not answer like a portal: {error}",
                self.portal
            ))
            .changed(unknown(writes))
        })
    }

    /// An answer that says yes; what it says otherwise, as a failure.
    async fn refused(&self, response: Response, writes: bool) -> Result<Response, Failure> {
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let body = response.text().await.unwrap_or_default();
        let said = serde_json::from_str::<Value>(&body).ok();
        let said = said
            .as_ref()
            .and_then(|body| body.pointer("/error/message"))
            .and_then(Value::as_str);
        let what = said.map_or_else(
            || format!("{} answered {status}", self.portal),
            str::to_owned,
        );
        let failure = Failure::new(what);
        Err(match status {
            StatusCode::UNAUTHORIZED => {
                failure.next("Check --as and the password, or COUNTERSIGN_TOKEN.")
            }
            StatusCode::NOT_FOUND => {
                failure.next("`countersign runs`, `decisions` and `missions` list what there is.")
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                failure.next("Try again in a moment; `countersign doctor` says what is away.")
            }
            status if status.is_server_error() => failure
                .changed(unknown(writes))
                .next("The server's log says more under that reference."),
            _ => failure,
        })
    }

    fn unreached(&self, error: &reqwest::Error, writes: bool) -> Failure {
        let failure = Failure::new(format!(
            "the portal at {} cannot be reached: {}",
            self.portal,
            first_cause(error)
        ));
        if error.is_connect() {
            failure.next("Start it with `countersign serve`, or say where it is with --portal.")
        } else {
            failure
                .changed(unknown(writes))
                .next("Look what there is before you try again.")
        }
    }
}

/// What it comes down to: `Connection refused`, without the layers around it.
fn first_cause(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(behind) = cause.source() {
        cause = behind;
    }
    cause.to_string()
}

fn unknown(writes: bool) -> &'static str {
    if writes {
        "Whether it was done is not known."
    } else {
        "Nothing was changed."
    }
}

/// Reads what the portal answered; a portal of another version may say it differently.
pub fn read<T: DeserializeOwned>(answer: &Value) -> Result<T, Failure> {
    T::deserialize(answer).map_err(|error| {
        Failure::new(format!("the portal's answer is not understood: {error}")).next(
            "This program and the portal may be of different versions; --json shows the answer.",
        )
    })
}
