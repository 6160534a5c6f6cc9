use super::object;
use serde_json::{Value, json};

/// What is told of the org's records, and of why they changed.
pub(super) fn all() -> Value {
    let text = || json!({ "type": "string" });
    let maybe_text = || json!({ "type": ["string", "null"] });
    let time = || json!({ "type": "integer", "format": "int64", "description": "Microseconds since 1970 UTC." });
    let maybe_time = || json!({ "type": ["integer", "null"], "format": "int64" });
    let named = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let list = |name: &str| json!({ "type": "array", "items": named(name) });
    let number = || json!({ "type": "integer" });
    let flag = || json!({ "type": "boolean" });
    json!({
        "Sight": object(json!({
            "whose": { "enum": ["own", "connected", "missions", "several", "untold", "away"] }, "username": text(), "sentence": text(),
        }), &["whose", "sentence"]),
        "Records": object(json!({
            "object": text(), "label": text(), "columns": list("Anything"), "items": list("RecordRow"), "next": maybe_text(), "sight": named("Sight"),
        }), &["items", "next"]),
        "RecordRow": object(json!({
            "object": text(), "id": text(), "name": text(), "values": list("Shown"), "changed_at": maybe_time(),
        }), &["object", "id", "name"]),
        "Shown": object(json!({ "value": {}, "leads_to": {}, "name": text() }), &["value"]),
        "Record": object(json!({
            "object": text(), "id": text(), "label": text(), "name": text(), "url": maybe_text(), "fate": named("Fate"),
            "state": object(json!({ "state": { "enum": ["there", "gone", "away"] }, "why": text() }), &["state"]),
            "fields": list("RecordField"), "related": list("Anything"), "files": list("File"), "sight": named("Sight"),
        }), &["object", "id", "name"]),
        "RecordField": object(json!({
            "field": text(), "label": text(), "kind": text(), "value": {}, "leads_to": {}, "name": text(), "changed_by_us": flag(),
        }), &["field", "value"]),
        "File": object(json!({ "title": text(), "kind": text(), "bytes": number(), "changed_at": maybe_time(), "url": text() }), &[]),
        "Fate": object(json!({
            "how": { "enum": ["merged", "converted", "deleted"] }, "into": {}, "at": time(), "decision": text(), "signed": list("SignedBy"),
        }), &[]),
        "SignedBy": object(json!({ "name": text(), "policy": flag(), "at": time() }), &["name", "at"]),
        "Changes": object(json!({
            "object": text(), "id": text(), "label": text(), "name": text(), "url": maybe_text(), "fate": named("Fate"),
            "changes": list("Change"), "org": object(json!({ "org": { "enum": ["told", "untracked", "away"] }, "why": text() }), &["org"]),
            "sight": named("Sight"),
        }), &["changes"]),
        "Change": object(json!({
            "at": time(),
            "what": { "description": "`what` says which: `field` with label, before and after; `hidden`, `created`, `merged`, `merged_away`, `converted`, `took_in`, `deleted`, `word`." },
            "by": { "description": "`by` is `ours`, with run, observation, reasons, decision, part, signers and times; or `other`, with the org's own name for the user." },
        }), &["at", "what", "by"])
    })
}
