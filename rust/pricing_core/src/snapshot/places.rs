//! Whether every place that an entry names is there: what compiling guarantees and the engine relies on.

use super::Content;
use crate::compile::build_index;
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

/// The index is what compiling makes of the entries: nothing less says that a line's own promotions are its own.
fn index_is_sound(content: &Content<'_>) -> bool {
    build_index(&content.promotions, &content.scopes, &content.items).as_ref() == Some(&*content.index)
}
