//! Re-evaluation: what the kept goods would have cost alone.

use crate::error::PricingError;
use crate::paid::Paid;
use crate::priced::PricedBasket;
use crate::refund::returned::Returned;
use crate::refund::{Due, Sale};
use crate::sale::{BasketLine, Override};

/// Everything paid, less what the kept goods cost under the sale's own book and context.
pub(super) fn due(sale: &Sale<'_>, paid: &Paid, returned: &Returned<'_>) -> Result<Due, PricingError> {
    let kept: Vec<BasketLine<'_>> =
        (0..sale.lines.len()).filter_map(|at| kept_line(sale.lines[at], paid, returned, at)).collect();
    let priced = if kept.is_empty() { None } else { Some(crate::pricing::price(sale.book, &kept, sale.context)?) };
    let cost = priced.map_or_else(|| Due::nothing(sale.priced), |priced| cost(sale.priced, &priced));
    Ok(cost_of_all(sale.priced).less(&cost))
}

/// A line with what is left of it; a price given for the whole line goes down to what was paid for the kept units.
fn kept_line<'a>(line: BasketLine<'a>, paid: &Paid, returned: &Returned<'_>, at: usize) -> Option<BasketLine<'a>> {
    let all = paid.lines[at].units;
    let back = returned.count(at);
    let share = |minor: i64| minor * i64::from(all - back) / i64::from(all);
    let override_price = line.override_price.map(|given| match given {
        Override::Amount(_) => Override::Amount(paid.lines[at].amount_upto(all) - paid.lines[at].amount_upto(back)),
        Override::AmountAfter(minor) => Override::AmountAfter(share(minor)),
        unchanged => unchanged,
    });
    (back < all).then_some(BasketLine { quantity: i64::from(all - back), override_price, ..line })
}

fn cost_of_all(all: &PricedBasket) -> Due {
    cost(all, all)
}

/// What a basket costs, its taxes beside the rows of the sale. Kept goods have no class that the sale had not.
fn cost(sale: &PricedBasket, priced: &PricedBasket) -> Due {
    let row = |wanted: &crate::priced::TaxAmount| {
        let row = priced.taxes.iter().find(|row| (row.tax, row.rate) == (wanted.tax, wanted.rate));
        row.map_or((0, 0), |row| (row.base_minor, row.amount_minor))
    };
    Due {
        amount_minor: priced.lines.iter().map(|line| line.amount_minor).sum(),
        levy_minor: priced.lines.iter().map(|line| line.levy_minor).sum(),
        taxes: sale.taxes.iter().map(row).collect(),
    }
}
