//! The pricing engine: a basket and an immutable price book in, exact amounts out.
//!
//! Pure: no I/O, no clock, no floats, no panics on data. The same lines, context and book give the same result on every
//! machine, and the totals do not depend on the order in which the lines were scanned, unless a rule of the book is about
//! that order (first come, first served; groups as scanned; odd cents on the first or last line).
//!
//! Read it in this order:
//!
//! | module | what it is |
//! | --- | --- |
//! | [`quantity`], [`rounding`], [`time`] | units as types, the one division of the engine, store-local civil time |
//! | [`code`], [`item`], [`scope`] | what is sold, the numbers it is found by, sets of it |
//! | [`terms`], [`policy`] | what a promotion is, how promotions compete: shapes only |
//! | `document`, [`mod@compile`] | the price book as JSON, shapes only; document -> book, or every fault in it |
//! | [`price_book`], [`index`] | the compiled book, and which promotions an item can take part in |
//! | [`snapshot`], [`describe`] | the book as bytes for machines, as JSON for tools |
//! | [`sale`], [`lines`], [`basket`] | what is to be priced; checked lines at plain prices, in canonical order |
//! | [`pricing`], [`priced`], [`session`] | all of it in one call, its answer, and a basket priced change by change |
//! | [`candidates`] | which promotions a basket touches and may fire |
//! | [`pool`], [`allocate`] | units while promotions work on them, the split of one saving over them |
//! | [`apply`] | what each kind of promotion does to the units it may touch |
//! | [`choose`] | which promotions act, layer by layer, under each policy |
//! | [`best`] | the best assignment of units to offers that share none, with its bound |
//! | `direct` | the short road for plain baskets, to the same bytes |
//! | [`points`], [`tax`], [`cash`] | what a receipt states besides prices |
//! | [`paid`], [`refund`] | what each unit cost in the end, and what it gives back |
//! | [`explain`] | why a unit costs what it costs, why a promotion did not fire, what one more would save |
//! | [`check`] | an independent checker that re-adds an answer from its trace |
//! | [`coupon`] | North American manufacturers' coupons, from the symbol to a promotion |
//! | [`cases`] | baskets with what they must cost, in a neutral format |
//! | [`error`] | what can be refused |

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
