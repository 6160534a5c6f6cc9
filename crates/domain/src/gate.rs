//! A **gate** says per object, operation and field whether a write is allowed by rule, asked of people, or blocked.
//! Where it says nothing, it asks.

use crate::actor::Role;
use crate::change::{Operation, Part};
use crate::record::{FieldName, ObjectName};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The rules of one workspace, in one version. The first that fits a field or operation counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gate {
    pub version: u32,
    pub rules: Vec<GateRule>,
}

/// One row of the grid. What is left out fits everything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GateRule {
    /// Named in the journal when it decides: `enrichment-flows`.
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<ObjectName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<Operation>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<FieldName>,
    pub verdict: GateVerdict,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GateVerdict {
    /// The policy itself signs.
    Allow,
    /// So many people of these roles sign.
    Ask(Seats),
    /// Nobody can sign it.
    Block,
}

impl GateVerdict {
    /// Whether it asks, but has no seat for anybody.
    pub fn asks_nobody(&self) -> bool {
        matches!(self, Self::Ask(seats) if seats.values().all(|count| *count == 0))
    }
}

/// How many signers of each role. Nobody sits on two seats.
pub type Seats = BTreeMap<Role, u32>;

/// What one part needs today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Demand {
    Allow { rule: String },
    Ask(Seats),
    Block { rule: String },
}

impl Gate {
    /// Every write asks one approver.
    pub fn default_gate() -> Self {
        Self {
            version: 1,
            rules: vec![],
        }
    }

    /// The strictest of what its operation and each of its fields need.
    pub fn demand(&self, part: &Part, all: &[Part]) -> Demand {
        let object = part.object(all);
        self.asks(object.as_ref(), part.operation(), &part.effect.sets())
    }

    /// The strictest of what an operation and each of the fields it sets need.
    pub fn asks(
        &self,
        object: Option<&ObjectName>,
        operation: Operation,
        fields: &[FieldName],
    ) -> Demand {
        // What does more than set fields is judged as a whole too: leave to set a phone is no leave to merge.
        let whole =
            fields.is_empty() || !matches!(operation, Operation::Update | Operation::Reparent);
        let asked = fields.iter().map(Some);
        whole
            .then_some(None)
            .into_iter()
            .chain(asked)
            .map(|field| self.of(object, operation, field))
            .reduce(Demand::stricter)
            .unwrap_or_else(Demand::one_approver)
    }

    fn of(
        &self,
        object: Option<&ObjectName>,
        operation: Operation,
        field: Option<&FieldName>,
    ) -> Demand {
        let fits = |rule: &&GateRule| {
            rule.object
                .as_ref()
                .is_none_or(|named| object.is_some_and(|object| named.is(object.as_str())))
                && rule.operation.is_none_or(|named| named == operation)
                && rule
                    .field
                    .as_ref()
                    .is_none_or(|named| field.is_some_and(|field| named.is(field.as_str())))
        };
        match self.rules.iter().find(fits) {
            None => Demand::one_approver(),
            Some(rule) => match &rule.verdict {
                GateVerdict::Allow => Demand::Allow {
                    rule: rule.name.clone(),
                },
                // A write without a signature is not to be had by asking nobody for one.
                verdict if verdict.asks_nobody() => Demand::one_approver(),
                GateVerdict::Ask(seats) => Demand::Ask(seats.clone()),
                GateVerdict::Block => Demand::Block {
                    rule: rule.name.clone(),
                },
            },
        }
    }
}

impl Demand {
    fn one_approver() -> Self {
        Self::Ask([(Role::Approver, 1)].into())
    }
    /// Block beats ask beats allow; two asks need the larger number on each seat.
    fn stricter(self, other: Self) -> Self {
        match (self, other) {
            (block @ Self::Block { .. }, _) | (_, block @ Self::Block { .. }) => block,
            (Self::Ask(mut seats), Self::Ask(more)) => {
                for (role, count) in more {
                    let seat = seats.entry(role).or_default();
                    *seat = count.max(*seat);
                }
                Self::Ask(seats)
            }
            (ask @ Self::Ask(_), _) | (_, ask @ Self::Ask(_)) => ask,
            (allow, _) => allow,
        }
    }
}
