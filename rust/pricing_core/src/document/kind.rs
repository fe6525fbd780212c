//! The kinds of promotions, as written: each with the fields of its own and no other's.

use serde::Deserialize;

use super::object::objects;
use super::off::{Action, Off, Tier};
use super::promotion::Written;
use super::scope::Scope;
use super::text::{Text, given};
use crate::terms::Which;

objects!(Slot<'a>, WrittenGet<'a>, Step, WrittenTier);

/// What a promotion does: the fields of its kind, whose sense is still unchecked.
pub(crate) enum Terms<'a> {
    PercentOff { percent_bp: i64 },
    AmountOffUnit { amount_minor: i64 },
    FixedUnitPrice { price_minor: i64 },
    MultiPrice { n: i64, price_minor: i64 },
    NPayM { n: i64, pay: i64 },
    CheapestFree { n: i64, free: i64 },
    NthItem { n: i64, units: i64, which: Which, off: Off },
    GroupPercent { n: i64, percent_bp: i64 },
    GroupAmount { n: i64, amount_minor: i64 },
    Bundle { slots: Vec<Slot<'a>>, off: BundleOff },
    BuyGet(Box<BuyGet<'a>>),
    DistinctSet { tiers: Vec<ItemsTier> },
    SpendGroup { amount_minor: i64 },
    BasketPercent { percent_bp: i64 },
    BasketAmount { amount_minor: i64 },
    UnitsFree { units: i64 },
    Stepped { steps: Vec<Step> },
    Tiered { tiers: Vec<Tier> },
    Multi { actions: Vec<Action<'a>> },
    Gift { gift: Text<'a>, units: i64 },
    PointsEarn { rate_e4: i64, per_unit_e4: i64 },
    PointsBurn { value_per_point_minor: i64, earn_rate_e4: i64, block_e4: i64 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KindName {
    PercentOff,
    AmountOffUnit,
    FixedUnitPrice,
    MultiPrice,
    NPayM,
    CheapestFree,
    NthItem,
    GroupPercent,
    GroupAmount,
    Bundle,
    BuyGet,
    DistinctSet,
    SpendGroup,
    BasketPercent,
    BasketAmount,
    UnitsFree,
    Stepped,
    Tiered,
    Multi,
    Gift,
    PointsEarn,
    PointsBurn,
}

/// What a threshold, or points, are counted on: thresholds by offers, points by discounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Base {
    BeforeOffers,
    AfterEarlier,
    BeforeDiscounts,
    AfterDiscounts,
}

#[derive(Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub(crate) struct Slot<'a> {
    #[serde(borrow)]
    pub(crate) scope: Scope<'a>,
    #[serde(default = "one")]
    pub(crate) units: i64,
}

/// What each bundle gets.
pub(crate) enum BundleOff {
    Group(Off),
    CheapestFree(i64),
}

/// What must be bought, and what that gets.
pub(crate) struct BuyGet<'a> {
    pub(crate) buy: Slot<'a>,
    pub(crate) get: Get<'a>,
}

/// The rewarded units of a buy X get Y, and what each gets.
#[derive(Deserialize)]
#[serde(try_from = "WrittenGet<'a>")]
pub(crate) struct Get<'a> {
    #[serde(borrow)]
    pub(crate) slot: Slot<'a>,
    pub(crate) off: Off,
}

#[derive(Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
struct WrittenGet<'a> {
    #[serde(borrow)]
    scope: Scope<'a>,
    #[serde(default = "one")]
    units: i64,
    #[serde(default, deserialize_with = "given")]
    percent_bp: Option<i64>,
    #[serde(default, deserialize_with = "given")]
    amount_minor: Option<i64>,
    #[serde(default, deserialize_with = "given")]
    price_minor: Option<i64>,
}

impl<'a> TryFrom<WrittenGet<'a>> for Get<'a> {
    type Error = String;

    fn try_from(written: WrittenGet<'a>) -> Result<Self, String> {
        let WrittenGet { scope, units, percent_bp, amount_minor, price_minor } = written;
        Ok(Self { slot: Slot { scope, units }, off: Off::of(percent_bp, amount_minor, price_minor)? })
    }
}

/// So many different items: 1/100 % off them.
pub(crate) struct ItemsTier {
    pub(crate) items: i64,
    pub(crate) percent_bp: i64,
}

#[derive(Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub(crate) struct Step {
    pub(crate) units: i64,
    pub(crate) amount_minor: i64,
}

/// A tier of either kind that has them.
#[derive(Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub(super) struct WrittenTier {
    #[serde(default, deserialize_with = "given")]
    items: Option<i64>,
    #[serde(default, deserialize_with = "given")]
    min_spend_minor: Option<i64>,
    #[serde(default, deserialize_with = "given")]
    percent_bp: Option<i64>,
    #[serde(default, deserialize_with = "given")]
    amount_minor: Option<i64>,
}

impl WrittenTier {
    fn of_items(self) -> Result<ItemsTier, String> {
        absent(self.min_spend_minor.as_ref(), "min_spend_minor")?;
        absent(self.amount_minor.as_ref(), "amount_minor")?;
        Ok(ItemsTier { items: need(self.items, "items")?, percent_bp: need(self.percent_bp, "percent_bp")? })
    }

    fn of_spend(self) -> Result<Tier, String> {
        absent(self.items.as_ref(), "items")?;
        let min_spend_minor = need(self.min_spend_minor, "min_spend_minor")?;
        match (self.percent_bp, self.amount_minor) {
            (Some(percent), None) => Ok(Tier { min_spend_minor, off: Off::Percent(percent) }),
            (None, Some(amount)) => Ok(Tier { min_spend_minor, off: Off::Amount(amount) }),
            _ => Err("exactly one of percent_bp, amount_minor is needed".to_owned()),
        }
    }
}

/// Takes the fields of the promotion's kind out of it; what is left afterwards belongs to another kind.
pub(super) fn terms<'a>(written: &mut Written<'a>) -> Result<Terms<'a>, String> {
    Ok(match written.kind {
        KindName::PercentOff => Terms::PercentOff { percent_bp: percent(written)? },
        KindName::AmountOffUnit => Terms::AmountOffUnit { amount_minor: amount(written)? },
        KindName::FixedUnitPrice => Terms::FixedUnitPrice { price_minor: price(written)? },
        KindName::MultiPrice => Terms::MultiPrice { n: n(written)?, price_minor: price(written)? },
        KindName::NPayM => Terms::NPayM { n: n(written)?, pay: need(written.pay.take(), "pay")? },
        KindName::CheapestFree => Terms::CheapestFree { n: n(written)?, free: written.free.take().unwrap_or(1) },
        KindName::NthItem => nth_item(written)?,
        KindName::GroupPercent => Terms::GroupPercent { n: n(written)?, percent_bp: percent(written)? },
        KindName::GroupAmount => Terms::GroupAmount { n: n(written)?, amount_minor: amount(written)? },
        KindName::Bundle => bundle(written)?,
        KindName::BuyGet => Terms::BuyGet(Box::new(BuyGet {
            buy: *need(written.buy.take(), "buy")?,
            get: *need(written.get.take(), "get")?,
        })),
        KindName::DistinctSet => Terms::DistinctSet { tiers: tiers(written, WrittenTier::of_items)? },
        KindName::SpendGroup => Terms::SpendGroup { amount_minor: amount(written)? },
        KindName::BasketPercent => Terms::BasketPercent { percent_bp: percent(written)? },
        KindName::BasketAmount => Terms::BasketAmount { amount_minor: amount(written)? },
        KindName::UnitsFree => Terms::UnitsFree { units: need(written.units.take(), "units")? },
        KindName::Stepped => Terms::Stepped { steps: need(written.steps.take(), "steps")? },
        KindName::Tiered => Terms::Tiered { tiers: tiers(written, WrittenTier::of_spend)? },
        KindName::Multi => Terms::Multi { actions: need(written.actions.take(), "actions")? },
        KindName::Gift => {
            Terms::Gift { gift: need(written.gift.take(), "gift")?, units: written.units.take().unwrap_or(1) }
        }
        KindName::PointsEarn => Terms::PointsEarn {
            rate_e4: written.rate_e4.take().unwrap_or(0),
            per_unit_e4: written.per_unit_e4.take().unwrap_or(0),
        },
        KindName::PointsBurn => Terms::PointsBurn {
            value_per_point_minor: need(written.value_per_point_minor.take(), "value_per_point_minor")?,
            earn_rate_e4: written.earn_rate_e4.take().unwrap_or(0),
            block_e4: written.block_e4.take().unwrap_or(1),
        },
    })
}

fn nth_item<'a>(written: &mut Written<'a>) -> Result<Terms<'a>, String> {
    Ok(Terms::NthItem {
        n: n(written)?,
        units: written.units.take().unwrap_or(1),
        which: written.which.take().unwrap_or_default(),
        off: off(written)?,
    })
}

fn bundle<'a>(written: &mut Written<'a>) -> Result<Terms<'a>, String> {
    let slots = need(written.slots.take(), "slots")?;
    let off = match written.cheapest_free.take() {
        Some(units) => BundleOff::CheapestFree(units),
        None => BundleOff::Group(off(written)?),
    };
    Ok(Terms::Bundle { slots, off })
}

fn tiers<T>(written: &mut Written<'_>, of: fn(WrittenTier) -> Result<T, String>) -> Result<Vec<T>, String> {
    need(written.tiers.take(), "tiers")?.into_iter().map(of).collect()
}

fn off(written: &mut Written<'_>) -> Result<Off, String> {
    Off::of(written.percent_bp.take(), written.amount_minor.take(), written.price_minor.take())
}

fn n(written: &mut Written<'_>) -> Result<i64, String> {
    need(written.n.take(), "n")
}

fn percent(written: &mut Written<'_>) -> Result<i64, String> {
    need(written.percent_bp.take(), "percent_bp")
}

fn amount(written: &mut Written<'_>) -> Result<i64, String> {
    need(written.amount_minor.take(), "amount_minor")
}

fn price(written: &mut Written<'_>) -> Result<i64, String> {
    need(written.price_minor.take(), "price_minor")
}

fn need<T>(given: Option<T>, field: &str) -> Result<T, String> {
    given.ok_or_else(|| format!("missing field `{field}`"))
}

pub(super) fn absent<T>(given: Option<&T>, field: &str) -> Result<(), String> {
    if given.is_some() { Err(format!("unknown field `{field}`")) } else { Ok(()) }
}

const fn one() -> i64 {
    1
}
