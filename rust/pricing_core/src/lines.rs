//! A basket's lines: checked against the book and priced plainly, before any promotion.

use crate::error::{PricingError, Refusal};
use crate::item::{ItemIndex, SoldBy};
use crate::policy::RoundingMode;
use crate::price_book::PriceBook;
use crate::quantity::{BasisPoints, Mass, Quantity};
use crate::rounding::divide;
use crate::sale::{BasketLine, Context, Markdown, Override};
use crate::time::LocalTime;

/// The most one basket may cost plainly, in minor units. With percentages of at most 10,000/10,000 and tax rates below
/// 1,000,000/100,000 every product of the engine stays below 2^63.
pub const MAX_BASKET_MINOR: i64 = 10_000_000_000_000;

/// The most lines of a basket.
pub const MAX_LINES: usize = 10_000;

/// A checked line at its plain price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The lane's number.
    pub line_seq: i64,
    /// What is sold.
    pub item: ItemIndex,
    /// Units promotions may count; 1 for a weighed pack.
    pub units: u32,
    /// Grams of a weighed pack, else 0.
    pub mass_g: u32,
    /// Per piece or per kilogram.
    pub unit_price_minor: i64,
    /// What one unit costs plainly: the piece, or the whole pack.
    pub price_minor: i64,
    /// What one unit must cost at least.
    pub floor_minor: i64,
    /// What the whole line costs plainly.
    pub gross_minor: i64,
    /// Levy or deposit of the whole line.
    pub levy_minor: i64,
    /// Promotions may touch it.
    pub open: bool,
    /// A markdown label on it.
    pub markdown: Option<Markdown>,
    /// What staff gave after promotions.
    pub after: Option<Override>,
    /// When it was scanned.
    pub at: LocalTime,
}

/// Checks every line and prices it plainly; the first refusal ends it.
pub fn check(book: &PriceBook, lines: &[BasketLine<'_>], context: &Context<'_>) -> Result<Vec<Line>, PricingError> {
    if lines.len() > MAX_LINES {
        return Err(PricingError { refusal: Refusal::TooManyLines, line_seq: None });
    }
    // All items first: then one look-up need not wait for what comes after the other.
    let items: Vec<Option<ItemIndex>> = lines.iter().map(|line| book.item_index(line.item_id)).collect();
    let mut checked = Vec::with_capacity(lines.len());
    for (line, item) in lines.iter().zip(items) {
        let of_line = |refusal| PricingError { refusal, line_seq: Some(line.line_seq) };
        checked.push(check_line(book, line, item, context).map_err(of_line)?);
    }
    check_whole(&checked)?;
    Ok(checked)
}

/// Checks what checked lines must not exceed together.
pub fn check_whole(lines: &[Line]) -> Result<(), PricingError> {
    if lines.len() > MAX_LINES {
        return Err(PricingError { refusal: Refusal::TooManyLines, line_seq: None });
    }
    // Each line is within the bound and there are at most 10,000: the sum cannot overflow, but it may exceed.
    let subtotal: i64 = lines.iter().map(|line| line.gross_minor.abs() + line.levy_minor.abs()).sum();
    if subtotal > MAX_BASKET_MINOR {
        return Err(PricingError { refusal: Refusal::Overflow, line_seq: None });
    }
    Ok(())
}

fn check_line(
    book: &PriceBook,
    line: &BasketLine<'_>,
    item: Option<ItemIndex>,
    context: &Context<'_>,
) -> Result<Line, Refusal> {
    let index = item.ok_or(Refusal::UnknownItem)?;
    let item = book.good(index);
    let units = Quantity::of_line(line.quantity).ok_or(Refusal::QuantityOutOfRange)?.units();
    let mass_g = check_mass(item.sold_by, line.mass_g)?;
    if (mass_g > 0 || line.markdown.is_some()) && units != 1 {
        return Err(Refusal::QuantityOutOfRange);
    }
    let at = line.scanned_at.unwrap_or(context.at);
    let mut checked = Line {
        line_seq: line.line_seq,
        item: index,
        units,
        mass_g,
        unit_price_minor: if item.dated { book.item(index).price_at(at) } else { item.price_minor },
        price_minor: 0,
        floor_minor: 0,
        gross_minor: 0,
        levy_minor: item.levy_minor * i64::from(units),
        open: item.discountable,
        markdown: check_markdown(line.markdown)?,
        after: None,
        at,
    };
    apply_override(&mut checked, line.override_price)?;
    if !matches!(line.override_price, Some(Override::Amount(_))) {
        checked.price_minor = of_mass(checked.unit_price_minor, mass_g)?;
        checked.gross_minor = checked.price_minor * i64::from(units);
    }
    checked.floor_minor = of_mass(item.floor_minor, mass_g)?.min(checked.price_minor.max(0));
    // A negative price (a returned empty) is nothing to take off from.
    checked.open &= checked.price_minor > 0;
    if checked.gross_minor.abs() > MAX_BASKET_MINOR { Err(Refusal::Overflow) } else { Ok(checked) }
}

fn check_mass(sold_by: SoldBy, mass_g: Option<i64>) -> Result<u32, Refusal> {
    match (sold_by, mass_g) {
        (SoldBy::Each, None) => Ok(0),
        (SoldBy::Each, Some(_)) => Err(Refusal::MassNotAllowed),
        (SoldBy::Kg, None) => Err(Refusal::MassMissing),
        (SoldBy::Kg, Some(mass_g)) => Mass::from_g(mass_g).map(Mass::g).ok_or(Refusal::MassOutOfRange),
    }
}

fn check_markdown(markdown: Option<Markdown>) -> Result<Option<Markdown>, Refusal> {
    match markdown {
        Some(Markdown::Price(price)) if !(0..=MAX_BASKET_MINOR).contains(&price) => Err(Refusal::OverrideOutOfRange),
        Some(Markdown::Percent(bp)) if bp > BasisPoints::WHOLE.get() => Err(Refusal::OverrideOutOfRange),
        sound => Ok(sound),
    }
}

fn apply_override(line: &mut Line, given: Option<Override>) -> Result<(), Refusal> {
    let within = |amount: i64| (0..=MAX_BASKET_MINOR).contains(&amount);
    match given {
        None => {}
        Some(Override::Amount(amount)) if within(amount) => {
            line.open = false;
            line.gross_minor = amount;
            line.price_minor = amount;
        }
        Some(Override::UnitPrice(price)) if within(price) => line.unit_price_minor = price,
        Some(Override::PercentAfter(bp)) if bp <= BasisPoints::WHOLE.get() => line.after = given,
        Some(Override::AmountAfter(amount)) if within(amount) => line.after = given,
        Some(_) => return Err(Refusal::OverrideOutOfRange),
    }
    Ok(())
}

/// A price per kilogram on so many grams, rounded half up once; a price per piece as it is.
fn of_mass(price_minor: i64, mass_g: u32) -> Result<i64, Refusal> {
    if mass_g == 0 {
        return Ok(price_minor);
    }
    let minor = divide(i128::from(price_minor) * i128::from(mass_g), 1_000, RoundingMode::HalfUp);
    i64::try_from(minor).map_err(|_| Refusal::Overflow)
}
