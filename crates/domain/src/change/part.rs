use super::{Effect, Operation, Target, Undo};
use crate::canonical::{Digest, NotCanonical};
use crate::id::DocumentId;
use crate::record::{FieldName, ObjectName, RecordRef};
use crate::value::Value;
use serde::{Deserialize, Serialize};

/// A part's place in its change set. People and urls count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PartNumber(u32);

impl PartNumber {
    /// From a place counted from 0.
    pub fn at(place: usize) -> Self {
        Self(u32::try_from(place).unwrap_or(u32::MAX - 1) + 1)
    }
    /// The place, counted from 0.
    pub fn place(self) -> usize {
        self.0 as usize - usize::from(self.0 > 0)
    }
}

impl std::str::FromStr for PartNumber {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse() {
            Ok(n) if n > 0 => Ok(Self(n)),
            _ => Err(format!("`{text}` is not a part number; parts count from 1")),
        }
    }
}
impl std::fmt::Display for PartNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// One thing to be done, with everything a signer answers for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub number: PartNumber,
    /// One line: `Merge Kestrel Bay Instr. Ltd into Kestrel Bay Instruments`.
    pub title: String,
    pub effect: Effect,
    /// The values that proposed and reasoned-on fields had when this was proposed.
    pub before: Vec<Before>,
    /// Parts that must be written first.
    pub after: Vec<PartNumber>,
    pub because: Vec<Because>,
}

/// A value this part was reasoned on. If it has changed since, the part is not written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    pub record: RecordRef,
    pub field: FieldName,
    pub value: Value,
}

/// One reason, and where it can be looked up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Because {
    pub text: String,
    pub source: Source,
    /// The field it explains; none when it is about the whole part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<FieldName>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A passage or rule row of a knowledge document, in the version that was used.
    Knowledge {
        document: DocumentId,
        title: String,
        version: u32,
        section: String,
        row: Option<String>,
    },
    Record(RecordRef),
    /// The output of a step of this run.
    Step(String),
}

impl Part {
    /// What a signature covers: operation, target, new values, before-values, and what it waits for.
    pub fn digest(&self) -> Result<Digest, NotCanonical> {
        #[derive(Serialize)]
        struct Signed<'a> {
            effect: &'a Effect,
            before: Vec<&'a Before>,
            after: &'a [PartNumber],
        }
        let mut before: Vec<&Before> = self.before.iter().collect();
        before.sort_by(|a, b| (&a.record, &a.field).cmp(&(&b.record, &b.field)));
        Digest::of(&Signed {
            effect: &self.effect,
            before,
            after: &self.after,
        })
    }

    pub fn operation(&self) -> Operation {
        self.effect.operation()
    }
    pub fn undo(&self) -> Undo {
        self.effect.undo()
    }

    /// Parts that must be written before this one: those it names, and the one that makes its target.
    pub fn needs(&self) -> Vec<PartNumber> {
        let mut needs = self.after.clone();
        if let Effect::Update {
            record: Target::MadeBy(maker),
            ..
        } = &self.effect
        {
            needs.push(*maker);
        }
        needs
    }

    /// The object whose gate and grant apply, looking through `part.N.id`.
    pub fn object<'a>(&'a self, all: &'a [Self]) -> Option<ObjectName> {
        match &self.effect {
            Effect::Update {
                record: Target::MadeBy(maker),
                ..
            } => all.get(maker.place())?.effect.object(),
            effect => effect.object(),
        }
    }
}
