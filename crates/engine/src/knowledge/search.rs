use super::href;
use crate::view::FoundPassage;
use crate::{Caller, Engine, Error};
use domain::knowledge::{Kind, words};
use store::documents::Found;

/// As many as anybody reads.
const MOST: usize = 40;

impl Engine {
    /// Passages of the documents in service that hold all the words, the best first.
    pub async fn search_documents(
        &self,
        caller: &Caller,
        text: &str,
        kind: Option<Kind>,
    ) -> Result<Vec<FoundPassage>, Error> {
        let asked = words::asked(text);
        let here = self.0.store.within(&caller.workspace);
        let found = store::documents::search(here, &asked, kind, MOST).await?;
        let view = |found: Found| FoundPassage {
            href: href(&found.document, found.version, &found.section),
            excerpt: words::excerpt(&found.text, &asked),
            document: found.document,
            kind: found.kind,
            title: found.title,
            version: found.version,
            section: found.section,
            heading: found.heading,
        };
        Ok(found.into_iter().map(view).collect())
    }
}
