//! The draft on the table. Every change goes through here, so that it can be undone, is checked, and is saved.

use std::sync::Arc;
use std::time::Duration;

use domain::mission::draft::{Draft, Kind, Spot, Turn};
use domain::mission::{Mission, Problem};
use leptos::prelude::*;
use leptos::task::spawn_local;
use toml::Value;

use crate::org::Org;
use crate::wire::{self, Live, Opened, Trouble};

/// Typing is checked and saved when it pauses.
const CHECK_AFTER: Duration = Duration::from_millis(150);
const SAVE_AFTER: Duration = Duration::from_millis(900);
/// A server that does not answer is asked again.
const AGAIN: Duration = Duration::from_secs(3);
/// As far back as one can go.
const REMEMBERED: usize = 200;
/// Changes of the same value within this time are one, in milliseconds.
const ONE_CHANGE: f64 = 1_500.0;

/// What the chosen block is, when it is not a step.
pub const START: &str = "";

#[derive(Clone, Debug, PartialEq)]
pub enum Saving {
    Saved,
    Changed,
    Offline,
    /// Somebody else has saved meanwhile, or it cannot be saved.
    Refused(String),
}

/// A kind of step that is dragged in, or a step that is moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dragged {
    New(&'static str),
    Step(String),
}

#[derive(Clone, Copy)]
pub struct Desk {
    slug: StoredValue<String>,
    pub draft: RwSignal<Draft>,
    /// As far as it can be read.
    pub mission: RwSignal<Option<Arc<Mission>>>,
    problems: RwSignal<Vec<Problem>>,
    /// What only the server knows to be wrong.
    beyond: RwSignal<Vec<Problem>>,
    /// The key of a step, or `START`.
    pub chosen: RwSignal<String>,
    /// Where a step is about to be added.
    pub inserting: RwSignal<Option<Spot>>,
    pub dragged: RwSignal<Option<Dragged>>,
    pub saving: RwSignal<Saving>,
    pub live: StoredValue<Option<Live>>,
    pub saved_at: RwSignal<Option<i64>>,
    revision: StoredValue<u64>,
    past: RwSignal<Vec<Draft>>,
    future: RwSignal<Vec<Draft>>,
    touched: StoredValue<(String, f64)>,
    edition: StoredValue<u64>,
    /// What was done, for those who do not see it.
    pub said: RwSignal<String>,
    pub org: Org,
}

impl Desk {
    /// None when the file cannot be taken apart.
    pub fn open(opened: Opened) -> Option<Self> {
        let kept = Kept::read(&opened.slug).filter(|kept| kept.over == opened.revision);
        let unsaved = kept.is_some();
        let draft = Draft::read(kept.as_ref().map_or(&opened.file, |kept| &kept.file)).ok()?;
        let desk = Self {
            slug: StoredValue::new(opened.slug),
            draft: RwSignal::new(draft),
            mission: RwSignal::new(None),
            problems: RwSignal::new(vec![]),
            beyond: RwSignal::new(vec![]),
            chosen: RwSignal::new(START.to_owned()),
            inserting: RwSignal::new(None),
            dragged: RwSignal::new(None),
            saving: RwSignal::new(Saving::Saved),
            live: StoredValue::new(opened.live),
            saved_at: RwSignal::new(opened.saved_at),
            revision: StoredValue::new(opened.revision),
            past: RwSignal::new(vec![]),
            future: RwSignal::new(vec![]),
            touched: StoredValue::new((String::new(), 0.0)),
            edition: StoredValue::new(0),
            said: RwSignal::new(String::new()),
            org: Org::asked(),
        };
        desk.check();
        if unsaved {
            desk.saving.set(Saving::Changed);
            desk.save_soon();
        }
        Some(desk)
    }

    pub fn here() -> Self {
        expect_context()
    }

    pub fn slug(&self) -> String {
        self.slug.get_value()
    }

    pub fn revision(&self) -> u64 {
        self.revision.get_value()
    }

    /// Changes the draft. `what` names the value, so that typing one word is undone in one go.
    pub fn change(&self, what: &str, change: impl FnOnce(&mut Draft)) {
        let before = self.draft.get_untracked();
        let mut after = before.clone();
        change(&mut after);
        if after == before {
            return;
        }
        let now = window()
            .performance()
            .map_or(0.0, |performance| performance.now());
        let (last, at) = self.touched.get_value();
        if last != what || what.is_empty() || now - at > ONE_CHANGE {
            self.past.update(|past| {
                past.push(before);
                if past.len() > REMEMBERED {
                    past.remove(0);
                }
            });
        }
        self.touched.set_value((what.to_owned(), now));
        self.future.set(vec![]);
        self.put(after);
    }

    pub fn set(&self, key: Option<&str>, way: &[Turn], value: Option<Value>) {
        let what = format!("{key:?}{way:?}");
        self.change(&what, |draft| {
            draft.set(key, way, value);
        });
    }

    pub fn undo(&self) {
        let Some(before) = self.past.try_update(Vec::pop).flatten() else {
            return;
        };
        let now = self.draft.get_untracked();
        self.future.update(|future| future.push(now));
        self.turned(before, "Undone");
    }

    pub fn redo(&self) {
        let Some(after) = self.future.try_update(Vec::pop).flatten() else {
            return;
        };
        let now = self.draft.get_untracked();
        self.past.update(|past| past.push(now));
        self.turned(after, "Done again");
    }

    fn turned(&self, draft: Draft, said: &str) {
        let chosen = self.chosen.get_untracked();
        if draft.block(&chosen).is_none() {
            self.chosen.set(START.to_owned());
        }
        self.touched.set_value((String::new(), 0.0));
        self.said.set(said.to_owned());
        self.put(draft);
    }

    pub fn can_undo(&self) -> bool {
        self.past.with(|past| !past.is_empty())
    }

    pub fn can_redo(&self) -> bool {
        self.future.with(|future| !future.is_empty())
    }

    pub fn insert(&self, kind: &'static Kind, spot: &Spot) {
        let mut made = String::new();
        self.change("", |draft| made = draft.insert(kind, spot));
        self.inserting.set(None);
        self.said.set(format!("{} added", kind.title));
        self.chosen.set(made);
    }

    /// Where a step goes that is added without saying where: behind the chosen one.
    pub fn behind_the_chosen(&self) -> Spot {
        let chosen = self.chosen.get_untracked();
        self.draft.with_untracked(|draft| {
            let under = draft.block(&chosen).map(|block| {
                block
                    .get("under")
                    .and_then(Value::as_str)
                    .map(str::to_owned)
            });
            let Some(under) = under else {
                return Spot {
                    under: None,
                    before: None,
                };
            };
            let before = draft
                .keys_under(under.as_deref())
                .skip_while(|key| *key != chosen)
                .nth(1);
            Spot {
                before: before.map(str::to_owned),
                under: under.clone(),
            }
        })
    }

    pub fn relocate(&self, key: &str, spot: &Spot) {
        let mut refused = None;
        self.change("", |draft| refused = draft.relocate(key, spot).err());
        self.said
            .set(refused.map_or_else(|| "Moved".to_owned(), |why| why.to_string()));
    }

    /// Up or down among the steps of its list.
    pub fn nudge(&self, key: &str, down: bool) {
        let spot = self.draft.with_untracked(|draft| {
            let under = draft
                .block(key)?
                .get("under")
                .and_then(Value::as_str)
                .map(str::to_owned);
            let keys: Vec<&str> = draft.keys_under(under.as_deref()).collect();
            let at = keys.iter().position(|own| *own == key)?;
            let before = if down {
                keys.get(at + 1)?;
                keys.get(at + 2)
            } else {
                keys.get(at.checked_sub(1)?)
            };
            let before = before.map(|key| (*key).to_owned());
            Some(Spot { under, before })
        });
        if let Some(spot) = spot {
            self.relocate(key, &spot);
        }
    }

    pub fn remove(&self, key: &str) {
        self.change("", |draft| draft.remove(key));
        self.chosen.set(START.to_owned());
        self.said.set("Removed. Undo brings it back".to_owned());
    }

    /// A text of the draft.
    pub fn text(&self, key: Option<&str>, way: &[Turn]) -> String {
        let word = |value: &Value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        self.draft
            .with(|draft| draft.get(key, way).map(word).unwrap_or_default())
    }

    pub fn get(&self, key: Option<&str>, way: &[Turn]) -> Option<Value> {
        self.draft.with(|draft| draft.get(key, way).cloned())
    }

    /// All that is wrong, the draft's own faults first.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = self.problems.get();
        for problem in self.beyond.get() {
            let known = |own: &Problem| own.step == problem.step && own.message == problem.message;
            if !problems.iter().any(known) {
                problems.push(problem);
            }
        }
        problems
    }

    fn put(&self, draft: Draft) {
        self.draft.set(draft);
        self.edition.update_value(|edition| *edition += 1);
        self.saving.set(Saving::Changed);
        let (desk, edition) = (*self, self.edition.get_value());
        set_timeout(
            move || {
                if desk.edition.get_value() == edition {
                    desk.check();
                    desk.save_soon();
                }
            },
            CHECK_AFTER,
        );
    }

    /// Looks for what is wrong, and lets the scope follow the steps: what they need is granted, and shown.
    fn check(&self) {
        let checked = self.draft.with_untracked(Draft::check);
        let (mission, problems) = match checked {
            Ok(reading) if !reading.mission.is_granted() => {
                let needs = reading.mission.needs();
                self.draft.update(|draft| draft.grant(&needs));
                match self.draft.with_untracked(Draft::check) {
                    Ok(reading) => (Some(reading.mission), reading.problems),
                    Err(problems) => (None, problems),
                }
            }
            Ok(reading) => (Some(reading.mission), reading.problems),
            Err(problems) => (None, problems),
        };
        if let Some(mission) = mission {
            self.mission.set(Some(Arc::new(mission)));
        }
        self.problems.set(problems);
    }

    fn save_soon(&self) {
        let (desk, edition) = (*self, self.edition.get_value());
        let file = self.draft.with_untracked(Draft::text);
        Kept {
            over: self.revision(),
            file,
        }
        .write(&self.slug());
        set_timeout(
            move || {
                if desk.edition.get_value() == edition {
                    spawn_local(async move { desk.save().await });
                }
            },
            SAVE_AFTER,
        );
    }

    pub async fn save(&self) {
        let edition = self.edition.get_value();
        let (slug, file) = (self.slug(), self.draft.with_untracked(Draft::text));
        match wire::save(&slug, &file, self.revision()).await {
            Ok(saved) => {
                self.revision.set_value(saved.revision);
                self.beyond.set(saved.problems);
                if self.edition.get_value() == edition {
                    Kept::forget(&slug);
                    self.saving.set(Saving::Saved);
                } else {
                    self.save_soon();
                }
            }
            Err(why) if why.is_offline() => {
                self.saving.set(Saving::Offline);
                let desk = *self;
                set_timeout(move || spawn_local(async move { desk.save().await }), AGAIN);
            }
            Err(Trouble { message, .. }) => self.saving.set(Saving::Refused(message)),
        }
    }

    /// Saves over what somebody else has saved meanwhile.
    pub async fn save_over(&self) {
        if let Ok(theirs) = wire::draft(&self.slug()).await {
            self.revision.set_value(theirs.revision);
            self.save().await;
        }
    }
}

/// What has not reached the server yet, kept by the browser.
struct Kept {
    over: u64,
    file: String,
}

impl Kept {
    fn name(slug: &str) -> String {
        format!("countersign-draft-{slug}")
    }

    fn read(slug: &str) -> Option<Self> {
        let kept = window()
            .local_storage()
            .ok()??
            .get_item(&Self::name(slug))
            .ok()??;
        let (over, file) = kept.split_once('\n')?;
        Some(Self {
            over: over.parse().ok()?,
            file: file.to_owned(),
        })
    }

    /// A browser that keeps nothing is no reason to stop.
    fn write(&self, slug: &str) {
        if let Ok(Some(storage)) = window().local_storage() {
            let _ = storage.set_item(&Self::name(slug), &format!("{}\n{}", self.over, self.file));
        }
    }

    fn forget(slug: &str) {
        if let Ok(Some(storage)) = window().local_storage() {
            let _ = storage.remove_item(&Self::name(slug));
        }
    }
}
