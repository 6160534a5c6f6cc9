//! Files: a document, its versions, and the links that hang it on records.

use super::Object;
use super::field::{
    Default, base64, flag, instant, int, long, owner, picklist, reference, restricted, text,
};

/// What a file can hang on.
const LINKED: &[&str] = &[
    "Account",
    "Contact",
    "Lead",
    "Opportunity",
    "Case",
    "Contract",
    "Task",
    "Event",
    "User",
];

pub(super) fn objects() -> Vec<Object> {
    let document = Object::new(
        "ContentDocument",
        "Content Document",
        "Content Documents",
        "069",
    )
    .made_by_a_version()
    .with([
        text("Title", 255).required().names(),
        text("FileType", 20).read_only(),
        text("FileExtension", 40).read_only(),
        int("ContentSize").read_only(),
        long("Description").open(),
        reference(
            "LatestPublishedVersionId",
            "LatestPublishedVersion",
            &["ContentVersion"],
        )
        .read_only(),
        owner(),
    ])
    .stamped();
    let version = Object::new(
        "ContentVersion",
        "Content Version",
        "Content Versions",
        "068",
    )
    .with([
        reference("ContentDocumentId", "ContentDocument", &["ContentDocument"])
            .down("ContentVersions")
            .cascade()
            .create_only()
            .open(),
        text("Title", 255).names(),
        text("PathOnClient", 500).required().create_only(),
        base64("VersionData").required().create_only(),
        text("FileType", 20).read_only(),
        text("FileExtension", 40).read_only(),
        int("ContentSize").read_only(),
        text("VersionNumber", 20).read_only(),
        flag("IsLatest").default(Default::True).read_only(),
        reference("FirstPublishLocationId", "FirstPublishLocation", LINKED)
            .create_only()
            .open(),
        owner(),
    ])
    .stamped();
    let link = Object::new(
        "ContentDocumentLink",
        "Content Document Link",
        "Content Document Link",
        "06A",
    )
    .with([
        reference("ContentDocumentId", "ContentDocument", &["ContentDocument"])
            .down("ContentDocumentLinks")
            .cascade()
            .required()
            .create_only(),
        reference("LinkedEntityId", "LinkedEntity", LINKED)
            .down("ContentDocumentLinks")
            .cascade()
            .required()
            .create_only(),
        restricted("ShareType", &["V", "C", "I"])
            .default(Default::Text("V"))
            .open(),
        picklist("Visibility", &["AllUsers", "InternalUsers", "SharedUsers"])
            .default(Default::Text("AllUsers"))
            .open(),
        instant("SystemModstamp").read_only(),
    ]);
    vec![document, version, link]
}

impl Object {
    /// A document comes into being with its first version.
    fn made_by_a_version(mut self) -> Self {
        self.createable = false;
        self
    }
}
