//! What promotions do: the kinds of the document become the fewer kinds of the engine.

use super::entry::Entry;
use super::scopes::Scopes;
use super::tiers;
use crate::document::{self, Base, BundleOff, Common, Off, Terms};
use crate::policy::{Policy, RoundingLevel};
use crate::quantity::Quantity;
use crate::scope::ScopeIndex;
use crate::terms::{Action, GroupOff, Kind, Limits, PointsBase, SetOff, Slot, Step, UnitOff, Which};

const MAX_UNITS: i64 = Quantity::MAX_UNITS as i64;
const MAX_SLOTS: usize = 32;
const MAX_ACTIONS: usize = 32;
/// 10,000 points for a major currency unit, or for a unit.
const MAX_POINTS_E4: i64 = 100_000_000;
const MAX_BLOCK_E4: i64 = 1_000_000_000_000;
const FREE: UnitOff = UnitOff::Percent(10_000);

/// A promotion's kind, and what it is for if its document does not say.
pub(super) struct Made {
    pub(super) kind: Kind,
    pub(super) usual_scope: UsualScope,
}

/// What a promotion without a scope is for.
pub(super) enum UsualScope {
    /// It must say.
    None,
    /// Everything.
    All,
    /// Its slots together.
    Union(Vec<ScopeIndex>),
}

/// The engine's kind. Limits that are part of the kind move into or out of `limits`.
pub(super) fn kind<'a>(
    terms: &Terms<'a>,
    common: &Common<'a>,
    limits: &mut Limits,
    policy: &Policy,
    scopes: &mut Scopes<'_, 'a>,
    entry: &mut Entry<'_>,
) -> Made {
    let usual_scope = match terms {
        Terms::BasketPercent { .. }
        | Terms::BasketAmount { .. }
        | Terms::Tiered { .. }
        | Terms::Multi { .. }
        | Terms::Gift { .. }
        | Terms::PointsEarn { .. }
        | Terms::PointsBurn { .. } => UsualScope::All,
        _ => UsualScope::None,
    };
    let kind = match terms {
        Terms::PercentOff { percent_bp } => {
            percent_off(entry.percent("percent_bp", *percent_bp), common, limits, policy)
        }
        Terms::AmountOffUnit { amount_minor } => {
            each_unit(UnitOff::Amount(entry.amount("amount_minor", *amount_minor)), common, limits)
        }
        Terms::FixedUnitPrice { price_minor } => {
            each_unit(UnitOff::Price(entry.price("price_minor", *price_minor)), common, limits)
        }
        Terms::Bundle { slots, off } => return bundle(slots, off, scopes, entry),
        Terms::BuyGet(terms) => return buy_get(terms, scopes, entry),
        Terms::BasketPercent { percent_bp } => Kind::Set(SetOff::Percent(entry.percent("percent_bp", *percent_bp))),
        Terms::BasketAmount { amount_minor } => Kind::Set(SetOff::Amount(entry.amount("amount_minor", *amount_minor))),
        Terms::UnitsFree { units } => {
            limits.max_units = Some(entry.count("units", *units, 1..=MAX_UNITS));
            Kind::Set(SetOff::EachUnit(FREE))
        }
        Terms::Stepped { steps } => Kind::Set(SetOff::Stepped(stepped(steps, entry))),
        Terms::Tiered { tiers } => Kind::Tiered(tiers::tiered(tiers, entry)),
        Terms::DistinctSet { tiers } => Kind::DistinctSet(tiers::of_items(tiers, entry)),
        Terms::SpendGroup { amount_minor } => Kind::SpendGroup {
            min_spend_minor: entry.amount("min_spend_minor", common.min_spend_minor.unwrap_or_default()),
            amount_minor: entry.amount("amount_minor", *amount_minor),
        },
        Terms::Multi { actions } => Kind::Multi(self::actions(actions, scopes, entry)),
        Terms::Gift { .. } | Terms::PointsEarn { .. } | Terms::PointsBurn { .. } => reward(terms, common.base, entry),
        group => self::group(group, entry),
    };
    Made { kind, usual_scope }
}

/// Percentages are each unit's own, unless a limit, a threshold or the rounding makes them one of the whole set.
fn percent_off(percent_bp: u32, common: &Common<'_>, limits: &Limits, policy: &Policy) -> Kind {
    let whole_set = picks_units(limits)
        || limits.max_units.is_some()
        || common.base.is_some()
        || common.min_spend_minor.is_some()
        || policy.rounding.level == RoundingLevel::Basket;
    if whole_set { Kind::Set(SetOff::Percent(percent_bp)) } else { Kind::Unit(UnitOff::Percent(percent_bp)) }
}

/// Amounts and prices a unit. With a plain limit on units each unit is a group of its own, so that the limit goes to the
/// best ones and the promotion stays exclusive per unit.
fn each_unit(off: UnitOff, common: &Common<'_>, limits: &mut Limits) -> Kind {
    if picks_units(limits) || common.base.is_some() || common.min_spend_minor.is_some() {
        return Kind::Set(SetOff::EachUnit(off));
    }
    let Some(max_units) = limits.max_units.take() else { return Kind::Unit(off) };
    limits.per_basket = Some(limits.per_basket.map_or(max_units, |most| most.min(max_units)));
    Kind::Group { n: 1, off: GroupOff::Some { units: 1, which: Which::Cheapest, off } }
}

fn picks_units(limits: &Limits) -> bool {
    limits.cap_minor.is_some() || limits.group_size > 1 || limits.unit_order.is_some()
}

fn group(terms: &Terms<'_>, entry: &mut Entry<'_>) -> Kind {
    let (n, off) = match terms {
        Terms::MultiPrice { n, price_minor } => (n, GroupOff::Price(entry.price("price_minor", *price_minor))),
        Terms::GroupPercent { n, percent_bp } => (n, GroupOff::Percent(entry.percent("percent_bp", *percent_bp))),
        Terms::GroupAmount { n, amount_minor } => (n, GroupOff::Amount(entry.amount("amount_minor", *amount_minor))),
        Terms::NPayM { n, pay } => {
            // `n` is checked below; a wrong one must not be blamed on `pay`.
            let pay = entry.within("pay", *pay, 1..=n.saturating_sub(1).clamp(1, MAX_UNITS));
            (n, some(n.saturating_sub(pay), Which::Cheapest, FREE))
        }
        Terms::CheapestFree { n, free } => {
            let free = entry.within("free", *free, 1..=n.saturating_sub(1).clamp(1, MAX_UNITS));
            (n, some(free, Which::Cheapest, FREE))
        }
        Terms::NthItem { n, units, which, off } => {
            let units = entry.within("units", *units, 1..=(*n).clamp(1, MAX_UNITS));
            (n, some(units, *which, unit_off(*off, entry)))
        }
        _ => unreachable!("every other kind is made elsewhere"),
    };
    Kind::Group { n: entry.count("n", *n, 2..=MAX_UNITS), off }
}

fn some(units: i64, which: Which, off: UnitOff) -> GroupOff {
    GroupOff::Some { units: u32::try_from(units).unwrap_or_default(), which, off }
}

fn bundle<'a>(
    slots: &[document::Slot<'a>],
    off: &BundleOff,
    scopes: &mut Scopes<'_, 'a>,
    entry: &mut Entry<'_>,
) -> Made {
    if slots.is_empty() || slots.len() > MAX_SLOTS {
        entry.fault(format!("{} slots are not 1 to {MAX_SLOTS}", slots.len()));
    }
    let slots: Vec<Slot> = slots.iter().map(|written| slot(written, true, scopes, entry)).collect();
    let units = slots.iter().map(|slot| i64::from(slot.units)).fold(0, i64::saturating_add);
    let units = if slots.is_empty() { 2 } else { entry.within("units of all slots", units, 2..=MAX_UNITS) };
    let off = match off {
        BundleOff::CheapestFree(free) => {
            some(entry.within("cheapest_free", *free, 1..=units - 1), Which::Cheapest, FREE)
        }
        BundleOff::Group(Off::Percent(percent_bp)) => GroupOff::Percent(entry.percent("percent_bp", *percent_bp)),
        BundleOff::Group(Off::Amount(amount_minor)) => GroupOff::Amount(entry.amount("amount_minor", *amount_minor)),
        BundleOff::Group(Off::Price(price_minor)) => GroupOff::Price(entry.price("price_minor", *price_minor)),
    };
    let usual_scope = UsualScope::Union(slots.iter().map(|slot| slot.scope).collect());
    Made { kind: Kind::Bundle { slots, off }, usual_scope }
}

/// Units bought pay in full; the others each get something off.
fn buy_get<'a>(terms: &document::BuyGet<'a>, scopes: &mut Scopes<'_, 'a>, entry: &mut Entry<'_>) -> Made {
    let document::BuyGet { buy, get } = terms;
    let (bought, rewarded) = (slot(buy, false, scopes, entry), slot(&get.slot, true, scopes, entry));
    let off = GroupOff::Some { units: rewarded.units, which: Which::Cheapest, off: unit_off(get.off, entry) };
    let usual_scope = UsualScope::Union(vec![bought.scope, rewarded.scope]);
    Made { kind: Kind::Bundle { slots: vec![bought, rewarded], off }, usual_scope }
}

fn slot<'a>(written: &document::Slot<'a>, rewarded: bool, scopes: &mut Scopes<'_, 'a>, entry: &mut Entry<'_>) -> Slot {
    let scope = scopes.place(&written.scope, entry);
    Slot { scope, units: entry.count("units", written.units, 1..=MAX_UNITS), rewarded }
}

fn unit_off(off: Off, entry: &mut Entry<'_>) -> UnitOff {
    match off {
        Off::Percent(percent_bp) => UnitOff::Percent(entry.percent("percent_bp", percent_bp)),
        Off::Amount(amount_minor) => UnitOff::Amount(entry.amount("amount_minor", amount_minor)),
        Off::Price(price_minor) => UnitOff::Price(entry.price("price_minor", price_minor)),
    }
}

fn stepped(steps: &[document::Step], entry: &mut Entry<'_>) -> Vec<Step> {
    tiers::check_number(steps.len(), entry);
    let step = |step: &document::Step| Step {
        units: entry.count("step units", step.units, 1..=MAX_UNITS),
        amount_minor: entry.price("step amount_minor", step.amount_minor),
    };
    steps.iter().map(step).collect()
}

fn actions<'a>(written: &[document::Action<'a>], scopes: &mut Scopes<'_, 'a>, entry: &mut Entry<'_>) -> Vec<Action> {
    if written.is_empty() || written.len() > MAX_ACTIONS {
        entry.fault(format!("{} actions are not 1 to {MAX_ACTIONS}", written.len()));
    }
    let action = |action: &document::Action<'a>| {
        let scope = action.scope.as_ref().map(|scope| scopes.place(scope, entry));
        let off = match (unit_off(action.off, entry), action.each) {
            (UnitOff::Percent(percent_bp), _) => SetOff::Percent(percent_bp),
            (UnitOff::Amount(amount_minor), false) => SetOff::Amount(amount_minor),
            (each, _) => SetOff::EachUnit(each),
        };
        Action { scope, off }
    };
    written.iter().map(action).collect()
}

fn reward(terms: &Terms<'_>, base: Option<Base>, entry: &mut Entry<'_>) -> Kind {
    match terms {
        Terms::Gift { gift, units } => {
            let gift = entry.text("gift", Some(gift)).unwrap_or_default();
            Kind::Gift { gift, units: entry.count("units", *units, 1..=MAX_UNITS) }
        }
        Terms::PointsEarn { rate_e4, per_unit_e4 } => {
            if *rate_e4 == 0 && *per_unit_e4 == 0 {
                entry.fault("neither rate_e4 nor per_unit_e4 gives a point");
            }
            Kind::PointsEarn {
                rate_e4: entry.within("rate_e4", *rate_e4, 0..=MAX_POINTS_E4),
                per_unit_e4: entry.within("per_unit_e4", *per_unit_e4, 0..=MAX_POINTS_E4),
                base: points_base(base),
            }
        }
        Terms::PointsBurn { value_per_point_minor, earn_rate_e4, block_e4 } => Kind::PointsBurn {
            value_per_point_minor: entry.within("value_per_point_minor", *value_per_point_minor, 1..=MAX_POINTS_E4),
            earn_rate_e4: entry.within("earn_rate_e4", *earn_rate_e4, 0..=MAX_POINTS_E4),
            block_e4: entry.within("block_e4", *block_e4, 1..=MAX_BLOCK_E4),
        },
        _ => unreachable!("every other kind is made elsewhere"),
    }
}

const fn points_base(base: Option<Base>) -> PointsBase {
    match base {
        Some(Base::BeforeDiscounts) => PointsBase::BeforeDiscounts,
        _ => PointsBase::AfterDiscounts,
    }
}
