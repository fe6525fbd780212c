//! From units at their final prices to lines, promotions and totals, in the order in which the lines were given.

use crate::allocate::{Claim, split};
use crate::basket::Basket;
use crate::cash;
use crate::choose::State;
use crate::lines::Line;
use crate::policy::{Allocation, RoundingMode, TaxMode};
use crate::pool::{Application, Run, Trace, marked_price_minor};
use crate::price_book::PriceBook;
use crate::priced::{AppliedPromotion, Few, PricedBasket, PricedLine, PricedUnits, Proof, Rewards, TaxAmount};
use crate::rounding::divide_minor;
use crate::sale::{Context, Override};
use crate::tax::{self, TaxedLine};
use crate::terms::PromotionIndex;

/// What was done to a basket, in pieces as they came; lines as given.
pub(crate) struct Outcome<'a> {
    /// (line, units of it at one price). A line without any keeps its own amount.
    pub(crate) units: &'a [(u32, PricedUnits)],
    /// (line, promotion, minor units).
    pub(crate) savings: &'a [(u32, PromotionIndex, i64)],
    /// Gifts and points.
    pub(crate) rewards: Rewards,
    /// The applications.
    pub(crate) trace: Trace,
    /// How good it is.
    pub(crate) proof: Proof,
}

/// The priced basket of a state; `lines` as given, `basket.scanned` leads from canonical places to them.
pub(super) fn of(basket: &Basket<'_>, lines: &[Line], state: State, proof: Proof) -> PricedBasket {
    let given = |line: u32| basket.scanned[line as usize];
    let priced = |run: &Run| (given(run.line), PricedUnits { units: run.units, amount_minor: run.price_minor });
    let units: Vec<(u32, PricedUnits)> = state.pool.runs.iter().map(priced).collect();
    let mut trace = state.trace;
    for part in &mut trace.parts {
        part.line = given(part.line);
    }
    let mut savings: Vec<(u32, PromotionIndex, i64)> = Vec::with_capacity(trace.parts.len());
    for application in &trace.applications {
        let parts = &trace.parts[application.first_part as usize..][..application.parts as usize];
        savings.extend(parts.iter().map(|part| (part.line, application.promotion, part.saving_minor)));
    }
    let mut rewards = state.rewards;
    rewards.gifts.sort_unstable();
    receipt(basket.book, basket.context, lines, Outcome { units: &units, savings: &savings, rewards, trace, proof })
}

/// Lines, promotions and totals out of pieces.
pub(crate) fn receipt(book: &PriceBook, context: &Context<'_>, lines: &[Line], outcome: Outcome<'_>) -> PricedBasket {
    let mut basket = PricedBasket {
        promotions: promotions_of(&outcome.trace),
        lines: Vec::with_capacity(lines.len()),
        rewards: outcome.rewards,
        trace: outcome.trace,
        proof: outcome.proof,
        ..PricedBasket::default()
    };
    basket.lines.extend(priced_lines(book, lines, outcome.units, outcome.savings));
    total(book, context, lines, &mut basket);
    basket
}

/// Lines out of pieces, each (line, what of it).
pub(crate) fn priced_lines(
    book: &PriceBook,
    lines: &[Line],
    units: &[(u32, PricedUnits)],
    savings: &[(u32, PromotionIndex, i64)],
) -> impl Iterator<Item = PricedLine> {
    let units = ByLine::of(lines.len(), units, |piece| piece.0);
    let savings = ByLine::of(lines.len(), savings, |piece| piece.0);
    let mode = book.policy().rounding.mode;
    lines
        .iter()
        .enumerate()
        .map(move |(at, line)| priced_line(line, units_of(line, units.line(at)), applied(savings.line(at)), mode))
}

/// Pieces sorted by line in one pass; those of a line keep their order.
struct ByLine<T> {
    starts: Vec<u32>,
    pieces: Vec<T>,
}

impl<T: Copy> ByLine<T> {
    fn of(lines: usize, pieces: &[T], line_of: impl Fn(&T) -> u32) -> Self {
        let mut starts = vec![0; lines + 2];
        for piece in pieces {
            starts[line_of(piece) as usize + 2] += 1;
        }
        for at in 2..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut sorted = pieces.to_vec();
        for piece in pieces {
            let place = &mut starts[line_of(piece) as usize + 1];
            sorted[*place as usize] = *piece;
            *place += 1;
        }
        Self { starts, pieces: sorted }
    }

    fn line(&self, line: usize) -> &[T] {
        &self.pieces[self.starts[line] as usize..self.starts[line + 1] as usize]
    }
}

fn units_of(line: &Line, pieces: &[(u32, PricedUnits)]) -> Few<PricedUnits> {
    if let (true, [only]) = (line.open, pieces) {
        return Few::from_buf_and_len([only.1; 2], 1);
    }
    if line.open {
        let mut units: Few<PricedUnits> = pieces.iter().map(|piece| piece.1).collect();
        join(&mut units);
        return units;
    }
    let amount_minor = line.gross_minor - plain_markdown_minor(line);
    even_units(line.units, amount_minor)
}

/// A line's promotions once, in document order, those that save nothing on it left out.
fn applied(pieces: &[(u32, PromotionIndex, i64)]) -> Few<AppliedPromotion> {
    let mut applied: Few<AppliedPromotion> = Few::new();
    if let [(_, promotion, amount_minor)] = *pieces {
        applied.push(AppliedPromotion { promotion, amount_minor });
        applied.retain(|applied| applied.amount_minor > 0);
        return applied;
    }
    for (_, promotion, amount_minor) in pieces.iter().filter(|piece| piece.2 > 0) {
        match applied.iter_mut().find(|known| known.promotion == *promotion) {
            Some(known) => known.amount_minor += amount_minor,
            None => applied.push(AppliedPromotion { promotion: *promotion, amount_minor: *amount_minor }),
        }
    }
    applied.sort_unstable_by_key(|applied| applied.promotion);
    applied
}

/// What a markdown label takes off a whole line, in minor units.
fn plain_markdown_minor(line: &Line) -> i64 {
    (line.price_minor - marked_price_minor(line)) * i64::from(line.units)
}

/// An amount over equal units, the odd minor units on the first.
fn even_units(units: u32, amount_minor: i64) -> Few<PricedUnits> {
    let (each, odd) = (amount_minor.div_euclid(i64::from(units)), amount_minor.rem_euclid(i64::from(units)));
    let odd = u32::try_from(odd).unwrap_or_default();
    let mut parts = Few::from_buf([
        PricedUnits { units: odd, amount_minor: each + 1 },
        PricedUnits { units: units - odd, amount_minor: each },
    ]);
    join(&mut parts);
    parts
}

/// Dearest first, equal ones as one.
fn join(units: &mut Few<PricedUnits>) {
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

fn priced_line(
    line: &Line,
    mut units: Few<PricedUnits>,
    promotions: Few<AppliedPromotion>,
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
fn take_staff(given: Option<Override>, units: &mut Few<PricedUnits>, mode: RoundingMode) -> i64 {
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
fn promotions_of(trace: &Trace) -> Vec<AppliedPromotion> {
    let of_one = |one: &Application| AppliedPromotion {
        promotion: one.promotion,
        amount_minor: trace.parts[one.first_part as usize..][..one.parts as usize]
            .iter()
            .map(|part| part.saving_minor)
            .sum(),
    };
    let mut all: Vec<AppliedPromotion> = trace.applications.iter().map(of_one).collect();
    all.retain(|applied| applied.amount_minor > 0);
    // Stable: what rests get comes in document order, and sorting sees that.
    all.sort_by_key(|applied| applied.promotion);
    all.dedup_by(|next, known| {
        let same = next.promotion == known.promotion;
        if same {
            known.amount_minor += next.amount_minor;
        }
        same
    });
    all
}

/// Adds the lines up: sums, taxes, what is to be paid.
pub(crate) fn total(book: &PriceBook, context: &Context<'_>, lines: &[Line], basket: &mut PricedBasket) {
    let mut due_minor = 0;
    (basket.subtotal_minor, basket.discount_minor) = (0, 0);
    for line in &basket.lines {
        due_minor += line.amount_minor + line.levy_minor;
        basket.subtotal_minor += line.gross_minor;
        basket.discount_minor += line.discount_minor;
    }
    basket.taxes = taxes_of(book, lines, &basket.lines, context.exempting_minor);
    basket.tax_minor = basket.taxes.iter().map(|tax| tax.amount_minor).sum();
    let added_minor = if book.policy().tax.mode == TaxMode::Exclusive { basket.tax_minor } else { 0 };
    basket.total_minor = due_minor + added_minor;
    basket.cash_total_minor = cash::rounded(basket.total_minor, book.policy().cash);
}

fn taxes_of(book: &PriceBook, lines: &[Line], priced: &[PricedLine], exempting_minor: i64) -> Vec<TaxAmount> {
    let taxed = priced.iter().enumerate().map(|(line, priced)| taxed(book, line, priced));
    if exempting_minor == 0 {
        return tax::taxes_of(book, taxed.map(|one| (book.good(lines[one.line].item).tax, one)));
    }
    let mut taxed: Vec<TaxedLine<'_>> = taxed.collect();
    exempt(book, lines, priced, exempting_minor, &mut taxed);
    tax::taxes(book, lines, &taxed)
}

fn taxed<'p>(book: &PriceBook, line: usize, priced: &'p PricedLine) -> TaxedLine<'p> {
    let paid_by_others = |applied: &&AppliedPromotion| book.paid_by_others(applied.promotion);
    let third_party_minor = priced.promotions.iter().filter(paid_by_others).map(|applied| applied.amount_minor).sum();
    TaxedLine { line, units: &priced.units, third_party_minor }
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
