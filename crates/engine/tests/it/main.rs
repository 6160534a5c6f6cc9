//! The engine against a sandbox org, told in sentences.

mod flagship;
mod world;
