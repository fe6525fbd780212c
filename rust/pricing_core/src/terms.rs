//! What a promotion is: its kind, its conditions, its limits. Shapes only; `apply` and `best` say what they do.

use serde::{Deserialize, Serialize};

use crate::item::Names;
use crate::policy::{Allocation, Grouping};
use crate::scope::ScopeIndex;
use crate::time::Windows;

/// A promotion's place in the price book document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PromotionIndex(pub u32);

/// When a promotion acts; each layer works on the prices the earlier ones left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// Prices themselves: member prices, markdowns. Stacks below everything else.
    Price,
    /// Units and groups: the assignment problem.
    #[default]
    Item,
    /// Thresholds, amounts off the basket.
    Basket,
    /// Coupons; third-party money last.
    Coupon,
    /// Known only at payment: tender-linked offers, points.
    Tender,
}

/// Whether a promotion shares its units with others of its layer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stacking {
    /// As the policy says: its kind's usual rule.
    #[default]
    Default,
    /// A unit that serves it serves no other of the layer.
    ExclusiveUnit,
    /// A line that serves it serves no other.
    ExclusiveLine,
    /// If it fires, it is the only one of the basket; among several the highest priority.
    ExclusiveBasket,
    /// It stacks on whatever else is applied.
    Stacks,
}

/// Who pays for it. Money from a third party does not lower the tax base.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Funding {
    /// The store.
    #[default]
    Store,
    /// A manufacturer or another third party.
    ThirdParty,
}

/// What one unit gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitOff {
    /// So many 1/100 % of its price.
    Percent(u32),
    /// An amount; per kilogram on a weighed pack.
    Amount(i64),
    /// A new price; per kilogram on a weighed pack.
    Price(i64),
}

/// Which units of a group are rewarded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// The cheapest.
    #[default]
    Cheapest,
    /// The dearest.
    Dearest,
}

/// What a complete group gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupOff {
    /// It costs this together.
    Price(i64),
    /// 1/100 % of its value.
    Percent(u32),
    /// An amount off it.
    Amount(i64),
    /// `units` of it get `off` each: n for m, nth item, cheapest free.
    Some {
        /// How many of the group.
        units: u32,
        /// Which of them.
        which: Which,
        /// What each gets.
        off: UnitOff,
    },
}

/// A slot of a bundle: `units` units out of a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Out of what.
    pub scope: ScopeIndex,
    /// How many.
    pub units: u32,
    /// The reward goes to this slot (buy X get Y). In a plain bundle every slot is rewarded.
    pub rewarded: bool,
}

/// In which order units are picked when not all of them are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitOrder {
    /// Dearest first, the customer's favour.
    #[default]
    DearestFirst,
    /// Cheapest first.
    CheapestFirst,
    /// Cheapest first by the price without tax.
    CheapestNetFirst,
    /// As scanned.
    BasketOrder,
}

/// What a set of units gets as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SetOff {
    /// 1/100 % of its value.
    Percent(u32),
    /// An amount, once.
    Amount(i64),
    /// Each unit for itself.
    EachUnit(UnitOff),
    /// The first `units` get `amount` each, the next step's the next amount, in pick order.
    Stepped(Vec<Step>),
}

/// A step of [`SetOff::Stepped`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// How many units it covers.
    pub units: u32,
    /// What each gets, in minor units.
    pub amount_minor: i64,
}

/// A tier: from this spend on, this instead of the tiers below.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tier {
    /// In minor units.
    pub min_spend_minor: i64,
    /// What the whole set gets.
    pub off: SetOff,
}

/// One of several effects of a promotion, in order, each on what the one before left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// On what; the promotion's own scope if `None`.
    pub scope: Option<ScopeIndex>,
    /// What it gets.
    pub off: SetOff,
}

/// What money points are counted on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PointsBase {
    /// What is paid after discounts.
    #[default]
    AfterDiscounts,
    /// Plain prices.
    BeforeDiscounts,
}

/// What a promotion does. Points are 1/10,000 point (`points_e4`), rates `points_e4` per major currency unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Every unit in scope for itself: percent off, amount off, fixed unit price.
    Unit(UnitOff),
    /// Groups of `n` units out of the scope, repeating.
    Group {
        /// Units of a group, 1 or more.
        n: u32,
        /// What each group gets.
        off: GroupOff,
    },
    /// One unit (or k) per slot, repeating: bundles, meal deals, buy X get Y.
    Bundle {
        /// The slots.
        slots: Vec<Slot>,
        /// What each bundle gets, over its rewarded slots.
        off: GroupOff,
    },
    /// Sets of different items, 1/100 % off by size: `(items, percent_bp)`, ascending, repeating.
    DistinctSet(Vec<(u32, u32)>),
    /// Units worth `min_spend_minor` together serve it and share `amount_minor` off, once (or per full spend if `repeats`).
    SpendGroup {
        /// The least value of the units that serve it.
        min_spend_minor: i64,
        /// The saving.
        amount_minor: i64,
    },
    /// The whole set of units in scope, or as many as the limits say.
    Set(SetOff),
    /// The highest tier reached, over everything.
    Tiered(Vec<Tier>),
    /// Several effects under one condition.
    Multi(Vec<Action>),
    /// A gift, ticket or flag, by name; `units` of it.
    Gift {
        /// Its name.
        gift: String,
        /// How many.
        units: u32,
    },
    /// Points for money.
    PointsEarn {
        /// `points_e4` per major currency unit.
        rate_e4: i64,
        /// Points for each unit in scope, `points_e4`.
        per_unit_e4: i64,
        /// What counts.
        base: PointsBase,
    },
    /// Points to money off: balance and earnings of this sale are spent.
    PointsBurn {
        /// Money per point, in minor units.
        value_per_point_minor: i64,
        /// What this receipt earns first, `points_e4` per major currency unit.
        earn_rate_e4: i64,
        /// Points go in blocks of this many `points_e4`; 1 if any number goes.
        block_e4: i64,
    },
}

/// What a threshold is judged on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    /// Plain prices.
    BeforeOffers,
    /// What earlier promotions left.
    #[default]
    AfterEarlier,
}

/// What must hold for a promotion to fire. Conditions look at the basket; they use no unit up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conditions {
    /// The scope's value must reach this.
    pub min_spend_minor: Option<i64>,
    /// It must be more, not just reach it.
    pub strictly_over: bool,
    /// What the value is judged on.
    pub base: Base,
    /// At least so many units in scope.
    pub min_units: u32,
    /// Only lines of at least so many units.
    pub min_line_units: u32,
    /// Other goods that must be in the basket: scope and units.
    pub requires: Vec<(ScopeIndex, u32)>,
    /// Open when one of these is; always if empty.
    pub windows: Windows,
    /// The identity or group the customer must have (`member`, `employee`, `senior`).
    pub identity: Option<String>,
    /// The code that must be presented.
    pub coupon: Option<String>,
    /// The means of payment it hangs on.
    pub tender: Option<String>,
}

/// How much of it there is. `None` and 0 mean no limit unless said otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Applications (groups) in a basket.
    pub per_basket: Option<u32>,
    /// Units rewarded in a basket.
    pub max_units: Option<u32>,
    /// Which units, if not all.
    pub unit_order: Option<UnitOrder>,
    /// Only complete groups of so many units are touched (0 and 1: any number).
    pub group_size: u32,
    /// The most it saves in a basket, in minor units.
    pub cap_minor: Option<i64>,
    /// The cap is meant tax included although prices are not.
    pub cap_includes_tax: bool,
    /// Applications per member and campaign / per day; what is used comes with the basket.
    pub per_member: Option<u32>,
    /// Applications per member and day.
    pub per_member_day: Option<u32>,
    /// Applications of the whole campaign at this store.
    pub campaign: Option<u32>,
    /// Money of the whole campaign at this store, in minor units.
    pub campaign_minor: Option<i64>,
}

/// A stacking group: at most so many of its promotions fire in a basket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StackGroup {
    /// Its id.
    pub id: String,
    /// How many fire at most.
    pub limit: u32,
}

/// A stacking group's place in the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StackGroupIndex(pub u32);

/// A promotion of the book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promotion {
    /// Its id.
    pub id: String,
    /// Its version, echoed in every derivation.
    pub version: u32,
    /// What the customer reads.
    pub names: Names,
    /// What it does.
    pub kind: Kind,
    /// To what.
    pub scope: ScopeIndex,
    /// When in the order of evaluation.
    pub layer: Layer,
    /// With what else.
    pub stacking: Stacking,
    /// Higher first.
    pub priority: i32,
    /// Its group, if any.
    pub stack_group: Option<StackGroupIndex>,
    /// When it fires.
    pub conditions: Conditions,
    /// How much.
    pub limits: Limits,
    /// Who pays.
    pub funding: Funding,
    /// Its amounts and prices are meant tax included although those of items are not; false where it has none.
    pub includes_tax: bool,
    /// How its saving is split, if not as the policy says.
    pub allocation: Option<Allocation>,
    /// How its groups are formed, if not as the policy says.
    pub grouping: Option<Grouping>,
}
