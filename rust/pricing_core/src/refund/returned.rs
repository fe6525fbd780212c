//! Which units of a sale have come back.

use std::collections::BTreeMap;

use crate::paid::Paid;
use crate::policy::Returns;
use crate::refund::groups;
use crate::refund::{RefundError, Return, Sale};

/// The state of a sale's returns.
#[derive(Clone)]
pub(super) struct Returned<'a> {
    paid: &'a Paid,
    /// Line -> which of its units; lines that nothing came back of are left out.
    of_line: BTreeMap<usize, Vec<bool>>,
}

impl<'a> Returned<'a> {
    pub(super) fn new(paid: &'a Paid) -> Self {
        Self { paid, of_line: BTreeMap::new() }
    }

    /// Whether a unit is back.
    pub(super) fn has(&self, line: usize, unit: u32) -> bool {
        self.of_line.get(&line).is_some_and(|units| units[unit as usize])
    }

    /// How many units of a line are back.
    pub(super) fn count(&self, line: usize) -> u32 {
        (0..).zip(self.units_of(line)).map(|(count, _)| count + 1).last().unwrap_or(0)
    }

    /// The units of a line that are back, in order.
    pub(super) fn units_of(&self, line: usize) -> impl Iterator<Item = u32> {
        let units = self.of_line.get(&line).map(Vec::as_slice).unwrap_or_default();
        (0..).zip(units).filter(|(_, back)| **back).map(|(unit, _)| unit)
    }

    /// One more return: the dearest units that are left, or whole groups if the book wants those.
    pub(super) fn take(&mut self, sale: &Sale<'_>, step: &[Return]) -> Result<(), RefundError> {
        let asked = self.check(step)?;
        let units = match sale.book.policy().returns {
            Returns::PaidPrice | Returns::Reevaluate => self.next_of(&asked),
            Returns::WholeGroup => groups::pick(sale, self.paid, self, &asked)?,
        };
        for (line, unit) in units {
            let all = self.paid.lines[line].units as usize;
            self.of_line.entry(line).or_insert_with(|| vec![false; all])[unit as usize] = true;
        }
        Ok(())
    }

    /// Places and counts of the lines named.
    fn check(&self, step: &[Return]) -> Result<BTreeMap<usize, u32>, RefundError> {
        let mut asked = BTreeMap::new();
        for &Return { line_seq, units } in step {
            let at = self.paid.lines.iter().position(|line| line.line_seq == line_seq);
            let at = at.ok_or(RefundError::UnknownLine { line_seq })?;
            let left = self.paid.lines[at].units - self.count(at);
            if asked.insert(at, units).is_some() {
                return Err(RefundError::Twice { line_seq });
            }
            if units == 0 || units > left {
                return Err(RefundError::Units { line_seq, asked: units, left });
            }
        }
        Ok(asked)
    }

    fn next_of(&self, asked: &BTreeMap<usize, u32>) -> Vec<(usize, u32)> {
        let mut picked = Vec::new();
        for (line, units) in asked {
            let left = (0..self.paid.lines[*line].units).filter(|unit| !self.has(*line, *unit));
            picked.extend(left.take(*units as usize).map(|unit| (*line, unit)));
        }
        picked
    }
}
