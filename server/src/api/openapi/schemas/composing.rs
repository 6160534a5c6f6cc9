use super::object;
use serde_json::{Value, json};

/// What is told of missions while they are composed, and of their versions.
pub(super) fn all() -> Value {
    let text = || json!({ "type": "string" });
    let maybe_text = || json!({ "type": ["string", "null"] });
    let time = || json!({ "type": "integer", "format": "int64", "description": "Microseconds since 1970 UTC." });
    let maybe_time = || json!({ "type": ["integer", "null"], "format": "int64" });
    let texts = || json!({ "type": "array", "items": { "type": "string" } });
    let number = || json!({ "type": "integer" });
    let flag = || json!({ "type": "boolean" });
    json!({
        "NewMission": object(json!({ "title": text() }), &["title"]),
        "MissionName": object(json!({ "slug": text() }), &["slug"]),
        "Draft": object(json!({
            "slug": text(), "title": text(), "file": text(), "revision": number(), "saved_by": maybe_text(), "saved_at": maybe_time(),
            "live": { "description": "The version that new runs take: its `number` and `version`; null before the first is published." },
        }), &[]),
        "DraftListed": object(json!({
            "slug": text(), "title": text(), "published": flag(), "saved_by": text(), "saved_at": time(),
        }), &[]),
        "Revision": object(json!({ "revision": number() }), &["revision"]),
        "SavedDraft": object(json!({
            "revision": number(),
            "problems": { "type": "array", "items": object(json!({ "line": {}, "column": {}, "step": maybe_text(), "message": text() }), &[]) },
        }), &[]),
        "Trial": object(json!({
            "file": text(), "inputs": { "type": "object", "additionalProperties": { "type": "string" } },
        }), &["file"]),
        "StartedRun": object(json!({ "run": text() }), &["run"]),
        "MissionVersion": object(json!({
            "number": number(), "version": text(), "is_live": flag(), "published_by": text(), "published_at": time(), "difference": texts(),
        }), &[]),
    })
}
