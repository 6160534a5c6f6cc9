use serde_json::{Value, json};

use super::object;

pub(super) fn all() -> Value {
    let text = || json!({ "type": "string" });
    let maybe_text = |what: &str| json!({ "type": ["string", "null"], "description": what });
    let listed = |what: &str| json!({ "type": "array", "items": {}, "description": what });
    json!({
        "RuleTrial": object(json!({
            "mission": { "type": "string", "description": "The mission file, published or not." },
            "step": text(), "object": text(),
        }), &["mission", "step", "object"]),
        "TriedRow": object(json!({
            "object": text(), "id": text(), "title": text(),
            "fired": maybe_text("The rule, row or case that decides; null for an expression, and where it cannot be told."),
            "unknown": maybe_text("Why it cannot be told."),
            "outputs": listed("What is decided: `name` and `value`."),
            "read": listed("What was looked at: `reference` and `value`, which is null where there is no such thing."),
        }), &["object", "id", "title", "outputs", "read"]),
    })
}
