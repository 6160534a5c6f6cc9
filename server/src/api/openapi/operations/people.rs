use super::super::Content::{Json, List};
use super::{NOTHING, Operation};

/// Signing in, one's own account, and people.
pub(super) const ALL: &[Operation] = &[
    Operation {
        method: "POST",
        path: "/sign-in",
        summary: "Signs a person in and gives a session token for a program that acts for them",
        sent: Some(Json("SignIn")),
        status: "201",
        answered: Some(Json("SessionToken")),
        ..NOTHING
    },
    Operation {
        method: "POST",
        path: "/sign-out",
        summary: "Ends the session that asks",
        status: "204",
        ..NOTHING
    },
    Operation {
        path: "/me",
        summary: "Who asks, with their roles at this moment",
        answered: Some(Json("Actor")),
        ..NOTHING
    },
    Operation {
        path: "/me/sign-ins",
        summary: "Where the person who asks is signed in",
        answered: Some(List("SignInRow")),
        ..NOTHING
    },
    Operation {
        method: "DELETE",
        path: "/me/sign-ins",
        summary: "Signs the person out everywhere, here too",
        status: "204",
        ..NOTHING
    },
    Operation {
        method: "DELETE",
        path: "/me/sign-ins/{id}",
        summary: "Ends one of the person's own sign-ins at once",
        status: "204",
        ..NOTHING
    },
    Operation {
        method: "PUT",
        path: "/me/password",
        summary: "Changes the person's own password and ends every other sign-in",
        sent: Some(Json("NewPassword")),
        status: "204",
        ..NOTHING
    },
    Operation {
        path: "/people",
        summary: "Who works here, and who did. For admins and auditors",
        answered: Some(List("Person")),
        ..NOTHING
    },
    Operation {
        method: "POST",
        path: "/people",
        summary: "Lets somebody in; their link is told this once. Only admins let people in",
        sent: Some(Json("NewPerson")),
        status: "201",
        answered: Some(Json("Invited")),
        ..NOTHING
    },
    Operation {
        method: "POST",
        path: "/people/{id}/link",
        summary: "A new link for somebody to set their password; older ones are worth nothing",
        status: "201",
        answered: Some(Json("Invited")),
        ..NOTHING
    },
    Operation {
        method: "PUT",
        path: "/people/{id}/roles",
        summary: "Gives somebody these roles and no others",
        sent: Some(Json("NewRoles")),
        answered: Some(Json("Person")),
        ..NOTHING
    },
    Operation {
        method: "PUT",
        path: "/people/{id}/in-service",
        summary: "Takes somebody out of service, which signs them out everywhere at once, or back",
        sent: Some(Json("InService")),
        answered: Some(Json("Person")),
        ..NOTHING
    },
];
