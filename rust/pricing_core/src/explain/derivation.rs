//! Why a unit costs what it costs: shelf, markdown, each promotion, staff, tax, paid.

use serde::Serialize;

use crate::lines::Line;
use crate::paid::units::UnitRun;
use crate::paid::{Paid, PaidLine};
use crate::policy::Allocation;
use crate::pool::Application;
use crate::price_book::PriceBook;
use crate::priced::PricedBasket;
use crate::terms::Layer;

/// How a priced basket came about. Amounts are minor units; all ids are the book's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Derivation<'a> {
    /// In the order of the basket.
    pub lines: Vec<DerivedLine<'a>>,
    /// Promotions at work, in order: who shares a group with whom.
    pub applications: Vec<DerivedApplication<'a>>,
}

/// A line's units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DerivedLine<'a> {
    /// The lane's number.
    pub line_seq: i64,
    /// What is sold.
    pub item: &'a str,
    /// Deposits and levies of the whole line, untouched by anything.
    pub levy_minor: i64,
    /// Its units, dearest first; units that went the same way are one entry.
    pub units: Vec<DerivedUnits<'a>>,
}

/// Equal units and their way: `shelf - markdown - savings of the steps - staff = paid`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DerivedUnits<'a> {
    /// How many.
    pub units: u32,
    /// What each costs plainly.
    pub shelf_minor: i64,
    /// What a markdown label takes off each.
    pub markdown_minor: i64,
    /// Promotions, in order.
    pub steps: Vec<DerivedStep>,
    /// What staff took off each.
    pub staff_minor: i64,
    /// What each costs.
    pub paid_minor: i64,
    /// The tax of all these units together, contained or added.
    pub taxes: Vec<DerivedTax<'a>>,
}

/// One promotion on a unit's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DerivedStep {
    /// Its place in [`Derivation::applications`].
    pub application: u32,
    /// What the unit cost before.
    pub before_minor: i64,
    /// What it saves.
    pub saving_minor: i64,
}

/// A tax of some units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DerivedTax<'a> {
    /// The class.
    pub class: &'a str,
    /// The rate's own name; may be empty.
    pub rate: &'a str,
    /// In 1/1,000 %.
    pub rate_mpct: u32,
    /// Their part of the receipt's base.
    pub base_minor: i64,
    /// Their part of the receipt's tax.
    pub amount_minor: i64,
}

/// A promotion at work once: its group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DerivedApplication<'a> {
    /// Its id.
    pub promotion: &'a str,
    /// Its version.
    pub version: u32,
    /// `price`, `item`, `basket`, `coupon` or `tender`.
    pub layer: &'static str,
    /// The code that unlocked it.
    pub coupon: Option<&'a str>,
    /// How many equal groups it stands for.
    pub groups: u32,
    /// What it saves.
    pub saving_minor: i64,
    /// How that is split over the members.
    pub split: &'static str,
    /// The goods it took: each unit's group mates are the others.
    pub members: Vec<Member>,
}

/// Units of a line in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Member {
    /// The line.
    pub line_seq: i64,
    /// How many units.
    pub units: u32,
    /// What each cost before.
    pub before_minor: i64,
    /// What they save together.
    pub saving_minor: i64,
}

/// The derivation of a priced basket; `lines` are the checked lines it was priced from.
pub fn derivation<'a>(book: &'a PriceBook, lines: &[Line], priced: &PricedBasket) -> Derivation<'a> {
    let paid = Paid::new(book, lines, priced);
    let derived = priced.lines.iter().zip(&paid.lines).map(|(line, paid)| DerivedLine {
        line_seq: line.line_seq,
        item: &book.item(line.item).id,
        levy_minor: line.levy_minor,
        units: derived_units(book, priced, paid),
    });
    let applications =
        priced.trace.applications.iter().map(|application| derived_application(book, priced, application));
    Derivation { lines: derived.collect(), applications: applications.collect() }
}

fn derived_units<'a>(book: &'a PriceBook, priced: &PricedBasket, line: &PaidLine) -> Vec<DerivedUnits<'a>> {
    let mut from = 0;
    let derived = |run: &UnitRun| {
        let until = from + run.units;
        let taxes = line.taxes_of(from, until).map(|share| {
            let row = &priced.taxes[share.row];
            let class = book.tax(row.tax);
            let rate = &class.rates[row.rate as usize];
            let (base_minor, amount_minor) = (share.base_minor, share.amount_minor);
            DerivedTax { class: &class.id, rate: &rate.id, rate_mpct: rate.rate_mpct, base_minor, amount_minor }
        });
        let step = |step: &crate::paid::units::Step| DerivedStep {
            application: step.application,
            before_minor: step.before_minor,
            saving_minor: step.saving_minor,
        };
        let units = DerivedUnits {
            units: run.units,
            shelf_minor: run.shelf_minor,
            markdown_minor: run.markdown_minor,
            steps: run.steps.iter().map(step).collect(),
            staff_minor: run.staff_minor,
            paid_minor: run.paid_minor,
            taxes: taxes.collect(),
        };
        from = until;
        units
    };
    line.runs.iter().map(derived).collect()
}

fn derived_application<'a>(
    book: &'a PriceBook,
    priced: &PricedBasket,
    application: &Application,
) -> DerivedApplication<'a> {
    let promotion = book.promotion(application.promotion);
    let first = application.first_part as usize;
    let parts = &priced.trace.parts[first..first + application.parts as usize];
    let member = |part: &crate::pool::Part| Member {
        line_seq: priced.lines[part.line as usize].line_seq,
        units: part.units,
        before_minor: part.price_minor,
        saving_minor: part.saving_minor,
    };
    DerivedApplication {
        promotion: &promotion.id,
        version: promotion.version,
        layer: layer_name(promotion.layer),
        coupon: promotion.conditions.coupon.as_deref(),
        groups: application.groups,
        saving_minor: parts.iter().map(|part| part.saving_minor).sum(),
        split: split_name(promotion.allocation.unwrap_or(book.policy().allocation)),
        members: parts.iter().map(member).collect(),
    }
}

const fn layer_name(layer: Layer) -> &'static str {
    match layer {
        Layer::Price => "price",
        Layer::Item => "item",
        Layer::Basket => "basket",
        Layer::Coupon => "coupon",
        Layer::Tender => "tender",
    }
}

const fn split_name(allocation: Allocation) -> &'static str {
    match allocation {
        Allocation::LargestRemainder => "largest_remainder",
        Allocation::LastLine => "last_line",
        Allocation::FirstLine => "first_line",
        Allocation::EqualPerUnit => "equal_per_unit",
        Allocation::LargestRemainderWithTax => "largest_remainder_with_tax",
    }
}
