//! Makes one file and keeps it. What its slots take from records is cited, and rights follow what is cited.

mod fill; // slots with their values, and what was taken from where
mod template; // a text with slots, kept as a file or a document
mod words; // what stands in a file for a value

use crate::outputs::Left;
use crate::step::label;
use crate::worker::{Drive, Trouble};
use domain::data::Data;
use domain::file::{FileName, Made, Media, Template};
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
            if let Template::Document { id, version, .. } = &template {
                super::knowledge::note_use(drive, id.clone(), *version);
            }
            (text, Some(template))
        }
        (None, None) => (Text(vec![]), None),
    };
    let scene = drive.scene(path);
    let mut filling = Filling::of(&scene);
    let lacks =
        |what: String| Trouble::Unknown(format!("“{}” cannot be filled: {what}", label(step)));
    let name = filling.fill(&save.name, Media::Text).map_err(lacks)?;
    let name = FileName::tidied(&name)
        .map_err(|why| Trouble::Broken(format!("`{name}` cannot be a file's name: {why}")))?;
    let body = filling.fill(&text, name.media()).map_err(lacks)?;
    for about in &save.about {
        filling.about(about).map_err(lacks)?;
    }
    let cited = filling.cited();
    let body = body.into_bytes();
    name.media()
        .check(&body)
        .map_err(|why| Trouble::Broken(format!("“{name}” cannot be saved: {why}")))?;
    if drive.run.trial {
        would(drive, path, save, &name, template.as_ref());
        return Ok(());
    }

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
    let headline = format!("Saved “{name}” in {}", save.folder);
    let kept = Data::text(file.id.to_string());
    let left = left(save, &name, kept, template.as_ref());
    drive.done(path, Kind::File, headline, left);
    let workspace = drive.run.workspace.clone();
    drive.journal.also(move |tx| {
        Box::pin(async move {
            store::files::create(tx, &workspace, &file)
                .await
                .map(|_| ())
        })
    });
    Ok(())
}

/// In a trial nothing is kept: what would be is told.
fn would(
    drive: &mut Drive,
    path: &StepPath,
    save: &SaveFile,
    name: &FileName,
    template: Option<&Template>,
) {
    let headline = format!("Would save “{name}” in {}", save.folder);
    let left = left(save, name, Data::none(), template);
    drive.done(path, Kind::File, headline, left);
}

/// What later steps may refer to.
fn left(save: &SaveFile, name: &FileName, file: Data, template: Option<&Template>) -> Left {
    let output = [
        ("file", file),
        ("name", Data::text(name.to_string())),
        ("folder", Data::text(save.folder.to_string())),
    ];
    let notes = template.map(|template| format!("filled from {}", template.sentence()));
    Left {
        output: Data::Map(output.map(|(key, data)| (key.to_owned(), data)).into()),
        notes: notes.into_iter().collect(),
        calls: 0,
    }
}
