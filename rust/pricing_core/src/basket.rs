//! A basket on its way through the engine: checked lines in canonical order and what surrounds them.

use std::cmp::{Ordering, Reverse};

use crate::item::ItemIndex;
use crate::lines::Line;
use crate::policy::{Choose, Policy, RoundingMode, TaxMode};
use crate::price_book::PriceBook;
use crate::rounding::divide;
use crate::sale::{Context, Markdown, Override};
use crate::terms::{Kind, Promotion};

/// 100 % in the unit of [`crate::tax::Rate::rate_mpct`].
const WHOLE_MPCT: i64 = 100_000;

/// Everything a promotion may look at; none of it changes while the basket is priced.
#[derive(Clone, Copy, Debug)]
pub struct Basket<'a> {
    /// The book.
    pub book: &'a PriceBook,
    /// The lines, in canonical order: "the earlier line" means the same in every order of scanning.
    pub lines: &'a [Line],
    /// The place of each in the order of scanning.
    pub scanned: &'a [u32],
    /// Identity, coupons, time.
    pub context: &'a Context<'a>,
}

impl Basket<'_> {
    /// The rules.
    pub const fn policy(&self) -> &Policy {
        self.book.policy()
    }

    /// What a line sells.
    pub fn item_of(&self, line: u32) -> ItemIndex {
        self.lines[line as usize].item
    }

    /// Whether a line a promotion touches counts for its conditions: slots and actions may lie outside its scope.
    pub fn counts_for(&self, promotion: &Promotion, line: u32) -> bool {
        match promotion.kind {
            Kind::Bundle { .. } | Kind::Multi(_) => self.book.scope(promotion.scope).holds(self.item_of(line)),
            _ => true,
        }
    }

    /// The rates of a line together, in 1/1,000 %.
    pub fn rate_mpct(&self, line: u32) -> i64 {
        if self.policy().tax.mode == TaxMode::None {
            return 0;
        }
        self.book.tax(self.book.item(self.item_of(line)).tax).sum_mpct()
    }

    /// What is added to a line's prices at the end, in 1/1,000 %: nothing where prices contain their tax.
    pub fn added_mpct(&self, line: u32) -> i64 {
        if self.policy().tax.mode == TaxMode::Exclusive { self.rate_mpct(line) } else { 0 }
    }
}

/// An amount that contains tax at a rate, without it, in minor units.
pub fn net_minor(gross_minor: i64, rate_mpct: i64) -> i64 {
    scaled(gross_minor, WHOLE_MPCT, WHOLE_MPCT + rate_mpct)
}

/// An amount with the tax at a rate added, in minor units.
pub fn gross_minor(net_minor: i64, rate_mpct: i64) -> i64 {
    scaled(net_minor, WHOLE_MPCT + rate_mpct, WHOLE_MPCT)
}

fn scaled(amount_minor: i64, numerator: i64, denominator: i64) -> i64 {
    if numerator == denominator {
        return amount_minor;
    }
    let product = i128::from(amount_minor) * i128::from(numerator);
    i64::try_from(divide(product, i128::from(denominator), RoundingMode::HalfUp)).unwrap_or(i64::MAX)
}

/// The canonical order of lines: item as in the book, longer line, heavier, dearer, earlier scanned. Only lines that are
/// alike in everything are left in the order given. First come, first served is about the order given, so it keeps it.
pub fn canonical_order(lines: &[Line], policy: &Policy) -> Vec<u32> {
    if policy.choose == Choose::FirstCome {
        return (0..).take(lines.len()).collect();
    }
    let mut keys: Vec<u64> =
        (0..).zip(lines).map(|(at, line): (u64, &Line)| u64::from(line.item.0) << u32::BITS | at).collect();
    keys.sort_unstable();
    let place = |key: &u64| u32::try_from(key & u64::from(u32::MAX)).unwrap_or_default();
    // Few lines share an item; only those need the rest of the order.
    for same in keys.chunk_by_mut(|one, next| one >> u32::BITS == next >> u32::BITS) {
        if same.len() > 1 {
            same.sort_by_key(|key| rank_of(&lines[place(key) as usize]));
        }
    }
    keys.iter().map(place).collect()
}

/// Lines in canonical order; equal for lines that are alike in everything.
pub(crate) fn canonically(one: &Line, other: &Line) -> Ordering {
    one.item.cmp(&other.item).then_with(|| rank_of(one).cmp(&rank_of(other)))
}

/// What sets lines of one item apart: longer, heavier, dearer, earlier scanned, labels.
fn rank_of(line: &Line) -> impl Ord + use<> {
    let marked = line.markdown.map(|markdown| match markdown {
        Markdown::Price(price) => (0, price),
        Markdown::Percent(bp) => (1, i64::from(bp)),
    });
    let given = line.after.map(amount_after);
    (Reverse((line.units, line.mass_g, line.price_minor, line.open)), line.at, marked, given)
}

fn amount_after(given: Override) -> (u8, i64) {
    match given {
        Override::PercentAfter(bp) => (0, i64::from(bp)),
        Override::AmountAfter(amount) | Override::Amount(amount) | Override::UnitPrice(amount) => (1, amount),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn net_and_gross() {
        assert_eq!(net_minor(20_000, 15_000), 17_391);
        assert_eq!(net_minor(5_000, 15_000), 4_348);
        assert_eq!(gross_minor(14_000, 15_000), 16_100);
        assert_eq!(net_minor(123, 0), 123);
    }
}
