//! Makes one file and keeps it. What its slots take from records is cited, and rights follow what is cited.

mod fill; // slots with their values, and what was taken from where
mod template; // a text with slots, kept as a file or a document

use crate::outputs::Left;
use crate::step::label;
use crate::worker::{Drive, Trouble};
use domain::data::Data;
use domain::file::{FileName, Made};
use domain::id::FileId;
use domain::mission::{SaveFile, Step, Text};
use domain::observation::Kind;
use domain::run::StepPath;
use fill::Filling;
use store::files::NewFile;

/// The file and the observation that tells of it are stored together: a step that is tried again after a crash finds
/// neither or both.
pub(super) async fn run(
    drive: &mut Drive,
    path: &StepPath,
    step: &Step,
    save: &SaveFile,
) -> Result<(), Trouble> {
    let (text, template) = match (&save.body, &save.template) {
        (Some(body), _) => (body.clone(), None),
        (None, Some(name)) => {
            let (text, template) = template::find(drive, name).await?;
            (text, Some(template))
        }
        (None, None) => (Text(vec![]), None),
    };
    let scene = drive.scene(path);
    let mut filling = Filling::of(&scene);
    let lacks = |what: String| Trouble::Unknown(format!("“{}” cannot be filled: {what}", label(step)));
    let name = filling.fill(&save.name).map_err(lacks)?;
    let body = filling.fill(&text).map_err(lacks)?;
    for about in &save.about {
        filling.about(about).map_err(lacks)?;
    }
    let cited = filling.cited();
    let name = FileName::tidied(&name)
        .map_err(|why| Trouble::Broken(format!("`{name}` cannot be a file's name: {why}")))?;
    let body = body.into_bytes();
    name.media()
        .check(&body)
        .map_err(|why| Trouble::Broken(format!("“{name}” cannot be saved: {why}")))?;

    let file = NewFile {
        id: FileId::new(drive.shared.clock.unique()),
        folder: save.folder,
        name: name.clone(),
        body,
        made_by: drive.run.started_by.clone(),
        made: Some(Made {
            run: drive.run.id.clone(),
            path: path.clone(),
            mission: drive.run.mission.clone(),
            version: drive.run.version,
        }),
        template: template.clone(),
        cited,
        at: drive.now(),
    };
    let output = [
        ("file", file.id.to_string()),
        ("name", name.to_string()),
        ("folder", save.folder.to_string()),
    ];
    let output = output.map(|(key, value)| (key.to_owned(), Data::text(value)));
    let headline = format!("Saved “{name}” in {}", save.folder);
    let notes = template.map(|template| format!("filled from {}", template.sentence()));
    drive.done(
        path,
        Kind::File,
        headline,
        Left {
            output: Data::Map(output.into()),
            notes: notes.into_iter().collect(),
            calls: 0,
        },
    );
    let workspace = drive.run.workspace.clone();
    drive.journal.also(move |tx| {
        Box::pin(async move { store::files::create(tx, &workspace, &file).await.map(|_| ()) })
    });
    Ok(())
}
