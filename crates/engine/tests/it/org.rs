//! A sandbox org on a real port, as its administrator and its control desk see it.

use serde_json::{Value as Json, json};

pub struct Org {
    pub running: sandbox::Running,
    http: reqwest::Client,
    token: std::sync::Mutex<String>,
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
        let running = sandbox::start(settings).await.unwrap();
        let org = Self {
            running,
            http: reqwest::Client::builder()
                .pool_max_idle_per_host(0)
                .build()
                .unwrap(),
            token: std::sync::Mutex::default(),
        };
        org.sign_in().await;
        org
    }

    /// As its administrator, anew.
    pub async fn sign_in(&self) {
        self.sign_in_as("admin").await;
    }
    fn token(&self) -> String {
        self.token.lock().unwrap().clone()
    }

    fn desk(&self, path: &str) -> String {
        format!(
            "{}/{path}",
            self.running.ready.control_url.trim_end_matches('/')
        )
    }
    fn data(&self, path: &str) -> String {
        format!("{}/services/data/v66.0/{path}", self.running.ready.url)
    }

    pub async fn control(&self, path: &str, body: &Json) -> Json {
        let answer = self
            .http
            .post(self.desk(path))
            .json(body)
            .send()
            .await
            .unwrap();
        assert!(
            answer.status().is_success(),
            "{path}: {}",
            answer.text().await.unwrap()
        );
        answer.json().await.unwrap_or(Json::Null)
    }

    pub async fn fails(&self, fault: Json) {
        self.control("faults", &fault).await;
    }
    pub async fn heals(&self) {
        self.http.delete(self.desk("faults")).send().await.unwrap();
    }

    pub async fn counters(&self) -> Json {
        self.http
            .get(self.desk("counters"))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }
    /// What was written since the counters were last set back.
    pub async fn written(&self) -> Written {
        let counters = self.counters().await;
        let of = |name: &str| counters[name].as_u64().unwrap();
        Written {
            merges: of("merges"),
            conversions: of("conversions"),
            updates: of("updates"),
            creates: of("creates"),
            deletes: of("deletes"),
        }
    }
    /// Counts from nothing again.
    pub async fn counts_anew(&self) {
        self.control("counters/reset", &json!({})).await;
    }
    /// The request log, as the org kept it.
    pub async fn requests(&self) -> Vec<Json> {
        self.http
            .get(self.desk("requests"))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }

    pub async fn query(&self, soql: &str) -> Vec<Json> {
        let mut rows = vec![];
        let mut url = self.data("query");
        let mut q = Some(soql);
        loop {
            let ask = self.http.get(&url).bearer_auth(self.token());
            let ask = if let Some(q) = q.take() {
                ask.query(&[("q", q)])
            } else {
                ask
            };
            let body: Json = ask.send().await.unwrap().json().await.unwrap();
            rows.extend(
                body["records"]
                    .as_array()
                    .unwrap_or_else(|| panic!("{soql}: {body}"))
                    .iter()
                    .cloned(),
            );
            match body["nextRecordsUrl"].as_str() {
                Some(next) => url = format!("{}{next}", self.running.ready.url),
                None => return rows,
            }
        }
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

    pub async fn create(&self, object: &str, fields: Json) -> String {
        let ask = self
            .http
            .post(self.data(&format!("sobjects/{object}")))
            .bearer_auth(self.token())
            .json(&fields);
        let answer: Json = ask.send().await.unwrap().json().await.unwrap();
        answer["id"]
            .as_str()
            .unwrap_or_else(|| panic!("{object}: {answer}"))
            .to_owned()
    }
    /// Many at once, 200 a call.
    pub async fn create_all(&self, object: &str, rows: Vec<Json>) -> Vec<String> {
        let mut ids = vec![];
        for chunk in rows.chunks(200) {
            let records: Vec<Json> = chunk
                .iter()
                .cloned()
                .map(|mut row| {
                    row["attributes"] = json!({ "type": object });
                    row
                })
                .collect();
            let ask = self
                .http
                .post(self.data("composite/sobjects"))
                .bearer_auth(self.token())
                .json(&json!({ "allOrNone": true, "records": records }));
            let answer: Json = ask.send().await.unwrap().json().await.unwrap();
            ids.extend(
                answer
                    .as_array()
                    .unwrap_or_else(|| panic!("{answer}"))
                    .iter()
                    .map(|one| {
                        one["id"]
                            .as_str()
                            .unwrap_or_else(|| panic!("{one}"))
                            .to_owned()
                    }),
            );
        }
        ids
    }
    pub async fn update(&self, object: &str, id: &str, fields: Json) {
        let ask = self
            .http
            .patch(self.data(&format!("sobjects/{object}/{id}")))
            .bearer_auth(self.token())
            .json(&fields);
        let answer = ask.send().await.unwrap();
        assert!(
            answer.status().is_success(),
            "{}",
            answer.text().await.unwrap()
        );
    }

    /// What follows is done by another user of the org.
    pub async fn sign_in_as(&self, username: &str) {
        let session = self
            .control(
                "sessions",
                &json!({ "username": format!("{username}@northwind-sandbox.example") }),
            )
            .await;
        let token = session["access_token"].as_str().unwrap();
        token.clone_into(&mut self.token.lock().unwrap());
    }

    pub async fn delete(&self, object: &str, id: &str) {
        let answer = self
            .http
            .delete(self.data(&format!("sobjects/{object}/{id}")))
            .bearer_auth(self.token())
            .send()
            .await
            .unwrap();
        assert!(
            answer.status().is_success(),
            "{}",
            answer.text().await.unwrap()
        );
    }

    /// Every stamp of everything a mission could touch.
    pub async fn stamps(&self) -> Vec<Json> {
        let mut stamps = vec![];
        for object in [
            "Account",
            "Contact",
            "Lead",
            "Opportunity",
            "Case",
            "Contract",
            "Task",
            "Event",
        ] {
            for mut row in self
                .query(&format!(
                    "SELECT Id, LastModifiedDate, SystemModstamp FROM {object} ORDER BY Id"
                ))
                .await
            {
                row.as_object_mut().unwrap().remove("attributes");
                stamps.push(row);
            }
        }
        stamps
    }
}
