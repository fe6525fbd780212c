//! Why a basket costs what it costs, made from its trace when somebody asks.

pub mod reason;

pub use reason::Reason;
