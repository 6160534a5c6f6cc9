use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::actor::{Actor, ActorId, ActorKind, Role};
use domain::id::{MissionId, TokenId};
use domain::mission::Slug;
use domain::time::Timestamp;
use engine::Caller;
use serde::{Deserialize, Serialize};
use store::tokens::Token as Row;

use super::{Answer, Named, Problem, Sent};
use crate::auth::{Secret, SignedIn};
use crate::portal::Portal;

/// A token as lists show it. Its secret is nowhere.
#[derive(Serialize)]
pub struct Token {
    id: TokenId,
    name: String,
    /// The missions it may start; none named means all.
    missions: Vec<String>,
    created_at: Timestamp,
    expires_at: Option<Timestamp>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct New {
    name: String,
    #[serde(default)]
    missions: Vec<Slug>,
}

/// A new token with its secret, which is told this once.
#[derive(Serialize)]
pub struct Created {
    #[serde(flatten)]
    token: Token,
    secret: String,
}

/// Makes a token for a program. It acts as an agent that this person answers for: it reads and starts, it never decides.
pub async fn create(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Sent(new): Sent<New>,
) -> Answer<(StatusCode, Json<Created>)> {
    may_have_tokens(&caller)?;
    let name = new.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 100 {
        return Err(Problem::invalid(
            "a token has a name of 1 to 100 letters: what it is for",
        ));
    }
    let missions = named(&portal, &caller, &new.missions).await?;
    let clock = portal.engine.clock();
    let (secret, now) = (Secret::new(Secret::SERVICE, clock.secret()), clock.now());
    let agent = Actor {
        id: ActorId::new(clock.unique()),
        kind: ActorKind::Agent,
        name: name.clone(),
        email: None,
        roles: [Role::Member].into(),
        behind: Some(caller.actor.id.clone()),
        active: true,
    };
    let row = Row {
        id: TokenId::new(clock.unique()),
        actor: agent.id.clone(),
        behind: agent.behind.clone(),
        name,
        missions,
        scopes: vec![],
        created_at: now,
        expires_at: None,
        revoked_at: None,
    };
    let token = Token::new(
        row.clone(),
        new.missions.iter().map(ToString::to_string).collect(),
    );
    let (workspace, hash) = (caller.workspace, secret.hash());
    let added = portal.engine.store().write(move |tx| {
        Box::pin(async move {
            store::actors::insert(tx, &workspace, &agent, now).await?;
            store::tokens::insert(tx, &workspace, &row, &hash).await
        })
    });
    added.await?;
    Ok((
        StatusCode::CREATED,
        Json(Created {
            token,
            secret: secret.reveal().to_owned(),
        }),
    ))
}

/// The tokens of this workspace that still work.
pub async fn list(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
) -> Answer<Json<Vec<Token>>> {
    may_have_tokens(&caller)?;
    let mut told = vec![];
    for row in working(&portal, &caller).await? {
        let mut slugs = vec![];
        for mission in &row.missions {
            slugs.push(
                store::missions::get(portal.engine.store().within(&caller.workspace), mission)
                    .await?
                    .slug,
            );
        }
        told.push(Token::new(row, slugs));
    }
    Ok(Json(told))
}

/// Ends a token at once. One's own, or as an admin anybody's.
pub async fn revoke(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(id): Named<TokenId>,
) -> Answer<StatusCode> {
    may_have_tokens(&caller)?;
    if !working(&portal, &caller)
        .await?
        .iter()
        .any(|row| row.id == id)
    {
        return Err(Problem::gone());
    }
    let (workspace, now) = (caller.workspace, portal.engine.clock().now());
    portal
        .engine
        .store()
        .write(move |tx| {
            Box::pin(async move { store::tokens::revoke(tx, &workspace, &id, now).await })
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

fn may_have_tokens(caller: &Caller) -> Answer<()> {
    let person = caller.actor.kind == ActorKind::Person;
    let starts = [Role::Member, Role::Builder, Role::Admin]
        .into_iter()
        .any(|role| caller.actor.is(role));
    if person && starts {
        Ok(())
    } else {
        Err(Problem::forbidden(
            "only people who may start missions have tokens for programs",
        ))
    }
}

/// Tokens that are not revoked: one's own, or as an admin everybody's.
async fn working(portal: &Portal, caller: &Caller) -> Answer<Vec<Row>> {
    let mine =
        |row: &Row| caller.actor.is(Role::Admin) || row.behind.as_ref() == Some(&caller.actor.id);
    let mut working = vec![];
    let mut page = store::Page::first(store::page::MOST);
    // To the last page: one that is not found here could not be revoked.
    loop {
        let here = portal.engine.store().within(&caller.workspace);
        let rows = store::tokens::list(here, &page).await?;
        let good = |row: &Row| row.revoked_at.is_none() && mine(row);
        working.extend(rows.items.into_iter().filter(good));
        let Some(next) = rows.next else {
            return Ok(working);
        };
        page = page.after(Some(next));
    }
}

/// The ids of these missions. One that nobody has is refused now, not when the token is used.
async fn named(portal: &Portal, caller: &Caller, slugs: &[Slug]) -> Answer<Vec<MissionId>> {
    let mut missions = vec![];
    for slug in slugs {
        match store::missions::current(
            portal.engine.store().within(&caller.workspace),
            slug.as_str(),
        )
        .await
        {
            Ok((mission, _)) => missions.push(mission.id),
            Err(store::Error::Gone) => {
                return Err(Problem::invalid(format!("there is no mission `{slug}`")));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(missions)
}

impl Token {
    fn new(row: Row, missions: Vec<String>) -> Self {
        Self {
            id: row.id,
            name: row.name,
            missions,
            created_at: row.created_at,
            expires_at: row.expires_at,
        }
    }
}
