use super::{CouldWrite, Mission, Step, Trigger, When};
use crate::record::{FieldName, ObjectName};
use crate::scope::Grant;
use std::collections::{BTreeMap, BTreeSet};

impl Mission {
    /// What is other than in an earlier version, in the words of business: a line each, what it could write first. Without
    /// an earlier one everything is new.
    pub fn difference(&self, earlier: Option<&Self>) -> Vec<String> {
        let mut lines = self.could(earlier);
        let Some(earlier) = earlier else {
            lines.push(format!("A new mission of {} steps", self.steps.len()));
            lines.extend(
                self.trigger
                    .as_ref()
                    .map(|trigger| format!("Starts by itself: {}", told(trigger))),
            );
            return lines;
        };
        lines.extend(self.starts(earlier));
        lines.extend(self.reads(earlier));
        lines.extend(self.does(earlier));
        if self.title != earlier.title {
            lines.push(format!(
                "Is called “{}” instead of “{}”",
                self.title, earlier.title
            ));
        }
        if self.purpose != earlier.purpose {
            lines.push("Its purpose is told in other words".to_owned());
        }
        if self.expires_after_hours != earlier.expires_after_hours {
            lines.push(format!(
                "A proposal waits {} hours for its signature instead of {}",
                self.expires_after_hours, earlier.expires_after_hours
            ));
        }
        let (now, then) = (&self.scope, &earlier.scope);
        if (now.max_records, now.max_calls) != (then.max_records, then.max_calls) {
            lines.push(format!(
                "One run reads at most {} records in {} calls; before {} in {}",
                now.max_records, now.max_calls, then.max_records, then.max_calls
            ));
        }
        lines
    }

    fn could(&self, earlier: Option<&Self>) -> Vec<String> {
        let set = |mission: &Self| -> BTreeSet<String> {
            mission.write_set().iter().flat_map(each).collect()
        };
        let (now, then) = (set(self), earlier.map(set).unwrap_or_default());
        let more = now.difference(&then).map(|what| format!("Can now {what}"));
        let less = then
            .difference(&now)
            .map(|what| format!("Can no longer {what}"));
        more.chain(less).collect()
    }

    fn starts(&self, earlier: &Self) -> Vec<String> {
        let mut lines = match (&self.trigger, &earlier.trigger) {
            (now, then) if now == then => vec![],
            (None, _) => vec!["No longer starts by itself".to_owned()],
            (Some(trigger), None) => vec![format!("Starts by itself now: {}", told(trigger))],
            (Some(now), Some(then)) if told(now) == told(then) => {
                vec![format!("Starts under other conditions: {}", told(now))]
            }
            (Some(now), Some(then)) => vec![format!(
                "Starts with {} instead of {}",
                told(now),
                told(then)
            )],
        };
        let named = |mission: &Self| -> BTreeMap<String, String> {
            let inputs = mission.inputs.iter();
            inputs
                .map(|input| (input.key.to_string(), input.label.clone()))
                .collect()
        };
        let (now, then) = (named(self), named(earlier));
        lines.extend(
            now.iter()
                .filter(|(key, _)| !then.contains_key(*key))
                .map(|(_, label)| format!("Also asks for “{label}”")),
        );
        lines.extend(
            then.iter()
                .filter(|(key, _)| !now.contains_key(*key))
                .map(|(_, label)| format!("No longer asks for “{label}”")),
        );
        lines
    }

    fn reads(&self, earlier: &Self) -> Vec<String> {
        let (now, then) = (&self.scope.objects, &earlier.scope.objects);
        let fields = |grants: &BTreeMap<ObjectName, Grant>, object| -> BTreeSet<FieldName> {
            grants
                .get(object)
                .map(|grant: &Grant| grant.read.clone())
                .unwrap_or_default()
        };
        let objects: BTreeSet<&ObjectName> = now.keys().chain(then.keys()).collect();
        let mut lines = vec![];
        for object in objects {
            let (now, then) = (fields(now, object), fields(then, object));
            let (more, less) = (listed(now.difference(&then)), listed(then.difference(&now)));
            lines.extend(more.map(|fields| format!("Reads of {object} also {fields}")));
            lines.extend(less.map(|fields| format!("No longer reads of {object}: {fields}")));
        }
        lines
    }

    fn does(&self, earlier: &Self) -> Vec<String> {
        let mut lines = vec![];
        for step in &self.steps {
            match earlier.step(step.key.as_str()) {
                None => lines.push(format!("New step: {}", named(step))),
                Some(then) if then.kind != step.kind => {
                    lines.push(format!("Changed step: {}", named(step)));
                }
                Some(then) if then.under != step.under => {
                    lines.push(format!("Moved step: {}", named(step)));
                }
                Some(_) => {}
            }
        }
        for step in &earlier.steps {
            if self.step(step.key.as_str()).is_none() {
                lines.push(format!("Gone: {}", named(step)));
            }
        }
        let order = |one: &Self, other: &Self| -> Vec<String> {
            let both = one.steps.iter().map(|step| step.key.to_string());
            both.filter(|key| other.step(key).is_some()).collect()
        };
        if order(self, earlier) != order(earlier, self) {
            lines.push("Its steps come in another order".to_owned());
        }
        lines
    }
}

fn each(could: &CouldWrite) -> Vec<String> {
    let CouldWrite {
        object,
        operation,
        fields,
    } = could;
    if fields.is_empty() {
        return vec![format!("{operation} {object}")];
    }
    fields
        .iter()
        .map(|field| format!("{operation} {object}.{field}"))
        .collect()
}

fn listed<'a>(fields: impl Iterator<Item = &'a FieldName>) -> Option<String> {
    let fields: Vec<&str> = fields.map(FieldName::as_str).collect();
    (!fields.is_empty()).then(|| fields.join(", "))
}

fn told(trigger: &Trigger) -> String {
    match trigger.when {
        When::Created => format!("each new {}", trigger.object),
        When::Changed => format!("each change of a {}", trigger.object),
    }
}

fn named(step: &Step) -> String {
    step.label
        .clone()
        .unwrap_or_else(|| step.key.as_str().replace('_', " "))
}

#[cfg(test)]
mod tests {
    use crate::mission::draft::Draft;
    use crate::mission::parse;

    const SHIPPED: &str =
        include_str!("../../../engine/shipped/missions/reconcile-duplicates.toml");

    #[test]
    fn what_it_could_write_is_told_first() {
        let earlier = parse(SHIPPED).unwrap();
        assert!(earlier.difference(Some(&earlier)).is_empty());
        let mut draft = Draft::read(SHIPPED).unwrap();
        let write = ["scope".into(), 1.into(), "write".into(), 17.into()];
        assert!(draft.set(None, &write, Some("Rating".into())));
        draft.remove("events");
        draft.set(None, &["expires_after_hours".into()], Some(24.into()));
        let lines = parse(&draft.text()).unwrap().difference(Some(&earlier));
        insta::assert_snapshot!(lines.join("\n"), @r"
        Can now merge Account.Rating
        Can now update Account.Rating
        Gone: Recent meetings
        A proposal waits 24 hours for its signature instead of 72
        ");
        let new = earlier.difference(None);
        assert!(new.contains(&"Can now convert Lead".to_owned()), "{new:?}");
    }
}
