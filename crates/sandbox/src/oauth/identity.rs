//! Who a token is.

use std::sync::Arc;

use crate::http::{Answer, Call};
use crate::json::Json;
use crate::oauth::user_of;
use crate::org::Org;
use crate::refusal::Refusal;
use crate::schema::object;
use crate::store::Record;

pub(super) async fn userinfo(org: &Arc<Org>, call: &Call) -> Result<Answer, Refusal> {
    let user = signed_in(org, call).await?;
    Ok(Answer::ok(Json::object([
        (
            "sub",
            format!("{}/id/{}/{}", org.url, org.id, user.id()).into(),
        ),
        ("user_id", user.id().into()),
        ("organization_id", org.id.as_str().into()),
        ("preferred_username", user.get("Username").json()),
        ("nickname", user.get("Alias").json()),
        ("name", user.get("Name").json()),
        ("email", user.get("Email").json()),
        ("email_verified", true.into()),
        ("given_name", user.get("FirstName").json()),
        ("family_name", user.get("LastName").json()),
        ("zoneinfo", user.get("TimeZoneSidKey").json()),
        ("urls", urls(org, user.id())),
        ("active", user.get("IsActive").json()),
        ("user_type", "STANDARD".into()),
        ("language", user.get("LanguageLocaleKey").json()),
        ("locale", user.get("LocaleSidKey").json()),
        ("utcOffset", 0_i64.into()),
        ("is_app_installed", true.into()),
    ])))
}

pub(super) async fn identity(
    org: &Arc<Org>,
    call: &Call,
    user_id: &str,
) -> Result<Answer, Refusal> {
    let user = signed_in(org, call).await?;
    if crate::id::parse(user_id).as_deref() != Some(user.id()) {
        return Err(Refusal::new(403, "Wrong_Id", "Wrong_Id"));
    }
    Ok(Answer::ok(Json::object([
        (
            "id",
            format!("{}/id/{}/{}", org.url, org.id, user.id()).into(),
        ),
        ("asserted_user", true.into()),
        ("user_id", user.id().into()),
        ("organization_id", org.id.as_str().into()),
        ("username", user.get("Username").json()),
        ("nick_name", user.get("Alias").json()),
        ("display_name", user.get("Name").json()),
        ("email", user.get("Email").json()),
        ("email_verified", true.into()),
        ("first_name", user.get("FirstName").json()),
        ("last_name", user.get("LastName").json()),
        (
            "photos",
            Json::object([("picture", Json::Null), ("thumbnail", Json::Null)]),
        ),
        ("urls", urls(org, user.id())),
        ("active", user.get("IsActive").json()),
        ("user_type", "STANDARD".into()),
        ("language", user.get("LanguageLocaleKey").json()),
        ("locale", user.get("LocaleSidKey").json()),
        ("utcOffset", 0_i64.into()),
        ("last_modified_date", user.get("LastModifiedDate").json()),
    ])))
}

async fn signed_in(org: &Arc<Org>, call: &Call) -> Result<Record, Refusal> {
    let token = call
        .bearer()
        .or_else(|| call.param("oauth_token"))
        .or_else(|| call.param("access_token"));
    let mut conn = org.pools.readers.acquire().await?;
    let user = match token {
        Some(token) => user_of(&mut conn, &token).await?,
        None => None,
    };
    let refused = || Refusal::new(403, "Bad_OAuth_Token", "Bad_OAuth_Token");
    let user = user.ok_or_else(refused)?;
    Record::load(&mut conn, object("User"), &user)
        .await?
        .ok_or_else(refused)
}

fn urls(org: &Org, user_id: &str) -> Json {
    let at = |path: &str| Json::Text(format!("{}{path}", org.url));
    Json::object([
        (
            "partner",
            at(&format!("/services/Soap/u/{{version}}/{}", &org.id[..15])),
        ),
        (
            "enterprise",
            at(&format!("/services/Soap/c/{{version}}/{}", &org.id[..15])),
        ),
        ("rest", at("/services/data/v{version}/")),
        ("sobjects", at("/services/data/v{version}/sobjects/")),
        ("search", at("/services/data/v{version}/search/")),
        ("query", at("/services/data/v{version}/query/")),
        ("recent", at("/services/data/v{version}/recent/")),
        ("profile", at(&format!("/{user_id}"))),
        ("custom_domain", at("")),
    ])
}

pub(super) fn discovery(org: &Org) -> Answer {
    let at = |path: &str| Json::Text(format!("{}{path}", org.url));
    Answer::ok(Json::object([
        ("issuer", at("")),
        ("authorization_endpoint", at("/services/oauth2/authorize")),
        ("token_endpoint", at("/services/oauth2/token")),
        ("revocation_endpoint", at("/services/oauth2/revoke")),
        ("userinfo_endpoint", at("/services/oauth2/userinfo")),
        ("introspection_endpoint", at("/services/oauth2/introspect")),
        (
            "scopes_supported",
            Json::list([
                "api",
                "web",
                "full",
                "refresh_token",
                "offline_access",
                "openid",
                "id",
                "profile",
                "email",
            ]),
        ),
        ("response_types_supported", Json::list(["code"])),
        ("subject_types_supported", Json::list(["public"])),
        ("code_challenge_methods_supported", Json::list(["S256"])),
        (
            "token_endpoint_auth_methods_supported",
            Json::list(["client_secret_post", "client_secret_basic"]),
        ),
    ]))
}
