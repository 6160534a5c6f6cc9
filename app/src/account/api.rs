//! What the browser may ask about one's own account.

use domain::time::Timestamp;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Problem;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub name: String,
    pub email: String,
    /// `member, approver`
    pub roles: String,
    /// Whether there is a password to change; who comes by single sign-on has none.
    pub has_password: bool,
    pub sign_ins: Vec<SignInRow>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInRow {
    pub id: String,
    pub device: String,
    pub since: Timestamp,
    pub expires_at: Timestamp,
    /// The one that asks.
    pub this: bool,
}

#[server]
pub async fn my_account() -> Result<Account, Problem> {
    crate::context::told(super::answers::account().await)
}
