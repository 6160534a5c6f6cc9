use crate::Error;
use crate::engine::Shared;
use crate::outputs::Left;
use crate::worker::{Drive, Trouble};
use domain::data::{Data, DocumentRef};
use domain::id::WorkspaceId;
use domain::knowledge::Published;
use domain::mission::Knowledge;
use domain::observation::Kind;
use domain::run::StepPath;

/// Finds the document of a kind that applies today. The run keeps to that version.
pub(super) async fn run(
    drive: &mut Drive,
    path: &StepPath,
    knowledge: &Knowledge,
) -> Result<(), Trouble> {
    let documents = of_kind(&drive.shared, &drive.run.workspace, &knowledge.document).await?;
    let today = drive.now().date();
    let document = reasoner::knowledge::find(
        &documents,
        &knowledge.document,
        knowledge.object.as_ref(),
        today,
    )
    .map_err(|why| Trouble::Unknown(why.to_string()))?;
    let sections = document
        .document
        .tables
        .iter()
        .map(|table| table.section.clone())
        .collect::<Vec<_>>();
    let headline = format!(
        "{}, version {}: sections {}",
        document.document.title,
        document.version,
        sections.join(", ")
    );
    let output = Data::Document(DocumentRef {
        id: document.id.clone(),
        version: document.version,
        title: document.document.title.clone(),
    });
    drive.done(path, Kind::Knowledge, headline, Left::only(output));
    Ok(())
}

/// The documents of a kind in their current versions.
pub(crate) async fn of_kind(
    shared: &Shared,
    workspace: &WorkspaceId,
    kind: &str,
) -> Result<Vec<Published>, Error> {
    let found = store::documents::current_of_kind(shared.store.within(workspace), kind).await?;
    let mut documents = vec![];
    for version in found {
        let document = shared
            .cache
            .document(&shared.store, workspace, &version.document, version.number)
            .await?;
        documents.push((*document).clone());
    }
    Ok(documents)
}
