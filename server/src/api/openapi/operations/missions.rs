use super::super::Content::{Json, List, Text};
use super::{NOTHING, Operation, WAIT};

/// Missions, what is composed, and what to choose from.
pub(super) const ALL: &[Operation] = &[
    Operation {
        path: "/missions",
        summary: "The missions",
        answered: Some(List("Mission")),
        ..NOTHING
    },
    Operation {
        method: "PUT",
        path: "/missions",
        summary: "Publishes the next version of the mission that the file names",
        sent: Some(Text("text/plain")),
        answered: Some(Json("Mission")),
        ..NOTHING
    },
    Operation {
        method: "POST",
        path: "/missions/try-rule",
        summary: "What the rule of a step would say of the newest records. Nothing is started, nothing is written",
        sent: Some(Json("RuleTrial")),
        answered: Some(List("TriedRow")),
        ..NOTHING
    },
    Operation {
        method: "POST",
        path: "/missions",
        summary: "Begins a mission: a name, and an empty draft under it",
        sent: Some(Json("NewMission")),
        status: "201",
        answered: Some(Json("MissionName")),
        ..NOTHING
    },
    Operation {
        path: "/missions/{slug}",
        summary: "The file of the current version",
        answered: Some(Text("application/toml")),
        ..NOTHING
    },
    Operation {
        path: "/missions/{slug}/draft",
        summary: "What is being composed: the draft, or the published file while there is none",
        answered: Some(Json("Draft")),
        ..NOTHING
    },
    Operation {
        method: "PUT",
        path: "/missions/{slug}/draft",
        summary: "Saves a draft, finished or not, over the revision it was made from; 409 when somebody else has saved meanwhile",
        parameters: &[(
            "over",
            "query",
            "integer",
            "The revision it was made from; 0 while there is no draft.",
        )],
        sent: Some(Text("text/plain")),
        answered: Some(Json("SavedDraft")),
        ..NOTHING
    },
    Operation {
        method: "DELETE",
        path: "/missions/{slug}/draft",
        summary: "Throws the draft away; what is published stays",
        status: "204",
        ..NOTHING
    },
    Operation {
        method: "POST",
        path: "/missions/{slug}/draft/try",
        summary: "Runs a file as it stands: it reads what is there, reasons, and tells what it would propose; nothing is written",
        sent: Some(Json("Trial")),
        status: "201",
        answered: Some(Json("StartedRun")),
        ..NOTHING
    },
    Operation {
        method: "POST",
        path: "/missions/{slug}/draft/publish",
        summary: "Asks for the draft to be published; somebody else signs in the decision queue",
        sent: Some(Json("Revision")),
        status: "201",
        answered: Some(Json("StartedRun")),
        ..NOTHING
    },
    Operation {
        path: "/missions/{slug}/versions",
        summary: "Published versions, newest first, each with what is other than before",
        answered: Some(List("MissionVersion")),
        ..NOTHING
    },
    Operation {
        method: "POST",
        path: "/missions/{slug}/versions/{number}/return",
        summary: "New runs take this version again, which was published before",
        status: "204",
        ..NOTHING
    },
    Operation {
        path: "/drafts",
        summary: "Everything that is being composed",
        answered: Some(List("DraftListed")),
        ..NOTHING
    },
    Operation {
        method: "PUT",
        path: "/drafts",
        summary: "Takes a mission file in as a draft of the mission it names",
        sent: Some(Text("text/plain")),
        answered: Some(Json("MissionName")),
        ..NOTHING
    },
    Operation {
        path: "/objects",
        summary: "The org's objects, for those who compose missions",
        answered: Some(List("Anything")),
        ..NOTHING
    },
    Operation {
        path: "/objects/{object}",
        summary: "One object with the fields that may be chosen, typed",
        answered: Some(Json("Anything")),
        ..NOTHING
    },
    Operation {
        method: "POST",
        path: "/missions/{slug}/runs",
        summary: "Starts a run; the same Idempotency-Key from the same caller gives the same run",
        parameters: &[
            (
                "Idempotency-Key",
                "header",
                "string",
                "1 to 200 letters, digits and signs.",
            ),
            WAIT,
        ],
        sent: Some(Json("Start")),
        status: "201",
        answered: Some(Json("Run")),
    },
];
