//! One org and somebody who talks to it.

use reqwest::{Client, Method, RequestBuilder};
use sandbox::{Running, Seed, Settings};
use serde_json::{Value, json};

pub(crate) struct World {
    pub(crate) org: Running,
    pub(crate) http: Client,
    pub(crate) token: String,
}

/// Status and body.
pub(crate) type Said = (u16, Value);

impl World {
    /// Signed in as the integration, with nothing in the org but users.
    pub(crate) async fn empty() -> Self {
        Self::of(Seed::Empty).await
    }

    pub(crate) async fn demo() -> Self {
        Self::of(Seed::Demo).await
    }

    pub(crate) async fn of(seed: Seed) -> Self {
        Self::at(Settings {
            addr: ([127, 0, 0, 1], 0).into(),
            data: None,
            seed,
        })
        .await
    }

    pub(crate) async fn at(settings: Settings) -> Self {
        let org = sandbox::start(settings).await.unwrap();
        let http = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let mut world = Self {
            org,
            http,
            token: String::new(),
        };
        world.token = world.sign_in().await;
        world
    }

    pub(crate) async fn sign_in(&self) -> String {
        let ready = &self.org.ready;
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &ready.client_id),
            ("client_secret", &ready.client_secret),
        ];
        let (status, body) = self.token_call(&form).await;
        assert_eq!(status, 200, "{body}");
        body["access_token"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn token_call(&self, form: &[(&str, &str)]) -> Said {
        said(
            self.http
                .post(format!("{}/services/oauth2/token", self.org.ready.url))
                .form(form),
        )
        .await
    }

    /// The same org, seen by another user.
    pub(crate) async fn session(&self, username: &str) -> String {
        let (status, body) = self
            .control(
                "POST",
                "sessions",
                Some(json!({"username": format!("{username}@northwind-sandbox.example")})),
            )
            .await;
        assert_eq!(status, 200, "{body}");
        body["access_token"].as_str().unwrap().to_owned()
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let url = if path.starts_with('/') {
            format!("{}{path}", self.org.ready.url)
        } else {
            format!("{}/services/data/v66.0/{path}", self.org.ready.url)
        };
        self.http
            .request(Method::from_bytes(method.as_bytes()).unwrap(), url)
            .bearer_auth(&self.token)
    }

    pub(crate) async fn get(&self, path: &str) -> Said {
        said(self.request("GET", path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Said {
        said(self.request("POST", path).json(&body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Said {
        said(self.request("PATCH", path).json(&body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Said {
        said(self.request("DELETE", path)).await
    }

    pub(crate) async fn create(&self, object: &str, body: Value) -> String {
        let (status, body) = self.post(&format!("sobjects/{object}"), body).await;
        assert_eq!(status, 201, "{body}");
        body["id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn try_query(&self, text: &str) -> Said {
        said(self.request("GET", "query").query(&[("q", text)])).await
    }

    /// The records of a query that must work.
    pub(crate) async fn query(&self, text: &str) -> Vec<Value> {
        let (status, body) = self.try_query(text).await;
        assert_eq!(status, 200, "{text}: {body}");
        body["records"].as_array().unwrap().clone()
    }

    pub(crate) async fn query_all(&self, text: &str) -> Vec<Value> {
        let (status, body) = said(self.request("GET", "queryAll").query(&[("q", text)])).await;
        assert_eq!(status, 200, "{text}: {body}");
        body["records"].as_array().unwrap().clone()
    }

    /// The one value a query finds.
    pub(crate) async fn one(&self, field: &str, from: &str) -> Value {
        let records = self.query(&format!("SELECT {field} FROM {from}")).await;
        assert_eq!(records.len(), 1, "{from}: {records:?}");
        field
            .split('.')
            .fold(records[0].clone(), |value, part| value[part].clone())
    }

    pub(crate) async fn account(&self, name: &str) -> String {
        self.one("Id", &format!("Account WHERE Name = '{name}'"))
            .await
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// A SOAP call; answers status and XML.
    pub(crate) async fn soap(&self, body: &str) -> (u16, String) {
        let envelope = format!(
            "<?xml version=\"1.0\"?><soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Header>\
             <SessionHeader xmlns=\"urn:partner.soap.sforce.com\"><sessionId>{}</sessionId></SessionHeader></soapenv:Header>\
             <soapenv:Body xmlns=\"urn:partner.soap.sforce.com\">{body}</soapenv:Body></soapenv:Envelope>",
            self.token
        );
        let url = format!("{}/services/Soap/u/66.0", self.org.ready.url);
        let response = self
            .http
            .post(url)
            .header("content-type", "text/xml")
            .header("soapaction", "\"\"")
            .body(envelope)
            .send()
            .await
            .unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    pub(crate) async fn control(&self, method: &str, path: &str, body: Option<Value>) -> Said {
        let request = self.http.request(
            Method::from_bytes(method.as_bytes()).unwrap(),
            format!("{}/{path}", self.org.ready.control_url),
        );
        said(match body {
            Some(body) => request.json(&body),
            None => request,
        })
        .await
    }

    pub(crate) async fn counter(&self, name: &str) -> u64 {
        self.control("GET", "counters", None).await.1[name]
            .as_u64()
            .unwrap()
    }

    pub(crate) async fn fails(&self, fault: Value) {
        let (status, body) = self.control("POST", "faults", Some(fault)).await;
        assert_eq!(status, 204, "{body}");
    }
}

pub(crate) async fn said(request: RequestBuilder) -> Said {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (
        status,
        if text.is_empty() {
            Value::Null
        } else {
            serde_json::from_str(&text).unwrap_or(Value::String(text))
        },
    )
}

/// The code of a REST error.
pub(crate) fn code(said: &Said) -> (u16, &str) {
    (said.0, said.1[0]["errorCode"].as_str().unwrap_or("none"))
}
