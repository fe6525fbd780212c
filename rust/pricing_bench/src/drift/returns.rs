//! All units of a sale come back, in a random order: what was paid is given back, to the last minor unit.

use pricing_core::{PriceBook, PricedBasket};

use super::basket::Basket;
use super::invariants::equal;
use crate::engine::{Return, Sale, refund};
use crate::rng::Rng;

/// Steps in which a sale comes back at most; each is priced against all earlier ones.
const MAX_STEPS: usize = 12;

/// Refunds everything in up to [`MAX_STEPS`] returns of random lines and units.
pub fn all_come_back(
    rng: &mut Rng,
    book: &PriceBook,
    basket: &Basket<'_>,
    priced: &PricedBasket,
) -> Result<(), String> {
    let context = basket.context();
    let sale = Sale { book, lines: &basket.lines, context: &context, priced };
    let steps = steps(rng, basket);
    let mut before: Vec<&[Return]> = Vec::new();
    let (mut total, mut amount, mut levy) = (0, 0, 0);
    for now in &steps {
        let given = refund(&sale, &before, now).map_err(|error| format!("{now:?} is refused: {error}"))?;
        total += given.total_minor;
        amount += given.amount_minor;
        levy += given.levy_minor;
        before.push(now);
    }
    equal("goods given back", amount, priced.lines.iter().map(|line| line.amount_minor).sum())?;
    equal("levies given back", levy, priced.lines.iter().map(|line| line.levy_minor).sum())?;
    equal("everything given back", total, priced.total_minor)
}

/// Every unit in one of the steps; a line at most once in a step.
fn steps(rng: &mut Rng, basket: &Basket<'_>) -> Vec<Vec<Return>> {
    let mut left: Vec<(i64, u32)> =
        basket.lines.iter().map(|line| (line.line_seq, u32::try_from(line.quantity).unwrap_or_default())).collect();
    let mut steps = Vec::new();
    while !left.is_empty() {
        let last = steps.len() + 1 == MAX_STEPS;
        let mut step = Vec::new();
        rng.shuffle(&mut left);
        for (line_seq, units) in &mut left {
            let back = if last {
                *units
            } else if rng.chance(50) {
                rng.between(1, *units)
            } else {
                0
            };
            *units -= back;
            if back > 0 {
                step.push(Return { line_seq: *line_seq, units: back });
            }
        }
        left.retain(|(_, units)| *units > 0);
        if !step.is_empty() || last {
            steps.push(step);
        }
    }
    steps
}
