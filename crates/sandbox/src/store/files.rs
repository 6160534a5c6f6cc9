//! A file comes in as a version: it makes its document and hangs it where it was published, or follows an earlier version.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::insert::{next, write};
use super::{Record, Work};
use crate::id;
use crate::refusal::Refusal;
use crate::schema::object;
use crate::value::{Cell, Value};

impl Work<'_> {
    /// Fills in what the org knows of a new version, before it is written. Its bytes are counted and let go.
    pub(super) async fn file(&mut self, version: &mut Record) -> Result<(), Refusal> {
        let sent = version.get("VersionData").plain();
        let bytes = STANDARD.decode(&sent).map_err(|_| {
            Refusal::json("VersionData: value not of required type: base64Binary").on("VersionData")
        })?;
        let path = version.get("PathOnClient").plain();
        let name = path.rsplit(['/', '\\']).next().unwrap_or(&path);
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        if version.get("Title").is_null() {
            version.set("Title", Value::text(stem));
        }
        version.set("FileExtension", Value::text(&extension.to_lowercase()));
        let kind = if extension.is_empty() {
            "UNKNOWN".to_owned()
        } else {
            extension.to_uppercase()
        };
        version.set("FileType", Value::text(&kind));
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        version.set("ContentSize", Value::Int(size));
        let at = format!(
            "/services/data/v66.0/sobjects/ContentVersion/{}/VersionData",
            version.id()
        );
        version.set("VersionData", Value::text(&at));
        let number = match version.get("ContentDocumentId").as_text() {
            Some(document) => self.follow(document, version).await?,
            None => self.begin(version).await?,
        };
        version.set("VersionNumber", Value::text(&number.to_string()));
        Ok(())
    }

    /// The first version of a document of its own.
    async fn begin(&mut self, version: &mut Record) -> Result<usize, Refusal> {
        let mut document = Record::empty(object("ContentDocument"));
        self.put_in(&mut document).await?;
        for name in [
            "Title",
            "FileType",
            "FileExtension",
            "ContentSize",
            "OwnerId",
            "CreatedById",
            "CreatedDate",
        ] {
            document.set(name, version.get(name).clone());
        }
        document.set("LatestPublishedVersionId", version.get("Id").clone());
        self.stamp(&mut document);
        write(self.conn, &document).await?;
        version.set("ContentDocumentId", document.get("Id").clone());
        let owner = version.get("OwnerId").clone();
        self.hang(&document, owner, "I").await?;
        let place = version.get("FirstPublishLocationId").clone();
        if !place.is_null() {
            self.hang(&document, place, "V").await?;
        }
        Ok(1)
    }

    /// A later version of a document that is there.
    async fn follow(&mut self, document: &str, version: &Record) -> Result<usize, Refusal> {
        let kind = version.object;
        let earlier = Record::load_where(
            self.conn,
            kind,
            "ContentDocumentId = ?",
            vec![Cell::Text(document.to_owned())],
        )
        .await?;
        for one in &earlier {
            let id = one.id().to_owned();
            self.put(kind, &id, vec![("IsLatest", Value::Bool(false))])
                .await?;
        }
        let mut values = vec![("LatestPublishedVersionId", version.get("Id").clone())];
        for name in ["Title", "FileType", "FileExtension", "ContentSize"] {
            values.push((name, version.get(name).clone()));
        }
        self.put(object("ContentDocument"), document, values)
            .await?;
        Ok(earlier.len() + 1)
    }

    async fn hang(&mut self, document: &Record, on: Value, share: &str) -> Result<(), Refusal> {
        let mut link = Record::empty(object("ContentDocumentLink"));
        self.put_in(&mut link).await?;
        link.set("ContentDocumentId", document.get("Id").clone());
        link.set("LinkedEntityId", on);
        link.set("ShareType", Value::text(share));
        link.set("Visibility", Value::text("AllUsers"));
        self.stamp(&mut link);
        write(self.conn, &link).await?;
        Ok(())
    }

    async fn put_in(&mut self, record: &mut Record) -> Result<(), Refusal> {
        let prefix = record.object.prefix;
        let number = next(self.conn, prefix, 1).await?;
        record.set("Id", Value::Text(id::make(prefix, number)));
        record.set("IsDeleted", Value::Bool(false));
        Ok(())
    }
}
