//! The assignment problem of one layer, free of books and baskets: runs of equal units, what each run's rest gets, and
//! offers that take groups of units.

use crate::policy::{RoundingLevel, RoundingMode, RoundingOf};
use crate::rounding::{divide, divide_minor};
use crate::terms::{GroupOff, UnitOff, Which};

/// What a unit of a run gets when no group takes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rest {
    /// Nothing.
    #[default]
    Nothing,
    /// 1/100 % off, rounded as the policy says.
    Percent(u32),
    /// Minor units off each.
    Each(i64),
}

/// Equal units. Runs stand in canonical order: dearer first, then item, then more units, then line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// How many.
    pub units: u32,
    /// What each costs, in minor units.
    pub price_minor: i64,
    /// What each may lose at most.
    pub room_minor: i64,
    /// Units of equal items are not different for distinct sets.
    pub item: u32,
    /// Grams of a weighed pack, else 0: amounts and prices of units are per kilogram then.
    pub mass_g: u32,
    /// What is left over gets this.
    pub rest: Rest,
}

/// What an offer takes and gives. Shapes only the solver needs; members are in [`Board::members`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Terms {
    /// `n` units out of the members.
    Group {
        /// Units of a group.
        n: u32,
        /// What it gets.
        off: GroupOff,
    },
    /// Every slot filled; slots are lists of members, see [`Board::slots`].
    Bundle {
        /// First of its slots.
        first_slot: u32,
        /// How many slots.
        slots: u32,
        /// What it gets.
        off: GroupOff,
    },
    /// Different items; tiers in [`Board::tiers`].
    Distinct {
        /// First of its tiers.
        first_tier: u32,
        /// How many tiers.
        tiers: u32,
    },
    /// Units worth `min_spend_minor` together.
    Spend {
        /// The least value.
        min_spend_minor: i64,
        /// The saving.
        amount_minor: i64,
    },
}

/// A slot of a bundle on the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BoardSlot {
    /// First of its members.
    pub first: u32,
    /// How many members.
    pub len: u32,
    /// Units it needs.
    pub units: u32,
    /// The reward goes here.
    pub rewarded: bool,
}

/// An offer on the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What it takes and gives.
    pub terms: Terms,
    /// First of its members (of a bundle: of all its slots').
    pub first: u32,
    /// How many members.
    pub len: u32,
    /// How many members the whole basket has: more than `len` if the board is a part of it.
    pub whole: u32,
    /// Groups at most; `u32::MAX` for any number.
    pub limit: u32,
    /// Its place in the document: of equal offers the first is taken.
    pub rank: u32,
}

/// How percentages are rounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BoardRounding {
    /// Which way.
    pub mode: RoundingMode,
    /// Each unit, or the units of a run together.
    pub level: RoundingLevel,
    /// Of what.
    pub of: RoundingOf,
}

/// The whole problem.
#[derive(Clone, Debug, Default)]
pub struct Board {
    /// Runs in canonical order.
    pub runs: Vec<Run>,
    /// Offers by document order.
    pub offers: Vec<Offer>,
    /// Runs of offers and slots, each list ascending.
    pub members: Vec<u32>,
    /// Slots of bundles.
    pub slots: Vec<BoardSlot>,
    /// Tiers of distinct sets: items, 1/100 % off; ascending.
    pub tiers: Vec<(u32, u32)>,
    /// How percentages are rounded.
    pub rounding: BoardRounding,
}

impl Run {
    /// What a rest saves a unit, in 1/10,000 minor unit, before rounding.
    pub fn worth(&self, rest: Rest) -> i64 {
        let worth = match rest {
            Rest::Nothing => 0,
            Rest::Percent(bp) => self.price_minor * i64::from(bp),
            Rest::Each(each) => each * 10_000,
        };
        worth.min(self.room_minor * 10_000)
    }
}

impl Board {
    /// Makes room for the next problem, keeping the memory.
    pub fn clear(&mut self) {
        self.runs.clear();
        self.offers.clear();
        self.members.clear();
        self.slots.clear();
        self.tiers.clear();
    }

    /// An offer's members.
    pub fn members_of(&self, offer: &Offer) -> &[u32] {
        &self.members[offer.first as usize..(offer.first + offer.len) as usize]
    }

    /// A bundle's slots.
    pub fn slots_of(&self, first_slot: u32, slots: u32) -> &[BoardSlot] {
        &self.slots[first_slot as usize..(first_slot + slots) as usize]
    }

    /// A slot's members.
    pub fn members_of_slot(&self, slot: &BoardSlot) -> &[u32] {
        &self.members[slot.first as usize..(slot.first + slot.len) as usize]
    }

    /// What the rest of a run saves if `units` of it are left over.
    pub fn rest_minor(&self, run: &Run, units: u32) -> i64 {
        let saving = match run.rest {
            Rest::Nothing => return 0,
            Rest::Each(each) => each * i64::from(units),
            Rest::Percent(bp) if self.rounding.level == RoundingLevel::Unit => {
                self.percent_of(run.price_minor, bp) * i64::from(units)
            }
            Rest::Percent(bp) => self.percent_of(run.price_minor * i64::from(units), bp),
        };
        saving.min(run.room_minor * i64::from(units))
    }

    /// A percentage of an amount, rounded once.
    pub fn percent_of(&self, amount_minor: i64, bp: u32) -> i64 {
        match self.rounding.of {
            RoundingOf::Discount => divide_minor(amount_minor * i64::from(bp), 10_000, self.rounding.mode),
            RoundingOf::Price => {
                amount_minor - divide_minor(amount_minor * i64::from(10_000 - bp), 10_000, self.rounding.mode)
            }
        }
    }

    /// What one unit of a run gets inside a group.
    pub fn unit_off(&self, run: &Run, off: UnitOff) -> i64 {
        let saving = match off {
            UnitOff::Percent(bp) => self.percent_of(run.price_minor, bp),
            UnitOff::Amount(amount) => of_mass(amount, run.mass_g),
            UnitOff::Price(price) => run.price_minor - of_mass(price, run.mass_g),
        };
        saving.clamp(0, run.room_minor)
    }

    /// What a group saves: `cells` are (run, units) in canonical order, so cheapest last. Zero or less is no group.
    pub fn group_minor(&self, off: GroupOff, cells: &[(u32, u32)]) -> i64 {
        let sum = |of: fn(&Run) -> i64| -> i64 {
            cells.iter().map(|&(run, units)| of(&self.runs[run as usize]) * i64::from(units)).sum()
        };
        let saving = match off {
            GroupOff::Price(price) => sum(|run| run.price_minor) - price,
            GroupOff::Percent(bp) => self.percent_of(sum(|run| run.price_minor), bp),
            GroupOff::Amount(amount) => amount,
            GroupOff::Some { units, which: Which::Cheapest, off } => self.some_minor(cells.iter().rev(), units, off),
            GroupOff::Some { units, which: Which::Dearest, off } => self.some_minor(cells.iter(), units, off),
        };
        saving.min(sum(|run| run.room_minor))
    }

    /// A percentage is rounded once for all rewarded units, like a group's.
    fn some_minor<'a>(&self, cells: impl Iterator<Item = &'a (u32, u32)>, units: u32, off: UnitOff) -> i64 {
        let (mut left, mut saving, mut base, mut room) = (units, 0, 0, 0);
        for &(run, available) in cells {
            let taken = available.min(left);
            let run = &self.runs[run as usize];
            saving += self.unit_off(run, off) * i64::from(taken);
            base += run.price_minor * i64::from(taken);
            room += run.room_minor * i64::from(taken);
            left -= taken;
            if left == 0 {
                break;
            }
        }
        match off {
            UnitOff::Percent(bp) => self.percent_of(base, bp).min(room),
            UnitOff::Amount(_) | UnitOff::Price(_) => saving,
        }
    }
}

/// An amount per kilogram on a weighed pack, rounded half up once; an amount per piece as it is.
pub fn of_mass(amount_minor: i64, mass_g: u32) -> i64 {
    if mass_g == 0 {
        return amount_minor;
    }
    let product = i128::from(amount_minor) * i128::from(mass_g);
    i64::try_from(divide(product, 1_000, RoundingMode::HalfUp)).unwrap_or(i64::MAX)
}
