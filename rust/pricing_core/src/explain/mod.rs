//! Why a basket costs what it costs, made from its trace when somebody asks.

pub mod derivation;
pub mod reason;

pub use derivation::{Derivation, derivation};
pub use reason::Reason;
