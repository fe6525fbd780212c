//! What percentages on the same goods save together at most.

use super::Work;
use crate::policy::{RoundingLevel, RoundingMode};
use crate::rounding::divide;
use crate::terms::{Kind, Promotion, SetOff, UnitOff};

/// Fractions of a minor unit that are kept.
const FINE: i128 = 1 << 24;

/// The percentage of a promotion that is nothing but one.
pub(super) fn percent_of(promotion: &Promotion) -> Option<u32> {
    match promotion.kind {
        Kind::Unit(UnitOff::Percent(bp)) | Kind::Set(SetOff::Percent(bp) | SetOff::EachUnit(UnitOff::Percent(bp))) => {
            Some(bp)
        }
        _ => None,
    }
}

/// Percentages that stack: 20 % and 10 % together save 28 %, whatever comes between them, and what their roundings gain.
#[derive(Default)]
pub(super) struct Percentages {
    /// What of each line's value would be left, in [`FINE`] minor units.
    left: Vec<i128>,
    value_minor: i64,
    alone_minor: i64,
    gained_minor: i64,
}

impl Percentages {
    /// One more, of a candidate that saves so much alone.
    pub(super) fn add(&mut self, work: &Work<'_>, at: usize, percent_bp: u32, alone_minor: i64) {
        self.left.resize(work.basket.lines.len(), -1);
        let mut units = 0;
        for line in work.lines_of(at) {
            let left = &mut self.left[*line as usize];
            if *left < 0 {
                let value_minor: i64 = work.state.pool.of_line(*line).iter().map(crate::pool::Run::value_minor).sum();
                self.value_minor += value_minor;
                *left = i128::from(value_minor) * FINE;
            }
            *left = *left * i128::from(10_000 - percent_bp) / 10_000;
            units += i64::from(work.basket.lines[*line as usize].units);
        }
        self.alone_minor += alone_minor;
        self.gained_minor += gain_minor(work, work.lines_of(at).len(), units);
    }

    /// The most they save together, in minor units.
    pub(super) fn most_minor(&self) -> i64 {
        let left: i128 = self.left.iter().filter(|left| **left >= 0).sum();
        let left_minor = i64::try_from(divide(left, FINE, RoundingMode::Down)).unwrap_or_default();
        (self.value_minor - left_minor + self.gained_minor).min(self.alone_minor)
    }
}

/// What the roundings of one percentage gain at most.
fn gain_minor(work: &Work<'_>, lines: usize, units: i64) -> i64 {
    let rounding = work.basket.policy().rounding;
    let roundings = match rounding.level {
        RoundingLevel::Unit => units,
        RoundingLevel::Line => i64::try_from(lines).unwrap_or(i64::MAX),
        RoundingLevel::Basket => 1,
    };
    match rounding.mode {
        RoundingMode::Down | RoundingMode::Up => roundings,
        RoundingMode::HalfUp | RoundingMode::HalfEven | RoundingMode::HalfDown => roundings / 2 + 1,
    }
}
