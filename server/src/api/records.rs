use axum::Json;
use axum::extract::{Path, State};
use domain::record::{FieldName, ObjectName, RecordRef};
use engine::{ChangesView, RecordQuery, RecordView, RecordsView};
use serde::Deserialize;

use super::{Answer, Asked, Named, Problem};
use crate::auth::SignedIn;
use crate::portal::Portal;

#[derive(Deserialize)]
pub struct Which {
    /// Words of the name.
    #[serde(default)]
    find: String,
    /// Only rows whose `field` `is` so.
    field: Option<FieldName>,
    #[serde(default)]
    is: String,
    after: Option<store::Cursor>,
    limit: Option<u32>,
}

pub async fn list(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(object): Named<ObjectName>,
    Asked(which): Asked<Which>,
) -> Answer<Json<RecordsView>> {
    let query = RecordQuery {
        words: which.find,
        only: which.field.map(|field| (field, which.is)),
        after: which.after,
        limit: which.limit,
    };
    let found = Box::pin(portal.engine.records(&caller, &object, &query)).await?;
    Ok(Json(found))
}

/// One record as the caller may see it.
pub async fn get(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Path(at): Path<(String, String)>,
) -> Answer<Json<RecordView>> {
    let record = record(&at)?;
    let found = Box::pin(portal.engine.record(&caller, &record)).await?;
    Ok(Json(found))
}

/// Why it changed: what signed changes did, and what the org's own history tells of others.
pub async fn changes(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Path(at): Path<(String, String)>,
) -> Answer<Json<ChangesView>> {
    let record = record(&at)?;
    let found = Box::pin(portal.engine.changes(&caller, &record)).await?;
    Ok(Json(found))
}

fn record((object, id): &(String, String)) -> Answer<RecordRef> {
    let object = object.parse().map_err(|_| Problem::gone())?;
    let id = id.parse().map_err(|_| Problem::gone())?;
    Ok(RecordRef::new(object, id))
}
