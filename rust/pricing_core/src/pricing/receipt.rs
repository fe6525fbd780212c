//! From units at their final prices to lines, promotions and totals, in the order in which the lines were given.

use std::collections::BTreeMap;

use crate::allocate::{Claim, split};
use crate::basket::Basket;
use crate::cash;
use crate::choose::State;
use crate::lines::Line;
use crate::policy::{Allocation, RoundingMode, TaxMode};
use crate::pool::{Trace, marked_price_minor};
use crate::price_book::PriceBook;
use crate::priced::{AppliedPromotion, PricedBasket, PricedLine, PricedUnits, Proof, TaxAmount};
use crate::rounding::divide_minor;
use crate::sale::Override;
use crate::tax::{TaxedLine, taxes};
use crate::terms::{Funding, PromotionIndex};

/// The priced basket of a state; `lines` as given, `basket.scanned` leads from canonical places to them.
pub(super) fn of(basket: &Basket<'_>, lines: &[Line], state: State, proof: Proof) -> PricedBasket {
    let mut units: Vec<Vec<PricedUnits>> = vec![Vec::new(); lines.len()];
    for (line, scanned) in (0..).zip(basket.scanned) {
        units[*scanned as usize] = units_of(&lines[*scanned as usize], &state, line);
    }
    let trace = as_scanned(state.trace, basket.scanned);
    let savings = savings_by_line(&trace, lines.len());
    let mut priced = Vec::with_capacity(lines.len());
    for ((line, units), promotions) in lines.iter().zip(units).zip(savings) {
        priced.push(priced_line(line, units, promotions, basket.policy().rounding.mode));
    }
    let mut rewards = state.rewards;
    rewards.gifts.sort_unstable();
    totals(
        basket,
        lines,
        PricedBasket {
            promotions: promotions_of(&priced),
            lines: priced,
            subtotal_minor: 0,
            discount_minor: 0,
            tax_minor: 0,
            total_minor: 0,
            cash_total_minor: 0,
            taxes: Vec::new(),
            rewards,
            trace,
            proof,
        },
    )
}

/// A line's units: those of the pool, or of a line promotions may not touch its plain or given amount.
fn units_of(line: &Line, state: &State, at: u32) -> Vec<PricedUnits> {
    if line.open {
        let priced = |run: &crate::pool::Run| PricedUnits { units: run.units, amount_minor: run.price_minor };
        let mut units: Vec<PricedUnits> = state.pool.of_line(at).iter().map(priced).collect();
        join(&mut units);
        return units;
    }
    let amount_minor = line.gross_minor - plain_markdown_minor(line);
    even_units(line.units, amount_minor)
}

/// What a markdown label takes off a whole line, in minor units.
fn plain_markdown_minor(line: &Line) -> i64 {
    (line.price_minor - marked_price_minor(line)) * i64::from(line.units)
}

/// An amount over equal units, the odd minor units on the first.
fn even_units(units: u32, amount_minor: i64) -> Vec<PricedUnits> {
    let (each, odd) = (amount_minor.div_euclid(i64::from(units)), amount_minor.rem_euclid(i64::from(units)));
    let odd = u32::try_from(odd).unwrap_or_default();
    let mut parts = vec![
        PricedUnits { units: odd, amount_minor: each + 1 },
        PricedUnits { units: units - odd, amount_minor: each },
    ];
    join(&mut parts);
    parts
}

/// Dearest first, equal ones as one.
fn join(units: &mut Vec<PricedUnits>) {
    units.retain(|run| run.units > 0);
    units.sort_by_key(|run| std::cmp::Reverse(run.amount_minor));
    units.dedup_by(|next, run| {
        let equal = next.amount_minor == run.amount_minor;
        if equal {
            run.units += next.units;
        }
        equal
    });
}

fn as_scanned(mut trace: Trace, scanned: &[u32]) -> Trace {
    for part in &mut trace.parts {
        part.line = scanned[part.line as usize];
    }
    trace
}

/// Each line's promotions once, in document order, those that save nothing on it left out.
fn savings_by_line(trace: &Trace, lines: usize) -> Vec<Vec<AppliedPromotion>> {
    let mut savings: Vec<(u32, PromotionIndex, i64)> = Vec::with_capacity(trace.parts.len());
    for application in &trace.applications {
        let parts = &trace.parts[application.first_part as usize..][..application.parts as usize];
        savings.extend(parts.iter().map(|part| (part.line, application.promotion, part.saving_minor)));
    }
    savings.sort_unstable();
    let mut by_line = vec![Vec::new(); lines];
    for same in savings.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1)) {
        let (line, promotion, _) = same[0];
        let amount_minor = same.iter().map(|(_, _, saving)| saving).sum();
        if amount_minor > 0 {
            by_line[line as usize].push(AppliedPromotion { promotion, amount_minor });
        }
    }
    by_line
}

fn priced_line(
    line: &Line,
    mut units: Vec<PricedUnits>,
    promotions: Vec<AppliedPromotion>,
    mode: RoundingMode,
) -> PricedLine {
    let staff_minor = take_staff(line.after, &mut units, mode);
    let amount_minor = units.iter().map(|run| run.amount_minor * i64::from(run.units)).sum();
    PricedLine {
        line_seq: line.line_seq,
        item: line.item,
        unit_price_minor: line.unit_price_minor,
        gross_minor: line.gross_minor,
        discount_minor: line.gross_minor - amount_minor,
        amount_minor,
        levy_minor: line.levy_minor,
        markdown_minor: plain_markdown_minor(line),
        staff_minor,
        promotions,
        units,
    }
}

/// What staff takes off a line after promotions, split over its units; never more than the line costs.
fn take_staff(given: Option<Override>, units: &mut Vec<PricedUnits>, mode: RoundingMode) -> i64 {
    let amount_minor: i64 = units.iter().map(|run| run.amount_minor * i64::from(run.units)).sum();
    let wanted_minor = match given {
        Some(Override::PercentAfter(bp)) => divide_minor(amount_minor * i64::from(bp), 10_000, mode),
        Some(Override::AmountAfter(amount)) => amount,
        _ => return 0,
    };
    if amount_minor <= 0 {
        return 0;
    }
    let claim = |run: &PricedUnits| {
        let value_minor = run.amount_minor.max(0) * i64::from(run.units);
        Claim { value_minor, room_minor: value_minor, units: run.units }
    };
    let claims: Vec<Claim> = units.iter().map(claim).collect();
    let shares = split(wanted_minor, &claims, Allocation::LargestRemainder);
    let left =
        |(run, share): (&PricedUnits, &i64)| even_units(run.units, run.amount_minor * i64::from(run.units) - share);
    *units = units.iter().zip(&shares).flat_map(left).collect();
    join(units);
    shares.iter().sum()
}

/// Each promotion once, in document order.
fn promotions_of(lines: &[PricedLine]) -> Vec<AppliedPromotion> {
    let mut amounts: BTreeMap<PromotionIndex, i64> = BTreeMap::new();
    for applied in lines.iter().flat_map(|line| &line.promotions) {
        *amounts.entry(applied.promotion).or_default() += applied.amount_minor;
    }
    amounts.into_iter().map(|(promotion, amount_minor)| AppliedPromotion { promotion, amount_minor }).collect()
}

fn totals(sale: &Basket<'_>, lines: &[Line], mut basket: PricedBasket) -> PricedBasket {
    let book = sale.book;
    let sum = |of: fn(&PricedLine) -> i64| basket.lines.iter().map(of).sum::<i64>();
    let due_minor = sum(|line| line.amount_minor + line.levy_minor);
    basket.subtotal_minor = sum(|line| line.gross_minor);
    basket.discount_minor = sum(|line| line.discount_minor);
    basket.taxes = taxes_of(book, lines, &basket.lines, sale.context.exempting_minor);
    basket.tax_minor = basket.taxes.iter().map(|tax| tax.amount_minor).sum();
    let added_minor = if book.policy().tax.mode == TaxMode::Exclusive { basket.tax_minor } else { 0 };
    basket.total_minor = due_minor + added_minor;
    basket.cash_total_minor = cash::rounded(basket.total_minor, book.policy().cash);
    basket
}

fn taxes_of(book: &PriceBook, lines: &[Line], priced: &[PricedLine], exempting_minor: i64) -> Vec<TaxAmount> {
    let third_party = |line: &PricedLine| -> i64 {
        let paid_by_others =
            |applied: &&AppliedPromotion| book.promotion(applied.promotion).funding == Funding::ThirdParty;
        line.promotions.iter().filter(paid_by_others).map(|applied| applied.amount_minor).sum()
    };
    let units: Vec<Vec<(u32, i64)>> =
        priced.iter().map(|line| line.units.iter().map(|run| (run.units, run.amount_minor)).collect()).collect();
    let mut taxed: Vec<TaxedLine<'_>> = priced
        .iter()
        .zip(&units)
        .enumerate()
        .map(|(at, (line, units))| TaxedLine { line: at, units, third_party_minor: third_party(line) })
        .collect();
    if exempting_minor > 0 {
        exempt(book, lines, priced, exempting_minor, &mut taxed);
    }
    taxes(book, lines, &taxed)
}

/// Takes out of the base what an exempting tender pays. A third party's money stays in it: nobody paid it with that tender.
fn exempt(book: &PriceBook, lines: &[Line], priced: &[PricedLine], exempting_minor: i64, taxed: &mut [TaxedLine<'_>]) {
    let mut left_minor = exempting_minor;
    for ((line, priced), taxed) in lines.iter().zip(priced).zip(taxed) {
        let item = book.item(line.item);
        if item.tender_exempt && book.tax(item.tax).sum_mpct() > 0 {
            let freed_minor = left_minor.min(priced.amount_minor.max(0));
            left_minor -= freed_minor;
            taxed.third_party_minor -= freed_minor;
        }
    }
}
