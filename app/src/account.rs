//! One's own account: who one is here, where one is signed in, the password.

mod answers;
pub mod api;
mod keys; // keys, off or on
mod show; // `/account`

pub use show::AccountPage;
