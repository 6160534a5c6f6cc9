mod composing;
mod files;
mod knowledge;
mod records;
mod trials; // rules tried on records

use serde_json::{Value, json};

/// The shapes that are sent and answered. What is left open here (`Anything`) is described where it is made.
pub(super) fn all() -> Value {
    let text = || json!({ "type": "string" });
    let maybe_text = || json!({ "type": ["string", "null"] });
    let time = || json!({ "type": "integer", "format": "int64", "description": "Microseconds since 1970 UTC." });
    let maybe_time = || json!({ "type": ["integer", "null"], "format": "int64" });
    let texts = || json!({ "type": "array", "items": { "type": "string" } });
    let list = |name: &str| json!({ "type": "array", "items": { "$ref": format!("#/components/schemas/{name}") } });
    let named = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let number = || json!({ "type": "integer" });

    let run_summary = json!({
        "id": text(), "mission": text(), "slug": text(), "about": text(),
        "phase": { "enum": ["queued", "running", "waiting_for_decision", "waiting_for_system", "paused", "committing", "verifying", "ended"] },
        "verdict": { "enum": ["verified", "applied_with_side_effects", "partly_applied", "rejected", "expired", "stale", "needs_review", "no_action_needed", "failed", null] },
        "started_at": time(), "ended_at": maybe_time(), "last_number": number(),
    });
    let mut run = run_summary.clone();
    extend(
        &mut run,
        json!({
            "version": text(), "started_by": text(), "cause": {}, "happened_at": maybe_time(), "proposed_at": maybe_time(),
            "sentence": text(), "decisions": texts(), "steps": list("Anything"),
        }),
    );
    let decision_summary = json!({
        "id": text(), "run": text(), "mission": text(), "title": text(), "status": named("Status"), "asked_at": time(), "expires_at": time(),
        "part_count": number(), "undo": { "enum": ["reversible", "guided_restore", "irreversible"] }, "risk": { "enum": ["low", "medium", "high"] },
        "freshness": { "description": "`fresh`, `drifted`, `stale` or `not_looked_at`, as of the last look at the org." }, "hindrance": maybe_text(),
    });
    let mut decision = decision_summary.clone();
    extend(
        &mut decision,
        json!({
            "parts": list("Part"), "signatures": list("Anything"), "evidence": list("Observation"), "matches": list("Anything"),
            "hazards": list("Hazard"), "names": { "type": "object", "additionalProperties": { "type": "string" } }, "course": {}, "seen": number(),
            "live_problem": maybe_text(),
        }),
    );
    let roles = || json!({ "type": "array", "items": { "enum": ["member", "approver", "builder", "admin", "auditor"] } });
    let flag = || json!({ "type": "boolean" });
    let connection = json!({
        "id": text(), "name": text(), "url": text(), "client_id": text(), "by_consent": flag(),
        "state": { "enum": ["new", "working", "failing", "disconnected"] }, "organization": maybe_text(), "connected_as": maybe_text(),
        "last_ok_at": maybe_time(), "last_error": maybe_text(), "last_error_at": maybe_time(),
        "budget": { "type": ["array", "null"], "items": { "type": "integer" } }, "checked_at": maybe_time(), "checks": list("Check"),
    });
    let token = json!({ "id": text(), "name": text(), "missions": texts(), "created_at": time(), "expires_at": maybe_time() });
    let mut created = token.clone();
    extend(&mut created, json!({ "secret": text() }));

    let mut all = json!({
        "Anything": {},
        "Problem": object(json!({ "error": object(json!({ "code": text(), "message": text(), "reference": text() }), &["code", "message"]) }), &["error"]),
        "SignIn": object(json!({ "email": text(), "password": text() }), &["email", "password"]),
        "SessionToken": object(json!({ "token": text() }), &["token"]),
        "Actor": object(json!({
            "id": text(), "workspace": text(), "kind": { "enum": ["person", "agent", "system"] }, "name": text(), "email": maybe_text(),
            "roles": roles(),
        }), &[]),
        "SignInRow": object(json!({ "id": text(), "device": text(), "since": time(), "expires_at": time(), "this": flag() }), &[]),
        "NewPassword": object(json!({ "current": text(), "password": text() }), &["current", "password"]),
        "Person": object(json!({ "id": text(), "name": text(), "email": text(), "roles": roles(), "active": flag() }), &[]),
        "NewPerson": object(json!({ "email": text(), "name": text(), "roles": roles() }), &["email", "name", "roles"]),
        "Invited": object(json!({ "person": named("Person"), "link": text() }), &["person", "link"]),
        "NewRoles": object(json!({ "roles": roles() }), &["roles"]),
        "InService": object(json!({ "active": flag() }), &["active"]),
        "Mission": object(json!({
            "slug": text(), "title": text(), "purpose": text(), "version": text(), "number": number(), "inputs": list("Anything"),
            "scope": {}, "writes": list("Write"), "trigger": maybe_text(), "expires_after_hours": number(),
            "budget": { "type": "array", "items": { "type": "integer" }, "description": "Records one run may read, and calls it may make." },
            "published_at": time(), "published_by": text(),
        }), &[]),
        "Write": object(json!({
            "object": text(), "operation": text(), "fields": texts(),
            "demand": { "description": "Whose signature it needs today: `{\"ask\": {\"approver\": 1}}`, `{\"allow\": {\"rule\": \"…\"}}` or `{\"block\": {\"rule\": \"…\"}}`." },
        }), &[]),
        "Start": object(json!({ "inputs": { "type": "object", "additionalProperties": { "type": "string" } } }), &[]),
        "RunSummary": object(run_summary, &[]),
        "Run": object(run, &[]),
        "Observation": object(json!({
            "run": text(), "number": number(), "kind": text(), "schema": number(), "path": maybe_text(), "actor": text(), "at": time(),
            "headline": text(), "event": {}, "payload": maybe_text(), "previous": text(),
        }), &[]),
        "OpenedObservation": object(json!({ "observation": named("Observation"), "payload": {} }), &[]),
        "Status": object(json!({ "status": { "enum": ["waiting", "approved", "rejected", "expired", "withdrawn", "blocked"] } }), &["status"]),
        "DecisionSummary": object(decision_summary, &[]),
        "Decision": object(decision, &[]),
        "Part": object(json!({
            "number": number(), "digest": text(), "title": text(), "operation": text(),
            "undo": { "enum": ["reversible", "guided_restore", "irreversible"] }, "undo_phrase": text(),
            "needs": { "type": "array", "items": { "type": "integer" } }, "diff": list("Anything"), "because": list("Anything"), "effect": {},
            "does": list("Anything"), "moved": list("Anything"),
        }), &[]),
        "Hazard": object(json!({
            "part": number(), "kind": { "enum": ["doubt", "moves", "lost", "automation", "no_way_back", "rival"] }, "text": text(),
        }), &[]),
        "Approve": object(json!({ "parts": {
            "type": ["object", "null"], "additionalProperties": { "type": "string" },
            "description": "Digest by part number. Null: all parts as they stand.",
        } }), &[]),
        "Reject": object(json!({ "reason": text() }), &["reason"]),
        "Decided": object(json!({ "id": text(), "status": named("Status") }), &["id", "status"]),
        "Connection": object(connection, &[]),
        "Check": object(json!({ "level": { "enum": ["good", "care", "bad"] }, "title": text(), "text": text() }), &[]),
        "NewConnection": object(json!({
            "name": text(), "url": text(), "client_id": text(), "client_secret": text(),
        }), &["name", "url", "client_id", "client_secret"]),
        "Gate": object(json!({ "version": number(), "rules": list("GateRule") }), &["version", "rules"]),
        "GateRule": object(json!({
            "name": text(), "object": text(), "operation": text(), "field": text(),
            "verdict": { "description": "`allow`, `block`, or `{\"ask\": {\"approver\": 1}}`: how many signers of each role." },
        }), &["name", "verdict"]),
        "NewGate": object(json!({ "seen": number(), "rules": list("GateRule") }), &["seen", "rules"]),
        "Token": object(token, &[]),
        "NewToken": object(json!({ "name": text(), "missions": texts() }), &["name"]),
        "CreatedToken": object(created, &["secret"]),
    });
    extend(&mut all, composing::all());
    extend(&mut all, knowledge::all());
    extend(&mut all, records::all());
    extend(&mut all, files::all());
    extend(&mut all, trials::all());
    all
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "each is written where it is handed over"
)]
fn object(properties: Value, required: &[&str]) -> Value {
    json!({ "type": "object", "properties": properties, "required": required })
}

fn extend(properties: &mut Value, more: Value) {
    if let (Value::Object(properties), Value::Object(more)) = (properties, more) {
        properties.extend(more);
    }
}
