use crate::worker::{Drive, Trouble};
use domain::file::Template;
use domain::knowledge::{Edition, applied_on};
use domain::mission::Text;

/// A text with slots: the newest file of that name in Templates, or the document with that title in the version that
/// applies today.
/// Its slots are those of a mission; what they name is looked for when they are filled.
pub(super) async fn find(drive: &Drive, name: &str) -> Result<(Text, Template), Trouble> {
    let (text, template) = match file(drive, name).await? {
        Some(found) => found,
        None => document(drive, name).await?.ok_or_else(|| {
            Trouble::Unknown(format!(
                "there is no template “{name}”: neither a file in Templates nor a document is called so"
            ))
        })?,
    };
    let text = Text::try_from(text).map_err(|why| {
        Trouble::Unknown(format!("the template “{name}” cannot be filled: {why}"))
    })?;
    Ok((text, template))
}

async fn file(drive: &Drive, name: &str) -> Result<Option<(String, Template)>, Trouble> {
    let here = || drive.shared.store.within(&drive.run.workspace);
    let Some(file) = store::files::template(here(), name).await? else {
        return Ok(None);
    };
    let bytes = store::files::bytes(here(), &file.id, file.current).await?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Trouble::Unknown(format!(
            "the template “{name}” is no text, so it has no slots"
        ))
    })?;
    let template = Template::File {
        id: file.id,
        name: file.name,
        version: file.current,
    };
    Ok(Some((text, template)))
}

async fn document(drive: &Drive, title: &str) -> Result<Option<(String, Template)>, Trouble> {
    let here = || drive.shared.store.within(&drive.run.workspace);
    let Some(found) = store::documents::titled(here(), title).await? else {
        return Ok(None);
    };
    let versions = store::documents::versions(here(), &found.id).await?;
    let editions: Vec<Edition> = versions.into_iter().map(|one| one.edition).collect();
    let today = drive.now().date();
    let Some(edition) = applied_on(&editions, found.archived_at, today) else {
        return Ok(None);
    };
    let cache = &drive.shared.cache;
    let published = cache
        .document(
            &drive.shared.store,
            &drive.run.workspace,
            &found.id,
            edition.number,
        )
        .await?;
    let passages = published.document.passages.iter();
    let prose: Vec<String> = passages
        .map(domain::knowledge::Passage::prose)
        .filter(|prose| !prose.is_empty())
        .collect();
    let template = Template::Document {
        id: published.id.clone(),
        title: published.document.title.clone(),
        version: published.version,
    };
    Ok(Some((prose.join("\n\n"), template)))
}
