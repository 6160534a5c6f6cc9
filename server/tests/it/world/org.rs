use serde_json::{Value as Json, json};

/// A sandbox org on a port, as its administrator and its control desk see it.
pub struct Org {
    pub running: sandbox::Running,
    http: reqwest::Client,
    token: String,
}

/// What the org itself has counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    pub merges: u64,
    pub conversions: u64,
    pub updates: u64,
    pub creates: u64,
    pub deletes: u64,
}

pub const NOTHING: Written = Written {
    merges: 0,
    conversions: 0,
    updates: 0,
    creates: 0,
    deletes: 0,
};

impl Org {
    pub async fn start(seed: sandbox::Seed) -> Self {
        let settings = sandbox::Settings {
            addr: "127.0.0.1:0".parse().unwrap(),
            data: None,
            seed,
        };
        let running = Box::pin(sandbox::start(settings)).await.unwrap();
        let mut org = Self {
            running,
            http: reqwest::Client::builder().build().unwrap(),
            token: String::new(),
        };
        let session = org
            .control(
                "sessions",
                json!({ "username": "admin@northwind-sandbox.example" }),
            )
            .await;
        session["access_token"]
            .as_str()
            .unwrap()
            .clone_into(&mut org.token);
        org
    }

    /// A call to the control desk: faults, clock, counters, switches.
    pub async fn control(&self, path: &str, body: Json) -> Json {
        let url = format!("{}/{path}", self.running.ready.control_url);
        let answer = self.http.post(url).json(&body).send().await.unwrap();
        assert!(
            answer.status().is_success(),
            "{path}: {}",
            answer.text().await.unwrap()
        );
        answer.json().await.unwrap_or(Json::Null)
    }

    pub async fn fails(&self, fault: Json) {
        self.control("faults", fault).await;
    }
    pub async fn heals(&self) {
        self.http
            .delete(format!("{}/faults", self.running.ready.control_url))
            .send()
            .await
            .unwrap();
    }

    /// What was written since `counts_anew`.
    pub async fn written(&self) -> Written {
        let counters: Json = self.look("counters").await;
        let of = |name: &str| counters[name].as_u64().unwrap();
        Written {
            merges: of("merges"),
            conversions: of("conversions"),
            updates: of("updates"),
            creates: of("creates"),
            deletes: of("deletes"),
        }
    }
    pub async fn counts_anew(&self) {
        self.control("counters/reset", json!({})).await;
    }
    /// The request log, as the org kept it.
    pub async fn requests(&self) -> Vec<Json> {
        self.look("requests").await.as_array().unwrap().clone()
    }
    async fn look(&self, path: &str) -> Json {
        self.http
            .get(format!("{}/{path}", self.running.ready.control_url))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }

    /// Makes a record; gives its id.
    pub async fn create(&self, object: &str, fields: Json) -> String {
        let answer: Json = self
            .rest(reqwest::Method::POST, &format!("sobjects/{object}"))
            .json(&fields)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        answer["id"]
            .as_str()
            .unwrap_or_else(|| panic!("{object}: {answer}"))
            .to_owned()
    }
    pub async fn update(&self, object: &str, id: &str, fields: Json) {
        let answer = self
            .rest(reqwest::Method::PATCH, &format!("sobjects/{object}/{id}"))
            .json(&fields)
            .send()
            .await
            .unwrap();
        assert!(
            answer.status().is_success(),
            "{}",
            answer.text().await.unwrap()
        );
    }
    pub async fn query(&self, soql: &str) -> Vec<Json> {
        let answer: Json = self
            .rest(reqwest::Method::GET, "query")
            .query(&[("q", soql)])
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        answer["records"]
            .as_array()
            .unwrap_or_else(|| panic!("{soql}: {answer}"))
            .clone()
    }
    /// One field of one record.
    pub async fn value(&self, object: &str, id: &str, field: &str) -> Json {
        let rows = self
            .query(&format!("SELECT {field} FROM {object} WHERE Id = '{id}'"))
            .await;
        rows.first()
            .unwrap_or_else(|| panic!("{object} {id} is not there"))[field]
            .clone()
    }

    fn rest(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        self.http
            .request(
                method,
                format!("{}/services/data/v66.0/{path}", self.running.ready.url),
            )
            .bearer_auth(&self.token)
    }
}
