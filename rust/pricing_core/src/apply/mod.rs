//! What each kind of promotion does to the units it may touch: one file a family, each a pure function.

pub mod bundle;
pub mod cap;
pub mod distinct;
pub mod flow;
pub mod group;
pub mod multi;
pub mod pick;
pub mod reward;
pub mod set;
pub mod spend;
pub mod stream;
pub mod taxed;
pub mod unit;

use std::ops::Range;

use crate::basket::{Basket, gross_minor};
use crate::policy::{Allocation, Grouping, Rounding};
use crate::pool::{Part, Run};
use crate::terms::{Kind, Limits, Promotion, SetOff, UnitOrder};

/// The rules one promotion is applied by: the policy's, with what the promotion itself says.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// The rounding of percentages.
    pub rounding: Rounding,
    /// The split of savings.
    pub allocation: Allocation,
    /// The forming of groups.
    pub grouping: Grouping,
    /// Percentages are of the plain price, not of what is left.
    pub of_shelf: bool,
    /// Groups it may still form.
    pub applications: u32,
    /// Money it may still cost at this store.
    pub money_minor: i64,
}

/// One promotion about to be applied.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// The basket.
    pub basket: &'a Basket<'a>,
    /// The promotion.
    pub promotion: &'a Promotion,
    /// Its rules.
    pub rules: Rules,
    /// The value its thresholds are judged on.
    pub spend_minor: i64,
}

impl Call<'_> {
    /// What a percentage is taken of, per unit.
    pub const fn percent_base_minor(&self, run: &Run) -> i64 {
        if self.rules.of_shelf { run.shelf_minor } else { run.price_minor }
    }

    /// What a run weighs in a split by value; an amount that contains tax is split by what is paid anyway.
    pub fn weight_minor(&self, run: &Run) -> i64 {
        let with_tax = self.rules.allocation == Allocation::LargestRemainderWithTax && !self.promotion.includes_tax;
        let rate_mpct = if with_tax { self.basket.added_mpct(run.line) } else { 0 };
        gross_minor(run.value_minor(), rate_mpct)
    }

    /// In which order units are picked if not all of them are.
    pub fn unit_order(&self) -> UnitOrder {
        self.promotion.limits.unit_order.unwrap_or(match self.rules.grouping {
            Grouping::Customer => UnitOrder::DearestFirst,
            Grouping::Retailer => UnitOrder::CheapestFirst,
            Grouping::BasketOrder => UnitOrder::BasketOrder,
        })
    }
}

/// Parts of one application, and how many equal groups it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its place among the parts.
    pub parts: Range<usize>,
    /// How many groups.
    pub groups: u32,
}

/// What a promotion takes: groups of parts with their savings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// The applications.
    pub groups: Vec<Group>,
    /// Their parts, group after group.
    pub parts: Vec<Part>,
}

impl Taken {
    /// Adds an application that stands for so many equal groups; its parts hold the units of all of them.
    pub fn push(&mut self, parts: impl IntoIterator<Item = Part>, groups: u32) {
        let from = self.parts.len();
        self.parts.extend(parts);
        self.groups.push(Group { parts: from..self.parts.len(), groups });
    }

    /// One application of everything, if it saves anything.
    pub fn once(parts: Vec<Part>) -> Self {
        let mut taken = Self::default();
        if parts.iter().any(|part| part.saving_minor > 0) {
            taken.push(parts, 1);
        }
        taken
    }

    /// Everything it saves, in minor units.
    pub fn saving_minor(&self) -> i64 {
        self.parts.iter().map(|part| part.saving_minor).sum()
    }

    /// How many groups it is.
    pub fn count(&self) -> u32 {
        self.groups.iter().map(|group| group.groups).sum()
    }
}

/// What a promotion would do with the runs it may touch, its conditions given; points and gifts save no money and take
/// nothing. `runs` are by line, dearest first.
pub fn apply(call: &Call<'_>, runs: &[Run]) -> Taken {
    if call.rules.applications == 0 {
        return Taken::default();
    }
    let mut taken = match &call.promotion.kind {
        Kind::Unit(off) if picks_all(&call.promotion.limits) => unit::apply(call, *off, runs),
        Kind::Unit(off) => set::apply(call, &SetOff::EachUnit(*off), runs),
        Kind::Group { n, off } => group::apply(call, *n, *off, runs),
        Kind::Bundle { slots, off } => bundle::apply(call, slots, *off, runs),
        Kind::DistinctSet(tiers) => distinct::apply(call, tiers, runs),
        Kind::SpendGroup { min_spend_minor, amount_minor } => spend::apply(call, *min_spend_minor, *amount_minor, runs),
        Kind::Set(off) => set::apply(call, off, runs),
        Kind::Tiered(tiers) => spend::tiered(call, tiers, runs),
        Kind::Multi(actions) => multi::apply(call, actions, runs),
        Kind::Gift { .. } | Kind::PointsEarn { .. } | Kind::PointsBurn { .. } => Taken::default(),
    };
    cap::apply(call, &mut taken);
    taken
}

fn picks_all(limits: &Limits) -> bool {
    limits.max_units.is_none() && limits.group_size <= 1
}
