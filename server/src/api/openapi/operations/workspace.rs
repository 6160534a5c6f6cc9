use super::super::Content::{Json, List};
use super::{NOTHING, Operation};

/// Connections, the gate, tokens, and this document.
pub(super) const ALL: &[Operation] = &[
    Operation {
        path: "/connections",
        summary: "The connected orgs and how they fare",
        answered: Some(List("Connection")),
        ..NOTHING
    },
    Operation {
        method: "POST",
        path: "/connections",
        summary: "Connects an org with client credentials, once it has proved to take them; the same name again replaces address and secret, of the same org. Only admins connect",
        sent: Some(Json("NewConnection")),
        status: "201",
        answered: Some(Json("Connection")),
        ..NOTHING
    },
    Operation {
        method: "POST",
        path: "/connections/{id}/check",
        summary: "Looks whether the org answers, who we are there, and what that user cannot see",
        answered: Some(Json("Connection")),
        ..NOTHING
    },
    Operation {
        method: "POST",
        path: "/connections/{id}/disconnect",
        summary: "Revokes the tokens at the org and forgets them here; what waits for the org says so",
        answered: Some(Json("Connection")),
        ..NOTHING
    },
    Operation {
        path: "/gate",
        summary: "The rules that say which writes ask, which are allowed and which are blocked",
        answered: Some(Json("Gate")),
        ..NOTHING
    },
    Operation {
        method: "PUT",
        path: "/gate",
        summary: "Publishes the next rules over the version that was seen. Only admins publish",
        sent: Some(Json("NewGate")),
        answered: Some(Json("Gate")),
        ..NOTHING
    },
    Operation {
        path: "/tokens",
        summary: "Service tokens that still work: one's own, or as an admin all",
        answered: Some(List("Token")),
        ..NOTHING
    },
    Operation {
        method: "POST",
        path: "/tokens",
        summary: "Makes a service token; its secret is told this once",
        sent: Some(Json("NewToken")),
        status: "201",
        answered: Some(Json("CreatedToken")),
        ..NOTHING
    },
    Operation {
        method: "DELETE",
        path: "/tokens/{id}",
        summary: "Ends a service token at once",
        status: "204",
        ..NOTHING
    },
    Operation {
        path: "/openapi.json",
        summary: "This document",
        answered: Some(Json("Anything")),
        ..NOTHING
    },
];
