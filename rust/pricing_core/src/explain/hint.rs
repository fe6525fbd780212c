//! One more and you save: what is missing for a promotion, the cheapest goods that complete it, and what they save, proven
//! by pricing the basket with them.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde::Serialize;

use crate::error::PricingError;
use crate::explain::needs::{Goods, goods, value_minor};
use crate::explain::reason::Reason;
use crate::explain::why_not::{reasons, touched};
use crate::item::{Item, ItemIndex, SoldBy};
use crate::lines::{self, Line};
use crate::price_book::PriceBook;
use crate::priced::PricedBasket;
use crate::pricing::price;
use crate::sale::{BasketLine, Context};
use crate::scope::{Scope, ScopeIndex};
use crate::terms::{Kind, Promotion, PromotionIndex};

/// Hints given at most.
pub const MAX_HINTS: usize = 5;

/// Additions priced at most, the cheapest first.
const MAX_TRIED: usize = 16;

/// Items of a scope looked at at most, besides those in the basket.
const MAX_SCANNED: usize = 1_000;

/// More units than this are no hint.
const MAX_ADDED: u32 = 10;

/// Goods that make a promotion save more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hint<'a> {
    /// The promotion's id.
    pub promotion: &'a str,
    /// Its version.
    pub version: u32,
    /// The item to add.
    pub item: &'a str,
    /// How many.
    pub units: u32,
    /// What they cost plainly, in minor units.
    pub plain_minor: i64,
    /// How much less than that the basket's goods get dearer; above zero.
    pub saving_minor: i64,
    /// What the customer pays more than now, levies and tax included; below zero if it is less.
    pub extra_minor: i64,
}

/// What a promotion still wants.
struct Want {
    promotion: PromotionIndex,
    scope: ScopeIndex,
    lack: Lack,
}

enum Lack {
    /// Units of any item.
    Units(u32),
    /// An item that is not in the basket yet.
    Another,
    /// Money, in minor units.
    Spend(i64),
}

/// Goods that may complete a promotion.
struct Addition {
    promotion: PromotionIndex,
    item: ItemIndex,
    units: u32,
    plain_minor: i64,
}

/// The hints of a priced basket, the largest saving first.
pub fn hints<'a>(
    book: &'a PriceBook,
    basket: &[BasketLine<'_>],
    context: &Context<'_>,
    priced: &PricedBasket,
) -> Result<Vec<Hint<'a>>, PricingError> {
    let lines = lines::check(book, basket, context)?;
    let wants = wants(book, &lines, context, priced);
    let mut additions: Vec<Addition> = wants.iter().filter_map(|want| cheapest(book, &lines, context, want)).collect();
    additions.sort_by_key(|add| (add.plain_minor, add.item, add.units, add.promotion));
    additions.truncate(MAX_TRIED);
    let mut hints = Vec::new();
    for same in additions.chunk_by(|one, other| (one.item, one.units) == (other.item, other.units)) {
        hints.extend(proven(book, basket, context, priced, same));
    }
    hints.sort_by_key(|hint: &Hint<'_>| (Reverse(hint.saving_minor), hint.plain_minor));
    hints.truncate(MAX_HINTS);
    Ok(hints)
}

/// Prices the basket with one addition; the hint names the promotion that gains most by it.
fn proven<'a>(
    book: &'a PriceBook,
    basket: &[BasketLine<'_>],
    context: &Context<'_>,
    before: &PricedBasket,
    same: &[Addition],
) -> Option<Hint<'a>> {
    let Addition { item, units, plain_minor, .. } = same[0];
    let item = book.item(item);
    let line_seq = basket.iter().map(|line| line.line_seq).max().unwrap_or(0).checked_add(1)?;
    let added = BasketLine { line_seq, item_id: &item.id, quantity: i64::from(units), ..BasketLine::default() };
    let with: Vec<BasketLine<'_>> = basket.iter().copied().chain([added]).collect();
    let after = price(book, &with, context).ok()?;
    // Plain prices are in both subtotals: what more comes off is what is saved.
    let saving_minor = after.discount_minor - before.discount_minor;
    let saved = |priced: &PricedBasket, wanted| {
        priced.promotions.iter().find(|applied| applied.promotion == wanted).map_or(0, |applied| applied.amount_minor)
    };
    let gain = |wanted| saved(&after, wanted) - saved(before, wanted);
    let gains = same.iter().map(|add| (gain(add.promotion), Reverse(add.promotion)));
    let (gain, Reverse(promotion)) = gains.max()?;
    let promotion = book.promotion(promotion);
    (saving_minor > 0 && gain > 0).then_some(Hint {
        promotion: &promotion.id,
        version: promotion.version,
        item: &item.id,
        units,
        plain_minor,
        saving_minor,
        extra_minor: after.total_minor - before.total_minor,
    })
}

/// What promotions that did not fire lack, and what those that did lack to fire once more or higher.
fn wants(book: &PriceBook, lines: &[Line], context: &Context<'_>, priced: &PricedBasket) -> Vec<Want> {
    let reasons = reasons(book, lines, context, priced);
    let mut wants = Vec::new();
    for (index, reason) in &reasons {
        let promotion = book.promotion(*index);
        let scope = |reason: &Reason| match (reason, &promotion.kind) {
            (Reason::MissingSlot { slot, .. }, Kind::Bundle { slots, .. }) => slots[*slot as usize].scope,
            _ => promotion.scope,
        };
        let lack = match *reason {
            Reason::MissingUnits { have, need } if matches!(promotion.kind, Kind::DistinctSet(_)) => {
                (need == have + 1).then_some(Lack::Another)
            }
            Reason::MissingUnits { have, need } | Reason::MissingSlot { have, need, .. } => {
                Some(Lack::Units(need - have))
            }
            Reason::MissingSpend { have_minor, need_minor } => Some(Lack::Spend(need_minor - have_minor)),
            Reason::MissingRequired { .. } => {
                wants.extend(required(book, lines, *index));
                None
            }
            _ => None,
        };
        wants.extend(lack.map(|lack| Want { promotion: *index, scope: scope(reason), lack }));
    }
    let unused: BTreeSet<PromotionIndex> = reasons.iter().map(|(promotion, _)| *promotion).collect();
    for index in touched(book, lines).difference(&unused) {
        let promotion = book.promotion(*index);
        let goods = goods(book, lines, context, promotion);
        wants.extend(next(book, &goods, priced, *index, promotion));
    }
    wants
}

fn required(book: &PriceBook, lines: &[Line], index: PromotionIndex) -> Option<Want> {
    let units = |scope: ScopeIndex| -> u32 {
        lines.iter().filter(|line| book.scope(scope).holds(line.item)).map(|line| line.units).sum()
    };
    let requires = &book.promotion(index).conditions.requires;
    let (scope, need) = requires.iter().find(|(scope, need)| units(*scope) < *need)?;
    Some(Want { promotion: index, scope: *scope, lack: Lack::Units(need - units(*scope)) })
}

/// The next group, set or tier of a promotion that fired.
fn next(
    book: &PriceBook,
    goods: &Goods,
    priced: &PricedBasket,
    index: PromotionIndex,
    promotion: &Promotion,
) -> Vec<Want> {
    let units = |scope: ScopeIndex| -> u32 {
        goods.iter().filter(|(_, line)| book.scope(scope).holds(line.item)).map(|(_, line)| line.units).sum()
    };
    let want = |scope, lack| Want { promotion: index, scope, lack };
    match &promotion.kind {
        Kind::Group { n, .. } => vec![want(promotion.scope, Lack::Units(n - units(promotion.scope) % n))],
        Kind::Bundle { slots, .. } => slots
            .iter()
            .map(|slot| want(slot.scope, Lack::Units(slot.units - units(slot.scope) % slot.units.max(1))))
            .collect(),
        Kind::DistinctSet(_) => vec![want(promotion.scope, Lack::Another)],
        Kind::Tiered(tiers) => {
            let have_minor = value_minor(book, goods, priced, promotion);
            let over = i64::from(promotion.conditions.strictly_over);
            let above = tiers.iter().map(|tier| tier.min_spend_minor + over).find(|need| *need > have_minor);
            above.into_iter().map(|need| want(promotion.scope, Lack::Spend(need - have_minor))).collect()
        }
        _ => Vec::new(),
    }
}

/// The goods that fill a lack for the least money.
fn cheapest(book: &PriceBook, lines: &[Line], context: &Context<'_>, want: &Want) -> Option<Addition> {
    let in_basket: BTreeSet<ItemIndex> = lines.iter().map(|line| line.item).collect();
    let scope = book.scope(want.scope);
    let all = if *scope == Scope::All { u32::try_from(book.items.len()).unwrap_or(u32::MAX) } else { 0 };
    let listed = scope.listed().chain(0..all).take(MAX_SCANNED).map(ItemIndex);
    let known = in_basket.iter().copied().filter(|item| scope.holds(*item));
    let addition = |item: ItemIndex| {
        if matches!(want.lack, Lack::Another) && in_basket.contains(&item) {
            return None;
        }
        let price_minor = offered_at(book.item(item), context)?;
        let units = match want.lack {
            Lack::Units(units) => units,
            Lack::Another => 1,
            Lack::Spend(minor) => u32::try_from(minor.checked_add(price_minor - 1)? / price_minor).ok()?,
        };
        let plain_minor = price_minor * i64::from(units);
        (1..=MAX_ADDED).contains(&units).then_some(Addition { promotion: want.promotion, item, units, plain_minor })
    };
    known.chain(listed).filter_map(addition).min_by_key(|add| (add.plain_minor, add.units, add.item))
}

/// The price of an item one may be advised to add: pieces that promotions may touch, for customers of any age, now.
fn offered_at(item: &Item, context: &Context<'_>) -> Option<i64> {
    let fit = item.sold_by == SoldBy::Each && item.discountable && item.min_age == 0 && item.on_sale_at(context.at);
    let price_minor = item.price_at(context.at);
    (fit && price_minor > 0).then_some(price_minor)
}
