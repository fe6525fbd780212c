//! The drivers' one door to the engine.

pub use pricing_core::compile;
pub use pricing_core::pricing::price;
pub use pricing_core::snapshot::{decode, encode};
