use super::{Reference, Root, Test, Truth, ValueType};
use crate::data::Data;
use crate::time::Timestamp;
use crate::value::{Decimal, Value};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The right side of a condition or an assignment: a literal, a reference, or a day counted from now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub enum Operand {
    Literal(Value),
    List(Vec<Value>),
    Ref {
        references: Vec<Reference>,
        derive: Option<Derivation>,
    },
    DaysAgo(u32),
    DaysAhead(u32),
    /// The day in UTC.
    Today,
    /// Whether a row holds: yes, no, or nothing when it cannot be told.
    Holds(Box<Test>),
}

/// A blocking key made from a text, so that a query can be asked with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Derivation {
    /// The registrable domain of a web address or mail address; nothing for free-mail domains.
    Domain,
    /// The rarest words of a company name.
    RareWords,
    /// The last significant digits of a phone number.
    PhoneDigits,
    /// The first distinctive word of a company name.
    NamePrefix,
}

/// Where references are resolved: the run at hand.
pub trait Source {
    /// What a root holds; none when that step did not run.
    fn root(&self, root: &Root) -> Option<Data>;
    fn now(&self) -> Timestamp;
    /// The keys a derivation makes of a text.
    fn derive(&self, derivation: Derivation, text: &str) -> Vec<String>;

    fn resolve(&self, reference: &Reference) -> Option<Data> {
        reference.follow(&self.root(&reference.root)?)
    }
}

impl Operand {
    pub fn references(&self) -> Vec<&Reference> {
        match self {
            Self::Ref { references, .. } => references.iter().collect(),
            Self::Holds(test) => test.references(),
            Self::Literal(_)
            | Self::List(_)
            | Self::DaysAgo(_)
            | Self::DaysAhead(_)
            | Self::Today => vec![],
        }
    }

    /// The type of its values, as far as the file alone tells.
    pub fn value_type(&self) -> Option<ValueType> {
        match self {
            Self::Literal(value) => ValueType::of(value),
            Self::List(values) => {
                let mut types = values.iter().map(ValueType::of);
                let first = types.next().flatten()?;
                types.all(|one| one == Some(first)).then_some(first)
            }
            Self::Ref { derive, .. } => derive.map(|_| ValueType::Text),
            Self::DaysAgo(_) | Self::DaysAhead(_) | Self::Today => Some(ValueType::Date),
            Self::Holds(_) => Some(ValueType::Bool),
        }
    }

    /// Its only value, or the first of several that is filled; null when there is none.
    pub fn value(&self, source: &dyn Source) -> Value {
        let filled = |value: &Value| !value.is_empty();
        self.values(source)
            .into_iter()
            .find(filled)
            .unwrap_or_default()
    }

    /// All its values. Empty when nothing is there to refer to.
    pub fn values(&self, source: &dyn Source) -> Vec<Value> {
        match self {
            Self::Literal(value) => vec![value.clone()],
            Self::List(values) => values.clone(),
            Self::DaysAgo(days) => vec![Value::Instant(source.now().minus(span(*days)))],
            Self::DaysAhead(days) => vec![Value::Instant(source.now().plus(span(*days)))],
            Self::Today => vec![Value::Date(source.now().date())],
            Self::Holds(test) => match test.holds(source) {
                Truth::Yes => vec![Value::Bool(true)],
                Truth::No => vec![Value::Bool(false)],
                Truth::Unknown => vec![],
            },
            Self::Ref { references, derive } => {
                let found = references
                    .iter()
                    .filter_map(|reference| source.resolve(reference))
                    .flat_map(|data| data.values());
                match derive {
                    None => found.collect(),
                    Some(derivation) => found
                        .filter_map(|value| value.as_text().map(str::to_owned))
                        .flat_map(|text| source.derive(*derivation, &text))
                        .map(Value::Text)
                        .collect(),
                }
            }
        }
    }
}

fn span(days: u32) -> Duration {
    Duration::from_secs(u64::from(days) * 86_400)
}

/// As it stands in the file.
#[derive(Serialize, Deserialize)]
#[serde(
    untagged,
    deny_unknown_fields,
    expecting = "write a value (a date in quotes: \"2026-01-31\"), a list of values, or one of `{ ref = \"steps.KEY.FIELD\" }`, `{ days_ago = 30 }`, `{ days_ahead = 7 }`, `{ today = true }`, `{ holds = … }`"
)]
enum Written {
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Self>),
    Ref(WrittenRef),
    DaysAgo { days_ago: u32 },
    DaysAhead { days_ahead: u32 },
    Today { today: bool },
    Holds { holds: Box<Test> },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRef {
    r#ref: OneOrMany,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    r#as: Option<Derivation>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(Reference),
    Many(Vec<Reference>),
}

fn literal(written: Written) -> Result<Value, String> {
    Ok(match written {
        Written::Bool(flag) => Value::Bool(flag),
        Written::Int(n) => Value::Int(n),
        Written::Float(n) => Value::Decimal(
            n.to_string()
                .parse::<Decimal>()
                .map_err(|why| why.to_string())?,
        ),
        Written::Text(text) => Value::Text(text),
        Written::List(_)
        | Written::Ref(_)
        | Written::DaysAgo { .. }
        | Written::DaysAhead { .. }
        | Written::Today { .. }
        | Written::Holds { .. } => {
            return Err("a list holds plain values only".into());
        }
    })
}

impl TryFrom<Written> for Operand {
    type Error = String;
    fn try_from(written: Written) -> Result<Self, String> {
        Ok(match written {
            Written::List(items) => {
                Self::List(items.into_iter().map(literal).collect::<Result<_, _>>()?)
            }
            Written::DaysAgo { days_ago } => Self::DaysAgo(days_ago),
            Written::DaysAhead { days_ahead } => Self::DaysAhead(days_ahead),
            Written::Today { today: true } => Self::Today,
            Written::Today { today: false } => {
                return Err("`today = false` is no day; write `{ today = true }`".into());
            }
            Written::Holds { holds } => Self::Holds(holds),
            Written::Ref(WrittenRef { r#ref, r#as }) => Self::Ref {
                references: match r#ref {
                    OneOrMany::One(one) => vec![one],
                    OneOrMany::Many(many) => many,
                },
                derive: r#as,
            },
            plain => Self::Literal(literal(plain)?),
        })
    }
}

impl From<Operand> for Written {
    fn from(operand: Operand) -> Self {
        let plain = |value: Value| match value {
            Value::Bool(flag) => Self::Bool(flag),
            Value::Int(n) => Self::Int(n),
            other => Self::Text(other.to_string()),
        };
        match operand {
            Operand::Literal(value) => plain(value),
            Operand::List(values) => Self::List(values.into_iter().map(plain).collect()),
            Operand::Ref { references, derive } => Self::Ref(WrittenRef {
                r#ref: OneOrMany::Many(references),
                r#as: derive,
            }),
            Operand::DaysAgo(days_ago) => Self::DaysAgo { days_ago },
            Operand::DaysAhead(days_ahead) => Self::DaysAhead { days_ahead },
            Operand::Today => Self::Today { today: true },
            Operand::Holds(holds) => Self::Holds { holds },
        }
    }
}
