//! Money: whole minor units of the price book's one currency.

use std::num::NonZeroU32;

use crate::error::Overflow;
use crate::quantity::Quantity;
use crate::rounding::half_up;

/// An amount in minor units (fen, cents, yen), always within ±[`Money::MAX_MINOR`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Money(i64);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// 2^53 - 1: every amount survives JSON in a browser.
    pub const MAX_MINOR: i64 = 9_007_199_254_740_991;

    /// An amount from its minor units.
    pub fn from_minor(minor: i64) -> Result<Self, Overflow> {
        Self::bounded(i128::from(minor))
    }

    /// The amount in minor units.
    pub const fn minor(self) -> i64 {
        self.0
    }

    /// The sum of two amounts.
    pub fn plus(self, other: Self) -> Result<Self, Overflow> {
        Self::bounded(i128::from(self.0).checked_add(i128::from(other.0)).ok_or(Overflow)?)
    }

    /// The difference of two amounts.
    pub fn minus(self, other: Self) -> Result<Self, Overflow> {
        Self::bounded(i128::from(self.0).checked_sub(i128::from(other.0)).ok_or(Overflow)?)
    }

    /// The amount of `quantity` equal units.
    pub fn times(self, quantity: Quantity) -> Result<Self, Overflow> {
        Self::bounded(i128::from(self.0).checked_mul(i128::from(quantity.units())).ok_or(Overflow)?)
    }

    /// `numerator / denominator` of the amount, rounded half up once.
    pub fn share(self, numerator: u32, denominator: NonZeroU32) -> Result<Self, Overflow> {
        let product = i128::from(self.0).checked_mul(i128::from(numerator)).ok_or(Overflow)?;
        Self::bounded(half_up(product, denominator)?)
    }

    /// `part * self / whole` rounded down, and the remainder of that division: the first half of a largest-remainder split.
    pub(crate) fn floor_share(self, part: Self, whole: Self) -> Result<(Self, i128), Overflow> {
        let product = i128::from(self.0).checked_mul(i128::from(part.0)).ok_or(Overflow)?;
        let floor = product.checked_div_euclid(i128::from(whole.0)).ok_or(Overflow)?;
        let remainder = product.checked_rem_euclid(i128::from(whole.0)).ok_or(Overflow)?;
        Ok((Self::bounded(floor)?, remainder))
    }

    /// The sum of many amounts.
    pub fn total(amounts: impl IntoIterator<Item = Self>) -> Result<Self, Overflow> {
        amounts.into_iter().try_fold(Self::ZERO, Self::plus)
    }

    fn bounded(minor: i128) -> Result<Self, Overflow> {
        match i64::try_from(minor) {
            Ok(minor) if (-Self::MAX_MINOR..=Self::MAX_MINOR).contains(&minor) => Ok(Self(minor)),
            _ => Err(Overflow),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_stops_at_the_bound() {
        let most = Money::from_minor(Money::MAX_MINOR).unwrap();
        let one = Money::from_minor(1).unwrap();
        assert_eq!(most.plus(one), Err(Overflow));
        assert_eq!(most.times(Quantity::new(2)), Err(Overflow));
        assert_eq!(most.plus(Money::ZERO), Ok(most));
        assert_eq!(Money::from_minor(i64::MIN), Err(Overflow));
        assert_eq!(Money::from_minor(-Money::MAX_MINOR).unwrap().minus(one), Err(Overflow));
    }

    #[test]
    fn a_share_is_rounded_once() {
        let per_kg = Money::from_minor(199).unwrap();
        let thousand = NonZeroU32::new(1000).unwrap();
        assert_eq!(per_kg.share(500, thousand).unwrap().minor(), 100); // 99.5
        assert_eq!(per_kg.share(497, thousand).unwrap().minor(), 99); // 98.903
    }
}
