//! Random books of every kind and policy, random baskets, and what must hold for each of them to the minor unit.

pub mod basket;
pub mod digest;
pub mod edits;
pub mod invariants;
pub mod returns;
pub mod trial;
pub mod world;
