use crate::outputs::Left;
use crate::worker::{Drive, Trouble};
use domain::data::{Data, DocumentRef};
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
    let found = store::documents::current_of_kind(
        drive.shared.store.within(&drive.run.workspace),
        &knowledge.document,
    )
    .await?;
    let mut documents: Vec<Published> = vec![];
    for version in found {
        let cache = &drive.shared.cache;
        let document = cache
            .document(
                &drive.shared.store,
                &drive.run.workspace,
                &version.document,
                version.number,
            )
            .await?;
        documents.push((*document).clone());
    }
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
