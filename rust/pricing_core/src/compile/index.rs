//! The index of a book: from promotions by scope to promotions by item.

use crate::index::{Index, Lists};
use crate::item::{Item, ItemIndex};
use crate::scope::{Scope, ScopeIndex};
use crate::terms::{Conditions, Kind, Limits, Promotion, PromotionIndex};

/// Scopes of up to so many items are listed with each of them, in however small a book.
const NARROW_ITEMS: usize = 512;
/// Larger ones too, unless they hold more than this part of the book.
const WIDE_PART: usize = 8;

/// Builds the index; `None` if its lists would not fit 32-bit places.
pub(crate) fn build(promotions: &[Promotion], scopes: &[Scope], items: &[Item]) -> Option<Index> {
    let wide: Vec<bool> = scopes.iter().map(|scope| is_wide(scope, items.len())).collect();
    let mut of_unit = Builder::new(items.len());
    let mut of_other = Builder::new(items.len());
    let mut of_wide = Builder::new(scopes.len());
    let touches = touches(promotions);
    for counting in [true, false] {
        for (place, touch) in touches.iter().enumerate() {
            if wide[touch.scope.0 as usize] {
                of_wide.enter(touch.scope.0, touch.promotion, counting);
                continue;
            }
            let lists = if touch.own_affair { &mut of_unit } else { &mut of_other };
            let earlier = &touches[place - touch.earlier..place];
            scopes[touch.scope.0 as usize].for_each_listed(|item| {
                if earlier.is_empty() || !held_before(earlier, item, scopes, &wide) {
                    lists.enter(item, touch.promotion, counting);
                }
            });
        }
        if counting {
            for lists in [&mut of_unit, &mut of_other, &mut of_wide] {
                lists.make_room()?;
            }
        }
    }
    let promotions_of_wide = of_wide.lists();
    Some(Index {
        unit_promotions: of_unit.lists(),
        other_promotions: of_other.lists(),
        wide_scopes: wide_scopes(scopes, &promotions_of_wide, items)?,
        promotions_of_wide,
        untouched: (0..)
            .map(PromotionIndex)
            .zip(promotions)
            .filter(|(_, promotion)| matches!(promotion.kind, Kind::PointsBurn { .. }))
            .map(|(index, _)| index)
            .collect(),
    })
}

fn is_wide(scope: &Scope, items_in_book: usize) -> bool {
    let items = scope.len_listed();
    *scope == Scope::All || (items > NARROW_ITEMS && items > items_in_book / WIDE_PART)
}

/// A line's own affair: each unit for itself, whatever else is in the basket and however often.
fn is_own_affair(promotion: &Promotion) -> bool {
    let Promotion { kind: Kind::Unit(_), limits, conditions, .. } = promotion else { return false };
    let Conditions { min_spend_minor, min_units, requires, .. } = conditions;
    // How a line looks, when it is and who buys it is the line's or the sale's own affair.
    *limits == Limits::default() && min_spend_minor.is_none() && *min_units <= 1 && requires.is_empty()
}

/// A promotion and a scope that it may take something off.
struct Touch {
    promotion: PromotionIndex,
    scope: ScopeIndex,
    own_affair: bool,
    /// How many touches right before this one are the same promotion's.
    earlier: usize,
}

/// All of them, by document order: a promotion is looked at once, its touches twice.
fn touches(promotions: &[Promotion]) -> Vec<Touch> {
    let mut touches = Vec::with_capacity(promotions.len());
    let mut scopes = Vec::new();
    for (index, promotion) in (0..).map(PromotionIndex).zip(promotions) {
        find_touched(promotion, &mut scopes);
        let own_affair = is_own_affair(promotion);
        let touch =
            |(earlier, scope): (usize, &ScopeIndex)| Touch { promotion: index, scope: *scope, own_affair, earlier };
        touches.extend(scopes.iter().enumerate().map(touch));
    }
    touches
}

/// The scopes that a promotion may take something off, each once. What it only requires is not touched.
fn find_touched(promotion: &Promotion, scopes: &mut Vec<ScopeIndex>) {
    scopes.clear();
    match &promotion.kind {
        Kind::PointsBurn { .. } => {}
        Kind::Bundle { slots, .. } => scopes.extend(slots.iter().map(|slot| slot.scope)),
        Kind::Multi(actions) => {
            scopes.extend(actions.iter().filter_map(|action| action.scope).chain([promotion.scope]));
        }
        _ => scopes.push(promotion.scope),
    }
    scopes.sort_unstable();
    scopes.dedup();
}

/// Whether an earlier listed scope of the same promotion has entered the item.
fn held_before(earlier: &[Touch], item: u32, scopes: &[Scope], wide: &[bool]) -> bool {
    let mut listed = earlier.iter().map(|touch| touch.scope.0 as usize).filter(|scope| !wide[*scope]);
    listed.any(|scope| scopes[scope].holds(ItemIndex(item)))
}

/// The wide scopes of every item that some promotion names.
fn wide_scopes(
    scopes: &[Scope],
    promotions_of_wide: &Lists<PromotionIndex>,
    items: &[Item],
) -> Option<Lists<ScopeIndex>> {
    let mut lists = Builder::new(items.len());
    for counting in [true, false] {
        for (index, scope) in (0..).map(ScopeIndex).zip(scopes) {
            if promotions_of_wide.of(index.0).is_empty() {
                continue;
            }
            match scope {
                Scope::All => (0..)
                    .zip(items)
                    .filter(|(_, item)| item.discountable)
                    .for_each(|(place, _)| lists.enter(place, index, counting)),
                listed => listed.for_each_listed(|item| lists.enter(item, index, counting)),
            }
        }
        if counting {
            lists.make_room()?;
        }
    }
    Some(lists.lists())
}

/// Lists filled in two rounds: one counts, one enters.
struct Builder<T> {
    /// In the first round how many, in the second where the next one goes.
    next: Vec<u32>,
    entries: Vec<T>,
}

impl<T: Copy + Default> Builder<T> {
    fn new(lists: usize) -> Self {
        Self { next: vec![0; lists], entries: Vec::new() }
    }

    fn enter(&mut self, list: u32, entry: T, counting: bool) {
        let next = &mut self.next[list as usize];
        if !counting {
            self.entries[*next as usize] = entry;
        }
        // A list has at most one entry a promotion or scope, of which there are less than 2^32.
        *next += 1;
    }

    fn make_room(&mut self) -> Option<()> {
        let mut total: u32 = 0;
        for next in &mut self.next {
            let entries = *next;
            *next = total;
            total = total.checked_add(entries)?;
        }
        self.entries = vec![T::default(); total as usize];
        Some(())
    }

    /// After the second round `next` is where each list ends: with a 0 before it, where each begins.
    fn lists(self) -> Lists<T> {
        let starts = std::iter::once(0).chain(self.next).collect();
        Lists { starts, entries: self.entries }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::compile::documents::{item, names, promotion};
    use crate::{PriceBook, compile};

    /// What a promotion touches, read from its terms, without any list.
    fn touches(book: &PriceBook, promotion: &Promotion, item: ItemIndex) -> bool {
        let holds = |scope| book.scope(scope).holds(item);
        match &promotion.kind {
            Kind::PointsBurn { .. } => false,
            Kind::Bundle { slots, .. } => slots.iter().any(|slot| holds(slot.scope)),
            Kind::Multi(actions) => {
                holds(promotion.scope) || actions.iter().filter_map(|action| action.scope).any(holds)
            }
            _ => holds(promotion.scope),
        }
    }

    fn assert_index_is_right(book: &PriceBook) {
        for (index, item) in (0..).map(ItemIndex).zip(book.items()).filter(|(_, item)| item.discountable) {
            let lists = book.index();
            let touching =
                (0..).map(PromotionIndex).zip(book.promotions()).filter(|(_, one)| touches(book, one, index));
            assert_eq!(
                lists.promotions_of(index),
                touching.map(|(index, _)| index).collect::<Vec<_>>(),
                "item {}",
                item.id
            );
            for list in [lists.unit_promotions_of(index), lists.other_promotions_of(index)] {
                assert!(list.is_sorted_by(|one, next| one < next), "ascending, each once");
            }
            let unit = |promotion: &PromotionIndex| matches!(book.promotion(*promotion).kind, Kind::Unit(_));
            assert!(lists.unit_promotions_of(index).iter().all(unit));
        }
    }

    /// A book of items in ten departments and three tags.
    fn book(items: usize, promotions: &[Value]) -> PriceBook {
        let items: Vec<Value> = (0..items)
            .map(|place| {
                let mut item = item(&format!("I{place}"), &place.to_string());
                item["department"] = json!(format!("D{}", place % 10));
                item["tags"] = json!([format!("t{}", place % 3)]);
                item["discountable"] = json!(place % 17 != 5);
                item
            })
            .collect();
        let departments: Vec<Value> =
            (0..10).map(|place| json!({"id": format!("D{place}"), "names": names()})).collect();
        let document = json!({
            "id": "random", "currency": "EUR", "currency_exponent": 2, "taxes": [{"id": "A", "rate_bp": 0}],
            "departments": departments, "items": items,
            "promotions": promotions.iter().enumerate()
                .map(|(place, own)| promotion(&format!("P{place}"), own)).collect::<Vec<_>>(),
        });
        compile(document.to_string().as_bytes()).unwrap()
    }

    fn scopes() -> impl Strategy<Value = Value> {
        prop_oneof![
            1 => Just(json!({"all": true})),
            1 => (0..20u32).prop_map(|place| json!({"all": true, "except": {"items": [format!("I{place}")]}})),
            2 => (0..10u32).prop_map(|place| json!({"departments": [format!("D{place}")]})),
            2 => (0..3u32, 0..10u32).prop_map(|(tag, place)| {
                json!({"tags": [format!("t{tag}")], "items": [format!("I{place}")], "except": {"items": ["I19"]}})
            }),
            4 => proptest::collection::vec(0..20u32, 1..6).prop_map(|places| {
                json!({"items": places.iter().map(|place| format!("I{place}")).collect::<Vec<_>>()})
            }),
        ]
    }

    fn promotions() -> impl Strategy<Value = Value> {
        (0..7, scopes(), scopes()).prop_map(|(kind, scope, other)| match kind {
            0 => json!({"kind": "percent_off", "percent_bp": 500, "scope": scope}),
            1 => json!({"kind": "percent_off", "percent_bp": 500, "scope": scope, "requires": [{"scope": other}]}),
            2 => json!({"kind": "n_pay_m", "n": 3, "pay": 2, "scope": scope}),
            3 => json!({"kind": "bundle", "slots": [{"scope": scope}, {"scope": other}], "price_minor": 9}),
            4 => json!({"kind": "buy_get", "buy": {"scope": scope}, "get": {"scope": other, "percent_bp": 100}}),
            5 => json!({"kind": "multi", "scope": scope, "actions": [{"percent_bp": 5}, {"scope": other, "amount_minor": 5}]}),
            _ => json!({"kind": "points_burn", "value_per_point_minor": 1}),
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn the_index_finds_what_a_look_at_every_promotion_finds(
            items in 20..60usize, promotions in proptest::collection::vec(promotions(), 0..20),
        ) {
            assert_index_is_right(&book(items, &promotions));
        }
    }

    #[test]
    fn large_scopes_are_not_listed() {
        let large = [
            json!({"kind": "percent_off", "percent_bp": 5, "scope": {"tags": ["t1"]}}),
            json!({"kind": "percent_off", "percent_bp": 5, "scope": {"departments": ["D1"]}}),
            json!({"kind": "n_pay_m", "n": 3, "pay": 2, "scope": {"tags": ["t1", "t2"], "departments": ["D1"]}}),
        ];
        let book = book(3_000, &large);
        let lists = book.index();
        assert_eq!(lists.unit_promotions_of(ItemIndex(1)), [PromotionIndex(1)], "300 of 3,000 are listed");
        assert!(lists.other_promotions_of(ItemIndex(1)).is_empty());
        assert_eq!(lists.wide_scopes_of(ItemIndex(1)).len(), 2, "1,000 and 2,100 are not");
        assert_index_is_right(&book);
    }

    #[test]
    fn points_burned_touch_nothing() {
        let book = book(20, &[json!({"kind": "points_burn", "value_per_point_minor": 1})]);
        assert_eq!(book.index().untouched(), [PromotionIndex(0)]);
        assert_eq!(book.index().postings(), 0);
    }
}
