//! Every route of the portal in one place.

use axum::Router;

use crate::site::{self, Site};

/// The whole portal as one service, so that tests can call it without a port.
pub fn app(site: &Site) -> Router {
    site::routes(site, || ())
}
