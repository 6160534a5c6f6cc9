use super::browse::name;
use super::compact::spelled;
use super::deeds::Deed;
use super::sight::Eyes;
use super::{field, is_away, told};
use crate::orgs::Stored;
use crate::view::{ByView, ChangeView, ChangesView, Gist, OrgSays, OtherHand, Shown, What};
use crate::{Caller, Engine, Error};
use domain::history::{Hand, Line, hands};
use domain::record::{FieldName, Record, RecordId, RecordRef};
use domain::schema::{FieldKind, FieldSchema};
use domain::time::Timestamp;
use domain::value::Value;
use gateway::{Answer, Ask, Change, ReadError};
use std::collections::BTreeMap;

/// Lines of the org's history, the latest.
const LINES: u32 = 200;
/// Records that lines name, whose names are looked up in one call.
const NAMES: usize = 25;

/// The org's history, or why there is none.
struct Lines {
    says: OrgSays,
    changes: Vec<Change>,
}

impl Engine {
    /// Every change of a record that is known, newest first: ours by our own record, and what the org's history tells of
    /// others. While the org is away ours are told all the same, and after the record itself is gone.
    pub async fn changes(&self, caller: &Caller, record: &RecordRef) -> Result<ChangesView, Error> {
        let record = RecordRef::new(spelled(&record.object), record.id.clone());
        let eyes = self.eyes(caller, &record.object).await?;
        eyes.may_look_at(&record.object)?;
        let lines = lines(&eyes, &record).await?;
        let us = self.connected_user(caller, &eyes, &lines).await;
        let through = parents(&eyes, &record, &lines.changes);
        let deeds = Box::pin(self.deeds(caller, &eyes, &record, &through)).await?;
        let now = match lines.says {
            OrgSays::Away { .. } => None,
            _ => read_name(&eyes, &record).await?,
        };
        let is_known = now.is_some() || !deeds.is_empty() || !lines.changes.is_empty();
        if !is_known && !matches!(lines.says, OrgSays::Away { .. }) {
            return Err(Error::Gone);
        }
        let names = names(&eyes, &record, &lines.changes).await;
        Ok(ChangesView {
            gist: gist(&eyes, &record, now.as_ref(), &deeds),
            changes: told_together(&eyes, &record, deeds, &lines.changes, us.as_ref(), &names),
            org: lines.says,
            sight: eyes.view(),
        })
    }

    /// Whose name our writes bear in the org.
    async fn connected_user(
        &self,
        caller: &Caller,
        eyes: &Eyes,
        lines: &Lines,
    ) -> Option<RecordId> {
        let open = eyes
            .connection
            .as_ref()
            .filter(|_| !lines.changes.is_empty())?;
        let standing = &self.0.standing;
        let rows = standing
            .connections(&self.0.store, &caller.workspace)
            .await
            .ok()?;
        let row = rows.iter().find(|row| row.id == open.settings().id)?;
        if let Some(known) = Stored::of(row).ok()?.known {
            return Some(known.user);
        }
        Some(open.whoami().await.ok()?.user_id)
    }
}

/// Which record it is: as the org has it, else as a run read it last.
pub(super) fn gist(eyes: &Eyes, record: &RecordRef, now: Option<&Record>, deeds: &[Deed]) -> Gist {
    let last = deeds.iter().rev().find_map(|deed| deed.before.as_ref());
    let url = eyes.connection.as_ref().filter(|_| now.is_some());
    Gist {
        label: eyes.label(&record.object),
        name: now
            .or(last)
            .map_or_else(|| record.id.to_string(), |record| name(eyes, record)),
        url: url.map(|open| {
            let org = open.settings().url.as_str().trim_end_matches('/');
            format!("{org}/lightning/r/{}/{}/view", record.object, record.id)
        }),
        // What is there again was restored: only a conversion leaves its record in place.
        fate: deeds
            .iter()
            .rev()
            .find_map(|deed| deed.fate.clone())
            .filter(|fate| now.is_none() || fate.how == "converted"),
        record: record.clone(),
    }
}

async fn lines(eyes: &Eyes, record: &RecordRef) -> Result<Lines, Error> {
    let none = |says| Lines {
        says,
        changes: vec![],
    };
    let org = match eyes.org() {
        Ok(org) => org,
        Err(why) => {
            return Ok(none(OrgSays::Away {
                why: why.to_string(),
            }));
        }
    };
    match org.history(record, LINES).await {
        Ok(changes) => Ok(Lines {
            says: OrgSays::Told,
            changes,
        }),
        Err(gateway::Error::Salesforce(ReadError::Hidden { .. })) => Ok(none(OrgSays::Untracked)),
        Err(error) if is_away(&error) => Ok(none(OrgSays::Away {
            why: error.to_string(),
        })),
        Err(error) => Err(told(error)),
    }
}

async fn read_name(eyes: &Eyes, record: &RecordRef) -> Result<Option<Record>, Error> {
    let mut fields: Vec<FieldName> = eyes.name_field(&record.object).into_iter().collect();
    fields.push(field("SystemModstamp"));
    let found = eyes
        .org()?
        .get_many(&[(record.clone(), fields)])
        .await
        .map_err(told)?;
    Ok(found.into_iter().flatten().next())
}

/// The field that a line of the history is about.
fn schema_of<'e>(eyes: &'e Eyes, record: &RecordRef, change: &Change) -> Option<&'e FieldSchema> {
    eyes.schema(&record.object)?.field(&change.field)
}

/// The ids in a line about a reference: what it led to before, and after.
fn led(eyes: &Eyes, record: &RecordRef, change: &Change) -> Vec<RecordId> {
    let is_reference =
        schema_of(eyes, record, change).is_some_and(|field| field.kind == FieldKind::Reference);
    let ids = [&change.old, &change.new].map(|value| value.as_text()?.parse().ok());
    ids.into_iter().flatten().filter(|_| is_reference).collect()
}

/// Records that this one was hung under: a merge of theirs may have moved it there.
fn parents(eyes: &Eyes, record: &RecordRef, changes: &[Change]) -> Vec<RecordRef> {
    let mut parents: Vec<RecordRef> = vec![];
    for change in changes {
        let Some(field) = schema_of(eyes, record, change) else {
            continue;
        };
        let led = led(eyes, record, change);
        for parent in led.iter().filter_map(|id| eyes.lead(id, field)) {
            if parent != *record && !parents.contains(&parent) {
                parents.push(parent);
            }
        }
    }
    parents.truncate(NAMES);
    parents
}

/// Names for the ids that the history tells, as far as they can be had in one call. Without them the ids stand alone.
async fn names(eyes: &Eyes, record: &RecordRef, changes: &[Change]) -> BTreeMap<RecordId, String> {
    let mut wanted: BTreeMap<RecordId, RecordRef> = BTreeMap::new();
    for id in changes.iter().flat_map(|change| led(eyes, record, change)) {
        if let Some(object) = eyes.object_of(&id).filter(|_| wanted.len() < NAMES) {
            wanted.insert(id.clone(), RecordRef::new(object, id));
        }
    }
    let asks: Vec<Ask> = wanted
        .into_values()
        .filter_map(|record| {
            let fields = vec![eyes.name_field(&record.object)?];
            Some(Ask::Record { record, fields })
        })
        .collect();
    if asks.is_empty() {
        return BTreeMap::new();
    }
    let Ok(org) = eyes.org() else {
        return BTreeMap::new();
    };
    let answers = org.ask(&asks).await.unwrap_or_default();
    let named = answers.into_iter().filter_map(|answer| match answer {
        Answer::Record(record) => record.map(|record| (record.id.clone(), name(eyes, &record))),
        _ => None,
    });
    named.collect()
}

/// Ours and others', newest first. A line of the org's history that a write of ours explains becomes a part of ours.
fn told_together(
    eyes: &Eyes,
    record: &RecordRef,
    deeds: Vec<Deed>,
    changes: &[Change],
    us: Option<&RecordId>,
    names: &BTreeMap<RecordId, String>,
) -> Vec<ChangeView> {
    let dated: Vec<(&Change, Line)> = changes
        .iter()
        .filter_map(|change| Some((change, line(change)?)))
        .collect();
    let lines: Vec<Line> = dated.iter().map(|(_, line)| line.clone()).collect();
    let writes: Vec<_> = deeds.iter().map(|deed| deed.write.clone()).collect();
    let hands = hands(&lines, &writes, us);
    let mut all = vec![];
    for ((change, line), hand) in dated.iter().zip(&hands) {
        let hand = match *hand {
            Hand::Ours(_) => continue,
            Hand::AfterOurs(place) => OtherHand::AfterOurs {
                written_at: deeds[place].at,
            },
            Hand::Connected => OtherHand::Connected,
            Hand::Other => OtherHand::Other,
        };
        all.push(ChangeView {
            at: line.at,
            what: what(eyes, record, change, names),
            by: ByView::Other {
                name: change.by_name.clone(),
                hand,
            },
        });
    }
    for (place, deed) in deeds.into_iter().enumerate() {
        let explained: Vec<&(&Change, Line)> = dated
            .iter()
            .zip(&hands)
            .filter(|(_, hand)| **hand == Hand::Ours(place))
            .map(|(line, _)| line)
            .collect();
        let whats = if deed.moved {
            let along = |(change, _): &&(&Change, Line)| {
                let (_, _, chain) = deed.whats.first()?;
                let field = schema_of(eyes, record, change)?.name.clone();
                Some((
                    Some(field),
                    what(eyes, record, change, names),
                    chain.clone(),
                ))
            };
            explained.iter().filter_map(along).collect()
        } else {
            deed.whats
        };
        for (field, what, mut chain) in whats {
            let about = |(change, _): &&&(&Change, Line)| {
                field.as_ref().is_none_or(|field| field.is(&change.field))
            };
            chain.in_org = explained
                .iter()
                .find(about)
                .map(|(change, line)| (change.by_name.clone(), line.at));
            all.push(ChangeView {
                at: deed.at,
                what,
                by: ByView::Ours(Box::new(chain)),
            });
        }
    }
    all.sort_by_key(|change| std::cmp::Reverse(told_at(change)));
    all
}

/// What came of a write of ours stands after it, whatever the org's clock says: its stamps are cut to the second.
fn told_at(change: &ChangeView) -> Timestamp {
    match &change.by {
        ByView::Other {
            hand: OtherHand::AfterOurs { written_at },
            ..
        } => change.at.max(*written_at),
        _ => change.at,
    }
}

fn line(change: &Change) -> Option<Line> {
    Some(Line {
        field: change.field.clone(),
        old: change.old.clone(),
        new: change.new.clone(),
        by: change.by.clone(),
        at: change.at?,
    })
}

fn what(
    eyes: &Eyes,
    record: &RecordRef,
    change: &Change,
    names: &BTreeMap<RecordId, String>,
) -> What {
    let Some(field) = schema_of(eyes, record, change) else {
        return What::Word {
            word: change.field.clone(),
        };
    };
    let shown = |value: &Value| {
        let id = match (field.kind, value.as_text()) {
            (FieldKind::Reference, Some(text)) => text.parse::<RecordId>().ok(),
            _ => None,
        };
        // Histories may name the record instead of its id: told only to whoever may see all that it could be.
        let targets = field.reference_to.iter();
        let all_seen = || {
            targets
                .clone()
                .all(|object| object.is("User") || eyes.name_field(object).is_some())
        };
        let is_name = field.kind == FieldKind::Reference && id.is_none() && !value.is_empty();
        if is_name && !all_seen() {
            return Shown {
                value: Value::text("a record you may not see"),
                leads_to: None,
                name: None,
            };
        }
        Shown {
            leads_to: id.as_ref().and_then(|id| eyes.lead(id, field)),
            name: id.as_ref().and_then(|id| names.get(id).cloned()),
            value: id.map_or_else(|| value.clone(), Value::Reference),
        }
    };
    What::Field {
        field: field.name.clone(),
        label: field.label.clone(),
        before: shown(&change.old),
        after: shown(&change.new),
    }
}
