//! What a promotion still lacks: units, a slot, money.

use std::collections::BTreeSet;

use crate::explain::reason::Reason;
use crate::item::ItemIndex;
use crate::lines::Line;
use crate::policy::Clock;
use crate::price_book::PriceBook;
use crate::priced::PricedBasket;
use crate::sale::Context;
use crate::terms::{Base, Kind, Promotion, PromotionIndex, Slot};

/// Goods a promotion may touch: place in the basket and line.
pub(super) type Goods = [(u32, Line)];

/// Whether its window is open for a line.
pub(super) fn is_open(book: &PriceBook, context: &Context<'_>, promotion: &Promotion, line: &Line) -> bool {
    let at = if book.policy().clock == Clock::Scan { line.at } else { context.at };
    promotion.conditions.windows.open_at(at)
}

/// Promotions with goods of the basket in their scope or slots, in document order, each with the places of its lines.
/// Goods that are closed count too, for that is a reason.
pub(super) fn touched(book: &PriceBook, lines: &[Line]) -> Vec<(PromotionIndex, Vec<u32>)> {
    let mut pairs: Vec<(PromotionIndex, u32)> = Vec::new();
    for (at, line) in (0..).zip(lines) {
        let index = &book.index;
        let wide = index.wide_scopes_of(line.item).iter().flat_map(|scope| index.promotions_of_wide(*scope));
        let listed = index.unit_promotions_of(line.item).iter().chain(index.other_promotions_of(line.item));
        pairs.extend(listed.chain(wide).map(|promotion| (*promotion, at)));
    }
    pairs.sort_unstable();
    pairs.dedup();
    let of_promotion = |pairs: &[(PromotionIndex, u32)]| (pairs[0].0, pairs.iter().map(|(_, at)| *at).collect());
    pairs.chunk_by(|one, other| one.0 == other.0).map(of_promotion).collect()
}

/// Those of a promotion's lines that it may touch.
pub(super) fn goods(
    book: &PriceBook,
    lines: &[Line],
    context: &Context<'_>,
    (index, places): &(PromotionIndex, Vec<u32>),
) -> Vec<(u32, Line)> {
    let promotion = book.promotion(*index);
    let may = |line: &Line| line.open && is_open(book, context, promotion, line);
    places.iter().map(|at| (*at, lines[*at as usize])).filter(|(_, line)| may(line)).collect()
}

/// The first thing its goods lack for it to fire once.
pub(super) fn missing_goods(
    book: &PriceBook,
    goods: &Goods,
    priced: &PricedBasket,
    promotion: &Promotion,
) -> Option<Reason> {
    missing_units(book, goods, promotion).or_else(|| {
        let have_minor = value_minor(book, goods, priced, promotion);
        let need_minor = least_spend(promotion)?;
        (have_minor < need_minor).then_some(Reason::MissingSpend { have_minor, need_minor })
    })
}

fn missing_units(book: &PriceBook, goods: &Goods, promotion: &Promotion) -> Option<Reason> {
    let conditions = &promotion.conditions;
    let longest = goods.iter().map(|(_, line)| line.units).max().unwrap_or(0);
    if longest < conditions.min_line_units {
        return Some(Reason::MissingUnits { have: longest, need: conditions.min_line_units });
    }
    let long = |line: &Line| line.units >= conditions.min_line_units;
    let have: u32 = goods.iter().filter(|(_, line)| long(line)).map(|(_, line)| line.units).sum();
    let need = match &promotion.kind {
        Kind::Group { n, .. } => *n,
        Kind::Bundle { slots, .. } => {
            if let Some(reason) = missing_slot(book, goods, slots) {
                return Some(reason);
            }
            slots.iter().map(|slot| slot.units).sum()
        }
        Kind::DistinctSet(tiers) => {
            let items: BTreeSet<ItemIndex> = goods.iter().map(|(_, line)| line.item).collect();
            let have = u32::try_from(items.len()).unwrap_or(u32::MAX);
            let need = tiers.first().map_or(0, |(items, _)| *items);
            return (have < need).then_some(Reason::MissingUnits { have, need });
        }
        _ => promotion.limits.group_size,
    };
    let need = need.max(conditions.min_units);
    (have < need).then_some(Reason::MissingUnits { have, need })
}

/// The first slot that all goods together cannot fill.
fn missing_slot(book: &PriceBook, goods: &Goods, slots: &[Slot]) -> Option<Reason> {
    (0..).zip(slots).find_map(|(slot, terms)| {
        let scope = book.scope(terms.scope);
        let have = goods.iter().filter(|(_, line)| scope.holds(line.item)).map(|(_, line)| line.units).sum();
        (have < terms.units).then_some(Reason::MissingSlot { slot, have, need: terms.units })
    })
}

/// The least spend it fires at, in minor units.
pub(super) fn least_spend(promotion: &Promotion) -> Option<i64> {
    let of_kind = match &promotion.kind {
        Kind::SpendGroup { min_spend_minor, .. } => Some(*min_spend_minor),
        Kind::Tiered(tiers) => tiers.first().map(|tier| tier.min_spend_minor),
        _ => None,
    };
    let least = of_kind.max(promotion.conditions.min_spend_minor)?;
    Some(least + i64::from(promotion.conditions.strictly_over))
}

/// What the goods are worth to its threshold: plainly, or what promotions of earlier layers left.
pub(super) fn value_minor(book: &PriceBook, goods: &Goods, priced: &PricedBasket, promotion: &Promotion) -> i64 {
    let plain: i64 = goods.iter().map(|(_, line)| line.gross_minor).sum();
    if promotion.conditions.base == Base::BeforeOffers && !matches!(promotion.kind, Kind::SpendGroup { .. }) {
        return plain;
    }
    let markdown: i64 = goods.iter().map(|(at, _)| priced.lines[*at as usize].markdown_minor).sum();
    let lines: BTreeSet<u32> = goods.iter().map(|(at, _)| *at).collect();
    let earlier = priced.trace.applications.iter().filter(|it| book.promotion(it.promotion).layer < promotion.layer);
    let parts = earlier.flat_map(|it| &priced.trace.parts[it.first_part as usize..(it.first_part + it.parts) as usize]);
    let saved: i64 = parts.filter(|part| lines.contains(&part.line)).map(|part| part.saving_minor).sum();
    plain - markdown - saved
}
