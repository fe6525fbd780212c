//! Why a basket costs what it costs, made from its trace when somebody asks.

pub mod derivation;
pub mod hint;
mod needs;
mod promise;
pub mod reason;
mod rivals;
pub mod why_not;

use serde::Serialize;

use crate::error::PricingError;
use crate::lines;
use crate::price_book::PriceBook;
use crate::priced::PricedBasket;
use crate::sale::{BasketLine, Context};

pub use derivation::{Derivation, derivation};
pub use hint::{Hint, hints};
pub use reason::Reason;
pub use why_not::{WhyNot, why_not};

/// Everything that can be said about a priced basket; as JSON, amounts are integers and absent numbers are left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation<'a> {
    /// How each unit got its price.
    #[serde(flatten)]
    pub derivation: Derivation<'a>,
    /// Touched promotions that did not fire, and why.
    pub unused: Vec<WhyNot<'a>>,
    /// One more and you save.
    pub hints: Vec<Hint<'a>>,
}

/// Explains what [`crate::pricing::price`] answered to the same book, basket and context.
pub fn explain<'a>(
    book: &'a PriceBook,
    basket: &[BasketLine<'_>],
    context: &Context<'_>,
    priced: &PricedBasket,
) -> Result<Explanation<'a>, PricingError> {
    let lines = lines::check(book, basket, context)?;
    Ok(Explanation {
        derivation: derivation(book, &lines, priced),
        unused: why_not(book, &lines, context, priced),
        hints: hints(book, basket, context, priced)?,
    })
}
