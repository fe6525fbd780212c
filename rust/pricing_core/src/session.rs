//! A basket while it is rung up: scan, void, quantity, customer, coupons, tender. Each change checks what it touches and
//! answers with the whole basket priced, the same bytes that pricing its lines at once gives.
//!
//! | file | what it is |
//! | --- | --- |
//! | `circumstances.rs` | customer, coupons, time: what surrounds the lines, owned |
//! | `slots.rs` | numbers for lines that stay theirs while others come and go |
//! | `kept.rs` | a plain basket kept in pieces: what a change touches is assigned anew, the rest stays |
//! | `reach.rs` | which lines a change touches |
//! | `solved.rs` | the pieces, and the trace out of them |

mod circumstances;
mod kept;
mod reach;
mod slots;
mod solved;

pub use circumstances::{Circumstances, Uses};

use crate::error::{PricingError, Refusal};
use crate::lines::{self, Line};
use crate::price_book::PriceBook;
use crate::priced::PricedBasket;
use crate::pricing::price_generally;
use crate::sale::{BasketLine, Context};
use kept::{Kept, Sale};

/// A basket at work. It keeps its book to the end, whatever the store publishes meanwhile.
#[derive(Clone, Debug)]
pub struct Session<'b> {
    book: &'b PriceBook,
    lines: Vec<Line>,
    circumstances: Circumstances,
    kept: Kept,
    priced: PricedBasket,
}

impl<'b> Session<'b> {
    /// An empty basket.
    pub fn new(book: &'b PriceBook, circumstances: Circumstances) -> Self {
        let (kept, priced) = (Kept::default(), PricedBasket::default());
        let mut session = Self { book, lines: Vec::new(), circumstances, kept, priced };
        session.settle();
        session
    }

    /// Adds a line. A refused line leaves the basket as it was.
    pub fn scan(&mut self, line: &BasketLine<'_>) -> Result<&PricedBasket, PricingError> {
        if self.lines.iter().any(|known| known.line_seq == line.line_seq) {
            return Err(PricingError { refusal: Refusal::LineTwice, line_seq: Some(line.line_seq) });
        }
        let checked = self.circumstances.with_context(|context| lines::check(self.book, &[*line], context))?;
        self.lines.extend(checked);
        if let Err(refused) = lines::check_whole(&self.lines) {
            self.lines.pop();
            return Err(refused);
        }
        self.work(|kept, sale, _| kept.enter(sale, sale.lines.len() - 1));
        Ok(self.settle())
    }

    /// Takes a line out.
    pub fn void(&mut self, line_seq: i64) -> Result<&PricedBasket, PricingError> {
        let at = self.place_of(line_seq)?;
        self.work(|kept, sale, priced| {
            kept.leave(sale, at);
            kept.forget(at, priced);
        });
        self.lines.remove(at);
        Ok(self.settle())
    }

    /// Puts another line in the place of the one with its number: another quantity, a price somebody gave.
    pub fn change(&mut self, line: &BasketLine<'_>) -> Result<&PricedBasket, PricingError> {
        let at = self.place_of(line.line_seq)?;
        let checked = self.circumstances.with_context(|context| lines::check(self.book, &[*line], context))?[0];
        let before = std::mem::replace(&mut self.lines[at], checked);
        let whole = lines::check_whole(&self.lines);
        self.lines[at] = before;
        whole?;
        self.work(|kept, sale, _| kept.leave(sale, at));
        self.lines[at] = checked;
        self.work(|kept, sale, _| kept.enter(sale, at));
        Ok(self.settle())
    }

    /// Another customer, another coupon, a means of payment: what was promised at the scan stays, lines keep their times.
    pub fn surround(&mut self, circumstances: Circumstances) -> &PricedBasket {
        self.circumstances = circumstances;
        self.work(|kept, sale, _| kept.meet_again(sale));
        self.settle()
    }

    /// The basket as it stands.
    pub const fn price(&self) -> &PricedBasket {
        &self.priced
    }

    /// Prices what was touched; all of it if the basket is not kept in pieces.
    fn settle(&mut self) -> &PricedBasket {
        let Self { book, lines, circumstances, kept, priced } = self;
        circumstances.with_context(|context| {
            let sale = Sale { book, lines, context };
            if !kept.settle(sale, priced) && !kept.begin(sale, priced) {
                *priced = price_generally(book, lines, context);
            }
        });
        priced
    }

    fn work(&mut self, work: impl FnOnce(&mut Kept, Sale<'_>, &mut PricedBasket)) {
        let Self { book, lines, circumstances, kept, priced } = self;
        circumstances.with_context(|context: &Context<'_>| work(kept, Sale { book, lines, context }, priced));
    }

    #[cfg(test)]
    pub(crate) const fn is_in_pieces(&self) -> bool {
        self.kept.is_whole()
    }

    fn place_of(&self, line_seq: i64) -> Result<usize, PricingError> {
        let place = self.lines.iter().position(|line| line.line_seq == line_seq);
        place.ok_or(PricingError { refusal: Refusal::UnknownLine, line_seq: Some(line_seq) })
    }
}

#[cfg(test)]
mod tests;
