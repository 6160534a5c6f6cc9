//! What the browser may ask about one's own account.
#![cfg_attr(
    feature = "ssr",
    expect(
        clippy::unused_async,
        reason = "a server function is async, whatever it does"
    )
)]

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

/// Turns keys off or on, in this browser. A plain form comes back to the page it was on.
#[server]
pub async fn set_keys(off: bool) -> Result<bool, Problem> {
    crate::ui::keys::remember(off)?;
    Ok(off)
}
