//! The site: the pages, and the styles, browser half and public files they need.

mod assets; // files in memory, under hashed names
mod pages; // what leptos renders
mod policy; // what a page may load and do

pub use assets::Site;
pub use pages::addresses;

use axum::Router;

/// Pages and files. `context` is run for every render and gives server functions what they call.
pub fn routes(site: &Site, context: impl Fn() + Clone + Send + Sync + 'static) -> Router {
    pages::routes(site, context).merge(assets::routes(site))
}
