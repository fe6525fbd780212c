//! Which promotions an item can take part in: compressed lists, so that a scan costs its own postings and nothing else.

use crate::item::ItemIndex;
use crate::scope::ScopeIndex;
use crate::terms::PromotionIndex;

/// Lists in one allocation: the entries of `at` are `entries[starts[at]..starts[at + 1]]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// item -> promotions of [`crate::terms::Kind::Unit`] without limits or basket conditions, by document order: they are
    /// each line's own affair.
    pub(crate) unit_promotions: Lists<PromotionIndex>,
    /// item -> every other promotion with it in its scope or in one of its slots, by document order, if that scope is listed.
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
}
