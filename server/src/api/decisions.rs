use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use domain::canonical::Digest;
use domain::change::PartNumber;
use domain::decision::Status;
use domain::id::DecisionId;
use engine::{Decide, DecisionSummary, DecisionView};
use serde::{Deserialize, Serialize};

use super::{Answer, Asked, Named, Paged, Problem, Sent, page};
use crate::auth::SignedIn;
use crate::portal::Portal;

#[derive(Deserialize)]
pub struct Which {
    /// Also what is decided.
    #[serde(default)]
    all: bool,
    after: Option<store::Cursor>,
    limit: Option<u32>,
}

/// What came of an answer.
#[derive(Serialize)]
pub struct Decided {
    id: DecisionId,
    status: Status,
}

pub async fn list(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Asked(which): Asked<Which>,
) -> Answer<Json<Paged<DecisionSummary>>> {
    let page = page(which.after, which.limit);
    Ok(Json(
        portal
            .engine
            .decisions(&caller, !which.all, page)
            .await?
            .into(),
    ))
}

pub async fn get(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(id): Named<DecisionId>,
) -> Answer<Json<DecisionView>> {
    Ok(Json(Box::pin(portal.engine.decision(&caller, &id)).await?))
}

/// `parts`: each at the digest that was looked at. Left out: all parts as they stand.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approve {
    #[serde(default)]
    parts: Option<BTreeMap<String, Digest>>,
}

pub async fn approve(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(id): Named<DecisionId>,
    Sent(sent): Sent<Approve>,
) -> Answer<Json<Decided>> {
    let numbered = |(number, digest): (String, Digest)| {
        number
            .parse::<PartNumber>()
            .map(|number| (number, digest))
            .map_err(Problem::invalid)
    };
    let parts = sent
        .parts
        .map(|parts| parts.into_iter().map(numbered).collect::<Answer<_>>())
        .transpose()?;
    let status = portal
        .engine
        .decide(&caller, &id, Decide::Approve { parts })
        .await?;
    Ok(Json(Decided { id, status }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reject {
    reason: String,
}

pub async fn reject(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(id): Named<DecisionId>,
    Sent(sent): Sent<Reject>,
) -> Answer<Json<Decided>> {
    let status = portal
        .engine
        .decide(
            &caller,
            &id,
            Decide::Reject {
                reason: sent.reason,
            },
        )
        .await?;
    Ok(Json(Decided { id, status }))
}
