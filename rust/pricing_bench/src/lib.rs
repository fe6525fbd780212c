//! The pricing engine measured and tried. Nothing of this is part of the product.

pub mod allocations;
pub mod args;
pub mod book;
pub mod drift;
pub mod engine;
pub mod floor;
pub mod oracle;
pub mod rng;
pub mod threads;
pub mod timing;
pub mod workload;
