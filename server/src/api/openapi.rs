//! The document at `/api/v1/openapi.json`, written by hand. A test holds it to the routes there are.

mod operations;
mod schemas;

use axum::Json;
use serde_json::{Map, Value, json};

use operations::OPERATIONS;

/// One verb on one path.
struct Operation {
    method: &'static str,
    path: &'static str,
    summary: &'static str,
    /// Parameters behind the `?` and in headers, beside those in the path: name, place, schema, what it is.
    parameters: &'static [(&'static str, &'static str, &'static str, &'static str)],
    /// The schema of what is sent, or the media type when it is plain text.
    sent: Option<Content>,
    status: &'static str,
    answered: Option<Content>,
}

#[derive(Clone, Copy)]
enum Content {
    /// JSON of a named schema.
    Json(&'static str),
    /// JSON: a list of a named schema.
    List(&'static str),
    /// JSON: a page of a list.
    Page(&'static str),
    /// Another media type.
    Text(&'static str),
    /// What a file holds.
    Bytes,
}

pub async fn document() -> Json<Value> {
    Json(written())
}

fn written() -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for operation in OPERATIONS.into_iter().flatten() {
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        path[operation.method.to_lowercase()] = operation.described();
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Countersign",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Missions read freely; nothing is written without a signature. Points in time are microseconds since 1970 UTC.",
        },
        "servers": [{ "url": super::PREFIX }],
        "security": [{ "bearer": [] }, { "cookie": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "bearer": { "type": "http", "scheme": "bearer", "description": "A session token from /sign-in, or a service token." },
                "cookie": { "type": "apiKey", "in": "cookie", "name": "countersign" },
            },
            "schemas": schemas::all(),
        },
    })
}

impl Operation {
    fn described(&self) -> Value {
        let in_path = self
            .path
            .split('/')
            .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        let in_path = in_path.map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }));
        let beside = self.parameters.iter().map(|(name, place, kind, what)| {
            json!({ "name": name, "in": place, "required": false, "schema": { "type": kind }, "description": what })
        });
        let parameters: Vec<Value> = in_path.chain(beside).collect();
        let mut answer = json!({ "description": self.summary });
        if let Some(content) = self.answered {
            answer["content"] = content.described();
        }
        let problem = json!({ "description": "What went wrong", "content": Content::Json("Problem").described() });
        let mut described = json!({
            "summary": self.summary,
            "parameters": parameters,
            "responses": { self.status: answer, "default": problem },
        });
        if let Some(content) = self.sent {
            described["requestBody"] = json!({ "required": true, "content": content.described() });
        }
        if matches!(self.path, "/sign-in" | "/openapi.json") {
            described["security"] = json!([]);
        }
        described
    }
}

impl Content {
    fn described(self) -> Value {
        let named = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let (kind, schema) = match self {
            Self::Json(name) => ("application/json", named(name)),
            Self::List(name) => (
                "application/json",
                json!({ "type": "array", "items": named(name) }),
            ),
            Self::Page(name) => (
                "application/json",
                json!({ "type": "object", "required": ["items", "next"], "properties": {
                    "items": { "type": "array", "items": named(name) },
                    "next": { "type": ["string", "null"], "description": "Goes into ?after= for the next page." },
                } }),
            ),
            Self::Text(kind) => (kind, json!({ "type": "string" })),
            Self::Bytes => (
                "application/octet-stream",
                json!({ "type": "string", "format": "binary" }),
            ),
        };
        json!({ kind: { "schema": schema } })
    }
}

/// Method and path of each, as the router writes them.
#[cfg(test)]
pub fn described() -> std::collections::BTreeSet<(String, String)> {
    let document = written();
    let paths = document["paths"].as_object().unwrap();
    let methods = |(path, verbs): (&String, &Value)| {
        verbs
            .as_object()
            .unwrap()
            .keys()
            .map(|verb| (verb.to_uppercase(), path.clone()))
            .collect::<Vec<_>>()
    };
    paths.iter().flat_map(methods).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_schema_that_is_named_is_there() {
        let document = super::written();
        let text = document.to_string();
        let named = text
            .match_indices("#/components/schemas/")
            .map(|(at, prefix)| {
                let rest = &text[at + prefix.len()..];
                &rest[..rest.find('"').unwrap()]
            });
        for name in named {
            assert!(
                document["components"]["schemas"].get(name).is_some(),
                "{name} is not described"
            );
        }
    }
}
