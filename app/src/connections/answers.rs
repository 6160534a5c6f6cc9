use domain::actor::Role;
use domain::text::plain;
use engine::{CheckLevel, CheckView, ConnectionState, ConnectionView};
use leptos::prelude::use_context;

use super::api::{Check, Connected, ConnectionRow, Level, State};
use crate::context::{caller, engine};
use crate::{Doors, Problem};

pub async fn connections() -> Result<Connected, Problem> {
    let caller = caller()?;
    let rows = engine().connections(&caller).await?;
    Ok(Connected {
        rows: rows.into_iter().map(connection_row).collect(),
        manages: caller.actor.is(Role::Admin),
        back: use_context::<Doors>().unwrap_or_default().consent_back,
    })
}

/// The org that new runs work in, by its name; none while none can be expected to answer.
pub fn works_in(all: &[ConnectionView]) -> Option<String> {
    let ready = |view: &&ConnectionView| match view.state {
        ConnectionState::Working | ConnectionState::Failing => true,
        ConnectionState::New => !view.by_consent,
        ConnectionState::Disconnected => false,
    };
    let found = all.iter().find(ready)?;
    Some(plain(&found.name).into_owned())
}

/// A connection as pages show it.
pub fn connection_row(view: ConnectionView) -> ConnectionRow {
    ConnectionRow {
        id: view.id.to_string(),
        name: view.name,
        url: view.url,
        client_id: view.client_id,
        by_consent: view.by_consent,
        state: match view.state {
            ConnectionState::New => State::New,
            ConnectionState::Working => State::Working,
            ConnectionState::Failing => State::Failing,
            ConnectionState::Disconnected => State::Disconnected,
        },
        organization: view.organization.map(|id| id.to_string()),
        connected_as: view.connected_as,
        last_ok_at: view.last_ok_at,
        last_error: view.last_error.map(|why| (why, view.last_error_at)),
        budget: view.budget,
        checked_at: view.checked_at,
        checks: view.checks.into_iter().map(check).collect(),
    }
}

fn check(view: CheckView) -> Check {
    Check {
        level: match view.level {
            CheckLevel::Good => Level::Good,
            CheckLevel::Care => Level::Care,
            CheckLevel::Bad => Level::Bad,
        },
        title: view.title,
        text: view.text,
    }
}
