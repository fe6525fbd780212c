//! Whether every place that an entry names is there: what compiling guarantees and the engine relies on.

use super::Content;
use crate::index::Lists;
use crate::item::Item;
use crate::scope::{Scope, ScopeIndex};
use crate::terms::{Kind, Promotion};

pub(super) fn are_sound(content: &Content<'_>) -> bool {
    let scope = |scope: ScopeIndex| (scope.0 as usize) < content.scopes.len();
    content.items.iter().all(|item| item_is_sound(item, content))
        && content.codes.iter().all(|(item, _)| (item.0 as usize) < content.items.len())
        && content.scopes.iter().all(|scope| scope_is_sound(scope, content.items.len()))
        && content.promotions.iter().all(|promotion| promotion_is_sound(promotion, content, scope))
        && index_is_sound(content)
}

fn item_is_sound(item: &Item, content: &Content<'_>) -> bool {
    (item.tax.0 as usize) < content.taxes.len()
        && item.department.is_none_or(|department| (department.0 as usize) < content.departments.len())
        && item.deposit.is_none_or(|deposit| (deposit.0 as usize) < content.items.len())
}

fn scope_is_sound(scope: &Scope, items: usize) -> bool {
    match scope {
        Scope::All => true,
        Scope::Items(listed) => {
            listed.windows(2).all(|pair| pair[0] < pair[1]) && listed.last().is_none_or(|last| (*last as usize) < items)
        }
        Scope::Bits(bits) => bits.len() == items.div_ceil(64) && scope.listed().all(|item| (item as usize) < items),
    }
}

fn promotion_is_sound(promotion: &Promotion, content: &Content<'_>, scope: impl Fn(ScopeIndex) -> bool) -> bool {
    let of_kind = match &promotion.kind {
        Kind::Bundle { slots, .. } => slots.iter().all(|slot| scope(slot.scope)),
        Kind::Multi(actions) => actions.iter().all(|action| action.scope.is_none_or(&scope)),
        _ => true,
    };
    of_kind
        && scope(promotion.scope)
        && promotion.conditions.requires.iter().all(|(needed, _)| scope(*needed))
        && promotion.stack_group.is_none_or(|group| (group.0 as usize) < content.stack_groups.len())
}

fn index_is_sound(content: &Content<'_>) -> bool {
    let (items, scopes, promotions) = (content.items.len(), content.scopes.len(), content.promotions.len());
    let index = &content.index;
    lists_are_sound(&index.unit_promotions, items, |promotion| promotion.0, promotions)
        && lists_are_sound(&index.other_promotions, items, |promotion| promotion.0, promotions)
        && lists_are_sound(&index.wide_scopes, items, |scope| scope.0, scopes)
        && lists_are_sound(&index.promotions_of_wide, scopes, |promotion| promotion.0, promotions)
        && index.untouched.iter().all(|promotion| (promotion.0 as usize) < promotions)
}

/// As many lists as there are `lists`, one after the other, of ascending places below `bound`.
fn lists_are_sound<T>(checked: &Lists<T>, lists: usize, place: impl Fn(&T) -> u32, bound: usize) -> bool {
    let ends_meet = checked.starts.first() == Some(&0)
        && checked.starts.last().is_some_and(|end| *end as usize == checked.entries.len());
    checked.starts.len() == lists + 1
        && ends_meet
        && checked.starts.windows(2).all(|pair| pair[0] <= pair[1])
        && checked.entries.iter().all(|entry| (place(entry) as usize) < bound)
}
