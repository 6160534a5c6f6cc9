use domain::actor::Role;

use super::api::{People, PersonRow};
use crate::Problem;
use crate::context::{caller, engine};

pub async fn people() -> Result<People, Problem> {
    let caller = caller()?;
    let people = engine().people(&caller).await?;
    let row = |person: engine::PersonView| PersonRow {
        me: person.id == caller.actor.id,
        id: person.id.to_string(),
        name: person.name,
        email: person.email,
        roles: person.roles,
        active: person.active,
    };
    Ok(People {
        rows: people.into_iter().map(row).collect(),
        manages: caller.actor.is(Role::Admin),
    })
}
