use super::object;
use serde_json::{Value, json};

/// What is told of knowledge documents.
pub(super) fn all() -> Value {
    let text = || json!({ "type": "string" });
    let number = || json!({ "type": "integer" });
    let maybe_number = || json!({ "type": ["integer", "null"] });
    let time = || json!({ "type": "integer", "format": "int64", "description": "Microseconds since 1970 UTC." });
    let maybe_time = || json!({ "type": ["integer", "null"], "format": "int64" });
    let maybe_day = || json!({ "type": ["string", "null"], "format": "date" });
    let flag = || json!({ "type": "boolean" });
    let format = || json!({ "enum": ["markdown", "csv", "pdf"] });
    let kind =
        || json!({ "enum": domain::knowledge::Kind::ALL.map(domain::knowledge::Kind::word) });
    json!({
        "Document": object(json!({
            "id": text(), "kind": kind(), "title": text(), "format": format(), "version": number(),
            "applies": { "type": ["integer", "null"], "description": "The version that applies today." },
            "valid_from": maybe_day(), "valid_until": maybe_day(), "published_at": time(), "published_by": text(), "archived_at": maybe_time(),
        }), &["id", "kind", "title", "version"]),
        "DocumentVersion": object(json!({
            "number": number(), "format": format(), "published_at": time(), "published_by": text(),
            "valid_from": maybe_day(), "valid_until": maybe_day(), "applies": flag(),
        }), &["number"]),
        "Passage": object(json!({
            "section": { "type": "string", "description": "`2.3`, `page-3`, `line-12`" }, "heading": text(), "text": text(), "href": text(),
        }), &["section", "text", "href"]),
        "FoundPassage": object(json!({
            "document": text(), "kind": kind(), "title": text(), "version": number(), "section": text(), "heading": text(),
            "excerpt": { "type": "array", "items": object(json!({ "text": text(), "marked": flag() }), &["text", "marked"]) },
            "href": text(),
        }), &["document", "version", "section", "excerpt", "href"]),
        "Rewording": object(json!({
            "number": number(), "before": maybe_number(), "more": flag(),
            "stretches": { "type": "array", "items": { "type": "array", "items": object(json!({
                "before": maybe_number(), "after": maybe_number(), "text": text(),
            }), &["text"]) } },
        }), &["number", "stretches"]),
    })
}
