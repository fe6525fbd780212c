//! What was paid for each unit of a sale.

use crate::explain::units::{UnitRun, units};
use crate::lines::Line;
use crate::policy::TaxLevel;
use crate::price_book::PriceBook;
use crate::priced::{PricedBasket, PricedLine, TaxAmount};
use crate::refund::returned::Returned;
use crate::refund::{Due, GivenBack, RefundedLine, Return, Sale};
use crate::tax::{TaxedLine, taxes_of};
use crate::terms::Funding;

/// A sale's units, line by line, in the order in which they come back.
pub(super) struct Paid {
    pub(super) lines: Vec<PaidLine>,
}

/// A line's units and its part of every tax.
pub(super) struct PaidLine {
    pub(super) line_seq: i64,
    pub(super) units: u32,
    pub(super) runs: Vec<UnitRun>,
    levy_minor: i64,
    third_party_minor: i64,
    /// Place of the sale's tax row, base and tax of this line.
    taxes: Vec<(usize, i64, i64)>,
}

impl Paid {
    pub(super) fn new(book: &PriceBook, lines: &[Line], priced: &PricedBasket) -> Self {
        let runs = units(book, lines, priced);
        let third_party = priced.lines.iter().map(|line| third_party_minor(book, line));
        let taxes = line_taxes(book, priced);
        let mut paid = Vec::with_capacity(lines.len());
        for (line, ((runs, third_party_minor), taxes)) in
            priced.lines.iter().zip(runs.into_iter().zip(third_party).zip(taxes))
        {
            let units = runs.iter().map(|run| run.units).sum();
            let (line_seq, levy_minor) = (line.line_seq, line.levy_minor);
            paid.push(PaidLine { line_seq, units, runs, levy_minor, third_party_minor, taxes });
        }
        Self { lines: paid }
    }

    /// The claim of everything that is back.
    pub(super) fn due(&self, sale: &Sale<'_>, returned: &Returned) -> Due {
        let mut due = Due::nothing(sale.priced);
        for (at, line) in self.lines.iter().enumerate() {
            for unit in returned.units_of(at) {
                line.add_unit(unit, &mut due);
            }
        }
        due
    }

    /// What was paid for the units that came back in between.
    pub(super) fn refunded_line(
        &self,
        sale: &Sale<'_>,
        earlier: &Returned,
        returned: &Returned,
        asked: Return,
    ) -> RefundedLine {
        let at = self.lines.iter().position(|line| line.line_seq == asked.line_seq).unwrap_or(0);
        let mut due = Due::nothing(sale.priced);
        for unit in returned.units_of(at).filter(|unit| !earlier.has(at, *unit)) {
            self.lines[at].add_unit(unit, &mut due);
        }
        RefundedLine {
            line_seq: asked.line_seq,
            units: asked.units,
            amount_minor: due.amount_minor,
            levy_minor: due.levy_minor,
            tax_minor: due.tax_minor(),
        }
    }

    /// Applications whose units are all back now and were not before, by promotion in document order.
    pub(super) fn given_back(&self, priced: &PricedBasket, earlier: &Returned, returned: &Returned) -> Vec<GivenBack> {
        let applications = &priced.trace.applications;
        // Units of each application, and how many of them were back before and are back now.
        let mut counts = vec![(0, 0, 0); applications.len()];
        for (at, line) in self.lines.iter().enumerate() {
            let mut first = 0;
            for run in &line.runs {
                let back = |state: &Returned| (first..first + run.units).filter(|unit| state.has(at, *unit)).count();
                let (before, now) = (back(earlier), back(returned));
                for step in &run.steps {
                    let count = &mut counts[step.application as usize];
                    *count = (count.0 + run.units as usize, count.1 + before, count.2 + now);
                }
                first += run.units;
            }
        }
        let mut given: Vec<GivenBack> = Vec::new();
        for (application, (all, before, now)) in applications.iter().zip(counts) {
            if now < all || before == all {
                continue;
            }
            let parts = application.first_part as usize..(application.first_part + application.parts) as usize;
            let saving_minor = priced.trace.parts[parts].iter().map(|part| part.saving_minor).sum();
            let promotion = application.promotion;
            match given.iter_mut().find(|given| given.promotion == promotion) {
                Some(known) => {
                    known.applications += 1;
                    known.saving_minor += saving_minor;
                }
                None => given.push(GivenBack { promotion, applications: 1, saving_minor }),
            }
        }
        given.sort_by_key(|given| given.promotion);
        given
    }

    /// Points earned and spent with the units that came back in between, in proportion to their price; the last unit of
    /// the sale takes what is left.
    pub(super) fn points(&self, priced: &PricedBasket, earlier: &Returned, returned: &Returned) -> (i64, i64) {
        let all: i64 = self.lines.iter().map(|line| line.worth_upto(line.units)).sum();
        let rewards = &priced.rewards;
        let share = |points: i64, state: &Returned| {
            let whole = self.lines.iter().enumerate().all(|(at, line)| state.count(at) == line.units);
            let worth = |at: usize, unit: u32| self.lines[at].worth_upto(unit + 1) - self.lines[at].worth_upto(unit);
            let back: i64 =
                (0..self.lines.len()).map(|at| state.units_of(at).map(|unit| worth(at, unit)).sum::<i64>()).sum();
            if whole { points } else { part_of(points, back, all, 0, 1) }
        };
        let between = |points| share(points, returned) - share(points, earlier);
        (between(rewards.points_earned_e4), between(rewards.points_spent_e4))
    }
}

impl PaidLine {
    /// What was paid for its first units.
    pub(super) fn amount_upto(&self, units: u32) -> i64 {
        self.sum_upto(units, |run| run.paid_minor)
    }

    fn worth_upto(&self, units: u32) -> i64 {
        self.sum_upto(units, |run| run.paid_minor.max(0))
    }

    fn sum_upto(&self, units: u32, of: impl Fn(&UnitRun) -> i64) -> i64 {
        let mut left = units;
        let mut sum = 0;
        for run in &self.runs {
            let count = left.min(run.units);
            sum += i64::from(count) * of(run);
            left -= count;
        }
        sum
    }

    /// Each amount is a difference of two points of one curve, so units add up whichever of them are asked for.
    fn add_unit(&self, unit: u32, due: &mut Due) {
        let between = |upto: &dyn Fn(u32) -> i64| upto(unit + 1) - upto(unit);
        let even = |all_minor: i64, upto: u32| part_of(all_minor, i64::from(upto), i64::from(self.units), 0, 1);
        let base = |upto: u32| self.amount_upto(upto) + even(self.third_party_minor, upto);
        let all = base(self.units);
        due.amount_minor += between(&|upto| self.amount_upto(upto));
        due.levy_minor += between(&|upto| even(self.levy_minor, upto));
        for (row, base_minor, tax_minor) in &self.taxes {
            let share = |minor: i64, upto: u32| part_of(minor, base(upto), all, upto, self.units);
            due.taxes[*row].0 += between(&|upto| share(*base_minor, upto));
            due.taxes[*row].1 += between(&|upto| share(*tax_minor, upto));
        }
    }
}

fn third_party_minor(book: &PriceBook, line: &PricedLine) -> i64 {
    let third_party = |promotion| book.promotion(promotion).funding == Funding::ThirdParty;
    line.promotions.iter().filter(|applied| third_party(applied.promotion)).map(|applied| applied.amount_minor).sum()
}

/// Every line's part of every tax row: its own tax where the book rounds by line or unit, else the row's tax in proportion.
fn line_taxes(book: &PriceBook, priced: &PricedBasket) -> Vec<Vec<(usize, i64, i64)>> {
    let by_line = matches!(book.policy().tax.level, TaxLevel::Unit | TaxLevel::Line);
    let mut done = vec![0; priced.taxes.len()];
    let mut last = vec![0; priced.taxes.len()];
    let mut of_lines: Vec<Vec<(usize, i64, i64)>> = Vec::with_capacity(priced.lines.len());
    for line in &priced.lines {
        let mut taxes = Vec::new();
        for own in own_taxes(book, line) {
            let row = |row: &TaxAmount| (row.tax, row.rate) == (own.tax, own.rate);
            let Some(at) = priced.taxes.iter().position(row) else { continue };
            let row = &priced.taxes[at];
            done[at] += own.base_minor;
            let upto = part_of(row.amount_minor, done[at], row.base_minor, 0, 1);
            let tax_minor = if by_line { own.amount_minor } else { upto - last[at] };
            last[at] = upto;
            taxes.push((at, own.base_minor, tax_minor));
        }
        of_lines.push(taxes);
    }
    of_lines
}

/// The taxes of a line as if it were the receipt.
fn own_taxes(book: &PriceBook, line: &PricedLine) -> Vec<TaxAmount> {
    let units: Vec<(u32, i64)> = line.units.iter().map(|run| (run.units, run.amount_minor)).collect();
    let taxed = TaxedLine { line: 0, units: &units, third_party_minor: third_party_minor(book, line) };
    taxes_of(book, std::iter::once((book.item(line.item).tax, taxed)))
}

/// `minor x upto / all`, cut; by units where nothing was paid at all.
fn part_of(minor: i64, upto: i64, all: i64, units: u32, all_units: u32) -> i64 {
    let (upto, all) = if all == 0 { (i64::from(units), i64::from(all_units)) } else { (upto, all) };
    let share = i128::from(minor) * i128::from(upto) / i128::from(all);
    i64::try_from(share).expect("a share stays within what is shared, and that is bounded")
}
