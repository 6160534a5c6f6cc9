use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Map, Value, json};

use super::{CLIENT, Shared, locked};

const TOKEN: &str = "bench-token";

#[derive(Clone)]
struct Desk {
    url: String,
    ledger: Shared,
}

pub(super) fn routes(url: &str, ledger: &Shared) -> Router {
    let desk = Desk {
        url: url.to_owned(),
        ledger: ledger.clone(),
    };
    Router::new()
        .route("/services/oauth2/token", post(token))
        .route("/services/oauth2/userinfo", get(userinfo))
        .route("/services/data/v66.0/limits", get(limits))
        .route("/services/data", get(versions))
        .route(
            "/services/data/v66.0/sobjects/Account/describe",
            get(describe),
        )
        .route(
            "/services/data/v66.0/sobjects/Account/{id}",
            get(row).patch(write),
        )
        .route("/services/data/v66.0/composite", post(composite))
        .route("/services/data/v66.0/sobjects/Lead/describe", get(leads))
        .route(
            "/services/data/v66.0/sobjects/{object}/describe",
            get(not_here),
        )
        .route("/services/data/v66.0/query", get(no_rows))
        .fallback(unknown)
        .with_state(desk)
}

async fn token(State(desk): State<Desk>, headers: HeaderMap, body: Bytes) -> Response {
    let form = String::from_utf8_lossy(&body);
    let basic = headers.contains_key(header::AUTHORIZATION);
    if !form.contains("client_credentials") || !(basic || form.contains(CLIENT.1)) {
        return (
            StatusCode::BAD_REQUEST,
            Json(json!({ "error": "invalid_client" })),
        )
            .into_response();
    }
    Json(json!({
        "access_token": TOKEN,
        "instance_url": desk.url,
        "id": format!("{}/id/00D000000000001EAA/005000000000001AAA", desk.url),
        "token_type": "Bearer",
        "issued_at": "1795300000000",
        "signature": "none",
    }))
    .into_response()
}

/// The portal asks who it is, and looks the org over once, when it is connected.
async fn userinfo() -> Json<Value> {
    Json(json!({
        "user_id": "005000000000001AAA", "organization_id": "00D000000000001EAA",
        "preferred_username": "integration@bench.example", "name": "Bench Integration",
    }))
}

async fn limits() -> Response {
    limited(Json(json!({})))
}

async fn not_here() -> Response {
    refusal(404, "NOT_FOUND")
}

async fn versions() -> Json<Value> {
    Json(json!([{ "label": "Spring", "url": "/services/data/v66.0", "version": "66.0" }]))
}

async fn describe(State(desk): State<Desk>, headers: HeaderMap) -> Response {
    if let Some(no) = desk.refuses(&headers) {
        return no;
    }
    let fields = [
        field("Id", "id", false),
        field("Name", "string", true),
        field("Description", "textarea", true),
        field("NumberOfEmployees", "int", true),
        field("Site", "string", true),
        field("AccountNumber", "string", true),
        field("Fax", "phone", true),
        field("SystemModstamp", "datetime", false),
    ];
    object("Account", "001", &fields)
}

/// The shipped mission looks for new leads all the while, as it does in any org.
async fn leads() -> Response {
    let fields = [
        field("Id", "id", false),
        field("IsConverted", "boolean", false),
        field("CreatedDate", "datetime", false),
        field("SystemModstamp", "datetime", false),
    ];
    object("Lead", "00Q", &fields)
}

/// There are none.
async fn no_rows() -> Response {
    limited(Json(json!({ "totalSize": 0, "done": true, "records": [] })))
}

fn object(name: &str, prefix: &str, fields: &[Value]) -> Response {
    limited(Json(json!({
        "name": name, "label": name, "keyPrefix": prefix, "createable": true, "updateable": true,
        "deletable": true, "mergeable": true, "queryable": true, "fields": fields,
    })))
}

fn field(name: &str, kind: &str, updateable: bool) -> Value {
    json!({
        "name": name, "label": name, "type": kind, "length": if kind == "string" { 255 } else { 0 },
        "nillable": true, "createable": updateable, "updateable": updateable, "externalId": false, "calculated": false,
        "picklistValues": [], "restrictedPicklist": false, "referenceTo": [], "relationshipName": null,
    })
}

async fn row(State(desk): State<Desk>, headers: HeaderMap, Path(id): Path<String>) -> Response {
    if let Some(no) = desk.refuses(&headers) {
        return no;
    }
    let (row, etag) = locked(&desk.ledger).read(&id);
    limited(([(header::ETAG, etag)], Json(row)))
}

async fn write(
    State(desk): State<Desk>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Json(sent): Json<Map<String, Value>>,
) -> Response {
    if let Some(no) = desk.refuses(&headers) {
        return no;
    }
    let etag = headers
        .get(header::IF_MATCH)
        .and_then(|etag| etag.to_str().ok());
    match locked(&desk.ledger).write(&id, etag, &sent) {
        Ok(()) => limited(StatusCode::NO_CONTENT),
        Err((status, code)) => refusal(status, code),
    }
}

/// Reads of single rows, and nothing else.
async fn composite(
    State(desk): State<Desk>,
    headers: HeaderMap,
    Json(asked): Json<Value>,
) -> Response {
    if let Some(no) = desk.refuses(&headers) {
        return no;
    }
    let asked = asked["compositeRequest"].as_array();
    let answers: Vec<Value> = asked
        .into_iter()
        .flatten()
        .map(|one| desk.answer(one))
        .collect();
    limited(Json(json!({ "compositeResponse": answers })))
}

async fn unknown(State(desk): State<Desk>, uri: Uri) -> Response {
    locked(&desk.ledger).refuse(format!("nobody answers {uri}"));
    refusal(404, "NOT_FOUND")
}

impl Desk {
    fn refuses(&self, headers: &HeaderMap) -> Option<Response> {
        let mut ledger = locked(&self.ledger);
        ledger.calls += 1;
        let shown = headers
            .get(header::AUTHORIZATION)
            .and_then(|shown| shown.to_str().ok());
        if shown.and_then(|shown| shown.strip_prefix("Bearer ")) == Some(TOKEN) {
            return None;
        }
        ledger.refuse("a call without the token".to_owned());
        Some(refusal(401, "INVALID_SESSION_ID"))
    }

    fn answer(&self, asked: &Value) -> Value {
        let url = asked["url"].as_str().unwrap_or_default();
        let path = url.split('?').next().unwrap_or_default();
        let id = path.strip_prefix("/services/data/v66.0/sobjects/Account/");
        let Some(id) = id.filter(|_| asked["method"] == "GET") else {
            locked(&self.ledger).refuse(format!("a composite with {url}"));
            let body = json!([{ "errorCode": "NOT_FOUND", "message": "not here" }]);
            return json!({ "body": body, "httpHeaders": {}, "httpStatusCode": 404, "referenceId": asked["referenceId"] });
        };
        let (row, etag) = locked(&self.ledger).read(id);
        json!({ "body": row, "httpHeaders": { "ETag": etag }, "httpStatusCode": 200, "referenceId": asked["referenceId"] })
    }
}

/// An answer with the header that tells the org's daily calls.
fn limited(answer: impl IntoResponse) -> Response {
    ([("sforce-limit-info", "api-usage=1000/1000000000")], answer).into_response()
}

fn refusal(status: u16, code: &str) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    (
        status,
        Json(json!([{ "errorCode": code, "message": code, "fields": [] }])),
    )
        .into_response()
}
