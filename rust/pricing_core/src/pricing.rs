//! One pricing, from lines to a priced basket.

pub(crate) mod receipt;

use crate::basket::{Basket, canonical_order};
use crate::choose::{self, Work};
use crate::direct::Direct;
use crate::error::PricingError;
use crate::lines::{self, Line};
use crate::points;
use crate::price_book::PriceBook;
use crate::priced::PricedBasket;
use crate::sale::{BasketLine, Context};

/// Prices baskets and keeps its memory from one to the next: one for each lane or thread. What it answers depends on the
/// basket alone.
#[derive(Clone, Debug, Default)]
pub struct Pricer {
    direct: Direct,
}

impl Pricer {
    /// Prices a basket: the same lines, context and book give the same answer, in any order of scanning.
    pub fn price(
        &mut self,
        book: &PriceBook,
        lines: &[BasketLine<'_>],
        context: &Context<'_>,
    ) -> Result<PricedBasket, PricingError> {
        Ok(self.price_checked(book, &lines::check(book, lines, context)?, context))
    }

    /// Prices lines that [`lines::check`] has passed.
    pub fn price_checked(&mut self, book: &PriceBook, lines: &[Line], context: &Context<'_>) -> PricedBasket {
        self.direct.price(book, lines, context).unwrap_or_else(|| price_generally(book, lines, context))
    }
}

/// Prices a basket with a new [`Pricer`].
pub fn price(book: &PriceBook, lines: &[BasketLine<'_>], context: &Context<'_>) -> Result<PricedBasket, PricingError> {
    Pricer::default().price(book, lines, context)
}

/// Prices lines that [`lines::check`] has passed with a new [`Pricer`].
pub fn price_checked(book: &PriceBook, lines: &[Line], context: &Context<'_>) -> PricedBasket {
    Pricer::default().price_checked(book, lines, context)
}

/// The general way, open to every basket; [`crate::direct`] must give the same bytes where it is open, too.
pub fn price_generally(book: &PriceBook, lines: &[Line], context: &Context<'_>) -> PricedBasket {
    let scanned = canonical_order(lines, book.policy());
    let ordered: Vec<Line> = scanned.iter().map(|at| lines[*at as usize]).collect();
    let basket = Basket { book, lines: &ordered, scanned: &scanned, context };
    let mut work = Work::new(&basket);
    choose::everything(&mut work);
    points::earn(&mut work);
    receipt::of(&basket, lines, work.state, work.proof)
}
