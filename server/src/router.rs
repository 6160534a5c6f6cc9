//! Every route of the portal in one place.

use axum::Router;
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::get;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_sessions::SessionManagerLayer;
use tower_sessions::cookie::SameSite;

use crate::api::LARGEST_UPLOAD;
use crate::auth::{identify, same_origin};
use crate::portal::Portal;
use crate::site::{self, Site};
use crate::{
    account, api, connections, events, files, knowledge, missions, panics, people, probes, sign_in,
};

/// What a page's own calls may send. Everything else reads no more than what it is for.
const LARGEST_BODY: usize = 4 << 20;

/// The whole portal as one service, so that tests can call it without a port.
pub fn app(portal: &Portal, site: &Site) -> Router {
    let engine = portal.engine.clone();
    let doors = doors(portal);
    let context = move || {
        leptos::prelude::provide_context(engine.clone());
        leptos::prelude::provide_context(doors.clone());
    };
    let ours = Router::new()
        .merge(api::routes())
        .merge(sign_in::routes())
        .merge(account::routes())
        .merge(people::routes())
        .merge(connections::routes())
        .merge(files::routes())
        .merge(knowledge::routes())
        .merge(missions::routes())
        .route("/runs/{id}/observations", get(events::for_pages))
        .with_state(portal.clone());
    let secure = portal.config.secure_cookies();
    let cookie = SessionManagerLayer::new(portal.sessions.clone())
        .with_name(if secure {
            "__Host-countersign"
        } else {
            "countersign"
        })
        .with_secure(secure)
        .with_same_site(SameSite::Lax);
    site::routes(site, context)
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .merge(ours)
        .layer(middleware::from_fn_with_state(portal.clone(), identify))
        .layer(cookie)
        .layer(middleware::from_fn(same_origin))
        .merge(probes::routes().with_state(portal.clone()))
        .layer(compression())
        // No request is larger, whatever it is for.
        .layer(RequestBodyLimitLayer::new(LARGEST_UPLOAD))
        .layer(middleware::from_fn_with_state(
            portal.clone(),
            files::not_too_large,
        ))
        .layer(CatchPanicLayer::custom(panics::answer))
        .layer(middleware::from_fn(noted))
}

/// Pages and answers travel small. News is sent as it comes, and files of the site are packed already; both are left alone. No
/// page holds a secret that could be guessed from its size: sessions are cookies, and forms are known by their origin.
fn compression() -> CompressionLayer {
    CompressionLayer::new().quality(CompressionLevel::Fastest)
}

/// The ways in that the sign-in page offers.
fn doors(portal: &Portal) -> app::Doors {
    let person = |member: &crate::cast::Member| app::CastMember {
        email: member.email.clone(),
        name: member.name().to_owned(),
        roles: member.role.clone(),
    };
    app::Doors {
        provider: portal.config.provider_name(),
        cast: portal.cast().iter().map(person).collect(),
        consent_back: portal.consent_back(),
    }
}

/// One line of the log per request, without query or headers: they may carry what is nobody's business.
async fn noted(request: Request, next: Next) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let begun = tokio::time::Instant::now();
    let response = next.run(request).await;
    let millis = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::debug!(%method, path, status = response.status().as_u16(), millis, "answered");
    response
}
