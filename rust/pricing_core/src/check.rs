//! An independent checker: re-adds a priced basket from its trace, with none of the engine's arithmetic.
//!
//! Units, lines, promotions and totals must be the same money; no unit may be below its floor; no promotion may have
//! taken more, or a group less, than its terms say; taxes must be what their bases say. It knows nothing of how an
//! assignment was found and does not judge whether it is the best.

mod limits;
mod terms;
mod trace;

use crate::lines::Line;
use crate::policy::{TaxLevel, TaxMode};
use crate::price_book::PriceBook;
use crate::priced::{AppliedPromotion, PricedBasket, PricedLine, TaxAmount};
use crate::sale::Markdown;
use crate::terms::Funding;

/// A rule that a priced basket breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Which, in words.
    pub rule: &'static str,
    /// The place of the line, application, promotion or tax row it is about; 0 for the basket.
    pub place: usize,
    /// What there is: minor units or units.
    pub found: i128,
    /// What there should be, or its bound.
    pub wanted: i128,
}

/// Whether a priced basket is what its trace, its lines and its book say; else everything that is not. `lines` are the
/// checked lines it was priced from.
pub fn check(book: &PriceBook, lines: &[Line], priced: &PricedBasket) -> Result<(), Vec<Broken>> {
    let mut report = Report::default();
    report.same("as many priced lines as lines", 0, priced.lines.len(), lines.len());
    if !report.0.is_empty() || !trace::in_bounds(book, priced, &mut report) {
        return Err(report.0);
    }
    for (at, (line, priced)) in lines.iter().zip(&priced.lines).enumerate() {
        line_adds_up(&mut report, at, line, priced);
    }
    basket_adds_up(&mut report, priced);
    taxes_add_up(&mut report, book, priced);
    total_adds_up(&mut report, book, priced);
    trace::replay(&mut report, lines, priced);
    trace::sharing(&mut report, book, lines, priced);
    for at in 0..priced.trace.applications.len() {
        terms::application(&mut report, book, lines, priced, at);
    }
    limits::kept(&mut report, book, priced);
    if report.0.is_empty() { Ok(()) } else { Err(report.0) }
}

/// What was found so far.
#[derive(Default)]
struct Report(Vec<Broken>);

impl Report {
    fn that(&mut self, holds: bool, rule: &'static str, place: usize, found: i128, wanted: i128) {
        if !holds {
            self.0.push(Broken { rule, place, found, wanted });
        }
    }

    fn same(&mut self, rule: &'static str, place: usize, found: impl Whole, wanted: impl Whole) {
        self.that(found.whole() == wanted.whole(), rule, place, found.whole(), wanted.whole());
    }

    fn at_most(&mut self, rule: &'static str, place: usize, found: impl Whole, most: impl Whole) {
        self.that(found.whole() <= most.whole(), rule, place, found.whole(), most.whole());
    }
}

/// Any count or amount.
trait Whole: Copy {
    fn whole(self) -> i128;
}

impl Whole for i128 {
    fn whole(self) -> i128 {
        self
    }
}

impl Whole for i32 {
    fn whole(self) -> i128 {
        i128::from(self)
    }
}

impl Whole for i64 {
    fn whole(self) -> i128 {
        i128::from(self)
    }
}

impl Whole for u32 {
    fn whole(self) -> i128 {
        i128::from(self)
    }
}

impl Whole for usize {
    fn whole(self) -> i128 {
        self as i128
    }
}

/// The sum of amounts.
fn sum<T: Whole>(amounts: impl IntoIterator<Item = T>) -> i128 {
    amounts.into_iter().map(Whole::whole).sum()
}

/// What a unit costs before any promotion: its label's price, never dearer, never below its floor.
fn marked_minor(line: &Line) -> i64 {
    let marked = match line.markdown {
        None => return line.price_minor,
        Some(Markdown::Price(price)) => price,
        Some(Markdown::Percent(bp)) => line.price_minor - (line.price_minor * i64::from(bp) * 2 + 10_000) / 20_000,
    };
    marked.max(line.floor_minor).min(line.price_minor)
}

fn line_adds_up(report: &mut Report, at: usize, line: &Line, priced: &PricedLine) {
    report.same("a line has its units", at, sum(priced.units.iter().map(|run| run.units)), line.units);
    report.same("a line's plain price", at, priced.gross_minor, line.gross_minor);
    report.same("a line's levy", at, priced.levy_minor, line.levy_minor);
    let units = sum(priced.units.iter().map(|run| run.units.whole() * run.amount_minor.whole()));
    report.same("units sum up to their line", at, units, priced.amount_minor);
    report.same(
        "gross less discount is the amount",
        at,
        priced.gross_minor - priced.discount_minor,
        priced.amount_minor,
    );
    let promotions = sum(priced.promotions.iter().map(|applied| applied.amount_minor));
    let markdown = (line.price_minor - marked_minor(line)).whole() * line.units.whole();
    report.same("a line's label", at, priced.markdown_minor, markdown);
    let off = promotions + markdown + priced.staff_minor.whole();
    report.same("promotions, label and staff are the discount", at, off, priced.discount_minor);
    report.at_most("nothing is dearer than plainly", at, priced.amount_minor, line.gross_minor);
    for run in &priced.units {
        report.at_most("no unit below zero", at, 0.min(line.price_minor), run.amount_minor);
    }
}

fn basket_adds_up(report: &mut Report, priced: &PricedBasket) {
    report.same(
        "lines sum up to the subtotal",
        0,
        sum(priced.lines.iter().map(|line| line.gross_minor)),
        priced.subtotal_minor,
    );
    let discount = sum(priced.lines.iter().map(|line| line.discount_minor));
    report.same("lines sum up to the discount", 0, discount, priced.discount_minor);
    let on_lines = priced.lines.iter().flat_map(|line| &line.promotions);
    for (at, applied) in priced.promotions.iter().enumerate() {
        let of_it = |other: &&AppliedPromotion| other.promotion == applied.promotion;
        let parts = sum(on_lines.clone().filter(of_it).map(|other| other.amount_minor));
        report.same("lines sum up to their promotion", at, parts, applied.amount_minor);
        report.at_most("a promotion saves something", at, 1, applied.amount_minor);
    }
    let ordered = |list: &[AppliedPromotion]| list.windows(2).all(|pair| pair[0].promotion < pair[1].promotion);
    report.that(ordered(&priced.promotions), "each promotion once, in document order", 0, 0, 0);
    for (at, line) in priced.lines.iter().enumerate() {
        report.that(ordered(&line.promotions), "each promotion of a line once, in document order", at, 0, 0);
    }
    let all = sum(on_lines.map(|applied| applied.amount_minor));
    report.same(
        "promotions of lines are those of the basket",
        0,
        all,
        sum(priced.promotions.iter().map(|it| it.amount_minor)),
    );
}

fn taxes_add_up(report: &mut Report, book: &PriceBook, priced: &PricedBasket) {
    report.same(
        "tax rows sum up to the tax",
        0,
        sum(priced.taxes.iter().map(|row| row.amount_minor)),
        priced.tax_minor,
    );
    let policy = book.policy().tax;
    let third = |applied: &&AppliedPromotion| book.promotion(applied.promotion).funding == Funding::ThirdParty;
    let base = |line: &PricedLine| {
        line.amount_minor.whole() + sum(line.promotions.iter().filter(third).map(|applied| applied.amount_minor))
    };
    let mut expected = 0;
    for (number, class) in (0..).zip(&book.taxes) {
        let of_class = |line: &&PricedLine| book.item(line.item).tax.0 == number;
        let lines: Vec<&PricedLine> = priced.lines.iter().filter(of_class).collect();
        let roundings = match policy.level {
            TaxLevel::Unit => sum(lines.iter().flat_map(|line| &line.units).map(|run| run.units)),
            TaxLevel::Line => lines.len().whole(),
            TaxLevel::Rate | TaxLevel::Receipt => 1,
        };
        let rows = priced.taxes.iter().filter(|row| row.tax.0 == number);
        let rates = if lines.is_empty() || policy.mode == TaxMode::None { 0 } else { class.rates.len() };
        report.same("a row for each rate of each class sold", number as usize, rows.clone().count(), rates);
        expected += rates;
        let bases = sum(lines.iter().map(|line| base(line)));
        for row in rows {
            report.same("a tax row has its base", number as usize, row.base_minor, bases);
            row_is_exact(
                report,
                row,
                class.sum_mpct().whole(),
                class.rates[row.rate as usize].rate_mpct.whole(),
                roundings,
                policy.mode,
            );
        }
    }
    report.same("no other tax rows", 0, priced.taxes.len(), expected);
}

/// A row is its exact tax within one minor unit a rounding, and one for the split over rates.
fn row_is_exact(report: &mut Report, row: &TaxAmount, all_mpct: i128, mpct: i128, roundings: i128, mode: TaxMode) {
    let whole = if mode == TaxMode::Inclusive { 100_000 + all_mpct } else { 100_000 };
    let off = (row.amount_minor.whole() * whole - row.base_minor.whole() * mpct).abs();
    let allowed = roundings * if all_mpct == mpct { 1 } else { 2 };
    report.at_most("a tax is its rate of its base", row.tax.0 as usize, off, allowed * whole);
}

fn total_adds_up(report: &mut Report, book: &PriceBook, priced: &PricedBasket) {
    let goods = sum(priced.lines.iter().map(|line| line.amount_minor.whole() + line.levy_minor.whole()));
    let added = if book.policy().tax.mode == TaxMode::Exclusive { priced.tax_minor.whole() } else { 0 };
    report.same("amounts, levies and added tax are the total", 0, goods + added, priced.total_minor);
    let apart = (priced.cash_total_minor - priced.total_minor).abs();
    let step = book.policy().cash.map_or(1, |cash| cash.step_minor);
    report.at_most("cash is less than a coin from the total", 0, apart, step - 1);
    let exact = book.policy().cash.is_none_or(|cash| cash.below_step_exact && apart == 0);
    report.that(
        exact || priced.cash_total_minor % step == 0,
        "cash is whole coins",
        0,
        priced.cash_total_minor.whole(),
        step.whole(),
    );
}
