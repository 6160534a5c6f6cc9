use super::super::Content::{Bytes, Json, Page};
use super::{AFTER, LIMIT, NOTHING, OBJECT, Operation, RECORD};

/// Records of the org, and files.
pub(super) const ALL: &[Operation] = &[
    Operation {
        path: "/records/{object}",
        summary: "Records of one object that the person who asks may see, changed last first; with words those whose name holds them. For people, not for programs",
        parameters: &[
            ("find", "query", "string", "Words of the name."),
            (
                "field",
                "query",
                "string",
                "Only rows where this field is what `is` says.",
            ),
            ("is", "query", "string", "The value of `field`."),
            AFTER,
            LIMIT,
        ],
        answered: Some(Json("Records")),
        ..NOTHING
    },
    Operation {
        path: "/records/{object}/{id}",
        summary: "One record with its fields, what hangs on it and its files, as far as the person who asks may see it",
        answered: Some(Json("Record")),
        ..NOTHING
    },
    Operation {
        path: "/records/{object}/{id}/changes",
        summary: "Why it changed: what signed changes did, with run, reasons and signers; and what the org's own history tells of others",
        answered: Some(Json("Changes")),
        ..NOTHING
    },
    Operation {
        path: "/files",
        summary: "Files whose cited records the person who asks may see, newest first. For people, not for programs",
        parameters: &[
            (
                "folder",
                "query",
                "string",
                "`drafts`, `reports`, `templates` or `uploads`.",
            ),
            ("run", "query", "string", "Only what this run made."),
            (
                "mission",
                "query",
                "string",
                "Only what this mission made, by its slug.",
            ),
            (
                "by",
                "query",
                "string",
                "Only what this person uploaded, or runs made that they started.",
            ),
            OBJECT,
            RECORD,
            ("find", "query", "string", "Words of the name."),
            AFTER,
            LIMIT,
        ],
        answered: Some(Page("KeptFileRow")),
        ..NOTHING
    },
    Operation {
        method: "POST",
        path: "/files",
        summary: "Keeps a new file: text, Markdown, CSV, PDF, PNG or JPEG by the ending of its name, at most 5 MB. The body is its content. Templates are for builders and admins",
        parameters: &[
            ("folder", "query", "string", "Where it is kept."),
            ("name", "query", "string", "What it is called: `Plan.pdf`."),
            OBJECT,
            RECORD,
        ],
        sent: Some(Bytes),
        status: "201",
        answered: Some(Json("KeptFileRow")),
    },
    Operation {
        path: "/files/{id}",
        summary: "One file with its versions, the run and step that made it, and the records it cites; not its content",
        answered: Some(Json("KeptFile")),
        ..NOTHING
    },
    Operation {
        path: "/files/{id}/content",
        summary: "The content of the current version, or of another, as an attachment",
        parameters: &[("version", "query", "integer", "Which version.")],
        answered: Some(Bytes),
        ..NOTHING
    },
    Operation {
        method: "POST",
        path: "/files/{id}/versions",
        summary: "Adds a version after the one that was seen; refused when somebody was faster",
        parameters: &[("seen", "query", "integer", "The version it follows.")],
        sent: Some(Bytes),
        status: "201",
        answered: Some(Json("KeptFile")),
    },
    Operation {
        method: "POST",
        path: "/files/{id}/archive",
        summary: "Puts a file away: lists leave it out, links to it still open. One's own, or anybody's for builders and admins",
        answered: Some(Json("KeptFile")),
        ..NOTHING
    },
];
