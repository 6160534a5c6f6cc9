//! What can be asked of an org.

mod composite;
mod history;
mod rows;

pub use composite::{Answer, Ask};
pub use history::Change;
