//! The engine through its front door: books as documents, baskets as lines.

mod kinds;
mod peer;
mod policies;
mod properties;
mod shop;
#[path = "../sold/mod.rs"]
mod sold;
