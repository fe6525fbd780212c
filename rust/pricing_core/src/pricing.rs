//! One pricing, from lines to a priced basket.

mod receipt;

use crate::basket::{Basket, canonical_order};
use crate::choose::{self, Work};
use crate::error::PricingError;
use crate::lines::{self, Line};
use crate::points;
use crate::price_book::PriceBook;
use crate::priced::PricedBasket;
use crate::sale::{BasketLine, Context};

/// Prices a basket: the same lines, context and book give the same answer, in any order of scanning.
pub fn price(book: &PriceBook, lines: &[BasketLine<'_>], context: &Context<'_>) -> Result<PricedBasket, PricingError> {
    Ok(price_checked(book, &lines::check(book, lines, context)?, context))
}

/// Prices lines that [`lines::check`] has passed.
pub fn price_checked(book: &PriceBook, lines: &[Line], context: &Context<'_>) -> PricedBasket {
    let scanned = canonical_order(lines, book.policy());
    let ordered: Vec<Line> = scanned.iter().map(|at| lines[*at as usize]).collect();
    let basket = Basket { book, lines: &ordered, scanned: &scanned, context };
    let mut work = Work::new(&basket);
    choose::everything(&mut work);
    points::earn(&mut work);
    receipt::of(&basket, lines, work.state, work.proof)
}
