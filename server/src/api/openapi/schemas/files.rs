use super::{extend, object};
use serde_json::{Value, json};

/// What is kept, with what it is linked to.
pub(super) fn all() -> Value {
    let text = || json!({ "type": "string" });
    let maybe_text = || json!({ "type": ["string", "null"] });
    let time = || json!({ "type": "integer", "format": "int64", "description": "Microseconds since 1970 UTC." });
    let maybe_time = || json!({ "type": ["integer", "null"], "format": "int64" });
    let number = || json!({ "type": "integer" });
    let flag = || json!({ "type": "boolean" });
    let list = |name: &str| json!({ "type": "array", "items": { "$ref": format!("#/components/schemas/{name}") } });
    let row = json!({
        "id": text(), "folder": { "enum": ["drafts", "reports", "templates", "uploads"] }, "name": text(),
        "media": { "enum": ["text", "markdown", "csv", "pdf", "png", "jpeg"] }, "version": number(), "bytes": number(),
        "made_by": text(), "author": text(), "mission": maybe_text(), "created_at": time(), "changed_at": time(),
    });
    let mut file = row.clone();
    extend(
        &mut file,
        json!({
            "made": object(json!({
                "run": text(), "path": text(), "step": text(), "observation": { "type": ["integer", "null"] }, "mission": text(), "version": number(),
            }), &[]),
            "template": { "description": "Whose slots were filled: `kept_as` is `file` or `document`, with id and version." },
            "records": list("CitedRecord"), "versions": list("FileVersion"), "archived_at": maybe_time(),
            "may_change": flag(), "may_archive": flag(),
        }),
    );
    json!({
        "KeptFileRow": object(row, &["id", "name"]),
        "KeptFile": object(file, &["id", "name"]),
        "CitedRecord": object(json!({ "object": text(), "id": text(), "name": text(), "about": flag() }), &["object", "id", "name"]),
        "FileVersion": object(json!({ "number": number(), "bytes": number(), "by": text(), "at": time() }), &["number"]),
    })
}
