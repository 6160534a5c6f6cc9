use super::check::Shapes;
use super::{Mission, PartTemplate, Propose, Read, StepKind, TemplateEffect};
use crate::record::{FieldName, ObjectName};
use crate::scope::{Grant, Scope};
use std::collections::BTreeMap;

impl Mission {
    /// The least scope that its steps can do with. What a rule table may set is not known from the steps: that is granted by
    /// hand. Budgets are its own.
    pub fn needs(&self) -> Scope {
        let mut needs = Needs {
            shapes: Shapes::of(self),
            objects: BTreeMap::new(),
        };
        if let Some(trigger) = &self.trigger {
            needs.read(
                &trigger.object,
                trigger.filter.iter().map(|test| &test.field),
            );
        }
        for step in &self.steps {
            match &step.kind {
                StepKind::Read(read) => needs.reading(read),
                StepKind::Propose(propose) => needs.proposing(propose),
                _ => {}
            }
        }
        Scope {
            objects: needs.objects,
            ..self.scope.clone()
        }
    }

    /// Whether its scope grants all that its steps need.
    pub fn is_granted(&self) -> bool {
        self.needs().objects.iter().all(|(object, need)| {
            self.scope.objects.get(object).is_some_and(|grant| {
                need.read.is_subset(&grant.read)
                    && need.write.is_subset(&grant.write)
                    && need.operations.is_subset(&grant.operations)
            })
        })
    }
}

struct Needs<'a> {
    shapes: Shapes<'a>,
    objects: BTreeMap<ObjectName, Grant>,
}

impl Needs<'_> {
    fn grant(&mut self, object: &ObjectName) -> &mut Grant {
        self.objects.entry(object.clone()).or_default()
    }

    fn read<'f>(&mut self, object: &ObjectName, fields: impl Iterator<Item = &'f FieldName>) {
        self.grant(object).read.extend(fields.cloned());
    }

    fn reading(&mut self, read: &Read) {
        let tests = read
            .filter
            .iter()
            .chain(read.any.iter().flat_map(|lookup| &lookup.filter));
        let order = read.order_by().unwrap_or_default();
        let order = order.iter().map(|(field, _)| field);
        let fields = read.fields.iter().chain(tests.map(|test| &test.field));
        self.read(&read.object, fields.chain(order));
    }

    fn proposing(&mut self, propose: &Propose) {
        for part in &propose.parts {
            if let Some(object) = self.object(part) {
                let grant = self.grant(&object);
                grant.operations.insert(part.effect.operation());
                grant
                    .write
                    .extend(part.effect.fields().into_iter().cloned());
                grant.read.extend(part.rests_on.iter().cloned());
            }
        }
    }

    fn object(&self, part: &PartTemplate) -> Option<ObjectName> {
        match &part.effect {
            TemplateEffect::Create { object, .. } => Some(object.clone()),
            TemplateEffect::Convert { .. } => "Lead".parse().ok(),
            TemplateEffect::Draft { .. } | TemplateEffect::Publish { .. } => None,
            effect => self.shapes.object(effect.target()?),
        }
    }
}
