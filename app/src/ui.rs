//! The kit: primitives that every page uses. Each has a file of the same name in `style/kit`.

mod badge; // a state in a word
pub mod draft; // what is typed and not sent
mod icon; // a shape beside a word
pub mod keys; // one letter, one act
mod loaded; // waiting, broken, and there
mod moment; // points in time, in words
mod number; // large numbers, readable
mod offline; // the connection is lost
mod waiting; // what is shown until it is there
mod waterfall; // why two records are taken for the same

pub use badge::{Badge, Tone};
/// An object's field as a person reads it.
#[cfg(feature = "ssr")]
pub use domain::record::words as field_words;
pub use icon::Icon;
pub use loaded::{Loaded, Trouble};
pub use moment::{ClockTime, Moment};
pub use number::grouped;
#[cfg(feature = "ssr")]
pub use number::in_words;
pub use offline::{Line, Offline, lasting};
pub use waiting::{Frame, Renewing, Skeleton};
pub use waterfall::Waterfall;

/// `waiting for decision` as a badge begins it: `Waiting for decision`.
pub fn sentence_case(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
