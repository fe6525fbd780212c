//! How promotions compete and where amounts are rounded: data of the price book, never code.

use serde::{Deserialize, Serialize};

/// How promotions compete inside a layer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choose {
    /// The assignment that takes the most money off; with [`Policy::one_promotion_per_unit`] a unit serves one promotion
    /// of its layer, without it promotions stack in the order that is best.
    #[default]
    BestForCustomer,
    /// One after the other, higher priority first, then document order; with `one_promotion_per_unit` each takes what the
    /// earlier ones left open, without it each works on the prices the earlier ones left (`stack_in_order`, `all_apply`).
    Priority,
    /// As [`Choose::Priority`], units taken in the order they were scanned instead of dearest first.
    FirstCome,
    /// As [`Choose::Priority`], each promotion at most one application (one group).
    OneApplication,
    /// Each promotion alone on the undiscounted basket; each line keeps the one that saves it most.
    BestSinglePerLine,
    /// As [`Choose::Priority`], with groups formed to the retailer's favour.
    FavourRetailer,
    /// Percentages one after the other on what is left (10 % and 20 % of 100 leave 72).
    CompoundOnRemaining,
    /// Percentages each of the original price (10 % and 20 % of 100 leave 70).
    CompoundOnOriginal,
}

/// How one amount becomes whole minor units. Ties and remainders are measured away from zero, so refunds mirror sales.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundingMode {
    /// To the nearest, ties up.
    #[default]
    HalfUp,
    /// To the nearest, ties to the even neighbour.
    HalfEven,
    /// To the nearest, ties down.
    HalfDown,
    /// Towards zero.
    Down,
    /// Away from zero.
    Up,
}

/// Over how much goods one rounding happens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundingLevel {
    /// Each unit.
    Unit,
    /// The equal-priced units of one line.
    #[default]
    Line,
    /// Everything one promotion touches.
    Basket,
}

/// What is rounded: the saving, or the price that is left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundingOf {
    /// The saving.
    #[default]
    Discount,
    /// The price after it.
    Price,
}

/// The rounding of percentages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rounding {
    /// Which way.
    pub mode: RoundingMode,
    /// Over how much.
    pub level: RoundingLevel,
    /// Of what.
    pub of: RoundingOf,
}

/// How one saving is split over units. The parts always sum up to it and never go below a unit's floor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Allocation {
    /// In proportion to the remaining value; odd minor units to the largest remainders, ties to the earlier line.
    #[default]
    LargestRemainder,
    /// In proportion, rounded half up; what is over or missing falls on the last line.
    LastLine,
    /// In proportion, rounded down; the odd minor units fall on the first line.
    FirstLine,
    /// Equal amounts per unit; odd minor units to the earlier units.
    EqualPerUnit,
    /// As [`Allocation::LargestRemainder`], in proportion to what is paid: with the tax that is added.
    LargestRemainderWithTax,
}

/// Whose favour groups are formed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grouping {
    /// The largest saving.
    #[default]
    Customer,
    /// The smallest saving of as many groups as fit.
    Retailer,
    /// As scanned.
    BasketOrder,
}

/// How tax relates to prices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxMode {
    /// There is none.
    None,
    /// Prices contain it.
    #[default]
    Inclusive,
    /// It is added.
    Exclusive,
}

/// Where tax is rounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxLevel {
    /// Each unit.
    Unit,
    /// Each line and rate.
    Line,
    /// Each rate of the receipt.
    #[default]
    Rate,
    /// All rates together, once.
    Receipt,
}

/// The rules of tax.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TaxPolicy {
    /// Contained, added, or none.
    pub mode: TaxMode,
    /// Where it is rounded.
    pub level: TaxLevel,
    /// Which way.
    pub rounding: RoundingMode,
    /// Inclusive only: round the net price and take the tax as what is left, instead of rounding the tax.
    pub round_net: bool,
}

/// The rounding of what is paid in cash; an adjustment of the tender, never a discount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CashRounding {
    /// The smallest coin, in minor units; 1 or more.
    pub step_minor: i64,
    /// Which way.
    #[serde(default)]
    pub mode: RoundingMode,
    /// Amounts below one step stay as they are.
    #[serde(default)]
    pub below_step_exact: bool,
}

/// What a returned unit gives back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Returns {
    /// What was paid for that unit.
    #[default]
    PaidPrice,
    /// What was paid for everything, less what the kept goods cost today's basket under the sale's own book.
    Reevaluate,
    /// Only all units of a group together, at what they cost.
    WholeGroup,
}

/// Whose time decides whether a promotion's window is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// The time each line was scanned: what was promised stays.
    #[default]
    Scan,
    /// The time of payment.
    Payment,
}

/// All rules of one price book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// How promotions compete.
    pub choose: Choose,
    /// A unit serves one promotion of a layer; a promotion may still say that it stacks.
    pub one_promotion_per_unit: bool,
    /// The rounding of percentages.
    pub rounding: Rounding,
    /// The split of savings.
    pub allocation: Allocation,
    /// The forming of groups.
    pub grouping: Grouping,
    /// Tax.
    pub tax: TaxPolicy,
    /// Cash.
    #[serde(deserialize_with = "crate::document::given_in_json")]
    pub cash: Option<CashRounding>,
    /// Returns.
    pub returns: Returns,
    /// Windows.
    pub clock: Clock,
    /// Search nodes one pricing may visit before it answers with the best found and its bound.
    pub node_budget: u32,
}

impl Policy {
    /// The search nodes of a book that says nothing.
    pub const NODE_BUDGET: u32 = 4_000;
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            choose: Choose::BestForCustomer,
            one_promotion_per_unit: true,
            rounding: Rounding::default(),
            allocation: Allocation::default(),
            grouping: Grouping::default(),
            tax: TaxPolicy::default(),
            cash: None,
            returns: Returns::default(),
            clock: Clock::default(),
            node_budget: Self::NODE_BUDGET,
        }
    }
}
