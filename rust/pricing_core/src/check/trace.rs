//! The trace replayed: every part takes units that are there at the price it says, and shares none it may not.

use std::collections::{BTreeMap, BTreeSet};

use super::{Report, Whole, marked_minor, sum};
use crate::lines::Line;
use crate::pool::{Application, Part};
use crate::price_book::PriceBook;
use crate::priced::{AppliedPromotion, PricedBasket};
use crate::terms::{Layer, PromotionIndex, Stacking};

/// Whether every index of the trace points to something.
pub(super) fn in_bounds(book: &PriceBook, priced: &PricedBasket, report: &mut Report) -> bool {
    let trace = &priced.trace;
    let mut next = 0;
    for (at, application) in trace.applications.iter().enumerate() {
        report.same("parts follow each other", at, application.first_part, next);
        report.at_most("a promotion of the book", at, application.promotion.0 as usize + 1, book.promotions.len());
        report.at_most("an application has parts and groups", at, 1, application.parts.min(application.groups));
        next += application.parts;
    }
    report.same("every part belongs to an application", 0, trace.parts.len(), next);
    for (at, part) in trace.parts.iter().enumerate() {
        report.at_most("a line of the basket", at, part.line as usize + 1, priced.lines.len());
        report.at_most("a part has units", at, 1, part.units);
    }
    report.0.is_empty()
}

pub(super) fn parts_of<'a>(priced: &'a PricedBasket, application: &Application) -> &'a [Part] {
    &priced.trace.parts[application.first_part as usize..(application.first_part + application.parts) as usize]
}

/// Units of each line by price.
type Units = BTreeMap<(u32, i64), u32>;

/// Takes every part from the units that are there; what is left is what the lines say, before staff's discounts.
pub(super) fn replay(report: &mut Report, lines: &[Line], priced: &PricedBasket) {
    let mut units: Units = (0..).zip(lines).map(|(at, line)| ((at, marked_minor(line)), line.units)).collect();
    let mut saved: BTreeMap<(u32, PromotionIndex), i128> = BTreeMap::new();
    for (at, application) in priced.trace.applications.iter().enumerate() {
        let mut after = Units::new();
        for part in parts_of(priced, application) {
            take(report, at, part, &mut units);
            give(report, at, part, lines[part.line as usize].floor_minor, &mut after);
            *saved.entry((part.line, application.promotion)).or_default() += part.saving_minor.whole();
        }
        // Only now, so that no application takes a unit twice.
        for (place, count) in after {
            *units.entry(place).or_default() += count;
        }
    }
    for (at, (line, priced)) in (0..).zip(lines.iter().zip(&priced.lines)) {
        let left: Vec<(i64, u32)> = units
            .range((at, i64::MIN)..=(at, i64::MAX))
            .map(|((_, price), count)| (*price, *count))
            .filter(|run| run.1 > 0)
            .collect();
        let worth = sum(left.iter().map(|(price, count)| price.whole() * count.whole()));
        if line.price_minor.whole() * line.units.whole() == line.gross_minor.whole() {
            report.same(
                "what the trace leaves is the amount",
                at as usize,
                worth,
                priced.amount_minor + priced.staff_minor,
            );
        }
        let mut paid: BTreeMap<i64, u32> = BTreeMap::new();
        priced.units.iter().for_each(|run| *paid.entry(run.amount_minor).or_default() += run.units);
        let same = left.len() == paid.len() && left.iter().all(|(price, count)| paid.get(price) == Some(count));
        let given =
            priced.staff_minor != 0 || line.price_minor.whole() * line.units.whole() != line.gross_minor.whole();
        report.that(
            same || given,
            "what the trace leaves is the units",
            at as usize,
            left.len().whole(),
            paid.len().whole(),
        );
        let traced =
            |applied: &&AppliedPromotion| saved.get(&(at, applied.promotion)) == Some(&applied.amount_minor.whole());
        report.same(
            "a line's promotions are the trace's",
            at as usize,
            priced.promotions.iter().filter(traced).count(),
            priced.promotions.len(),
        );
    }
    let all = sum(priced.lines.iter().flat_map(|line| &line.promotions).map(|applied| applied.amount_minor));
    report.same("promotions are the trace's", 0, all, saved.into_values().sum::<i128>());
}

fn take(report: &mut Report, at: usize, part: &Part, units: &mut Units) {
    let there = units.entry((part.line, part.price_minor)).or_default();
    report.at_most("a part takes units that are there at its price", at, part.units, *there);
    *there = there.saturating_sub(part.units);
}

/// The units after the part: evenly split, odd minor units first; none below its floor or dearer than before.
fn give(report: &mut Report, at: usize, part: &Part, floor_minor: i64, after: &mut Units) {
    let (each, odd) = (part.saving_minor / i64::from(part.units), part.saving_minor % i64::from(part.units));
    let odd_units = u32::try_from(odd).unwrap_or(0);
    let lowest = part.price_minor - each - i64::from(odd > 0);
    report.at_most("no part makes dearer", at, 0, part.saving_minor);
    report.at_most("no unit below its floor", at, floor_minor.min(part.price_minor), lowest);
    *after.entry((part.line, part.price_minor - each - 1)).or_default() += odd_units;
    *after.entry((part.line, part.price_minor - each)).or_default() += part.units - odd_units;
}

/// Exclusive units serve once a layer, exclusive lines and baskets one promotion, stacking groups no more than their limit.
pub(super) fn sharing(report: &mut Report, book: &PriceBook, lines: &[Line], priced: &PricedBasket) {
    let mut serving: BTreeMap<(Layer, u32), u32> = BTreeMap::new();
    let mut of_line: BTreeMap<(Layer, u32), BTreeSet<PromotionIndex>> = BTreeMap::new();
    for application in &priced.trace.applications {
        let layer = book.promotion(application.promotion).layer;
        for part in parts_of(priced, application) {
            of_line.entry((layer, part.line)).or_default().insert(application.promotion);
            if application.exclusive {
                *serving.entry((layer, part.line)).or_default() += part.units;
            }
        }
    }
    for ((layer, line), units) in serving {
        let marked = layer <= Layer::Item && lines[line as usize].markdown.is_some();
        let most = if marked { 0 } else { lines[line as usize].units };
        report.at_most("a unit serves one promotion of a layer", line as usize, units, most);
    }
    let stacking = |promotion: &PromotionIndex| book.promotion(*promotion).stacking;
    for ((_, line), promotions) in of_line {
        let alone = promotions.iter().any(|promotion| stacking(promotion) == Stacking::ExclusiveLine);
        report.at_most(
            "an exclusive line serves one promotion",
            line as usize,
            promotions.len(),
            if alone { 1 } else { usize::MAX },
        );
    }
    let fired: BTreeSet<PromotionIndex> =
        priced.trace.applications.iter().map(|application| application.promotion).collect();
    let alone = fired.iter().any(|promotion| stacking(promotion) == Stacking::ExclusiveBasket);
    report.at_most("an exclusive promotion is alone in its basket", 0, fired.len(), if alone { 1 } else { usize::MAX });
    for (number, group) in (0..).zip(&book.stack_groups) {
        let of_group =
            |promotion: &&PromotionIndex| book.promotion(**promotion).stack_group.is_some_and(|it| it.0 == number);
        report.at_most(
            "a stacking group keeps its limit",
            number as usize,
            fired.iter().filter(of_group).count(),
            group.limit,
        );
    }
}
