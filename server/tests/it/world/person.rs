use std::collections::BTreeMap;

use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::{Value as Json, json};

/// Somebody who talks to the portal's API. Paths begin behind `/api/v1`.
#[derive(Clone)]
pub struct Person {
    pub email: String,
    pub password: String,
    pub token: String,
    portal: String,
    pub http: reqwest::Client,
}

/// What the portal answered.
#[derive(Debug)]
pub struct Told {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Told {
    pub async fn of(answer: reqwest::Response) -> Self {
        Self {
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            text: answer.text().await.unwrap(),
        }
    }
    pub fn json(&self) -> Json {
        serde_json::from_str(&self.text)
            .unwrap_or_else(|_| panic!("{} is not JSON: {}", self.status, self.text))
    }
    /// The body of an answer that says yes.
    pub fn ok(&self) -> Json {
        assert!(
            (200..300).contains(&self.status),
            "{}: {}",
            self.status,
            self.text
        );
        if self.text.is_empty() {
            Json::Null
        } else {
            self.json()
        }
    }
    /// The message of an answer that says no, in this way.
    pub fn refused(&self, status: u16, code: &str) -> String {
        let body = self.json();
        assert_eq!(
            (self.status, body["error"]["code"].as_str()),
            (status, Some(code)),
            "{body}"
        );
        body["error"]["message"].as_str().unwrap().to_owned()
    }
}

impl Person {
    pub async fn signed_in(portal: &str, email: &str, password: &str) -> Self {
        let mut person = Self::nobody(portal);
        (person.email, person.password) = (email.to_owned(), password.to_owned());
        let session = person
            .post("/sign-in", json!({ "email": email, "password": password }))
            .await
            .ok();
        session["token"]
            .as_str()
            .unwrap()
            .clone_into(&mut person.token);
        person
    }

    /// Somebody with this bearer token.
    pub fn with_token(portal: &str, token: &str) -> Self {
        Self {
            token: token.to_owned(),
            ..Self::nobody(portal)
        }
    }

    /// Somebody who has not signed in.
    pub fn nobody(portal: &str) -> Self {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            email: String::new(),
            password: String::new(),
            token: String::new(),
            portal: portal.to_owned(),
            http,
        }
    }

    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self
            .http
            .request(method, format!("{}/api/v1{path}", self.portal));
        if self.token.is_empty() {
            request
        } else {
            request.bearer_auth(&self.token)
        }
    }
    pub async fn get(&self, path: &str) -> Told {
        Told::of(self.request(Method::GET, path).send().await.unwrap()).await
    }
    pub async fn post(&self, path: &str, body: Json) -> Told {
        Told::of(
            self.request(Method::POST, path)
                .json(&body)
                .send()
                .await
                .unwrap(),
        )
        .await
    }
    pub async fn put(&self, path: &str, text: &str) -> Told {
        Told::of(
            self.request(Method::PUT, path)
                .body(text.to_owned())
                .send()
                .await
                .unwrap(),
        )
        .await
    }
    pub async fn put_json(&self, path: &str, body: Json) -> Told {
        let request = self.request(Method::PUT, path).json(&body);
        Told::of(request.send().await.unwrap()).await
    }
    pub async fn delete(&self, path: &str) -> Told {
        Told::of(self.request(Method::DELETE, path).send().await.unwrap()).await
    }

    /// Starts a mission; gives the run's id.
    pub async fn starts(&self, mission: &str, inputs: Json) -> String {
        let run = self
            .post(
                &format!("/missions/{mission}/runs"),
                json!({ "inputs": inputs }),
            )
            .await
            .ok();
        run["id"].as_str().unwrap().to_owned()
    }

    /// Signs every part at the digest it has in this view of the decision.
    pub async fn approves(&self, decision: &Json) -> Told {
        self.approves_at(decision["id"].as_str().unwrap(), &digests(decision))
            .await
    }
    pub async fn approves_at(&self, decision: &str, digests: &BTreeMap<String, String>) -> Told {
        self.post(
            &format!("/decisions/{decision}/approve"),
            json!({ "parts": digests }),
        )
        .await
    }
}

/// Digest by part number.
pub fn digests(decision: &Json) -> BTreeMap<String, String> {
    let parts = decision["parts"].as_array().unwrap().iter();
    parts
        .map(|part| {
            (
                part["number"].to_string(),
                part["digest"].as_str().unwrap().to_owned(),
            )
        })
        .collect()
}
