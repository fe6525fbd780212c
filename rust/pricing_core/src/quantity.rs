//! Counts, weights and rates: each its own type, each with its range.

use std::num::NonZeroU32;

/// A number of pieces. A line holds 1 to [`Quantity::MAX_UNITS`]; what is left open of a line may be 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quantity(u32);

impl Quantity {
    /// No piece.
    pub const ZERO: Self = Self(0);
    /// One piece, or one weighed pack.
    pub const ONE: Self = Self(1);
    /// The most pieces on one line.
    pub const MAX_UNITS: u32 = 9_999;

    /// So many pieces.
    pub const fn new(units: u32) -> Self {
        Self(units)
    }

    /// A line's quantity, or `None` outside 1..=[`Quantity::MAX_UNITS`].
    pub fn of_line(units: i64) -> Option<Self> {
        u32::try_from(units).ok().filter(|units| (1..=Self::MAX_UNITS).contains(units)).map(Self)
    }

    /// The number of pieces.
    pub const fn units(self) -> u32 {
        self.0
    }

    /// What is left after `taken` pieces are gone; nothing if there were fewer.
    #[must_use]
    pub const fn without(self, taken: Self) -> Self {
        Self(self.0.saturating_sub(taken.0))
    }

    /// How many whole groups of `size` pieces are in it.
    pub fn groups_of(self, size: NonZeroU32) -> Self {
        Self(self.0 / size)
    }
}

/// A weight in grams, 1 to [`Mass::MAX_G`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mass(u32);

impl Mass {
    /// The heaviest weighed line, in grams.
    pub const MAX_G: u32 = 999_999;

    /// A weight, or `None` outside 1..=[`Mass::MAX_G`].
    pub fn from_g(mass_g: i64) -> Option<Self> {
        u32::try_from(mass_g).ok().filter(|mass_g| (1..=Self::MAX_G).contains(mass_g)).map(Self)
    }

    /// The weight in grams.
    pub const fn g(self) -> u32 {
        self.0
    }
}

/// A rate in 1/100 %: 10,000 is the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct BasisPoints(u32);

impl BasisPoints {
    /// The whole of it.
    pub const ALL: Self = Self(10_000);

    /// 100 %.
    pub const WHOLE: NonZeroU32 = NonZeroU32::new(10_000).expect("not zero");

    /// A rate, or `None` outside 0..=10,000.
    pub fn new(rate_bp: i64) -> Option<Self> {
        u32::try_from(rate_bp).ok().filter(|rate_bp| *rate_bp <= Self::WHOLE.get()).map(Self)
    }

    /// The rate in 1/100 %.
    pub const fn bp(self) -> u32 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_closed() {
        assert_eq!(Quantity::of_line(0), None);
        assert_eq!(Quantity::of_line(9_999), Some(Quantity::new(9_999)));
        assert_eq!(Quantity::of_line(10_000), None);
        assert_eq!(Quantity::of_line(i64::MIN), None);
        assert_eq!(Mass::from_g(0), None);
        assert_eq!(Mass::from_g(999_999).map(Mass::g), Some(999_999));
        assert_eq!(Mass::from_g(1_000_000), None);
        assert_eq!(BasisPoints::new(-1), None);
        assert_eq!(BasisPoints::new(10_000).map(BasisPoints::bp), Some(10_000));
        assert_eq!(BasisPoints::new(10_001), None);
    }

    #[test]
    fn groups_leave_the_rest() {
        let seven = Quantity::new(7);
        assert_eq!(seven.groups_of(NonZeroU32::new(3).unwrap()), Quantity::new(2));
        assert_eq!(seven.without(Quantity::new(8)), Quantity::ZERO);
    }
}
