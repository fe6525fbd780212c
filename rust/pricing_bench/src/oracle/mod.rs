//! An independent answer key: small baskets priced by trying everything. Slow and obvious on purpose; shares no code with
//! the engine but its public types.
//!
//! The engine's trace is replayed stage by stage (layer by layer; exclusive promotions, then stacking ones). In each stage
//! the engine must save exactly what brute force finds from the prices that the stage began with.

pub mod assign;
pub mod case;
pub mod compare;
pub mod document;
pub mod generate;
pub mod order;
pub mod saving;
pub mod stack;
pub mod units;
