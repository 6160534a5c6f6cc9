//! Observations as they arrive.
//!
//! A page follows its run by a stream while it can be seen. A browser opens few connections to a host, and every tab of
//! the portal shares them, so streams take one of a few slots that all tabs count together; a page without a slot asks
//! three times a second instead. Both go on after the last number on the page, so nothing is missed and nothing is there twice.

#[cfg(feature = "hydrate")]
mod follower; // the stream, or the questions in its place
#[cfg(feature = "hydrate")]
mod slot; // one of the few streams that a browser has for all its tabs

use domain::id::RunId;
use leptos::prelude::*;

use super::RunHead;
use super::book::Book;

/// How a page hears of its run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// It does not: the run is over, the page is not seen, or there is no script.
    Off,
    Live,
    /// The server does not answer; it is tried again.
    Lost,
}

/// Keeps rail and head up to date in the browser; does nothing on the server.
pub fn follow(run: &RunId, head: RwSignal<RunHead>, book: Book) -> ReadSignal<Link> {
    let (link, set_link) = signal(Link::Off);
    #[cfg(feature = "hydrate")]
    follower::follow(run, head, book, set_link);
    #[cfg(not(feature = "hydrate"))]
    let _ = (run, head, book, set_link); // the server renders what there is
    link
}
