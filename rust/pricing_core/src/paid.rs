//! What was paid for each unit of a sale: its price, its levy, its part of every tax.

pub mod units;

use crate::lines::Line;
use crate::policy::TaxLevel;
use crate::price_book::PriceBook;
use crate::priced::{PricedBasket, PricedLine, TaxAmount};
use crate::tax::{TaxedLine, taxes_of};
use crate::terms::Funding;
use units::{UnitRun, units};

/// A sale's units, line by line, dearest first.
#[derive(Clone, Debug)]
pub struct Paid {
    /// In the order of the sale.
    pub lines: Vec<PaidLine>,
}

/// A line's units and its part of every tax.
#[derive(Clone, Debug)]
pub struct PaidLine {
    /// The lane's number.
    pub line_seq: i64,
    /// How many units.
    pub units: u32,
    /// The units.
    pub runs: Vec<UnitRun>,
    levy_minor: i64,
    third_party_minor: i64,
    taxes: Vec<TaxShare>,
}

/// A part of one tax row of the sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaxShare {
    /// The row's place in [`PricedBasket::taxes`].
    pub row: usize,
    /// Of its base, in minor units.
    pub base_minor: i64,
    /// Of its tax.
    pub amount_minor: i64,
}

impl Paid {
    /// The units of a sale; `lines` are what it was priced from.
    pub fn new(book: &PriceBook, lines: &[Line], priced: &PricedBasket) -> Self {
        let taxes = line_taxes(book, priced);
        let paid = units(book, lines, priced).into_iter().zip(&priced.lines).zip(taxes);
        let line = |((runs, line), taxes): ((Vec<UnitRun>, &PricedLine), _)| PaidLine {
            line_seq: line.line_seq,
            units: runs.iter().map(|run| run.units).sum(),
            runs,
            levy_minor: line.levy_minor,
            third_party_minor: third_party_minor(book, line),
            taxes,
        };
        Self { lines: paid.map(line).collect() }
    }
}

// Every share of a unit is the difference of two points of one curve, so units add up whichever of them are asked for.
impl PaidLine {
    /// What was paid for the first `units` units.
    pub fn amount_upto(&self, units: u32) -> i64 {
        let mut left = units;
        let mut sum = 0;
        for run in &self.runs {
            let count = left.min(run.units);
            sum += i64::from(count) * run.paid_minor;
            left -= count;
        }
        sum
    }

    /// The levies of the first `units` units.
    pub fn levy_upto(&self, units: u32) -> i64 {
        self.even(self.levy_minor, units)
    }

    /// The tax, contained or added, of the units from one up to another.
    pub fn taxes_of(&self, from: u32, until: u32) -> impl Iterator<Item = TaxShare> {
        let base = |upto: u32| self.amount_upto(upto) + self.even(self.third_party_minor, upto);
        let (all, first, last) = (base(self.units), base(from), base(until));
        self.taxes.iter().map(move |tax| {
            let upto = |minor, base, units| match all {
                0 => self.even(minor, units),
                _ => part_of(minor, base, all),
            };
            let between = |minor| upto(minor, last, until) - upto(minor, first, from);
            TaxShare { row: tax.row, base_minor: between(tax.base_minor), amount_minor: between(tax.amount_minor) }
        })
    }

    fn even(&self, minor: i64, units: u32) -> i64 {
        part_of(minor, i64::from(units), i64::from(self.units.max(1)))
    }
}

/// `minor x part / all`, cut.
pub(crate) fn part_of(minor: i64, part: i64, all: i64) -> i64 {
    let share = i128::from(minor) * i128::from(part) / i128::from(all);
    i64::try_from(share).expect("a share stays within what is shared, and that is bounded")
}

/// What third parties pay of a line's discounts, in minor units.
pub(crate) fn third_party_minor(book: &PriceBook, line: &PricedLine) -> i64 {
    let third_party = |promotion| book.promotion(promotion).funding == Funding::ThirdParty;
    line.promotions.iter().filter(|applied| third_party(applied.promotion)).map(|applied| applied.amount_minor).sum()
}

/// Every line's part of every tax row: its own tax where the book rounds by line or unit, else the row's in proportion.
fn line_taxes(book: &PriceBook, priced: &PricedBasket) -> Vec<Vec<TaxShare>> {
    let by_line = matches!(book.policy().tax.level, TaxLevel::Unit | TaxLevel::Line);
    // Per row: base and tax of the lines so far.
    let mut done = vec![(0, 0); priced.taxes.len()];
    let mut of_lines = Vec::with_capacity(priced.lines.len());
    for line in &priced.lines {
        let mut shares = Vec::new();
        for own in own_taxes(book, line) {
            let same = |row: &TaxAmount| (row.tax, row.rate) == (own.tax, own.rate);
            let Some(row) = priced.taxes.iter().position(same) else { continue };
            let (all, (base_minor, tax_minor)) = (&priced.taxes[row], done[row]);
            let base_upto = base_minor + own.base_minor;
            let tax_upto = match all.base_minor {
                _ if by_line => tax_minor + own.amount_minor,
                0 => 0,
                base => part_of(all.amount_minor, base_upto, base),
            };
            done[row] = (base_upto, tax_upto);
            shares.push(TaxShare { row, base_minor: own.base_minor, amount_minor: tax_upto - tax_minor });
        }
        of_lines.push(shares);
    }
    of_lines
}

/// The taxes of a line as if it were the receipt.
fn own_taxes(book: &PriceBook, line: &PricedLine) -> Vec<TaxAmount> {
    let taxed = TaxedLine { line: 0, units: &line.units, third_party_minor: third_party_minor(book, line) };
    taxes_of(book, std::iter::once((book.item(line.item).tax, taxed)))
}
