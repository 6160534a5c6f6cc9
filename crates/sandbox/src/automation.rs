//! The org's own automation: one flow and one validation rule, both off until switched on.

use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;
use crate::schema::object_or_refusal;
use crate::security::Sight;
use crate::store::{Purpose, Record, Work, given};

/// What can be switched on. Absent means off.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
#[serde(default)]
pub(crate) struct Switches {
    pub(crate) flow: Option<Flow>,
    pub(crate) validation_rule: Option<Rule>,
    /// API calls a day.
    pub(crate) daily_limit: u64,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            flow: None,
            validation_rule: None,
            daily_limit: 100_000,
        }
    }
}

/// When a field changes (to one value, or at all), another field of the same row is set.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
pub(crate) struct Flow {
    pub(crate) object: String,
    pub(crate) when_field: String,
    #[serde(default)]
    pub(crate) becomes: Option<String>,
    pub(crate) set_field: String,
    pub(crate) to: serde_json::Value,
}

impl Default for Flow {
    fn default() -> Self {
        Self {
            object: "Opportunity".to_owned(),
            when_field: "StageName".to_owned(),
            becomes: Some("Negotiation/Review".to_owned()),
            set_field: "NextStep".to_owned(),
            to: "Send the contract to legal".into(),
        }
    }
}

/// A field, when filled, must start with a text.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
pub(crate) struct Rule {
    pub(crate) object: String,
    pub(crate) field: String,
    pub(crate) must_start_with: String,
    pub(crate) message: String,
}

impl Default for Rule {
    fn default() -> Self {
        Self {
            object: "Account".to_owned(),
            field: "Phone".to_owned(),
            must_start_with: "+".to_owned(),
            message: "Phone numbers need their country code: start with +.".to_owned(),
        }
    }
}

pub(crate) fn validate(switches: &Switches, after: &Record) -> Result<(), Refusal> {
    let Some(rule) = &switches.validation_rule else {
        return Ok(());
    };
    if !rule.object.eq_ignore_ascii_case(after.object.name) {
        return Ok(());
    }
    match after.get(&rule.field).as_text() {
        Some(text) if !text.starts_with(&rule.must_start_with) => Err(Refusal::bad(
            "FIELD_CUSTOM_VALIDATION_EXCEPTION",
            rule.message.clone(),
        )
        .on(rule.field.clone())),
        _ => Ok(()),
    }
}

/// Runs the flow, as the automated process, in the transaction of the write that started it.
pub(crate) async fn after_write(
    work: &mut Work<'_>,
    after: &Record,
    before: Option<&Record>,
) -> Result<(), Refusal> {
    let Some(flow) = work.org.switches().flow.clone() else {
        return Ok(());
    };
    if !work.may_start_flows() || !flow.object.eq_ignore_ascii_case(after.object.name) {
        return Ok(());
    }
    let now = after.get(&flow.when_field);
    let moved = before.is_some_and(|before| before.get(&flow.when_field) != now)
        || (before.is_none() && !now.is_null());
    if !moved
        || flow
            .becomes
            .as_ref()
            .is_some_and(|wanted| now.plain() != *wanted)
    {
        return Ok(());
    }
    let object = object_or_refusal(&flow.object)?;
    let sent = [(flow.set_field.clone(), flow.to.clone())]
        .into_iter()
        .collect();
    let values = given(&Sight::all(), object, &sent, Purpose::Update)?;
    work.as_flow(object, after.id(), values).await
}
