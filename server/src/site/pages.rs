//! Pages, rendered whole before they are sent (`SsrMode::Async`), each under its own nonce.

use std::sync::LazyLock;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use futures_util::StreamExt as _;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::{
    AxumRouteListing, LeptosRoutes as _, ResponseOptions, generate_route_list,
    handle_response_inner,
};

use super::{Site, policy};

/// Every page there is. Listed once a process: while leptos lists them, no resource of the whole process loads, and one that
/// was asked for meanwhile never does.
static LISTED: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| generate_route_list(app::App));

/// The addresses of all pages, as the router writes them.
pub fn addresses() -> impl Iterator<Item = &'static str> {
    LISTED.iter().map(AxumRouteListing::path)
}

pub fn routes(site: &Site, context: impl Fn() + Clone + Send + Sync + 'static) -> Router {
    let options = site.options();
    let files = options.clone();
    let context = move || {
        set_content_policy();
        provide_context(files.clone());
        context();
    };
    let shell = {
        let options = options.clone();
        move || app::shell(options.clone())
    };
    let missing = {
        let (context, shell) = (context.clone(), shell.clone());
        move |request: Request<Body>| not_found(request, context.clone(), shell.clone())
    };
    Router::new()
        .leptos_routes_with_context(&options, LISTED.clone(), context, shell)
        .fallback(missing)
        .with_state(options)
        .layer(middleware::from_fn(add_headers))
}

/// The page for a path that is no page. It looks like the rest of the portal and says 404.
async fn not_found<V: IntoView + 'static>(
    request: Request<Body>,
    context: impl Fn() + Clone + Send + 'static,
    shell: impl Fn() -> V + Send + 'static,
) -> Response {
    let mut response = handle_response_inner(context, shell, request, |page, chunks, _| {
        Box::pin(async move {
            let page: String = page.to_html_stream_in_order().collect().await;
            Box::pin(futures_util::stream::once(async move { page }).chain(chunks())) as _
        })
    })
    .await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

fn set_content_policy() {
    let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) else {
        return;
    };
    let policy = HeaderValue::from_str(&policy::content(&nonce)).expect("a nonce is base64");
    response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
}

async fn add_headers(request: Request, next: Next) -> Response {
    let reads = request.method().is_safe();
    let mut response = next.run(request).await;
    // A form that was taken leads to a page, whatever the method was.
    if !reads && response.status() == StatusCode::FOUND {
        *response.status_mut() = StatusCode::SEE_OTHER;
    }
    for (name, value) in policy::headers() {
        if let Some(name) = name {
            response.headers_mut().entry(name).or_insert(value);
        }
    }
    response
}
