//! The files of the site, held in memory: embedded in a release, read from the build folder otherwise.
//!
//! Styles and browser half carry the hash of their content in their name, so a browser may keep them
//! for ever. The rest (favicon, robots) is asked for again each time.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use leptos::prelude::LeptosOptions;

// Made by build.rs: `NAME` and `FILES`, empty unless this is a release build after `cargo xtask build`.
include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The folder inside the site whose names carry a hash.
const HASHED: &str = "pkg";

/// The file that says what the hashed names begin with. It is not served.
const NAME_FILE: &str = "name";

#[derive(Clone, Debug, Default)]
pub struct Site {
    /// `countersign.` and a hash: what the names of styles and browser half begin with.
    name: String,
    /// Path from the site's root, without a leading slash.
    files: BTreeMap<String, Asset>,
}

#[derive(Clone, Debug, Default)]
struct Asset {
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

impl Site {
    /// What this executable has: its own copy, else the build folder, else nothing (pages then work
    /// without styles and script).
    pub fn of_this_build() -> Self {
        if !FILES.is_empty() {
            let files = FILES
                .iter()
                .map(|(path, bytes)| ((*path).to_owned(), Bytes::from_static(bytes)));
            return Self::new(NAME, files);
        }
        let built = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/site");
        Self::from_folder(Path::new(built)).unwrap_or_default()
    }

    /// A site as `cargo xtask build` leaves it in a folder.
    pub fn from_folder(root: &Path) -> io::Result<Self> {
        let name = std::fs::read_to_string(root.join(NAME_FILE))?;
        let files = files_under(root)?.into_iter().map(|path| {
            let bytes = std::fs::read(&path)?;
            let path = path
                .strip_prefix(root)
                .unwrap_or(&path)
                .to_string_lossy()
                .replace('\\', "/");
            Ok((path, Bytes::from(bytes)))
        });
        Ok(Self::new(
            name.trim(),
            files.collect::<io::Result<Vec<_>>>()?,
        ))
    }

    /// What leptos needs to name the styles and the browser half in a page.
    pub fn options(&self) -> LeptosOptions {
        let name = if self.name.is_empty() {
            "countersign"
        } else {
            &self.name
        };
        LeptosOptions::builder()
            .output_name(name)
            .site_pkg_dir(HASHED)
            .build()
    }

    fn new(name: &str, files: impl IntoIterator<Item = (String, Bytes)>) -> Self {
        let mut site = Self {
            name: name.to_owned(),
            files: BTreeMap::new(),
        };
        for (path, bytes) in files.into_iter().filter(|(path, _)| path != NAME_FILE) {
            if let Some(path) = path.strip_suffix(".br") {
                site.files.entry(path.to_owned()).or_default().brotli = Some(bytes);
            } else if let Some(path) = path.strip_suffix(".gz") {
                site.files.entry(path.to_owned()).or_default().gzip = Some(bytes);
            } else {
                site.files.entry(path).or_default().plain = bytes;
            }
        }
        site
    }
}

pub fn routes(site: &Site) -> Router {
    let mut router = Router::new();
    for (path, asset) in &site.files {
        let (kind, kept, asset) = (kind(path), kept(path), asset.clone());
        router = router.route(
            &format!("/{path}"),
            get(move |headers: HeaderMap| std::future::ready(answer(&asset, &headers, kind, kept))),
        );
    }
    router
}

fn answer(asset: &Asset, request: &HeaderMap, kind: &'static str, kept: &'static str) -> Response {
    let accepted = request
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let accepts = |encoding: &str| {
        accepted
            .split(',')
            .any(|one| one.split(';').next().unwrap_or("").trim() == encoding)
    };
    let (body, encoding) = match asset {
        Asset {
            brotli: Some(bytes),
            ..
        } if accepts("br") => (bytes, Some("br")),
        Asset {
            gzip: Some(bytes), ..
        } if accepts("gzip") => (bytes, Some("gzip")),
        Asset { plain, .. } => (plain, None),
    };
    let fixed = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, kept),
        (header::VARY, "accept-encoding"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    let mut response = (fixed, body.clone()).into_response();
    if let Some(encoding) = encoding {
        response
            .headers_mut()
            .insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

fn kind(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

fn kept(path: &str) -> &'static str {
    if path.starts_with(HASHED) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

fn files_under(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files_under(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}
