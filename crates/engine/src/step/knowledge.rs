use crate::Error;
use crate::engine::Shared;
use crate::outputs::Left;
use crate::worker::{Drive, Trouble};
use domain::data::{Data, DocumentRef};
use domain::id::{DocumentId, WorkspaceId};
use domain::knowledge::{Published, applied_on};
use domain::mission::Knowledge;
use domain::observation::Kind;
use domain::run::StepPath;
use domain::time::Date;
use store::documents::Use;

/// Finds the document of a kind that applies today. The run keeps to that version.
pub(super) async fn run(
    drive: &mut Drive,
    path: &StepPath,
    knowledge: &Knowledge,
) -> Result<(), Trouble> {
    let today = drive.now().date();
    let (shared, workspace) = (&drive.shared, &drive.run.workspace);
    let documents = of_kind(shared, workspace, knowledge.document, today).await?;
    let document = reasoner::knowledge::find(
        &documents,
        knowledge.document,
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
    let name = format!("{}, version {}", document.document.title, document.version);
    let headline = if sections.is_empty() {
        name
    } else {
        format!("{name}: sections {}", sections.join(", "))
    };
    let output = Data::Document(DocumentRef {
        id: document.id.clone(),
        version: document.version,
        title: document.document.title.clone(),
    });
    note_use(drive, document.id.clone(), document.version);
    drive.done(path, Kind::Knowledge, headline, Left::only(output));
    Ok(())
}

/// Notes that the run goes by a version, with its next observation: the document's page lists it.
pub(super) fn note_use(drive: &mut Drive, document: DocumentId, version: u32) {
    let used = Use {
        run: drive.run.id.clone(),
        version,
        at: drive.now(),
    };
    let workspace = drive.run.workspace.clone();
    drive.journal.also(move |tx| {
        Box::pin(async move { store::documents::use_by(tx, &workspace, &document, &used).await })
    });
}

/// The documents of a kind, each in the version that applies on a day.
pub(crate) async fn of_kind(
    shared: &Shared,
    workspace: &WorkspaceId,
    kind: domain::knowledge::Kind,
    day: Date,
) -> Result<Vec<Published>, Error> {
    let found = store::documents::of_kind(shared.store.within(workspace), kind).await?;
    let mut documents = vec![];
    for (id, editions) in found {
        let Some(edition) = applied_on(&editions, None, day) else {
            continue;
        };
        let document = shared
            .cache
            .document(&shared.store, workspace, &id, edition.number)
            .await?;
        documents.push((*document).clone());
    }
    Ok(documents)
}
