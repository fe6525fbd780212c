//! What must hold for every priced basket.

use std::collections::BTreeMap;

use pricing_core::policy::TaxMode;
use pricing_core::priced::{AppliedPromotion, PricedLine};
use pricing_core::terms::Funding;
use pricing_core::{BasketLine, PriceBook, PricedBasket};

/// Units = lines = promotions = trace = total, tax adds up, nothing negative.
pub fn sums(book: &PriceBook, lines: &[BasketLine<'_>], priced: &PricedBasket) -> Result<(), String> {
    equal("lines", lines.len(), priced.lines.len())?;
    for (stated, line) in lines.iter().zip(&priced.lines) {
        of_line(stated, line).map_err(|fault| format!("line {}: {fault}", line.line_seq))?;
    }
    let sum = |of: fn(&PricedLine) -> i64| priced.lines.iter().map(of).sum::<i64>();
    equal("subtotal", priced.subtotal_minor, sum(|line| line.gross_minor))?;
    equal("discount", priced.discount_minor, sum(|line| line.discount_minor))?;
    equal("taxes", priced.tax_minor, priced.taxes.iter().map(|tax| tax.amount_minor).sum())?;
    let added = if book.policy().tax.mode == TaxMode::Exclusive { priced.tax_minor } else { 0 };
    equal("total", priced.total_minor, sum(|line| line.amount_minor) + sum(|line| line.levy_minor) + added)?;
    promotions(priced)
}

fn of_line(stated: &BasketLine<'_>, line: &PricedLine) -> Result<(), String> {
    equal("line_seq", stated.line_seq, line.line_seq)?;
    equal("gross less discount", line.amount_minor, line.gross_minor - line.discount_minor)?;
    let promotions: i64 = line.promotions.iter().map(|one| one.amount_minor).sum();
    let off = promotions + line.markdown_minor + line.staff_minor;
    equal("promotions, label and staff", line.discount_minor, off)?;
    let units: i64 = line.units.iter().map(|one| i64::from(one.units)).sum();
    equal("units", stated.quantity, units)?;
    let amounts: i64 = line.units.iter().map(|one| i64::from(one.units) * one.amount_minor).sum();
    equal("amounts of units", line.amount_minor, amounts)?;
    let sound = line.promotions.iter().all(|one| one.amount_minor > 0)
        && line.units.iter().all(|one| one.amount_minor >= 0 || line.gross_minor < 0)
        && line.staff_minor >= 0
        && line.markdown_minor >= 0;
    if sound { Ok(()) } else { Err(format!("a negative amount in {line:?}")) }
}

/// Each promotion: basket = lines = trace.
fn promotions(priced: &PricedBasket) -> Result<(), String> {
    let of_basket = summed(&priced.promotions);
    let of_lines: Vec<AppliedPromotion> = priced.lines.iter().flat_map(|line| line.promotions.clone()).collect();
    equal("promotions of lines", &of_basket, &summed(&of_lines))?;
    let mut of_trace = BTreeMap::new();
    for one in &priced.trace.applications {
        let parts = &priced.trace.parts[one.first_part as usize..(one.first_part + one.parts) as usize];
        *of_trace.entry(one.promotion.0).or_default() += parts.iter().map(|part| part.saving_minor).sum::<i64>();
    }
    of_trace.retain(|_, saving| *saving != 0);
    equal("promotions of the trace", &of_basket, &of_trace)
}

fn summed(applied: &[AppliedPromotion]) -> BTreeMap<u32, i64> {
    let mut sums = BTreeMap::new();
    for one in applied {
        *sums.entry(one.promotion.0).or_default() += one.amount_minor;
    }
    sums
}

/// No offer makes a basket or a line dearer. Third-party money is taxed although the customer does not pay it, so with it
/// only the goods are compared.
pub fn not_dearer(book: &PriceBook, priced: &PricedBasket, plain: &PricedBasket) -> Result<(), String> {
    let third = |one: &AppliedPromotion| book.promotion(one.promotion).funding == Funding::ThirdParty;
    let goods = |basket: &PricedBasket| basket.subtotal_minor - basket.discount_minor;
    let taxed_alike = !priced.promotions.iter().any(third);
    if goods(priced) > goods(plain) || (taxed_alike && priced.total_minor > plain.total_minor) {
        return Err(format!("costs {}, without offers {}", priced.total_minor, plain.total_minor));
    }
    for (line, plain) in priced.lines.iter().zip(&plain.lines) {
        equal("gross with and without offers", line.gross_minor, plain.gross_minor)?;
        if line.amount_minor > plain.gross_minor {
            return Err(format!(
                "line {} costs {}, without offers {}",
                line.line_seq, line.amount_minor, plain.gross_minor
            ));
        }
    }
    Ok(())
}

/// An error that names both sides, unless they are equal.
#[expect(clippy::needless_pass_by_value, reason = "reads best with plain amounts")]
pub fn equal<T: PartialEq + std::fmt::Debug>(what: &str, one: T, other: T) -> Result<(), String> {
    if one == other { Ok(()) } else { Err(format!("{what}: {one:?} is not {other:?}")) }
}
