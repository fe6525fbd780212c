//! The engine through its front door: books as documents, baskets as lines.

mod kinds;
mod peer;
mod policies;
mod shop;
