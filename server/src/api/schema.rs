use axum::Json;
use axum::extract::State;
use domain::record::ObjectName;
use domain::schema::{ObjectListed, ObjectSchema};

use super::{Answer, Named};
use crate::auth::SignedIn;
use crate::portal::Portal;

pub async fn list(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
) -> Answer<Json<Vec<ObjectListed>>> {
    Ok(Json(portal.engine.objects(&caller).await?))
}

pub async fn get(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(object): Named<ObjectName>,
) -> Answer<Json<ObjectSchema>> {
    Ok(Json(portal.engine.object(&caller, &object).await?))
}
