//! The whole of it: lines and a book in, a priced basket out.

use crate::basket::{self, BasketLine, Line};
use crate::error::{Overflow, PricingError};
use crate::money::Money;
use crate::price_book::PriceBook;
use crate::promotion::{self, PromotionIndex, Saving};
use crate::tax::{self, TaxAmount};

/// What a promotion saves, on a line or on the basket. Never zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AppliedPromotion {
    /// Which.
    pub promotion: PromotionIndex,
    /// How much.
    pub amount: Money,
}

/// A priced line: `gross - discount = amount`, and the promotions sum up to `discount`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PricedLine {
    /// The lane's number, echoed.
    pub line_seq: i64,
    /// Per piece or per kilogram, as in the book.
    pub unit_price: Money,
    /// At plain prices; of an overridden line, the given amount.
    pub gross: Money,
    /// What promotions save on it.
    pub discount: Money,
    /// What it costs.
    pub amount: Money,
    /// Each promotion once, in document order.
    pub promotions: Vec<AppliedPromotion>,
}

/// A priced basket: every figure is the sum of its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PricedBasket {
    /// In the order given.
    pub lines: Vec<PricedLine>,
    /// At plain prices.
    pub subtotal: Money,
    /// What promotions save.
    pub discount: Money,
    /// What it costs, tax included.
    pub total: Money,
    /// Each promotion once, in document order.
    pub promotions: Vec<AppliedPromotion>,
    /// The tax contained in `total`, by class in document order.
    pub taxes: Vec<TaxAmount>,
}

/// Prices a basket. The only refusals are those of its lines, and amounts beyond [`Money::MAX_MINOR`].
pub fn price(book: &PriceBook, lines: &[BasketLine<'_>]) -> Result<PricedBasket, PricingError> {
    let lines = basket::check(book, lines)?;
    // Summed first: every later figure is part of it, so nothing behind this line can overflow.
    let subtotal = Money::total(lines.iter().map(|line| line.gross))?;
    let savings = promotion::apply(&book.promotions, &lines)?;
    let priced = priced_lines(&lines, &savings)?;
    let discount = Money::total(priced.iter().map(|line| line.discount))?;
    let amounts = lines.iter().zip(&priced).map(|(line, priced)| (book.item(line.item).tax, priced.amount));
    Ok(PricedBasket {
        subtotal,
        discount,
        total: subtotal.minus(discount)?,
        promotions: per_promotion(savings)?,
        taxes: tax::contained(&book.taxes, amounts)?,
        lines: priced,
    })
}

/// Joins each line with its savings, which come sorted by line.
fn priced_lines(lines: &[Line], mut savings: &[Saving]) -> Result<Vec<PricedLine>, Overflow> {
    let mut priced = Vec::with_capacity(lines.len());
    for (position, line) in lines.iter().enumerate() {
        let (own, others) = savings.split_at(savings.partition_point(|saving| saving.position <= position));
        savings = others;
        let discount = Money::total(own.iter().map(|saving| saving.amount))?;
        priced.push(PricedLine {
            line_seq: line.line_seq,
            unit_price: line.unit_price,
            gross: line.gross,
            discount,
            amount: line.gross.minus(discount)?,
            promotions: own.iter().map(applied).collect(),
        });
    }
    Ok(priced)
}

fn per_promotion(mut savings: Vec<Saving>) -> Result<Vec<AppliedPromotion>, Overflow> {
    savings.sort_unstable_by_key(|saving| saving.promotion);
    savings
        .chunk_by(|one, next| one.promotion == next.promotion)
        .map(|of_one| {
            let amount = Money::total(of_one.iter().map(|saving| saving.amount))?;
            Ok(AppliedPromotion { promotion: of_one[0].promotion, amount })
        })
        .collect()
}

fn applied(saving: &Saving) -> AppliedPromotion {
    AppliedPromotion { promotion: saving.promotion, amount: saving.amount }
}
