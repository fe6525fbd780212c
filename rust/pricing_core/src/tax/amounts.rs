//! The tax amounts of a receipt.
//!
//! The rates of one class are added up for the rounding and the rounded tax is split over them by largest remainder (US
//! Streamlined Sales and Use Tax Agreement, section 324: state and local together). Prices that contain tax contain
//! `gross x sum / (100 % + sum)`. Levies never get here: they are not taxed.

use crate::lines::Line;
use crate::policy::{RoundingMode, TaxLevel, TaxMode, TaxPolicy};
use crate::price_book::PriceBook;
use crate::priced::{PricedUnits, TaxAmount};
use crate::rounding::{divide, divide_minor};
use crate::tax::{Rate, TaxClass, TaxIndex};

/// 100 % in the unit of [`crate::tax::Rate::rate_mpct`].
const WHOLE_MPCT: i64 = 100_000;

/// [`TaxLevel::Receipt`] adds fractions of different denominators: each is counted to 10^-12 minor unit and their sum is
/// brought to 10^-9, so that sums which are ties stay ties.
const FINE: i128 = 1_000_000_000_000;
const FINE_OF_SUM: i128 = 1_000;

/// What of a line is taxed.
#[derive(Clone, Copy, Debug)]
pub struct TaxedLine<'a> {
    /// Its place in the lines.
    pub line: usize,
    /// Its units and what each costs after discounts.
    pub units: &'a [PricedUnits],
    /// What a third party pays of its discounts, in minor units; the tax is due on it all the same.
    pub third_party_minor: i64,
}

/// The taxes of a receipt by class and rate, in document order; a class without a line is left out.
pub fn taxes(book: &PriceBook, lines: &[Line], priced: &[TaxedLine<'_>]) -> Vec<TaxAmount> {
    taxes_of(book, priced.iter().map(|line| (book.good(lines[line.line].item).tax, *line)))
}

/// As [`taxes`], of lines whose class is known.
pub(crate) fn taxes_of<'a>(
    book: &PriceBook,
    priced: impl Iterator<Item = (TaxIndex, TaxedLine<'a>)>,
) -> Vec<TaxAmount> {
    let policy = book.policy().tax;
    if policy.mode == TaxMode::None {
        return Vec::new();
    }
    let mut receipt = Receipt::new(&book.taxes, policy);
    for (class, line) in priced {
        match policy.level {
            TaxLevel::Unit => each_unit(&line, |units, base_minor| receipt.charge(class, base_minor, units)),
            TaxLevel::Line => receipt.charge(class, base_of(&line), 1),
            TaxLevel::Rate | TaxLevel::Receipt => receipt.add_base(class, base_of(&line), 1),
        }
    }
    match policy.level {
        TaxLevel::Unit | TaxLevel::Line => {}
        TaxLevel::Rate => receipt.charge_classes(),
        TaxLevel::Receipt => receipt.charge_once(),
    }
    receipt.amounts()
}

fn base_of(line: &TaxedLine<'_>) -> i64 {
    line.units.iter().map(|run| i64::from(run.units) * run.amount_minor).sum::<i64>() + line.third_party_minor
}

/// Calls `charge` with runs of units and the base of each; third-party money is spread evenly, odd minor units first.
fn each_unit(line: &TaxedLine<'_>, mut charge: impl FnMut(i64, i64)) {
    let all: i64 = line.units.iter().map(|run| i64::from(run.units)).sum();
    let even = line.third_party_minor.div_euclid(all.max(1));
    let mut odd = line.third_party_minor.rem_euclid(all.max(1));
    for PricedUnits { units, amount_minor } in line.units {
        let with_odd = odd.min(i64::from(*units));
        odd -= with_odd;
        if with_odd > 0 {
            charge(with_odd, amount_minor + even + 1);
        }
        if with_odd < i64::from(*units) {
            charge(i64::from(*units) - with_odd, amount_minor + even);
        }
    }
}

/// The rows of a receipt while they are filled.
struct Receipt<'a> {
    classes: &'a [TaxClass],
    policy: TaxPolicy,
    rows: Vec<TaxAmount>,
    /// Per class its first row, and whether a line belongs to it.
    of_class: Vec<(usize, bool)>,
}

impl<'a> Receipt<'a> {
    fn new(classes: &'a [TaxClass], policy: TaxPolicy) -> Self {
        let mut rows = Vec::with_capacity(classes.len());
        let mut of_class = Vec::with_capacity(classes.len());
        for (tax, class) in (0..).map(TaxIndex).zip(classes) {
            of_class.push((rows.len(), false));
            let empty = |(rate, _)| TaxAmount { tax, rate, base_minor: 0, amount_minor: 0 };
            rows.extend((0..).zip(&class.rates).map(empty));
        }
        Self { classes, policy, rows, of_class }
    }

    fn rows_of(&mut self, class: TaxIndex) -> &mut [TaxAmount] {
        let (first, _) = self.of_class[class.0 as usize];
        let rates = self.classes[class.0 as usize].rates.len();
        &mut self.rows[first..first + rates]
    }

    fn add_base(&mut self, class: TaxIndex, base_minor: i64, units: i64) {
        self.of_class[class.0 as usize].1 |= units > 0;
        for row in self.rows_of(class) {
            row.base_minor += base_minor * units;
        }
    }

    /// Rounds the tax of one base and charges it `units` times.
    fn charge(&mut self, class: TaxIndex, base_minor: i64, units: i64) {
        self.add_base(class, base_minor, units);
        self.charge_tax(class, base_minor, units);
    }

    fn charge_tax(&mut self, class: TaxIndex, base_minor: i64, units: i64) {
        let rates: &'a TaxClass = &self.classes[class.0 as usize];
        let tax_minor = rounded_tax(base_minor, rates.sum_mpct(), self.policy);
        match self.rows_of(class) {
            [only] => only.amount_minor += tax_minor * units,
            rows => split(tax_minor, &rates.rates, rows, units),
        }
    }

    fn charge_classes(&mut self) {
        for class in (0..).map(TaxIndex).take(self.classes.len()) {
            if let Some(row) = self.rows_of(class).first() {
                let base_minor = row.base_minor;
                self.charge_tax(class, base_minor, 1);
            }
        }
    }

    /// One rounding of everything; each row is its own exact tax, cut, and the odd minor units go to the largest rests.
    fn charge_once(&mut self) {
        let exact: Vec<i128> = self.rows.iter().map(|row| fine_tax(row, self.classes, self.policy.mode)).collect();
        let sum = exact.iter().sum::<i128>();
        let gross = self.rows.iter().filter(|row| row.rate == 0).map(|row| row.base_minor).sum();
        let total = rounded_sum(gross, sum, self.policy);
        // A receipt of returns mirrors its sale: its parts are cut towards zero as well.
        let sign = if sum < 0 { -1 } else { 1 };
        let mut left = total * sign;
        for (row, exact) in self.rows.iter_mut().zip(&exact) {
            let cut = narrow((exact * i128::from(sign)).div_euclid(FINE));
            row.amount_minor = cut * sign;
            left -= cut;
        }
        let mut by_rest: Vec<usize> = (0..exact.len()).collect();
        by_rest.sort_by_key(|at| std::cmp::Reverse((exact[*at] * i128::from(sign)).rem_euclid(FINE)));
        for at in by_rest {
            let one = left.clamp(0, 1);
            self.rows[at].amount_minor += one * sign;
            left -= one;
        }
    }

    fn amounts(self) -> Vec<TaxAmount> {
        let Self { mut rows, of_class, .. } = self;
        rows.retain(|row| of_class[row.tax.0 as usize].1);
        rows
    }
}

/// The tax on one base, rounded; with `round_net` what is left when the net price is rounded.
fn rounded_tax(base_minor: i64, sum_mpct: i64, policy: TaxPolicy) -> i64 {
    match (policy.mode, policy.round_net) {
        (TaxMode::None, _) => 0,
        (TaxMode::Exclusive, _) => times(base_minor, sum_mpct, WHOLE_MPCT, policy.rounding),
        (TaxMode::Inclusive, false) => times(base_minor, sum_mpct, WHOLE_MPCT + sum_mpct, policy.rounding),
        (TaxMode::Inclusive, true) => {
            base_minor - times(base_minor, WHOLE_MPCT, WHOLE_MPCT + sum_mpct, policy.rounding)
        }
    }
}

/// As [`rounded_tax`], of a sum in 1/[`FINE`] minor units.
fn rounded_sum(gross_minor: i64, tax: i128, policy: TaxPolicy) -> i64 {
    let counted = |fine| divide(fine, FINE_OF_SUM, RoundingMode::HalfUp);
    let whole = FINE / FINE_OF_SUM;
    if policy.mode == TaxMode::Inclusive && policy.round_net {
        let net = counted(i128::from(gross_minor) * FINE - tax);
        return gross_minor - narrow(divide(net, whole, policy.rounding));
    }
    narrow(divide(counted(tax), whole, policy.rounding))
}

/// A row's tax in 1/[`FINE`] minor units.
fn fine_tax(row: &TaxAmount, classes: &[TaxClass], mode: TaxMode) -> i128 {
    let class = &classes[row.tax.0 as usize];
    let whole_mpct = if mode == TaxMode::Inclusive { WHOLE_MPCT + class.sum_mpct() } else { WHOLE_MPCT };
    let rate_mpct = class.rates[row.rate as usize].rate_mpct;
    let product = i128::from(row.base_minor) * i128::from(rate_mpct) * FINE;
    divide(product, i128::from(whole_mpct), RoundingMode::HalfUp)
}

/// `amount x numerator / denominator`; in 64 bits where they suffice, which is nearly always.
fn times(amount_minor: i64, numerator: i64, denominator: i64, mode: RoundingMode) -> i64 {
    match amount_minor.checked_mul(numerator) {
        Some(product) => divide_minor(product, denominator, mode),
        None => narrow(divide(i128::from(amount_minor) * i128::from(numerator), i128::from(denominator), mode)),
    }
}

fn narrow(minor: i128) -> i64 {
    i64::try_from(minor).expect("a tax is at most ten times a basket, and that is bounded")
}

/// Adds `units` times an amount to the rows of its rates: cut towards zero, the odd minor units to the largest rests, ties
/// to the earlier. Rates are at most 100 % and a class has at most 8: the products stay within 2^63.
fn split(amount_minor: i64, rates: &[Rate], rows: &mut [TaxAmount], units: i64) {
    let all: i64 = rates.iter().map(|rate| i64::from(rate.rate_mpct)).sum::<i64>().max(1);
    let product = |at: usize| amount_minor.abs() * i64::from(rates[at].rate_mpct);
    let each = units * amount_minor.signum();
    let mut odd = amount_minor.abs();
    for (at, row) in rows.iter_mut().enumerate() {
        row.amount_minor += each * (product(at) / all);
        odd -= product(at) / all;
    }
    let mut given = 0_u64;
    for _ in 0..odd {
        let open = (0..rows.len().min(64)).filter(|at| given >> at & 1 == 0);
        let Some(at) = open.max_by_key(|at| (product(*at) % all, std::cmp::Reverse(*at))) else { break };
        given |= 1 << at;
        rows[at].amount_minor += each;
    }
}
