//! From a part of a mission file to a part of a change set: references become records and values, with what they were
//! before and where they come from.

mod before;
mod values;

use crate::outputs::Scene;
use crate::worker::Trouble;
use before::before;
use domain::change::{Assignments, Because, Before, Effect, Publication, Target};
use domain::mission::{
    Operand, PartTemplate, Propose, Reference, Source as _, TemplateEffect, Truth,
};
use domain::record::{FieldName, Record, RecordId};
use domain::value::Value;
use values::{because, chosen, set_values};

/// What stands for the version that a first version takes the place of.
pub(crate) const NOTHING_YET: &str = "none";

/// A part that has no number yet.
pub(super) struct Made {
    pub title: String,
    pub effect: Effect,
    pub before: Vec<Before>,
    pub because: Vec<Because>,
}

/// All parts whose rows hold and that would change anything. `unique` makes the keys of records that are created.
pub(super) fn make(
    scene: &Scene<'_>,
    propose: &Propose,
    unique: &str,
) -> Result<Vec<Made>, Trouble> {
    let mut made = vec![];
    for template in &propose.parts {
        match Truth::all(template.when.iter().map(|test| test.holds(scene))) {
            Truth::No => {}
            Truth::Unknown => {
                return Err(Trouble::Unknown(format!(
                    "whether to propose “{}” cannot be told",
                    scene.fill(&template.title)
                )));
            }
            Truth::Yes => Maker {
                scene,
                template,
                unique,
                made: &mut made,
            }
            .make()?,
        }
    }
    Ok(made)
}

/// Makes the parts of one template: none when it would change nothing, several when it names several records.
struct Maker<'a> {
    scene: &'a Scene<'a>,
    template: &'a PartTemplate,
    unique: &'a str,
    made: &'a mut Vec<Made>,
}

impl Maker<'_> {
    fn make(&mut self) -> Result<(), Trouble> {
        match &self.template.effect {
            TemplateEffect::Update {
                record,
                set,
                values,
            } => {
                for record in self.records(record) {
                    let (mut assigned, reasons) = chosen(self.scene, values.as_ref());
                    assigned.extend(set_values(self.scene, set)?);
                    assigned
                        .retain(|field, given| !record.get(field.as_str()).same_as(&given.value));
                    if !assigned.is_empty() {
                        let record_ref = Target::Record(record.reference());
                        self.add(
                            Effect::Update {
                                record: record_ref,
                                values: assigned,
                            },
                            &[&record],
                            reasons,
                        )?;
                    }
                }
                Ok(())
            }
            TemplateEffect::Create {
                object,
                set,
                key_field,
            } => {
                let key = key_field
                    .as_ref()
                    .map(|_| format!("countersign-{}-{}", self.unique, self.made.len() + 1));
                let values = set_values(self.scene, set)?;
                self.add(
                    Effect::Create {
                        object: object.clone(),
                        values,
                        key_field: key_field.clone(),
                        key,
                    },
                    &[],
                    vec![],
                )
            }
            TemplateEffect::Merge {
                master,
                losers,
                values,
            } => self.merge(master, losers, values.as_ref()),
            TemplateEffect::Convert {
                lead,
                account,
                status,
                contact,
                owner,
            } => self.convert(lead, account, status, contact.as_ref(), owner.as_ref()),
            TemplateEffect::Reparent {
                record,
                field,
                parent,
            } => self.reparent(record, field, parent),
            TemplateEffect::Delete { record } => {
                for record in self.records(record) {
                    self.add(
                        Effect::Delete {
                            record: record.reference(),
                        },
                        &[&record],
                        vec![],
                    )?;
                }
                Ok(())
            }
            TemplateEffect::Publish {
                mission,
                name,
                version,
                over,
                depends_on,
            } => self.publish(mission, name, version, over, depends_on),
            TemplateEffect::Draft { name, body, about } => {
                let about = about
                    .as_ref()
                    .and_then(|about| self.records(about).pop())
                    .map(|record| record.reference());
                self.add(
                    Effect::Draft {
                        name: self.scene.fill(name),
                        body: self.scene.fill(body),
                        about,
                    },
                    &[],
                    vec![],
                )
            }
        }
    }

    /// Salesforce merges at most two losers at once; more take several parts with the same master.
    fn merge(
        &mut self,
        master: &Reference,
        losers: &Reference,
        values: Option<&Reference>,
    ) -> Result<(), Trouble> {
        let (Some(master), mut losers) = (self.records(master).pop(), self.records(losers)) else {
            return Ok(());
        };
        losers.retain(|loser| loser.id != master.id);
        for (at, losers) in losers.chunks(2).enumerate() {
            let (values, reasons) = if at == 0 {
                chosen(self.scene, values)
            } else {
                (Assignments::new(), vec![])
            };
            let effect = Effect::Merge {
                object: master.object.clone(),
                master: master.id.clone(),
                losers: losers.iter().map(|loser| loser.id.clone()).collect(),
                values,
            };
            let all: Vec<&Record> = std::iter::once(&master).chain(losers).collect();
            self.add(effect, &all, reasons)?;
        }
        Ok(())
    }

    fn convert(
        &mut self,
        lead: &Reference,
        account: &Reference,
        status: &Operand,
        contact: Option<&Reference>,
        owner: Option<&Reference>,
    ) -> Result<(), Trouble> {
        let (lead, account) = (self.record(lead)?, self.record(account)?);
        let status = status
            .values(self.scene)
            .into_iter()
            .find_map(|value| value.as_text().map(str::to_owned));
        let effect = Effect::Convert {
            lead: lead.id.clone(),
            account: account.id.clone(),
            contact: contact.and_then(|contact| self.id(contact)),
            status: status
                .ok_or_else(|| Trouble::Broken("no status says that a lead is converted".into()))?,
            owner: owner.and_then(|owner| self.id(owner)),
        };
        self.add(effect, &[&lead, &account], vec![])
    }

    fn reparent(
        &mut self,
        record: &Reference,
        field: &FieldName,
        parent: &Reference,
    ) -> Result<(), Trouble> {
        let Some(parent) = self.id(parent) else {
            return Ok(());
        };
        let there = Value::Reference(parent.clone());
        for record in self.records(record) {
            if record.id != parent && *record.get(field.as_str()) != there {
                let effect = Effect::Reparent {
                    record: record.reference(),
                    field: field.clone(),
                    parent: parent.clone(),
                };
                self.add(effect, &[&record], vec![])?;
            }
        }
        Ok(())
    }

    fn publish(
        &mut self,
        mission: &Reference,
        name: &Reference,
        version: &Reference,
        over: &Reference,
        depends_on: &Reference,
    ) -> Result<(), Trouble> {
        let told = |reference: &Reference| {
            let value = self.scene.resolve(reference).and_then(|data| data.value());
            let text = value.and_then(|value| value.as_text().map(str::to_owned));
            text.ok_or_else(|| Trouble::Broken(format!("`{reference}` says nothing")))
        };
        let (mission, version, over) = (told(mission)?, told(version)?, told(over)?);
        let wrong = |what: &str| Trouble::Broken(format!("that is not the {what} of a mission"));
        let publication = Publication {
            mission: mission.parse().map_err(|_| wrong("id"))?,
            title: told(name)?,
            version: version.parse().map_err(|_| wrong("version"))?,
            over: match over.as_str() {
                NOTHING_YET => None,
                digest => Some(digest.parse().map_err(|_| wrong("version"))?),
            },
            depends_on: told(depends_on)?.lines().map(str::to_owned).collect(),
        };
        self.add(Effect::Publish(publication), &[], vec![])
    }

    fn add(
        &mut self,
        effect: Effect,
        records: &[&Record],
        reasons: Vec<Because>,
    ) -> Result<(), Trouble> {
        let before = before(&effect, records, &self.template.rests_on)?;
        let because = because(self.scene, &self.template.because)
            .into_iter()
            .chain(reasons)
            .collect();
        self.made.push(Made {
            title: self.scene.fill(&self.template.title),
            effect,
            before,
            because,
        });
        Ok(())
    }

    fn records(&self, reference: &Reference) -> Vec<Record> {
        self.scene
            .resolve(reference)
            .map(|data| data.all_records())
            .unwrap_or_default()
    }

    fn record(&self, reference: &Reference) -> Result<Record, Trouble> {
        self.records(reference)
            .pop()
            .ok_or_else(|| Trouble::Broken(format!("`{reference}` is not a record")))
    }

    fn id(&self, reference: &Reference) -> Option<RecordId> {
        match self.scene.resolve(reference)?.value()? {
            Value::Reference(id) => Some(id),
            Value::Text(text) => text.parse().ok(),
            _ => None,
        }
    }
}
