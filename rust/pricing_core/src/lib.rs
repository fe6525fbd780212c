//! The pricing engine: a basket and an immutable price book in, exact amounts out.
//!
//! Pure: no I/O, no clock, no floats, no panics on data. The same lines and the same book give the same result on every
//! machine, and the totals do not depend on the order in which the lines were scanned.

#![forbid(unsafe_code)]
#![deny(clippy::float_arithmetic, clippy::unwrap_used)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod allocate;
pub mod apply;
pub mod basket;
pub mod best;
pub mod candidates;
pub mod cases;
pub mod cash;
pub mod check;
pub mod choose;
pub mod code;
pub mod compile;
pub mod coupon;
pub mod describe;
mod direct;
mod document;
pub mod error;
pub mod explain;
pub mod index;
pub mod item;
pub mod lines;
mod lookup;
mod names;
pub mod paid;
pub mod points;
pub mod policy;
pub mod pool;
pub mod price_book;
pub mod priced;
pub mod pricing;
pub mod quantity;
pub mod refund;
pub mod rounding;
pub mod sale;
pub mod scope;
pub mod session;
pub mod snapshot;
pub mod tax;
pub mod terms;
pub mod time;

pub use compile::compile;
pub use error::{Fault, PriceBookFaults, PricingError, Refusal};
pub use price_book::PriceBook;
pub use priced::PricedBasket;
pub use sale::{BasketLine, Context};
pub use session::Session;
