//! Which promotions an item can take part in: compressed lists, so that a scan costs its own postings and nothing else.

use serde::{Deserialize, Serialize};

use crate::item::ItemIndex;
use crate::scope::ScopeIndex;
use crate::terms::PromotionIndex;

/// Lists in one allocation: the entries of `at` are `entries[starts[at]..starts[at + 1]]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lists<T> {
    pub(crate) starts: Vec<u32>,
    pub(crate) entries: Vec<T>,
}

impl<T> Lists<T> {
    /// The list at a place; empty beyond the last.
    pub fn of(&self, at: u32) -> &[T] {
        match self.starts.get(at as usize..).and_then(|starts| starts.first_chunk::<2>()) {
            Some([from, until]) => &self.entries[*from as usize..*until as usize],
            None => &[],
        }
    }
}

/// The index of a book.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// item -> promotions of [`crate::terms::Kind::Unit`] without limits or basket conditions (spend, units, other goods),
    /// by document order: they are each line's own affair. Windows, identity, coupon, tender and `min_line_units` may be
    /// set: they are the line's or the sale's.
    pub(crate) unit_promotions: Lists<PromotionIndex>,
    /// item -> every other promotion with it in its scope, or in that of a slot or action, by document order, if that scope is
    /// listed. A bundle with a listed and a wide slot stands in both lists, so a basket may find it twice.
    pub(crate) other_promotions: Lists<PromotionIndex>,
    /// item -> the wide scopes (whole departments, everything) that hold it and that some promotion names.
    pub(crate) wide_scopes: Lists<ScopeIndex>,
    /// scope -> promotions that name it, for wide scopes only.
    pub(crate) promotions_of_wide: Lists<PromotionIndex>,
    /// Promotions without a scope to touch (points burn) or named by coupon only through their own conditions.
    pub(crate) untouched: Vec<PromotionIndex>,
}

impl Index {
    /// The listed promotions of an item that concern its line alone.
    pub fn unit_promotions_of(&self, item: ItemIndex) -> &[PromotionIndex] {
        self.unit_promotions.of(item.0)
    }

    /// The listed promotions of an item that look beyond its line.
    pub fn other_promotions_of(&self, item: ItemIndex) -> &[PromotionIndex] {
        self.other_promotions.of(item.0)
    }

    /// The wide scopes that hold an item, ascending; only those that some promotion names.
    pub fn wide_scopes_of(&self, item: ItemIndex) -> &[ScopeIndex] {
        self.wide_scopes.of(item.0)
    }

    /// The promotions that name a wide scope, of whatever kind, by document order.
    pub fn promotions_of_wide(&self, scope: ScopeIndex) -> &[PromotionIndex] {
        self.promotions_of_wide.of(scope.0)
    }

    /// Every promotion that may touch an item, by document order: for people, not for pricing.
    pub fn promotions_of(&self, item: ItemIndex) -> Vec<PromotionIndex> {
        let of_wide = self.wide_scopes_of(item).iter().flat_map(|scope| self.promotions_of_wide(*scope));
        let listed = self.unit_promotions_of(item).iter().chain(self.other_promotions_of(item));
        let mut all: Vec<_> = listed.chain(of_wide).copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The promotions that touch no unit (points burned): found in every basket.
    pub fn untouched(&self) -> &[PromotionIndex] {
        &self.untouched
    }

    /// How many places its lists take together: what it costs in memory, 4 bytes each.
    pub fn postings(&self) -> usize {
        let listed = self.unit_promotions.entries.len() + self.other_promotions.entries.len();
        listed + self.wide_scopes.entries.len() + self.promotions_of_wide.entries.len()
    }
}
