//! A basket as single units: the state promotions work on.

use pricing_core::terms::Layer;

use super::case::{Case, Offer, UnitOff};
use super::saving::divide;
use pricing_core::policy::RoundingMode;

/// A unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The line's place in the basket.
    pub line: usize,
    /// What.
    pub item: usize,
    /// What it costs now.
    pub price: i64,
    /// What it cost plainly.
    pub shelf: i64,
    /// What it must cost.
    pub floor: i64,
    /// Grams of a weighed pack.
    pub mass_g: u32,
    /// When it was scanned.
    pub minute: u32,
    /// Units of its line.
    pub line_units: u32,
}

impl Unit {
    /// What may come off.
    pub fn room(&self) -> i64 {
        (self.price - self.floor).max(0)
    }

    /// An amount per kilogram on this pack; per piece as it is.
    pub fn scaled(&self, amount: i64) -> i64 {
        if self.mass_g == 0 { amount } else { divide(amount * i64::from(self.mass_g), 1_000, RoundingMode::HalfUp) }
    }

    /// What [`UnitOff::Amount`] and [`UnitOff::Price`] take off it.
    pub fn fixed_off(&self, off: UnitOff) -> i64 {
        let saving = match off {
            UnitOff::Percent(_) => 0,
            UnitOff::Amount(amount) => self.scaled(amount),
            UnitOff::Price(price) => self.price - self.scaled(price),
        };
        saving.clamp(0, self.room())
    }
}

/// The basket at plain prices, only what promotions may touch, line by line.
pub fn units_of(case: &Case) -> Vec<Unit> {
    let mut units = Vec::new();
    for (place, line) in case.lines.iter().enumerate() {
        let item = &case.items[line.item];
        let mut unit = Unit {
            line: place,
            item: line.item,
            price: item.price,
            shelf: 0,
            floor: item.floor,
            mass_g: line.mass_g,
            minute: line.minute,
            line_units: line.units,
        };
        unit.price = unit.scaled(item.price);
        unit.shelf = unit.price;
        unit.floor = unit.scaled(item.floor).min(unit.price);
        if item.discountable && unit.price > 0 {
            units.extend((0..line.units).map(|_| unit));
        }
    }
    units
}

/// The units an offer may touch.
pub fn in_reach(offer: &Offer, units: &[Unit]) -> Vec<usize> {
    let reaches = |unit: &Unit| {
        offer.holds(unit.item)
            && unit.line_units >= offer.min_line_units
            && offer.window.is_none_or(|(from, until)| (from..until).contains(&unit.minute))
    };
    (0..units.len()).filter(|place| reaches(&units[*place])).collect()
}

/// Whether an offer's conditions hold for the basket as it is now.
pub fn holds(case: &Case, offer: &Offer, units: &[Unit]) -> bool {
    let reach = in_reach(offer, units);
    let price = |place: &usize| if offer.after_earlier { units[*place].price } else { units[*place].shelf };
    let value: i64 = reach.iter().map(price).sum();
    let spent = match offer.min_spend {
        None => true,
        Some(spend) if offer.strictly_over => value > spend,
        Some(spend) => value >= spend,
    };
    // Other goods need only be there, whatever promotions may do to them.
    let others = |(scope, count): &(Vec<usize>, u32)| {
        let there = case.lines.iter().filter(|line| scope.contains(&line.item)).map(|line| line.units).sum::<u32>();
        there >= *count
    };
    spent
        && reach.len() >= offer.min_units as usize
        && offer.requires.as_ref().is_none_or(others)
        && (case.member || !offer.members_only)
        && (case.coupon || !offer.coupon)
}

/// The layers in the order they act.
pub const LAYERS: [Layer; 5] = [Layer::Price, Layer::Item, Layer::Basket, Layer::Coupon, Layer::Tender];
