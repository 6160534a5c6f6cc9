use super::seen::Seen;
use crate::view::Clause;
use domain::change::{Assignments, Effect, Part, Target};
use domain::record::{FieldName, ObjectName, RecordId, RecordRef};
use domain::value::Value;

/// What a part does to which records, in words: who stays, what goes, what becomes of whom.
pub(super) fn telling(part: &Part, seen: &Seen) -> Vec<Clause> {
    let tell = Tell { part, seen };
    match &part.effect {
        Effect::Merge {
            object,
            master,
            losers,
            values,
        } => tell.merge(object, master, losers, values),
        Effect::Update { record, values } => tell.update(record, values),
        Effect::Create { object, values, .. } => created(object, values),
        Effect::Convert {
            lead,
            account,
            contact,
            status,
            owner,
        } => tell.convert(lead, account, contact.as_ref(), status, owner.as_ref()),
        Effect::Reparent {
            record,
            field,
            parent,
        } => vec![
            tell.record(&record.object, &record.id),
            words(" is hung under "),
            tell.record(&record.object, parent),
            words(format!(" ({field}). It stays a record of its own.")),
        ],
        Effect::Delete { record } => vec![
            tell.record(&record.object, &record.id),
            words(" goes to the recycle bin, for 15 days."),
        ],
        Effect::Publish(publication) => vec![
            words("New runs of "),
            Clause::Value(publication.title.clone()),
            words(match publication.over {
                Some(_) => " take this version. Runs that are under way keep theirs.",
                None => " can be started from then on.",
            }),
        ],
        Effect::Draft { name, .. } => vec![
            words("Leaves the text "),
            Clause::Value(name.clone()),
            words(" for a person to use. Nothing is sent, and the org is not touched."),
        ],
    }
}

struct Tell<'a> {
    part: &'a Part,
    seen: &'a Seen,
}

impl Tell<'_> {
    fn merge(
        &self,
        object: &ObjectName,
        master: &RecordId,
        losers: &[RecordId],
        values: &Assignments,
    ) -> Vec<Clause> {
        let mut told = vec![self.record(object, master), words(" stays. ")];
        for loser in losers {
            told.push(self.record(object, loser));
            told.push(words(
                " goes to the recycle bin; its ID leads to the one that stays. ",
            ));
        }
        let taken = values
            .iter()
            .filter(|(field, given)| self.before(master, field) != Some(&given.value))
            .count();
        told.push(words(match taken {
            0 => "No value of the one that stays changes.".to_owned(),
            1 => "One value of the one that stays changes.".to_owned(),
            many => format!("{many} values of the one that stays change."),
        }));
        told
    }

    fn update(&self, record: &Target, values: &Assignments) -> Vec<Clause> {
        let record = match record {
            Target::Record(record) => record,
            Target::MadeBy(maker) => {
                let fields = listed(values.keys());
                return vec![words(format!(
                    "Sets {fields} of the record that part {maker} makes."
                ))];
            }
        };
        let owner = values.iter().find(|(field, _)| field.is("OwnerId"));
        let Some((field, Value::Reference(new))) =
            owner.map(|(field, given)| (field, &given.value))
        else {
            let fields = listed(values.keys());
            return vec![
                words(format!("Sets {fields} of ")),
                self.record(&record.object, &record.id),
                words("."),
            ];
        };
        let mut told = vec![
            self.record(&record.object, &record.id),
            words(" is given to "),
            Clause::Value(self.seen.name(new)),
        ];
        if let Some(Value::Reference(old)) = self.before(&record.id, field) {
            told.push(words("; it belongs to "));
            told.push(Clause::Value(self.seen.name(old)));
            told.push(words(" now"));
        }
        let others: Vec<_> = values.keys().filter(|field| !field.is("OwnerId")).collect();
        if !others.is_empty() {
            told.push(words(format!(", and {} set", is_or_are(&others))));
        }
        told.push(words("."));
        told
    }

    fn convert(
        &self,
        lead: &RecordId,
        account: &RecordId,
        contact: Option<&RecordId>,
        status: &str,
        owner: Option<&RecordId>,
    ) -> Vec<Clause> {
        let mut told = vec![words("The lead "), self.named("Lead", lead)];
        match contact {
            Some(contact) => {
                told.push(words(" is joined to the contact "));
                told.push(self.named("Contact", contact));
                told.push(words(" of "));
            }
            None => told.push(words(" becomes a new contact of ")),
        }
        told.push(self.named("Account", account));
        told.push(words(", and is marked "));
        told.push(Clause::Value(status.to_owned()));
        told.push(words(". "));
        let lead_owner = self.seen.record(lead).map(|lead| lead.get("OwnerId"));
        match (owner, lead_owner) {
            (Some(owner), _) => {
                told.push(words("The contact belongs to "));
                told.push(Clause::Value(self.seen.name(owner)));
                told.push(words(". "));
            }
            (None, Some(Value::Reference(owner))) if contact.is_none() => {
                let name = self.seen.name(owner);
                if name == owner.as_str() {
                    told.push(words("The contact keeps the lead's owner. "));
                } else {
                    told.push(words("The contact keeps the lead's owner, "));
                    told.push(Clause::Value(name));
                    told.push(words(". "));
                }
            }
            _ => {}
        }
        told.push(words("No opportunity is made."));
        told
    }

    fn before(&self, id: &RecordId, field: &FieldName) -> Option<&Value> {
        self.part
            .before
            .iter()
            .find(|before| before.record.id == *id && before.field == *field)
            .map(|before| &before.value)
    }

    fn record(&self, object: &ObjectName, id: &RecordId) -> Clause {
        Clause::Record {
            record: RecordRef::new(object.clone(), id.clone()),
            name: self.seen.name(id),
        }
    }

    fn named(&self, object: &str, id: &RecordId) -> Clause {
        match object.parse() {
            Ok(object) => self.record(&object, id),
            Err(_) => Clause::Value(self.seen.name(id)),
        }
    }
}

fn created(object: &ObjectName, values: &Assignments) -> Vec<Clause> {
    let title = ["Name", "LastName", "Subject", "Title"]
        .iter()
        .find_map(|name| values.iter().find(|(field, _)| field.is(name)));
    let mut told = vec![words(format!("Makes a new {object}"))];
    if let Some((_, given)) = title {
        told.push(words(", "));
        told.push(Clause::Value(given.value.to_string()));
    }
    told.push(words(format!(", with {} in all.", fields(values.len()))));
    told
}

fn words(text: impl Into<String>) -> Clause {
    Clause::Words(text.into())
}

fn fields(count: usize) -> String {
    if count == 1 {
        "one field".to_owned()
    } else {
        format!("{count} fields")
    }
}

fn is_or_are(fields: &[&FieldName]) -> String {
    let verb = if fields.len() == 1 { "is" } else { "are" };
    format!("{} {verb}", listed(fields.iter().copied()))
}

/// `Phone and Website`, `Phone, Fax and Website`
pub(super) fn listed<T: std::fmt::Display>(items: impl IntoIterator<Item = T>) -> String {
    let mut items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    match items.pop() {
        None => String::new(),
        Some(last) if items.is_empty() => last,
        Some(last) => format!("{} and {last}", items.join(", ")),
    }
}
