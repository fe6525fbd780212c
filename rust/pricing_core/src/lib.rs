//! The pricing engine: a basket and an immutable price book in, exact amounts out.
//!
//! Pure: no I/O, no clock, no floats, no panics on data. The same lines and the same book give the same result on every
//! machine, and the totals do not depend on the order in which the lines were scanned.
//!
//! Read it in this order:
//!
//! | module | what it is |
//! | --- | --- |
//! | [`money`], [`quantity`] | units as types, checked arithmetic |
//! | [`rounding`] | the one rounding of the engine |
//! | [`code`], [`item`] | what is sold, and the numbers it is found by |
//! | [`document`] | the price book as JSON, shapes only |
//! | [`mod@compile`] | document -> book, or every fault in it |
//! | [`price_book`] | the compiled, indexed book |
//! | [`basket`] | a basket's lines, checked and priced plainly |
//! | [`promotion`] | which unit serves which promotion, and what it saves |
//! | [`tax`] | the tax contained in the amounts |
//! | [`pricing`] | all of it in one call: [`price`] |
//! | [`error`] | what can be refused |

#![forbid(unsafe_code)]
#![deny(clippy::float_arithmetic, clippy::arithmetic_side_effects, clippy::unwrap_used)]
#![cfg_attr(test, allow(clippy::arithmetic_side_effects, clippy::unwrap_used))]

pub mod basket;
pub mod code;
pub mod compile;
pub mod document;
pub mod error;
pub mod item;
pub mod money;
pub mod price_book;
pub mod pricing;
pub mod promotion;
pub mod quantity;
pub mod rounding;
pub mod tax;

pub use basket::BasketLine;
pub use compile::compile;
pub use error::{Fault, PriceBookFaults, PricingError, Refusal};
pub use price_book::PriceBook;
pub use pricing::{PricedBasket, PricedLine, price};
