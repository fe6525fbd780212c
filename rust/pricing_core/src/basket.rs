//! A basket's lines: checked against the book and priced plainly, before any promotion.

use std::num::NonZeroU32;

use crate::error::{Overflow, PricingError, Refusal};
use crate::item::{Item, ItemIndex, SoldBy};
use crate::money::Money;
use crate::price_book::PriceBook;
use crate::quantity::{Mass, Quantity};

const GRAMS_PER_KG: NonZeroU32 = NonZeroU32::new(1_000).expect("not zero");

/// A line as the lane states it; nothing in it is checked yet.
#[derive(Clone, Copy, Debug)]
pub struct BasketLine<'a> {
    /// The lane's number for it; only echoed.
    pub line_seq: i64,
    /// What is sold.
    pub item_id: &'a str,
    /// Pieces; 1 for a weighed pack.
    pub quantity: i64,
    /// Grams of a weighed pack.
    pub mass_g: Option<i64>,
    /// The whole line's amount, if somebody gave it; no promotion touches such a line.
    pub override_amount_minor: Option<i64>,
}

/// How a line came by its amount, and so what may still change it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineKind {
    /// Pieces: takes part in every promotion.
    Pieces,
    /// One weighed pack: takes part in percentages only.
    Weighed,
    /// The amount was given: takes part in nothing.
    Overridden,
}

/// A checked line at its plain price.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    pub(crate) line_seq: i64,
    pub(crate) item: ItemIndex,
    pub(crate) kind: LineKind,
    pub(crate) quantity: Quantity,
    pub(crate) unit_price: Money,
    pub(crate) gross: Money,
}

impl Line {
    /// What `open` of the line's units cost plainly.
    pub(crate) fn value_of(&self, open: Quantity) -> Result<Money, Overflow> {
        match self.kind {
            LineKind::Pieces => self.unit_price.times(open),
            LineKind::Weighed | LineKind::Overridden => self.gross.times(open),
        }
    }

    /// The units promotions may take.
    pub(crate) fn open_units(&self) -> Quantity {
        match self.kind {
            LineKind::Pieces => self.quantity,
            LineKind::Weighed => Quantity::ONE,
            LineKind::Overridden => Quantity::ZERO,
        }
    }
}

/// Checks every line and prices it plainly; the first refusal ends it.
pub(crate) fn check(book: &PriceBook, lines: &[BasketLine<'_>]) -> Result<Vec<Line>, PricingError> {
    lines.iter().map(|line| check_line(book, line).map_err(|refusal| at(line, refusal))).collect()
}

fn at(line: &BasketLine<'_>, refusal: Refusal) -> PricingError {
    PricingError { refusal, line_seq: Some(line.line_seq) }
}

fn check_line(book: &PriceBook, line: &BasketLine<'_>) -> Result<Line, Refusal> {
    let index = book.item_index(line.item_id).ok_or(Refusal::UnknownItem)?;
    let item = book.item(index);
    let quantity = Quantity::of_line(line.quantity).ok_or(Refusal::QuantityOutOfRange)?;
    let mass = check_mass(item, line.mass_g)?;
    if mass.is_some() && quantity != Quantity::ONE {
        return Err(Refusal::QuantityOutOfRange);
    }
    let (kind, gross) = match (line.override_amount_minor, mass) {
        (Some(amount_minor), _) => (LineKind::Overridden, check_override(amount_minor)?),
        (None, Some(mass)) => (LineKind::Weighed, item.unit_price.share(mass.g(), GRAMS_PER_KG)?),
        (None, None) => (LineKind::Pieces, item.unit_price.times(quantity)?),
    };
    Ok(Line { line_seq: line.line_seq, item: index, kind, quantity, unit_price: item.unit_price, gross })
}

fn check_mass(item: &Item, mass_g: Option<i64>) -> Result<Option<Mass>, Refusal> {
    match (item.sold_by, mass_g) {
        (SoldBy::Each, None) => Ok(None),
        (SoldBy::Each, Some(_)) => Err(Refusal::MassNotAllowed),
        (SoldBy::Kg, None) => Err(Refusal::MassMissing),
        (SoldBy::Kg, Some(mass_g)) => Mass::from_g(mass_g).map(Some).ok_or(Refusal::MassOutOfRange),
    }
}

fn check_override(amount_minor: i64) -> Result<Money, Refusal> {
    let amount = Money::from_minor(amount_minor).map_err(|Overflow| Refusal::OverrideOutOfRange)?;
    if amount < Money::ZERO { Err(Refusal::OverrideOutOfRange) } else { Ok(amount) }
}
