use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::{HeaderValue, Method, header};
use axum::response::Response;
use axum::routing::{MethodRouter, delete, get, post, put};

use super::Problem;
use crate::portal::Portal;

/// The largest body: mission files and knowledge documents are text.
const LARGEST_BODY: usize = 1 << 20;
/// Files are larger.
const FILES: &str = "/files";
/// A form with a file; the file itself may be smaller, and its sender is told.
pub const LARGEST_UPLOAD: usize = 32 << 20;

/// Routes, written down as they are added: a router cannot be asked for its paths.
#[derive(Default)]
#[must_use]
pub struct Book {
    router: Router<Portal>,
    written: Vec<(Method, &'static str)>,
}

impl Book {
    pub fn get<T: 'static>(self, path: &'static str, handler: impl Handler<T, Portal>) -> Self {
        self.add(Method::GET, path, get(handler))
    }
    pub fn post<T: 'static>(self, path: &'static str, handler: impl Handler<T, Portal>) -> Self {
        self.add(Method::POST, path, post(handler))
    }
    /// A form with a file in it.
    pub fn upload<T: 'static>(self, path: &'static str, handler: impl Handler<T, Portal>) -> Self {
        let larger = DefaultBodyLimit::max(LARGEST_UPLOAD);
        self.add(Method::POST, path, post(handler).layer(larger))
    }
    pub fn put<T: 'static>(self, path: &'static str, handler: impl Handler<T, Portal>) -> Self {
        self.add(Method::PUT, path, put(handler))
    }
    pub fn delete<T: 'static>(self, path: &'static str, handler: impl Handler<T, Portal>) -> Self {
        self.add(Method::DELETE, path, delete(handler))
    }

    fn add(mut self, method: Method, path: &'static str, handler: MethodRouter<Portal>) -> Self {
        let handler = if path.starts_with(FILES) {
            handler.layer(DefaultBodyLimit::max(crate::files::LARGEST_BODY))
        } else {
            handler
        };
        self.router = self.router.route(path, handler);
        self.written.push((method, path));
        self
    }

    /// Method and path of each, without the prefix.
    pub fn written(&self) -> &[(Method, &'static str)] {
        &self.written
    }

    pub fn router(self) -> Router<Portal> {
        let no_such_verb = async || {
            Problem::new(
                axum::http::StatusCode::METHOD_NOT_ALLOWED,
                "no_such_verb",
                "that path does not know this method",
            )
        };
        self.router
            .method_not_allowed_fallback(no_such_verb)
            .layer(DefaultBodyLimit::max(LARGEST_BODY))
            .layer(axum::middleware::map_response(keep_private))
    }
}

/// What the API tells is for the one who asked: no cache keeps it.
async fn keep_private(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}
