//! The index of a book: from promotions by scope to promotions by item.

use crate::index::{Index, Lists};
use crate::item::Item;
use crate::scope::{Scope, ScopeIndex};
use crate::terms::{Conditions, Kind, Limits, Promotion, PromotionIndex};

/// Scopes of up to so many items are listed with each of them, in however small a book.
const NARROW_ITEMS: usize = 512;
/// Larger ones too, unless they hold more than this part of the book.
const WIDE_PART: usize = 8;

/// Builds the index; `None` if its lists would not fit 32-bit places.
pub(super) fn build(promotions: &[Promotion], scopes: &[Scope], items: &[Item]) -> Option<Index> {
    let wide: Vec<bool> = scopes.iter().map(|scope| is_wide(scope, items.len())).collect();
    let mut of_unit = Builder::new(items.len());
    let mut of_other = Builder::new(items.len());
    let mut of_wide = Builder::new(scopes.len());
    for counting in [true, false] {
        for (index, promotion) in (0..).map(PromotionIndex).zip(promotions) {
            let lists = if is_own_affair(promotion) { &mut of_unit } else { &mut of_other };
            let touched = touched(promotion);
            for (place, scope) in touched.iter().enumerate() {
                match wide[scope.0 as usize] {
                    true => of_wide.enter(scope.0, index, counting),
                    false => scopes[scope.0 as usize]
                        .listed()
                        .filter(|item| !held_before(&touched[..place], *item, scopes, &wide))
                        .for_each(|item| lists.enter(item, index, counting)),
                }
            }
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
            .filter(|(_, promotion)| touched(promotion).is_empty())
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

/// The scopes that a promotion may take something off, each once. What it only requires is not touched.
fn touched(promotion: &Promotion) -> Vec<ScopeIndex> {
    let mut scopes = match &promotion.kind {
        Kind::PointsBurn { .. } => Vec::new(),
        Kind::Bundle { slots, .. } => slots.iter().map(|slot| slot.scope).collect(),
        Kind::Multi(actions) => actions.iter().filter_map(|action| action.scope).chain([promotion.scope]).collect(),
        _ => vec![promotion.scope],
    };
    scopes.sort_unstable();
    scopes.dedup();
    scopes
}

/// Whether an earlier listed scope of the same promotion has entered the item.
fn held_before(earlier: &[ScopeIndex], item: u32, scopes: &[Scope], wide: &[bool]) -> bool {
    let listed = earlier.iter().filter(|scope| !wide[scope.0 as usize]);
    listed.into_iter().any(|scope| scopes[scope.0 as usize].holds(crate::item::ItemIndex(item)))
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
                listed => listed.listed().for_each(|item| lists.enter(item, index, counting)),
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
