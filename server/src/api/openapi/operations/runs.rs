use super::super::Content::{Json, List, Page, Text};
use super::{AFTER, LIMIT, NOTHING, Operation, WAIT};

/// Runs and decisions.
pub(super) const ALL: &[Operation] = &[
    Operation {
        path: "/runs",
        summary: "Runs, newest first",
        parameters: &[
            ("phase", "query", "string", "Only runs in this phase."),
            (
                "mission",
                "query",
                "string",
                "Only runs of this mission, by its slug.",
            ),
            ("open", "query", "boolean", "Only runs that have not ended."),
            (
                "verdict",
                "query",
                "string",
                "Only runs that ended like this.",
            ),
            AFTER,
            LIMIT,
        ],
        answered: Some(Page("RunSummary")),
        ..NOTHING
    },
    Operation {
        path: "/runs/{id}",
        summary: "One run",
        parameters: &[WAIT],
        answered: Some(Json("Run")),
        ..NOTHING
    },
    Operation {
        path: "/runs/{id}/observations",
        summary: "What a run observed, in order",
        parameters: &[
            (
                "after",
                "query",
                "integer",
                "Only what comes after this number.",
            ),
            LIMIT,
        ],
        answered: Some(List("Observation")),
        ..NOTHING
    },
    Operation {
        path: "/runs/{id}/observations/{number}",
        summary: "One observation with what it rests on",
        answered: Some(Json("OpenedObservation")),
        ..NOTHING
    },
    Operation {
        path: "/runs/{id}/events",
        summary: "Observations as they come; the id of an event is the observation's number, and `ended` is the last event",
        parameters: &[
            (
                "after",
                "query",
                "integer",
                "Only what comes after this number.",
            ),
            (
                "Last-Event-ID",
                "header",
                "integer",
                "The same, and wins over it.",
            ),
        ],
        answered: Some(Text("text/event-stream")),
        ..NOTHING
    },
    Operation {
        method: "POST",
        path: "/runs/{id}/pause",
        summary: "Pauses a run",
        answered: Some(Json("Run")),
        ..NOTHING
    },
    Operation {
        method: "POST",
        path: "/runs/{id}/resume",
        summary: "Lets a paused run go on",
        answered: Some(Json("Run")),
        ..NOTHING
    },
    Operation {
        method: "POST",
        path: "/runs/{id}/cancel",
        summary: "Ends a run that has not written anything",
        answered: Some(Json("Run")),
        ..NOTHING
    },
    Operation {
        path: "/decisions",
        summary: "Decisions that wait, oldest first; with `all` also what is decided",
        parameters: &[
            ("all", "query", "boolean", "Also what is decided."),
            AFTER,
            LIMIT,
        ],
        answered: Some(Page("DecisionSummary")),
        ..NOTHING
    },
    Operation {
        path: "/decisions/{id}",
        summary: "One decision with its diff and evidence",
        answered: Some(Json("Decision")),
        ..NOTHING
    },
    Operation {
        method: "POST",
        path: "/decisions/{id}/approve",
        summary: "Signs parts, each at the digest that was looked at. Only people sign",
        sent: Some(Json("Approve")),
        answered: Some(Json("Decided")),
        ..NOTHING
    },
    Operation {
        method: "POST",
        path: "/decisions/{id}/reject",
        summary: "Rejects a decision, with the reason",
        sent: Some(Json("Reject")),
        answered: Some(Json("Decided")),
        ..NOTHING
    },
];
