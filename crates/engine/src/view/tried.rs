use domain::mission::Reference;
use domain::record::RecordRef;
use domain::value::Value;
use serde::Serialize;

/// What a rule would say of one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TriedRow {
    #[serde(flatten)]
    pub record: RecordRef,
    pub title: String,
    /// The rule, row or case that decides, `otherwise` when none holds; none for an expression, and for what is unknown.
    pub fired: Option<String>,
    /// Why it cannot be told; none when it can.
    pub unknown: Option<String>,
    /// What is decided; nothing when it cannot be told.
    pub outputs: Vec<TriedOutput>,
    /// What was looked at, in that order.
    pub read: Vec<TriedInput>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TriedOutput {
    pub name: String,
    pub value: Value,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TriedInput {
    pub reference: Reference,
    /// None when there is no such thing in this record: it belongs to another step.
    pub value: Option<Value>,
}
