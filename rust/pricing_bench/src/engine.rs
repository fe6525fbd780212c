//! TEMPORARY: stands in until `compile` and `price` are merged.

use pricing_core::{BasketLine, Context, PriceBook, PriceBookFaults, PricedBasket, PricingError};

/// x
pub fn compile(_: &[u8]) -> Result<PriceBook, PriceBookFaults> {
    unimplemented!()
}

/// x
pub fn price(_: &PriceBook, _: &[BasketLine<'_>], _: &Context<'_>) -> Result<PricedBasket, PricingError> {
    unimplemented!()
}
