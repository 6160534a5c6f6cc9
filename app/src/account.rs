//! One's own account: who one is here, where one is signed in, the password.

#[cfg(feature = "ssr")]
mod answers;
pub mod api;
mod show; // `/account`

pub use show::AccountPage;
