//! Publishing is a mission of Countersign's own: it proposes one part, and the decision queue does the rest. So whoever
//! asks cannot sign, the signature covers the version, and the record says for ever who let it in.

use super::{COMPOSERS, sound};
use crate::missions::of_slug;
use crate::start::New;
use crate::step::NOTHING_YET;
use crate::{Caller, Engine, Error};
use domain::actor::ActorKind;
use domain::canonical::Digest;
use domain::id::RunId;
use domain::mission::{Mission, Slug, StepKind};
use domain::observation::Cause;
use domain::value::Value;
use std::collections::BTreeMap;
use store::missions::Listed;
use store::runs::Start;

/// The name of that mission. It is in no list and starts in no other way.
pub(crate) const PUBLISHING: &str = "publish-mission";
const FILE: &str = include_str!("../../shipped/own/publish-mission.toml");

impl Engine {
    /// Asks for the draft to be published. The answer is the run that waits for the signature.
    pub async fn ask_to_publish(
        &self,
        caller: &Caller,
        slug: &Slug,
        revision: u64,
    ) -> Result<RunId, Error> {
        caller.needs(&COMPOSERS, "publish missions")?;
        let listed = self.composed(caller, slug).await?;
        let here = self.0.store.within(&caller.workspace);
        let draft = store::drafts::get(here, &listed.id).await?;
        let draft = draft.ok_or_else(|| {
            Error::Conflict("there is no draft; what is published is all there is".into())
        })?;
        if draft.revision != revision {
            return Err(Error::Conflict(
                "the draft was saved again meanwhile; look at it before you publish it".into(),
            ));
        }
        let mission = sound(&draft.file, slug)?;
        let beyond = self.against_org(caller, &mission).await?;
        if !beyond.is_empty() {
            return Err(crate::cache::said(&beyond));
        }
        let version = self
            .keep_candidate(caller, &listed.id, &draft.file, &mission)
            .await?;
        if listed.current == Some(version) {
            return Err(Error::Conflict(
                "nothing has changed: this is the version that is published".into(),
            ));
        }
        let live = match self.taken_by_new_runs(caller, &listed).await? {
            Some((_, file)) => Some(crate::cache::published(&file)?),
            None => None,
        };
        let mut changes = mission.difference(live.as_ref());
        if changes.is_empty() {
            changes.push("Nothing in what it does; only its wording".to_owned());
        }
        let depends_on = self.depends_on(caller, &mission).await?;
        let words = |words: &str| Value::Text(words.to_owned());
        let inputs = BTreeMap::from([
            ("mission".to_owned(), words(listed.id.as_str())),
            ("name".to_owned(), words(&mission.title)),
            ("version".to_owned(), Value::Text(version.to_string())),
            (
                "over".to_owned(),
                Value::Text(
                    listed
                        .current
                        .map_or_else(|| NOTHING_YET.to_owned(), |over| over.to_string()),
                ),
            ),
            ("changes".to_owned(), Value::Text(changes.join("\n"))),
            ("depends_on".to_owned(), Value::Text(depends_on.join("\n"))),
        ]);
        let (own, title) = self.own_mission(caller).await?;
        let new = New {
            mission: own.id,
            version: own.current.ok_or(Error::Gone)?,
            title: &title,
            connection: None,
            by: &caller.actor.id,
            behind: caller.actor.behind.clone(),
            inputs,
            headline: format!("{} asks to publish {}", caller.actor.name, mission.title),
            cause: Cause::Asked,
            trial: false,
            sighting: None,
            key: None,
        };
        match self.launch(&caller.workspace, new).await? {
            Start::Started(run, _) | Start::Already(run) => Ok(run),
        }
    }

    /// Goes back to a version that was published before: it was signed then. New runs take it at once.
    pub async fn go_back_to(&self, caller: &Caller, slug: &Slug, number: u32) -> Result<(), Error> {
        caller.needs(&COMPOSERS, "go back to an earlier version")?;
        if caller.actor.kind != ActorKind::Person {
            return Err(Error::Forbidden(
                "only a person goes back to an earlier version".into(),
            ));
        }
        let listed = self.composed(caller, slug).await?;
        let here = self.0.store.within(&caller.workspace);
        let versions = store::missions::versions(here, &listed.id).await?;
        let version = versions
            .into_iter()
            .find(|version| version.number == number);
        let version =
            version.ok_or_else(|| Error::NoSuch(format!("`{slug}` has no version {number}")))?;
        if listed.current == Some(version.hash) {
            return Err(Error::Conflict(format!(
                "new runs take version {number} already"
            )));
        }
        let title = crate::cache::published(&version.file)?.title;
        let (workspace, by, at) = (
            caller.workspace.clone(),
            caller.actor.id.clone(),
            self.0.clock.now(),
        );
        let turned = self.0.store.write(move |tx| {
            Box::pin(async move {
                store::missions::go_back(tx, &workspace, &listed.id, &title, &version.hash, &by, at)
                    .await
            })
        });
        Ok(turned.await?)
    }

    /// What a mission depends on, by hash, as it is now.
    async fn depends_on(&self, caller: &Caller, mission: &Mission) -> Result<Vec<String>, Error> {
        let mut lines = vec![format!(
            "Scope {}",
            Digest::of(&mission.scope).map_err(Error::internal)?
        )];
        for document in self.documents(caller, false).await? {
            // The version that runs go by today; one that begins later is none of them yet.
            let Some(number) = document.applies else {
                continue;
            };
            let asked = |step: &domain::mission::Step| match &step.kind {
                StepKind::Knowledge(knowledge) => knowledge.document == document.kind,
                _ => false,
            };
            if mission.steps.iter().any(asked) {
                let here = self.0.store.within(&caller.workspace);
                let version = store::documents::version(here, &document.id, number).await?;
                lines.push(format!(
                    "{}, version {number} {}",
                    document.title, version.digest
                ));
            }
        }
        if let Some(connection) = self.only_connection(&caller.workspace).await? {
            lines.push(format!("Connection {connection}"));
        }
        Ok(lines)
    }

    /// Countersign's own mission, put there when it is first needed.
    async fn own_mission(&self, caller: &Caller) -> Result<(Listed, String), Error> {
        let slug = of_slug(PUBLISHING)?;
        let mission = crate::cache::parse(FILE)?;
        let current = mission.digest().map_err(Error::internal)?;
        let here = || self.0.store.within(&caller.workspace);
        let there = |listed: &Listed| listed.current == Some(current);
        match store::missions::by_slug(here(), slug.as_str()).await {
            Ok(listed) if there(&listed) => return Ok((listed, mission.title)),
            Ok(_) | Err(store::Error::Gone) => {}
            Err(other) => return Err(other.into()),
        }
        let system = crate::people::system(&caller.workspace);
        self.put_mission(&caller.workspace, &system, FILE).await?;
        Ok((
            store::missions::by_slug(here(), slug.as_str()).await?,
            mission.title,
        ))
    }
}
