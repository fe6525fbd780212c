//! What returned goods give back.
//!
//! Every unit of a sale has a fixed share of what was paid: its own price after all discounts, its levy, and its part of
//! each tax. Units of a line come back dearest first. So the refunds of a sale sum up to what was paid, to the last minor
//! unit and by tax rate, in whatever order its units return. Cash rounding is the tender's and not part of it.

mod claim;
mod groups;
mod kept;
mod returned;
#[cfg(test)]
mod tests;

use std::fmt;

use crate::error::PricingError;
use crate::lines;
use crate::paid::Paid;
use crate::policy::{Returns, TaxMode};
use crate::price_book::PriceBook;
use crate::priced::{PricedBasket, TaxAmount};
use crate::sale::{BasketLine, Context};
use crate::terms::PromotionIndex;
use returned::Returned;

/// A sale as it was priced: the same book, lines and context, and what came out.
#[derive(Clone, Copy, Debug)]
pub struct Sale<'a> {
    /// Its own book, not today's.
    pub book: &'a PriceBook,
    /// What was sold.
    pub lines: &'a [BasketLine<'a>],
    /// Around it.
    pub context: &'a Context<'a>,
    /// What it cost.
    pub priced: &'a PricedBasket,
}

/// Units of a line that come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Return {
    /// The line, as the sale numbered it.
    pub line_seq: i64,
    /// How many units; 1 for a weighed pack.
    pub units: u32,
}

/// Why goods cannot be returned like this. Nothing is refunded then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundError {
    /// The sale has no such line.
    UnknownLine {
        /// The line named.
        line_seq: i64,
    },
    /// The line is named twice in one return.
    Twice {
        /// The line.
        line_seq: i64,
    },
    /// No unit, or more than are left of the line.
    Units {
        /// The line.
        line_seq: i64,
        /// What was asked for.
        asked: u32,
        /// What earlier returns left.
        left: u32,
    },
    /// [`Returns::WholeGroup`]: the units belong to a group that does not come back as a whole.
    PartOfGroup {
        /// A line of it.
        line_seq: i64,
        /// The promotion that formed it.
        promotion: PromotionIndex,
    },
    /// The sale's lines are no basket of its book, or what is kept is none.
    Unpriceable(PricingError),
}

/// What one return gives back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refund {
    /// What was paid for its units, line by line, as asked for.
    pub lines: Vec<RefundedLine>,
    /// Goods, in minor units.
    pub amount_minor: i64,
    /// Levies and deposits.
    pub levy_minor: i64,
    /// Tax, by class and rate as the sale had it; zero rows are left out.
    pub taxes: Vec<TaxAmount>,
    /// Goods, levies and, in exclusive books, tax: what the customer gets.
    pub total_minor: i64,
    /// [`Returns::Reevaluate`]: how much less that is than what was paid for the units.
    pub clawed_back_minor: i64,
    /// [`Returns::Reevaluate`]: what the kept goods cost more than everything did; waived until a later return covers it.
    pub shortfall_minor: i64,
    /// Promotions with applications whose last unit has now come back: their coupons and limits are free again.
    pub given_back: Vec<GivenBack>,
    /// Points earned with the units, to be taken back, in 1/10,000 point.
    pub points_earned_e4: i64,
    /// Points spent on the units, to be given back.
    pub points_spent_e4: i64,
}

/// What was paid for the returned units of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefundedLine {
    /// The line.
    pub line_seq: i64,
    /// How many units.
    pub units: u32,
    /// For the goods, in minor units.
    pub amount_minor: i64,
    /// Their levies.
    pub levy_minor: i64,
    /// Their tax, contained or added.
    pub tax_minor: i64,
}

/// Applications of a promotion that a return undid as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GivenBack {
    /// Which.
    pub promotion: PromotionIndex,
    /// How many.
    pub applications: u32,
    /// What they had saved, in minor units.
    pub saving_minor: i64,
}

/// Money a customer has a claim to; taxes beside the rows of the sale.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Due {
    amount_minor: i64,
    levy_minor: i64,
    taxes: Vec<(i64, i64)>,
}

/// What `now` gives back after the returns `before`, each of which is one earlier call's `now`, in order.
pub fn refund(sale: &Sale<'_>, before: &[&[Return]], now: &[Return]) -> Result<Refund, RefundError> {
    let lines = lines::check(sale.book, sale.lines, sale.context).map_err(RefundError::Unpriceable)?;
    let paid = Paid::new(sale.book, &lines, sale.priced);
    let mut returned = Returned::new(&paid);
    let mut given = Due::nothing(sale.priced);
    for step in before {
        returned.take(sale, step)?;
        let claim = claim_of(sale, &paid, &returned)?.less(&given);
        if !waived(sale, &claim) {
            given = given.plus(&claim);
        }
    }
    let earlier = returned.clone();
    returned.take(sale, now)?;
    let claim = claim_of(sale, &paid, &returned)?.less(&given);
    let lines = now.iter().filter_map(|line| claim::line(sale.priced, &paid, (&earlier, &returned), *line)).collect();
    let mut refund = Refund { lines, ..Refund::default() };
    refund.pay(sale, &claim);
    refund.given_back = claim::given_back(sale.priced, &paid, &earlier, &returned);
    (refund.points_earned_e4, refund.points_spent_e4) = claim::points(sale.priced, &paid, &earlier, &returned);
    Ok(refund)
}

/// Everything that may have been given back once these units are back.
fn claim_of(sale: &Sale<'_>, paid: &Paid, returned: &Returned<'_>) -> Result<Due, RefundError> {
    match sale.book.policy().returns {
        Returns::PaidPrice | Returns::WholeGroup => Ok(claim::due(sale.priced, paid, returned)),
        Returns::Reevaluate => kept::due(sale, paid, returned).map_err(RefundError::Unpriceable),
    }
}

/// A re-evaluation may find that the kept goods cost more; that is never collected.
fn waived(sale: &Sale<'_>, claim: &Due) -> bool {
    sale.book.policy().returns == Returns::Reevaluate && claim.total_minor(sale.book) < 0
}

impl Due {
    fn nothing(priced: &PricedBasket) -> Self {
        Self { taxes: vec![(0, 0); priced.taxes.len()], ..Self::default() }
    }

    fn tax_minor(&self) -> i64 {
        self.taxes.iter().map(|(_, amount_minor)| amount_minor).sum()
    }

    fn total_minor(&self, book: &PriceBook) -> i64 {
        let added = if book.policy().tax.mode == TaxMode::Exclusive { self.tax_minor() } else { 0 };
        self.amount_minor + self.levy_minor + added
    }

    fn plus(&self, other: &Self) -> Self {
        self.with(other, 1)
    }

    fn less(&self, other: &Self) -> Self {
        self.with(other, -1)
    }

    fn with(&self, other: &Self, sign: i64) -> Self {
        let taxes = self.taxes.iter().zip(&other.taxes);
        Self {
            amount_minor: self.amount_minor + sign * other.amount_minor,
            levy_minor: self.levy_minor + sign * other.levy_minor,
            taxes: taxes.map(|(mine, its)| (mine.0 + sign * its.0, mine.1 + sign * its.1)).collect(),
        }
    }
}

impl Refund {
    fn pay(&mut self, sale: &Sale<'_>, claim: &Due) {
        let added = sale.book.policy().tax.mode == TaxMode::Exclusive;
        let tax_of = |line: &RefundedLine| if added { line.tax_minor } else { 0 };
        let at_paid_price: i64 = self.lines.iter().map(|line| line.amount_minor + line.levy_minor + tax_of(line)).sum();
        if waived(sale, claim) {
            self.shortfall_minor = -claim.total_minor(sale.book);
        } else {
            self.amount_minor = claim.amount_minor;
            self.levy_minor = claim.levy_minor;
            self.total_minor = claim.total_minor(sale.book);
            let rows = sale.priced.taxes.iter().zip(&claim.taxes).filter(|(_, share)| **share != (0, 0));
            let share = |(row, share): (&TaxAmount, &(i64, i64))| TaxAmount {
                base_minor: share.0,
                amount_minor: share.1,
                ..*row
            };
            self.taxes = rows.map(share).collect();
        }
        self.clawed_back_minor = at_paid_price - self.total_minor;
    }
}

impl fmt::Display for RefundError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownLine { line_seq } => write!(out, "line {line_seq}: not in this sale"),
            Self::Twice { line_seq } => write!(out, "line {line_seq}: named twice"),
            Self::Units { line_seq, asked, left } => write!(out, "line {line_seq}: {asked} units asked, {left} left"),
            Self::PartOfGroup { line_seq, .. } => write!(out, "line {line_seq}: only the whole group comes back"),
            Self::Unpriceable(error) => error.fmt(out),
        }
    }
}

impl std::error::Error for RefundError {}
