//! What the browser may ask about people. Changing them is for plain forms, which the server answers itself.

use domain::actor::Roles;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Problem;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    pub rows: Vec<PersonRow>,
    /// Whether the one who looks may change anything.
    pub manages: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    pub id: String,
    pub name: String,
    pub email: String,
    pub roles: Roles,
    pub active: bool,
    /// The one who looks.
    pub me: bool,
}

#[server]
pub async fn everybody() -> Result<People, Problem> {
    crate::context::told(super::answers::people().await)
}
