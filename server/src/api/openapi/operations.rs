use super::Content::{Bytes, Json, List, Page, Text};
use super::Operation;

const AFTER: (&str, &str, &str, &str) = (
    "after",
    "query",
    "string",
    "Where the page before ended: its `next`.",
);
const LIMIT: (&str, &str, &str, &str) =
    ("limit", "query", "integer", "How many at most, up to 200.");
const VERSION: (&str, &str, &str, &str) = (
    "version",
    "query",
    "integer",
    "The newest one when it is left out.",
);
const WAIT: (&str, &str, &str, &str) = (
    "wait",
    "query",
    "integer",
    "Milliseconds to wait, up to 30000, until the run has ended or needs a decision.",
);

const OBJECT: (&str, &str, &str, &str) = (
    "object",
    "query",
    "string",
    "The object of `record`: `Account`.",
);
const RECORD: (&str, &str, &str, &str) = (
    "record",
    "query",
    "string",
    "The id of a record that a file is about.",
);

const NOTHING: Operation = Operation {
    method: "GET",
    path: "",
    summary: "",
    parameters: &[],
    sent: None,
    status: "200",
    answered: None,
};

/// In the order of the router.
pub(super) const OPERATIONS: &[Operation] = &[
    Operation {
        method: "POST",
        path: "/sign-in",
        summary: "Signs a person in and gives a session token for a program that acts for them",
        sent: Some(Json("SignIn")),
        status: "201",
        answered: Some(Json("SessionToken")),
        ..NOTHING
    },
    Operation {
        method: "POST",
        path: "/sign-out",
        summary: "Ends the session that asks",
        status: "204",
        ..NOTHING
    },
    Operation {
        path: "/me",
        summary: "Who asks, with their roles at this moment",
        answered: Some(Json("Actor")),
        ..NOTHING
    },
    Operation {
        path: "/me/sign-ins",
        summary: "Where the person who asks is signed in",
        answered: Some(List("SignInRow")),
        ..NOTHING
    },
    Operation {
        method: "DELETE",
        path: "/me/sign-ins",
        summary: "Signs the person out everywhere, here too",
        status: "204",
        ..NOTHING
    },
    Operation {
        method: "DELETE",
        path: "/me/sign-ins/{id}",
        summary: "Ends one of the person's own sign-ins at once",
        status: "204",
        ..NOTHING
    },
    Operation {
        method: "PUT",
        path: "/me/password",
        summary: "Changes the person's own password and ends every other sign-in",
        sent: Some(Json("NewPassword")),
        status: "204",
        ..NOTHING
    },
    Operation {
        path: "/people",
        summary: "Who works here, and who did. For admins and auditors",
        answered: Some(List("Person")),
        ..NOTHING
    },
    Operation {
        method: "POST",
        path: "/people",
        summary: "Lets somebody in; their link is told this once. Only admins let people in",
        sent: Some(Json("NewPerson")),
        status: "201",
        answered: Some(Json("Invited")),
        ..NOTHING
    },
    Operation {
        method: "POST",
        path: "/people/{id}/link",
        summary: "A new link for somebody to set their password; older ones are worth nothing",
        status: "201",
        answered: Some(Json("Invited")),
        ..NOTHING
    },
    Operation {
        method: "PUT",
        path: "/people/{id}/roles",
        summary: "Gives somebody these roles and no others",
        sent: Some(Json("NewRoles")),
        answered: Some(Json("Person")),
        ..NOTHING
    },
    Operation {
        method: "PUT",
        path: "/people/{id}/in-service",
        summary: "Takes somebody out of service, which signs them out everywhere at once, or back",
        sent: Some(Json("InService")),
        answered: Some(Json("Person")),
        ..NOTHING
    },
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
    Operation {
        path: "/connections",
        summary: "The connected orgs and how they fare",
        answered: Some(List("Connection")),
        ..NOTHING
    },
    Operation {
        method: "POST",
        path: "/connections",
        summary: "Connects an org with client credentials, once it has proved to take them; the same name again replaces address and secret, of the same org. Only admins connect",
        sent: Some(Json("NewConnection")),
        status: "201",
        answered: Some(Json("Connection")),
        ..NOTHING
    },
    Operation {
        method: "POST",
        path: "/connections/{id}/check",
        summary: "Looks whether the org answers, who we are there, and what that user cannot see",
        answered: Some(Json("Connection")),
        ..NOTHING
    },
    Operation {
        method: "POST",
        path: "/connections/{id}/disconnect",
        summary: "Revokes the tokens at the org and forgets them here; what waits for the org says so",
        answered: Some(Json("Connection")),
        ..NOTHING
    },
    Operation {
        path: "/gate",
        summary: "The rules that say which writes ask, which are allowed and which are blocked",
        answered: Some(Json("Gate")),
        ..NOTHING
    },
    Operation {
        method: "PUT",
        path: "/gate",
        summary: "Publishes the next rules over the version that was seen. Only admins publish",
        sent: Some(Json("NewGate")),
        answered: Some(Json("Gate")),
        ..NOTHING
    },
    Operation {
        path: "/tokens",
        summary: "Service tokens that still work: one's own, or as an admin all",
        answered: Some(List("Token")),
        ..NOTHING
    },
    Operation {
        method: "POST",
        path: "/tokens",
        summary: "Makes a service token; its secret is told this once",
        sent: Some(Json("NewToken")),
        status: "201",
        answered: Some(Json("CreatedToken")),
        ..NOTHING
    },
    Operation {
        method: "DELETE",
        path: "/tokens/{id}",
        summary: "Ends a service token at once",
        status: "204",
        ..NOTHING
    },
    Operation {
        path: "/openapi.json",
        summary: "This document",
        answered: Some(Json("Anything")),
        ..NOTHING
    },
];
