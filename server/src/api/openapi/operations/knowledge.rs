use super::super::Content::{Json, List, Text};
use super::{NOTHING, Operation, VERSION};

/// Documents.
pub(super) const ALL: &[Operation] = &[
    Operation {
        path: "/knowledge",
        summary: "The knowledge documents, by their newest version",
        parameters: &[
            (
                "archived",
                "query",
                "boolean",
                "Those that are archived instead.",
            ),
            (
                "kind",
                "query",
                "string",
                "Only those of one kind: `merge-policy`, `pricing`, …",
            ),
        ],
        answered: Some(List("Document")),
        ..NOTHING
    },
    Operation {
        method: "PUT",
        path: "/knowledge",
        summary: "Publishes the next version of the document that the text names in its head",
        sent: Some(Text("text/plain")),
        answered: Some(Json("Document")),
        ..NOTHING
    },
    Operation {
        method: "POST",
        path: "/knowledge",
        summary: "Publishes a new document, typed or uploaded: fields `kind`, `title`, `objects`, `valid_from`, `valid_until`, and `text` or `file` (Markdown, CSV, PDF)",
        sent: Some(Text("multipart/form-data")),
        status: "201",
        answered: Some(Json("Document")),
        ..NOTHING
    },
    Operation {
        path: "/knowledge/search",
        summary: "Passages of the newest versions that hold all the words, the best first, with the words marked",
        parameters: &[
            (
                "words",
                "query",
                "string",
                "Each finds what begins with it; accents and case do not count.",
            ),
            ("kind", "query", "string", "Only in documents of one kind."),
        ],
        answered: Some(List("FoundPassage")),
        ..NOTHING
    },
    Operation {
        path: "/knowledge/{id}",
        summary: "The text of one version",
        parameters: &[VERSION],
        answered: Some(Text("text/markdown")),
        ..NOTHING
    },
    Operation {
        method: "POST",
        path: "/knowledge/{id}",
        summary: "Publishes the next version of a document, typed or uploaded; with `seen` only over the version of that number",
        sent: Some(Text("multipart/form-data")),
        answered: Some(Json("Document")),
        ..NOTHING
    },
    Operation {
        path: "/knowledge/{id}/versions",
        summary: "Its versions, newest first: who published each and when, when it holds, and which applies today",
        answered: Some(List("DocumentVersion")),
        ..NOTHING
    },
    Operation {
        path: "/knowledge/{id}/passages",
        summary: "The passages of one version, each with the address that opens there",
        parameters: &[VERSION],
        answered: Some(List("Passage")),
        ..NOTHING
    },
    Operation {
        path: "/knowledge/{id}/changes",
        summary: "What a version says otherwise than the one before it, line by line",
        parameters: &[VERSION],
        answered: Some(Json("Rewording")),
        ..NOTHING
    },
    Operation {
        path: "/knowledge/{id}/file",
        summary: "A version as a file: the PDF it was taken from, byte for byte, else its text or rows",
        parameters: &[VERSION],
        answered: Some(Text("application/octet-stream")),
        ..NOTHING
    },
    Operation {
        method: "POST",
        path: "/knowledge/{id}/archive",
        summary: "Takes a document out of service: no run that starts from now on goes by it, and what cites it still opens",
        answered: Some(Json("Document")),
        ..NOTHING
    },
    Operation {
        method: "POST",
        path: "/knowledge/{id}/return",
        summary: "Takes an archived document back into service",
        answered: Some(Json("Document")),
        ..NOTHING
    },
];
