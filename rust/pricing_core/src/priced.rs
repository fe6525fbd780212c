//! What pricing answers.

use smallvec::SmallVec;

use crate::item::ItemIndex;
use crate::pool::Trace;
use crate::tax::TaxIndex;
use crate::terms::PromotionIndex;

/// A list that is short on almost every line, and then costs no memory of its own.
pub type Few<T> = SmallVec<[T; 2]>;

/// What a promotion saves, on a line or on the basket. Never zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AppliedPromotion {
    /// Which.
    pub promotion: PromotionIndex,
    /// How much, in minor units.
    pub amount_minor: i64,
}

/// Equal units of a line: what each was plainly and what each costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PricedUnits {
    /// How many.
    pub units: u32,
    /// What each costs now, in minor units.
    pub amount_minor: i64,
}

/// A priced line: `gross - discount = amount`; markdown, promotions and what staff took off sum up to `discount`, units to
/// `amount`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PricedLine {
    /// The lane's number, echoed.
    pub line_seq: i64,
    /// What is sold.
    pub item: ItemIndex,
    /// Per piece or per kilogram, at the moment it was scanned.
    pub unit_price_minor: i64,
    /// At plain prices.
    pub gross_minor: i64,
    /// What comes off.
    pub discount_minor: i64,
    /// What it costs.
    pub amount_minor: i64,
    /// Deposits and levies that hang on it, untouchable; part of the basket's total, not of `amount`.
    pub levy_minor: i64,
    /// What a markdown label took off before promotions; part of `discount`.
    pub markdown_minor: i64,
    /// What staff took off after promotions; part of `discount`.
    pub staff_minor: i64,
    /// Each promotion once, in document order.
    pub promotions: Few<AppliedPromotion>,
    /// Its units, dearest first.
    pub units: Few<PricedUnits>,
}

/// What one rate of one tax class contributes to a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaxAmount {
    /// The class.
    pub tax: TaxIndex,
    /// Which of the class's rates.
    pub rate: u32,
    /// Its base: inclusive the amount that contains it, exclusive the amount it is added to.
    pub base_minor: i64,
    /// The tax.
    pub amount_minor: i64,
}

/// Points and gifts; money is elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rewards {
    /// Gifts earned: promotion, name index is the promotion's own, and how many.
    pub gifts: Vec<(PromotionIndex, u32)>,
    /// Points earned, in 1/10,000 point.
    pub points_earned_e4: i64,
    /// Points spent.
    pub points_spent_e4: i64,
}

/// How good the answer is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// No assignment takes more off.
    pub optimal: bool,
    /// The most that a better one could still take off, in minor units; 0 if optimal.
    pub gap_minor: i64,
    /// Search nodes visited.
    pub nodes: u32,
}

/// A priced basket: every figure is the sum of its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PricedBasket {
    /// In the order given.
    pub lines: Vec<PricedLine>,
    /// At plain prices.
    pub subtotal_minor: i64,
    /// What comes off.
    pub discount_minor: i64,
    /// Tax added on top (exclusive) or contained (inclusive).
    pub tax_minor: i64,
    /// What it costs: amounts, levies and, in exclusive books, tax.
    pub total_minor: i64,
    /// What is paid if all of it is paid in cash.
    pub cash_total_minor: i64,
    /// Each promotion once, in document order.
    pub promotions: Vec<AppliedPromotion>,
    /// By class and rate in document order; a class without a line is left out.
    pub taxes: Vec<TaxAmount>,
    /// What else is earned.
    pub rewards: Rewards,
    /// What was applied, in order.
    pub trace: Trace,
    /// How good it is.
    pub proof: Proof,
}
