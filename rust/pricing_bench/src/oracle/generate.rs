//! Random cases: a seed and a number give the same case everywhere.

use std::cmp::Reverse;

use pricing_core::policy::{RoundingLevel, RoundingMode, RoundingOf};
use pricing_core::terms::Layer;

use super::case::{Action, Case, GroupOff, Item, Kind, Line, Offer, Rounding, Scope, Slot, UnitOff};
use crate::rng::Rng;

/// How large cases are.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Different goods at most.
    pub items: u32,
    /// Units of the basket at most.
    pub units: u32,
    /// Promotions at most.
    pub offers: u32,
    /// Which promotions.
    pub mix: Mix,
}

/// Which promotions a case has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mix {
    /// All kinds, layers, conditions, stacking groups.
    All,
    /// Only those of one layer whose units serve them alone, without conditions.
    Exclusive,
    /// Only those that stack.
    Stacking,
    /// As [`Mix::Exclusive`], single units, groups and spends: what is priced the direct way.
    Plain,
}

impl Mix {
    const fn is_exclusive(self) -> bool {
        matches!(self, Self::Exclusive | Self::Plain)
    }
}

/// What the oracle tries: small enough for trying everything.
pub const SMALL: Size = Size { items: 6, units: 10, offers: 8, mix: Mix::All };

/// A case.
pub fn case(rng: &mut Rng, size: Size) -> Case {
    let dear = rng.chance(30);
    let items: Vec<Item> = (0..rng.between(1, size.items)).map(|_| item(rng, dear)).collect();
    let stack_groups = (0..rng.below(3)).map(|_| 1 + rng.place(2)).collect();
    let mut case = Case {
        lines: lines(rng, size.units, &items),
        items,
        offers: Vec::new(),
        stack_groups,
        rounding: rounding(rng),
        member: rng.chance(50),
        coupon: rng.chance(50),
    };
    for _ in 0..rng.between(1, size.offers) {
        let offer = offer(rng, &case, size.mix);
        case.offers.push(offer);
    }
    settle(&mut case);
    case
}

/// Groups that stack over goods with floors are formed in the best way, of which there may be several: only one that is
/// the layer's only stacking promotion leaves no doubt about what later ones find.
fn settle(case: &mut Case) {
    for place in 0..case.offers.len() {
        let offer = &case.offers[place];
        let floors = offer.scope.iter().any(|item| case.items[*item].floor > 0);
        let beside = |other: &&Offer| other.stacks && other.layer == offer.layer;
        if matches!(offer.kind, Kind::Group(..)) && floors && case.offers.iter().filter(beside).count() > 1 {
            case.offers[place].stacks = false;
        }
    }
}

fn item(rng: &mut Rng, dear: bool) -> Item {
    let price = i64::from(if dear { rng.between(50, 2_000) } else { rng.between(1, 60) });
    let floor = if rng.chance(15) { price * i64::from(rng.between(30, 100)) / 100 } else { 0 };
    Item { price, floor, by_weight: rng.chance(10), discountable: !rng.chance(5) }
}

fn lines(rng: &mut Rng, most: u32, items: &[Item]) -> Vec<Line> {
    let mut left = rng.between(1, most);
    let mut lines = Vec::new();
    while left > 0 {
        let item = rng.place(items.len());
        let minute = 60 * rng.below(4);
        let units = if items[item].by_weight { 1 } else { rng.between(1, left.min(4)) };
        let mass_g = if items[item].by_weight { rng.between(100, 3_000) } else { 0 };
        lines.push(Line { item, units, mass_g, minute });
        left -= units;
    }
    // The engine's own order, so that "ties to the earlier line" means the same line to both.
    lines.sort_by_key(|line| (line.item, Reverse((line.units, line.mass_g)), line.minute));
    lines
}

fn rounding(rng: &mut Rng) -> Rounding {
    use RoundingMode::{Down, HalfDown, HalfEven, HalfUp, Up};
    if rng.chance(50) {
        return Rounding::default();
    }
    Rounding {
        mode: *rng.one_of(&[HalfUp, HalfEven, HalfDown, Down, Up]),
        level: *rng.one_of(&[RoundingLevel::Unit, RoundingLevel::Line]),
        of: *rng.one_of(&[RoundingOf::Discount, RoundingOf::Price]),
    }
}

fn offer(rng: &mut Rng, case: &Case, mix: Mix) -> Offer {
    let exclusive = mix.is_exclusive() || (mix == Mix::All && rng.chance(75));
    let scope = scope(rng, &case.items);
    let mut kind = if exclusive { exclusive_kind(rng, case, &scope) } else { set_kind(rng, case, &scope) };
    if mix == Mix::Plain && matches!(kind, Kind::Bundle(..) | Kind::Distinct(_)) {
        kind = Kind::Group(2, some(rng, 2, UnitOff::Percent(10_000), false));
    }
    let mut offer = Offer::plain(kind, scope);
    offer.layer = match offer.layer {
        Layer::Item if !mix.is_exclusive() && rng.chance(10) => Layer::Price,
        Layer::Basket if rng.chance(30) => Layer::Coupon,
        usual => usual,
    };
    offer.priority = i32::try_from(rng.below(5)).unwrap_or_default();
    limit(rng, case, &mut offer);
    if !mix.is_exclusive() {
        condition(rng, case, &mut offer);
        if !case.stack_groups.is_empty() && rng.chance(30) {
            offer.stack_group = Some(rng.place(case.stack_groups.len()));
        }
        let stackable = matches!(offer.kind, Kind::Unit(_) | Kind::Group(..));
        offer.stacks |= stackable && rng.chance(10);
    }
    offer
}

fn limit(rng: &mut Rng, case: &Case, offer: &mut Offer) {
    let groups = matches!(offer.kind, Kind::Group(..) | Kind::Bundle(..) | Kind::Distinct(_) | Kind::Spend(..));
    if groups && rng.chance(30) {
        offer.per_basket = Some(1 + rng.place(2));
    }
    if matches!(offer.kind, Kind::BasketPercent(_)) && rng.chance(30) {
        offer.cap = Some(amount(rng, case, 2));
    }
}

fn condition(rng: &mut Rng, case: &Case, offer: &mut Offer) {
    // A bundle has no scope of its own, a spend group's threshold is part of what it is, and with one a percentage off each
    // unit becomes a percentage of the whole set, which has a kind here.
    let bundle = matches!(offer.kind, Kind::Bundle(..));
    match rng.below(10) {
        0 if !bundle && !matches!(offer.kind, Kind::Spend(..) | Kind::Unit(_)) => {
            offer.min_spend = Some(amount(rng, case, 4));
            offer.strictly_over = rng.chance(30);
            offer.after_earlier = rng.chance(30);
        }
        1 => offer.members_only = true,
        2 => offer.coupon = true,
        3 => offer.window = Some((60 * rng.below(2), 60 * rng.between(2, 4))),
        4 if !bundle => offer.min_units = rng.between(1, 4),
        5 if !bundle => offer.min_line_units = rng.between(1, 3),
        6 => {
            let goods = scope(rng, &case.items);
            offer.requires = Some((goods, rng.between(1, 3)));
        }
        _ => {}
    }
}

fn exclusive_kind(rng: &mut Rng, case: &Case, scope: &Scope) -> Kind {
    let n = 2 + rng.place(3);
    match rng.below(12) {
        0..3 => Kind::Unit(unit_off(rng, case, scope)),
        3 | 4 => Kind::Group(n, GroupOff::Price(group_price(rng, case, scope, n))),
        5 => Kind::Group(n, some(rng, n, UnitOff::Percent(10_000), false)),
        6 => {
            let (off, dearest) = (unit_off(rng, case, scope), rng.chance(20));
            Kind::Group(n, some(rng, n, off, dearest))
        }
        7 => Kind::Group(n, GroupOff::Percent(percent(rng))),
        8 => Kind::Group(n, GroupOff::Amount(amount(rng, case, 1))),
        9 => bundle(rng, case),
        10 => {
            let first = percent(rng).min(4_900);
            Kind::Distinct(vec![(2, first), (3, first * 3 / 2), (4, first * 2)])
        }
        _ => {
            let spend = amount(rng, case, 4);
            Kind::Spend(spend, (spend * i64::from(rng.between(5, 60)) / 100).max(1))
        }
    }
}

fn some(rng: &mut Rng, n: usize, off: UnitOff, dearest: bool) -> GroupOff {
    GroupOff::Some { units: 1 + rng.place(n - 1), dearest, off }
}

fn bundle(rng: &mut Rng, case: &Case) -> Kind {
    let slot =
        |rng: &mut Rng, rewarded: bool| Slot { scope: scope(rng, &case.items), units: 1 + rng.place(2), rewarded };
    if rng.chance(50) {
        let (buy, get) = (slot(rng, false), slot(rng, true));
        let (units, off) = (get.units, unit_off(rng, case, &get.scope));
        return Kind::Bundle(vec![buy, get], GroupOff::Some { units, dearest: false, off });
    }
    let slots: Vec<Slot> = (0..rng.between(2, 3)).map(|_| slot(rng, true)).collect();
    let units: usize = slots.iter().map(|slot| slot.units).sum();
    let goods: Scope = slots.iter().flat_map(|slot| slot.scope.clone()).collect();
    let off = match rng.below(4) {
        0 => GroupOff::Price(group_price(rng, case, &goods, units)),
        1 => GroupOff::Percent(percent(rng)),
        2 => GroupOff::Amount(amount(rng, case, 1)),
        _ => GroupOff::Some { units: 1, dearest: false, off: UnitOff::Percent(10_000) },
    };
    Kind::Bundle(slots, off)
}

fn set_kind(rng: &mut Rng, case: &Case, scope: &Scope) -> Kind {
    match rng.below(6) {
        0 => Kind::BasketPercent(percent(rng)),
        1 => Kind::BasketAmount(amount(rng, case, 2)),
        2 => Kind::UnitsFree(1 + rng.place(2)),
        3 => {
            let first = amount(rng, case, 1);
            Kind::Stepped(vec![(1 + rng.place(2), first), (1 + rng.place(2), first + 1)])
        }
        4 => {
            let (spend, bp, off) = (amount(rng, case, 2), percent(rng).min(4_900), amount(rng, case, 1));
            let both = |low: GroupOff, high: GroupOff| Kind::Tiered(vec![(spend, low), (spend * 2, high)]);
            if rng.chance(50) {
                both(GroupOff::Percent(bp), GroupOff::Percent(bp * 2))
            } else {
                both(GroupOff::Amount(off), GroupOff::Amount(off * 2))
            }
        }
        _ => Kind::Multi(vec![(None, action(rng, case, scope)), (Some(scope.clone()), action(rng, case, scope))]),
    }
}

fn action(rng: &mut Rng, case: &Case, scope: &Scope) -> Action {
    match (rng.below(3), unit_off(rng, case, scope)) {
        (0, _) => Action::Amount(amount(rng, case, 1)),
        (_, UnitOff::Percent(bp)) => Action::Percent(bp),
        (_, UnitOff::Amount(amount)) => Action::AmountEach(amount),
        (_, UnitOff::Price(price)) => Action::PriceEach(price),
    }
}

/// Some of the goods, most often several.
fn scope(rng: &mut Rng, items: &[Item]) -> Scope {
    let mut scope: Scope = (0..items.len()).filter(|_| rng.chance(60)).collect();
    if scope.is_empty() {
        scope.push(rng.place(items.len()));
    }
    scope
}

fn percent(rng: &mut Rng) -> i64 {
    i64::from(if rng.chance(70) { 500 * rng.between(1, 12) } else { rng.between(1, 9_999) })
}

fn unit_off(rng: &mut Rng, case: &Case, scope: &Scope) -> UnitOff {
    let price = case.items[*rng.one_of(scope)].price;
    match rng.below(4) {
        0 | 1 => UnitOff::Percent(percent(rng)),
        2 => UnitOff::Amount((price * i64::from(rng.between(1, 120)) / 100).max(1)),
        _ => UnitOff::Price(price * i64::from(rng.between(1, 110)) / 100),
    }
}

/// About 60 to 110 % of what `n` of the goods cost.
fn group_price(rng: &mut Rng, case: &Case, scope: &Scope, n: usize) -> i64 {
    let value: i64 = (0..n).map(|_| case.items[*rng.one_of(scope)].price).sum();
    (value * i64::from(rng.between(60, 110)) / 100).max(1)
}

/// About as much as `units` of some goods cost, or less.
fn amount(rng: &mut Rng, case: &Case, units: usize) -> i64 {
    let value: i64 = (0..units).map(|_| rng.one_of(&case.items).price).sum();
    (value * i64::from(rng.between(10, 100)) / 100).max(1)
}
