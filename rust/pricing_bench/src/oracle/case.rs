//! A small case: goods, promotions, a basket. Amounts in minor units, percentages in 1/100 %, times in minutes of a day.

use pricing_core::policy::{RoundingLevel, RoundingMode, RoundingOf};
use pricing_core::terms::Layer;

/// Goods by their place in [`Case::items`].
pub type Scope = Vec<usize>;

/// Something sold.
#[derive(Clone, Debug)]
pub struct Item {
    /// Per piece, or per kilogram.
    pub price: i64,
    /// No promotion goes below it.
    pub floor: i64,
    /// Sold by the kilogram.
    pub by_weight: bool,
    /// Promotions may touch it.
    pub discountable: bool,
}

/// A line of the basket.
#[derive(Clone, Debug)]
pub struct Line {
    /// What.
    pub item: usize,
    /// Pieces; 1 for a weighed pack.
    pub units: u32,
    /// Grams of a weighed pack, else 0.
    pub mass_g: u32,
    /// When it was scanned.
    pub minute: u32,
}

/// What one unit gets.
#[derive(Clone, Copy, Debug)]
pub enum UnitOff {
    /// 1/100 %.
    Percent(i64),
    /// Off each, per kilogram on a weighed pack.
    Amount(i64),
    /// A new price, per kilogram on a weighed pack.
    Price(i64),
}

/// What a group gets.
#[derive(Clone, Copy, Debug)]
pub enum GroupOff {
    /// 1/100 % of its value.
    Percent(i64),
    /// Off it.
    Amount(i64),
    /// It costs this.
    Price(i64),
    /// The cheapest (or dearest) so many get something each.
    Some {
        /// How many.
        units: usize,
        /// The dearest instead of the cheapest.
        dearest: bool,
        /// What.
        off: UnitOff,
    },
}

/// A slot of a bundle.
#[derive(Clone, Debug)]
pub struct Slot {
    /// Out of what.
    pub scope: Scope,
    /// How many units.
    pub units: usize,
    /// The reward goes here.
    pub rewarded: bool,
}

/// What a promotion does.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Each unit for itself.
    Unit(UnitOff),
    /// Groups of `n`.
    Group(usize, GroupOff),
    /// Slots; the reward is over the rewarded ones.
    Bundle(Vec<Slot>, GroupOff),
    /// Different goods: (how many, 1/100 %).
    Distinct(Vec<(usize, i64)>),
    /// Spend the first, save the second, once; the units serve it.
    Spend(i64, i64),
    /// A percentage of everything in scope.
    BasketPercent(i64),
    /// An amount off everything in scope, once.
    BasketAmount(i64),
    /// So many units are free.
    UnitsFree(usize),
    /// So many units get so much each, then the next step.
    Stepped(Vec<(usize, i64)>),
    /// The highest threshold reached: (spend, percentage or amount).
    Tiered(Vec<(i64, GroupOff)>),
    /// Several actions, each on its own goods or the promotion's: percentage, amount once, amount or price each.
    Multi(Vec<(Option<Scope>, Action)>),
}

/// One action of [`Kind::Multi`].
#[derive(Clone, Copy, Debug)]
pub enum Action {
    /// 1/100 % of everything.
    Percent(i64),
    /// Once.
    Amount(i64),
    /// Off each unit.
    AmountEach(i64),
    /// Each unit costs this.
    PriceEach(i64),
}

/// A promotion.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "as many as the document has")]
pub struct Offer {
    /// What it does.
    pub kind: Kind,
    /// To what; empty for bundles, whose slots say it.
    pub scope: Scope,
    /// When in the order of layers.
    pub layer: Layer,
    /// It shares its units with others.
    pub stacks: bool,
    /// Higher first, where priorities count.
    pub priority: i32,
    /// Its stacking group.
    pub stack_group: Option<usize>,
    /// The value in scope must reach this.
    pub min_spend: Option<i64>,
    /// It must be more.
    pub strictly_over: bool,
    /// The value after what earlier promotions took, not before.
    pub after_earlier: bool,
    /// At least so many units in scope.
    pub min_units: u32,
    /// Only lines with so many units.
    pub min_line_units: u32,
    /// Other goods that must be there.
    pub requires: Option<(Scope, u32)>,
    /// Open in these minutes of the day, the second one no more.
    pub window: Option<(u32, u32)>,
    /// Members only.
    pub members_only: bool,
    /// Its code must be presented.
    pub coupon: bool,
    /// Groups in a basket.
    pub per_basket: Option<usize>,
    /// Units in a basket.
    pub max_units: Option<usize>,
    /// The most it saves in a basket.
    pub cap: Option<i64>,
}

/// How percentages are rounded.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rounding {
    /// Which way.
    pub mode: RoundingMode,
    /// Over how much.
    pub level: RoundingLevel,
    /// Of what.
    pub of: RoundingOf,
}

/// Everything.
#[derive(Clone, Debug)]
pub struct Case {
    /// The goods.
    pub items: Vec<Item>,
    /// The promotions, in document order.
    pub offers: Vec<Offer>,
    /// Limits of the stacking groups.
    pub stack_groups: Vec<usize>,
    /// How percentages are rounded.
    pub rounding: Rounding,
    /// The basket.
    pub lines: Vec<Line>,
    /// The customer is a member.
    pub member: bool,
    /// The code of every coupon promotion is presented.
    pub coupon: bool,
}

impl Offer {
    /// A promotion without conditions or limits.
    pub fn plain(kind: Kind, scope: Scope) -> Self {
        let exclusive =
            matches!(kind, Kind::Unit(_) | Kind::Group(..) | Kind::Bundle(..) | Kind::Distinct(_) | Kind::Spend(..));
        Self {
            kind,
            scope,
            layer: if exclusive { Layer::Item } else { Layer::Basket },
            stacks: !exclusive,
            priority: 0,
            stack_group: None,
            min_spend: None,
            strictly_over: false,
            after_earlier: false,
            min_units: 0,
            min_line_units: 0,
            requires: None,
            window: None,
            members_only: false,
            coupon: false,
            per_basket: None,
            max_units: None,
            cap: None,
        }
    }

    /// Whether the goods are in its scope or in one of its slots.
    pub fn holds(&self, item: usize) -> bool {
        match &self.kind {
            Kind::Bundle(slots, _) => slots.iter().any(|slot| slot.scope.contains(&item)),
            _ => self.scope.contains(&item),
        }
    }
}
