//! `/api/v1`: the same verbs as the pages, for programs and the command line.

mod account; // one's own sign-ins and password
mod book; // routes, each written down once
mod connections;
mod decisions;
mod drafts;
mod files;
mod gate;
mod knowledge;
mod me;
mod missions;
mod openapi;
mod paged;
mod people;
mod problem;
mod read;
mod records;
mod runs;
mod schema; // objects and fields to choose from
mod sign_in;
mod tokens;

use axum::Router;
use axum::routing::any;

pub use book::{Book, LARGEST_UPLOAD};
pub use paged::Paged;
pub use problem::{Answer, Problem, causes};
pub use read::{Asked, Named, Sent, Text, page};

use crate::events;
use crate::portal::Portal;

/// Where the API lives.
pub const PREFIX: &str = "/api/v1";

/// Every route of the API. The document at `/api/v1/openapi.json` describes exactly these; a test compares.
pub fn book() -> Book {
    Book::default()
        .post("/sign-in", sign_in::sign_in)
        .post("/sign-out", sign_in::sign_out)
        .get("/me", me::me)
        .get("/me/sign-ins", account::sign_ins)
        .delete("/me/sign-ins", account::end_all)
        .delete("/me/sign-ins/{id}", account::end)
        .put("/me/password", account::password)
        .get("/people", people::list)
        .post("/people", people::invite)
        .post("/people/{id}/link", people::link)
        .put("/people/{id}/roles", people::set_roles)
        .put("/people/{id}/in-service", people::set_in_service)
        .get("/missions", missions::list)
        .put("/missions", missions::publish)
        .post("/missions/try-rule", missions::try_rule)
        .post("/missions", drafts::begin)
        .get("/missions/{slug}", missions::file)
        .get("/missions/{slug}/draft", drafts::get)
        .put("/missions/{slug}/draft", drafts::save)
        .delete("/missions/{slug}/draft", drafts::discard)
        .post("/missions/{slug}/draft/try", drafts::try_it)
        .post("/missions/{slug}/draft/publish", drafts::publish)
        .get("/missions/{slug}/versions", drafts::versions)
        .post("/missions/{slug}/versions/{number}/return", drafts::go_back)
        .get("/drafts", drafts::list)
        .put("/drafts", drafts::import)
        .get("/objects", schema::list)
        .get("/objects/{object}", schema::get)
        .post("/missions/{slug}/runs", runs::start)
        .get("/knowledge", knowledge::list)
        .put("/knowledge", knowledge::publish)
        .upload("/knowledge", knowledge::create)
        .get("/knowledge/search", knowledge::search)
        .get("/knowledge/{id}", knowledge::text)
        .upload("/knowledge/{id}", knowledge::save)
        .get("/knowledge/{id}/versions", knowledge::versions)
        .get("/knowledge/{id}/passages", knowledge::passages)
        .get("/knowledge/{id}/changes", knowledge::changes)
        .get("/knowledge/{id}/file", knowledge::file)
        .post("/knowledge/{id}/archive", knowledge::archive)
        .post("/knowledge/{id}/return", knowledge::come_back)
        .get("/runs", runs::list)
        .get("/runs/{id}", runs::get)
        .get("/runs/{id}/observations", runs::observations)
        .get("/runs/{id}/observations/{number}", runs::observation)
        .get("/runs/{id}/events", events::for_programs)
        .post("/runs/{id}/pause", runs::pause)
        .post("/runs/{id}/resume", runs::resume)
        .post("/runs/{id}/cancel", runs::cancel)
        .get("/decisions", decisions::list)
        .get("/decisions/{id}", decisions::get)
        .post("/decisions/{id}/approve", decisions::approve)
        .post("/decisions/{id}/reject", decisions::reject)
        .get("/records/{object}", records::list)
        .get("/records/{object}/{id}", records::get)
        .get("/records/{object}/{id}/changes", records::changes)
        .get("/files", files::list)
        .post("/files", files::upload)
        .get("/files/{id}", files::get)
        .get("/files/{id}/content", files::content)
        .post("/files/{id}/versions", files::new_version)
        .post("/files/{id}/archive", files::archive)
        .get("/connections", connections::list)
        .post("/connections", connections::connect)
        .post("/connections/{id}/check", connections::check)
        .post("/connections/{id}/disconnect", connections::disconnect)
        .get("/gate", gate::get)
        .put("/gate", gate::publish)
        .get("/tokens", tokens::list)
        .post("/tokens", tokens::create)
        .delete("/tokens/{id}", tokens::revoke)
        .get("/openapi.json", openapi::document)
}

pub fn routes() -> Router<Portal> {
    Router::new()
        .nest(PREFIX, book().router())
        // Server functions have routes of their own below /api; what nobody answers is not there, in JSON.
        .route("/api", any(async || Problem::gone()))
        .route("/api/{*rest}", any(async || Problem::gone()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn the_document_describes_every_route_and_no_other() {
        let written: BTreeSet<(String, String)> = super::book()
            .written()
            .iter()
            .map(|(method, path)| (method.to_string(), (*path).to_owned()))
            .collect();
        assert_eq!(super::openapi::described(), written);
    }
}
