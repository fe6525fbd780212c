//! The pricing engine measured and tried. Nothing of this is part of the product.

pub mod book;
pub mod floor;
pub mod rng;
pub mod workload;
