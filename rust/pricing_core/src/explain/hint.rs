//! One more and you save: what is missing for a promotion, the cheapest goods that complete it, and what they save, proven
//! by pricing the basket with them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::error::PricingError;
use crate::explain::needs::{Goods, goods, touched, value_minor};
use crate::explain::promise::{Added, promised_minor};
use crate::explain::reason::Reason;
use crate::explain::why_not::unfired;
use crate::item::{Item, ItemIndex, SoldBy};
use crate::lines::{self, Line};
use crate::price_book::PriceBook;
use crate::priced::PricedBasket;
use crate::pricing::Pricer;
use crate::sale::{BasketLine, Context};
use crate::scope::{Scope, ScopeIndex};
use crate::terms::{Kind, Promotion, PromotionIndex};

/// Hints given at most.
pub const MAX_HINTS: usize = 5;

/// Additions priced at most, the most promising first.
const MAX_TRIED: usize = 12;

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
    promised_minor: i64,
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
    let mut additions = additions(book, &lines, context, priced);
    additions.sort_by_key(|add| (Reverse(add.promised_minor), add.plain_minor, add.promotion));
    additions.truncate(MAX_TRIED);
    let mut trial = Trial { book, context, before: priced, lines, pricer: Pricer::default() };
    let mut hints: Vec<Hint<'a>> = Vec::new();
    for (at, addition) in additions.iter().enumerate() {
        if additions[..at].iter().any(|other| other.is_same(addition)) {
            continue;
        }
        // Nobody would see what promises less than the hints there are.
        if hints.get(MAX_HINTS - 1).is_some_and(|last| last.saving_minor >= addition.promised_minor) {
            break;
        }
        hints.extend(trial.proven(addition, &additions));
        hints.sort_by_key(|hint| (Reverse(hint.saving_minor), hint.plain_minor));
    }
    hints.truncate(MAX_HINTS);
    Ok(hints)
}

impl Addition {
    /// Whether the same goods are added, for whatever promotion.
    fn is_same(&self, other: &Self) -> bool {
        (self.item, self.units) == (other.item, other.units)
    }
}

/// The basket, to be priced with one addition after the other: its lines are checked once and the pricer keeps its memory.
struct Trial<'a, 'c> {
    book: &'a PriceBook,
    context: &'c Context<'c>,
    before: &'c PricedBasket,
    lines: Vec<Line>,
    pricer: Pricer,
}

impl<'a> Trial<'a, '_> {
    /// Prices the basket with an addition; the hint names the promotion that gains most by it.
    fn proven(&mut self, addition: &Addition, all: &[Addition]) -> Option<Hint<'a>> {
        let Addition { item, units, plain_minor, .. } = *addition;
        let item = self.book.item(item);
        let after = self.with(item, units)?;
        // Plain prices are in both subtotals: what more comes off is what is saved.
        let saving_minor = after.discount_minor - self.before.discount_minor;
        let gain = |wanted| saved_minor(&after, wanted) - saved_minor(self.before, wanted);
        let same = all.iter().filter(|other| other.is_same(addition));
        let (gain, Reverse(promotion)) = same.map(|add| (gain(add.promotion), Reverse(add.promotion))).max()?;
        let promotion = self.book.promotion(promotion);
        (saving_minor > 0 && gain > 0).then_some(Hint {
            promotion: &promotion.id,
            version: promotion.version,
            item: &item.id,
            units,
            plain_minor,
            saving_minor,
            extra_minor: after.total_minor - self.before.total_minor,
        })
    }

    /// The basket with one line more; `None` if that is too much for a basket.
    fn with(&mut self, item: &Item, units: u32) -> Option<PricedBasket> {
        let line_seq = self.lines.iter().map(|line| line.line_seq).max().unwrap_or(0).checked_add(1)?;
        let added = BasketLine { line_seq, item_id: &item.id, quantity: i64::from(units), ..BasketLine::default() };
        let [added] = lines::check(self.book, &[added], self.context).ok()?.try_into().ok()?;
        self.lines.push(added);
        let fits = lines::check_whole(&self.lines).is_ok();
        let after = fits.then(|| self.pricer.price_checked(self.book, &self.lines, self.context));
        self.lines.pop();
        after
    }
}

/// What a promotion takes off a basket.
fn saved_minor(priced: &PricedBasket, wanted: PromotionIndex) -> i64 {
    priced.promotions.iter().find(|applied| applied.promotion == wanted).map_or(0, |applied| applied.amount_minor)
}

/// The cheapest goods for what promotions that did not fire lack, and for what those that did lack to fire once more or
/// higher.
fn additions(book: &PriceBook, lines: &[Line], context: &Context<'_>, priced: &PricedBasket) -> Vec<Addition> {
    let lacking: BTreeMap<PromotionIndex, Option<Reason>> = unfired(book, lines, context, priced).into_iter().collect();
    let in_basket: BTreeSet<ItemIndex> = lines.iter().map(|line| line.item).collect();
    let mut additions = Vec::new();
    for touched in touched(book, lines) {
        let promotion = book.promotion(touched.0);
        let goods = goods(book, lines, context, &touched);
        let wants = match lacking.get(&touched.0) {
            Some(reason) => reason.and_then(|reason| want(book, lines, promotion, reason)).into_iter().collect(),
            None => next(book, &goods, priced, promotion),
        };
        for want in wants {
            let Some((item, units, plain_minor)) = cheapest(book, &in_basket, context, &want) else { continue };
            let added = Added { price_minor: plain_minor / i64::from(units), units };
            let promised_minor = promised_minor(priced, &goods, promotion, added);
            additions.push(Addition { promotion: touched.0, promised_minor, item, units, plain_minor });
        }
    }
    additions
}

/// What would take a promotion's reason away, if goods can.
fn want(book: &PriceBook, lines: &[Line], promotion: &Promotion, reason: Reason) -> Option<Want> {
    let own = |lack| Some(Want { scope: promotion.scope, lack });
    match (reason, &promotion.kind) {
        (Reason::MissingUnits { have, need }, Kind::DistinctSet(_)) => {
            if need == have + 1 {
                own(Lack::Another)
            } else {
                None
            }
        }
        (Reason::MissingUnits { have, need }, _) => own(Lack::Units(need - have)),
        (Reason::MissingSlot { slot, have, need }, Kind::Bundle { slots, .. }) => {
            Some(Want { scope: slots[slot as usize].scope, lack: Lack::Units(need - have) })
        }
        (Reason::MissingSpend { have_minor, need_minor }, _) => own(Lack::Spend(need_minor - have_minor)),
        (Reason::MissingRequired { have, need }, _) => {
            let units = |scope: ScopeIndex| -> u32 {
                lines.iter().filter(|line| book.scope(scope).holds(line.item)).map(|line| line.units).sum()
            };
            let requires = &promotion.conditions.requires;
            let (scope, _) = requires.iter().find(|(scope, need)| units(*scope) < *need)?;
            Some(Want { scope: *scope, lack: Lack::Units(need - have) })
        }
        _ => None,
    }
}

/// The next group, set or tier of a promotion that fired.
fn next(book: &PriceBook, goods: &Goods, priced: &PricedBasket, promotion: &Promotion) -> Vec<Want> {
    let units = |scope: ScopeIndex| -> u32 {
        goods.iter().filter(|(_, line)| book.scope(scope).holds(line.item)).map(|(_, line)| line.units).sum()
    };
    let rest = |scope: ScopeIndex, size: u32| Want { scope, lack: Lack::Units(size - units(scope) % size.max(1)) };
    match &promotion.kind {
        Kind::Group { n, .. } => vec![rest(promotion.scope, *n)],
        Kind::Bundle { slots, .. } => slots.iter().map(|slot| rest(slot.scope, slot.units)).collect(),
        Kind::DistinctSet(_) => vec![Want { scope: promotion.scope, lack: Lack::Another }],
        Kind::Tiered(tiers) => {
            let have_minor = value_minor(book, goods, priced, promotion);
            let over = i64::from(promotion.conditions.strictly_over);
            let above = tiers.iter().map(|tier| tier.min_spend_minor + over).find(|need| *need > have_minor);
            let lack = |need: i64| Want { scope: promotion.scope, lack: Lack::Spend(need - have_minor) };
            above.into_iter().map(lack).collect()
        }
        _ => Vec::new(),
    }
}

/// The goods that fill a lack for the least money: item, units, plain price of all.
fn cheapest(
    book: &PriceBook,
    in_basket: &BTreeSet<ItemIndex>,
    context: &Context<'_>,
    want: &Want,
) -> Option<(ItemIndex, u32, i64)> {
    let scope = book.scope(want.scope);
    let wide = *scope == Scope::All || scope.len_listed() > MAX_SCANNED;
    let all = if *scope == Scope::All { u32::try_from(book.items.len()).unwrap_or(u32::MAX) } else { 0 };
    let listed = scope.listed().chain(0..all).take(MAX_SCANNED).map(ItemIndex);
    // Of a scope that is too wide to look through, the basket's own items are known to interest the customer.
    let known = in_basket.iter().copied().filter(|item| wide && scope.holds(*item));
    let fitting = |item: ItemIndex| {
        if matches!(want.lack, Lack::Another) && in_basket.contains(&item) {
            return None;
        }
        let price_minor = offered_at(book.item(item), context)?;
        let units = match want.lack {
            Lack::Units(units) => units,
            Lack::Another => 1,
            Lack::Spend(minor) => u32::try_from(minor.checked_add(price_minor - 1)? / price_minor).ok()?,
        };
        (1..=MAX_ADDED).contains(&units).then(|| (item, units, price_minor * i64::from(units)))
    };
    known.chain(listed).filter_map(fitting).min_by_key(|(item, units, plain_minor)| (*plain_minor, *units, *item))
}

/// The price of an item one may be advised to add: pieces that promotions may touch, for customers of any age, now.
fn offered_at(item: &Item, context: &Context<'_>) -> Option<i64> {
    let fit = item.sold_by == SoldBy::Each && item.discountable && item.min_age == 0 && item.on_sale_at(context.at);
    let price_minor = item.price_at(context.at);
    (fit && price_minor > 0).then_some(price_minor)
}
