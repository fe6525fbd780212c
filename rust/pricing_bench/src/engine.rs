//! The drivers' one door to the engine.

pub use pricing_core::compile;
use pricing_core::{BasketLine, Context, PriceBook, PricedBasket, PricingError};

/// Prices a basket: promotions, tax, trace and proof.
pub fn price(_: &PriceBook, _: &[BasketLine<'_>], _: &Context<'_>) -> Result<PricedBasket, PricingError> {
    unimplemented!()
}
