//! The compiled price book: immutable, indexed, shared by every basket until the next one is swapped in.

use std::collections::HashMap;

use crate::code::Code;
use crate::index::Index;
use crate::item::{Item, ItemIndex};
use crate::policy::Policy;
use crate::scope::{Scope, ScopeIndex};
use crate::tax::{TaxClass, TaxIndex};
use crate::terms::{Promotion, PromotionIndex, StackGroup};

/// Everything needed to price a basket. Made by [`crate::compile()`] only, so every index in it is valid.
#[derive(Clone, Debug, Default)]
pub struct PriceBook {
    pub(crate) content_hash: String,
    pub(crate) id: String,
    pub(crate) currency: String,
    pub(crate) currency_exponent: u8,
    pub(crate) policy: Policy,
    pub(crate) taxes: Vec<TaxClass>,
    pub(crate) items: Vec<Item>,
    pub(crate) item_of_id: HashMap<String, ItemIndex>,
    pub(crate) item_of_code: HashMap<Code, ItemIndex>,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) stack_groups: Vec<StackGroup>,
    pub(crate) promotions: Vec<Promotion>,
    pub(crate) index: Index,
}

impl PriceBook {
    /// SHA-256 of the document's bytes, in lower-case hexadecimal.
    pub fn content_hash(&self) -> &str {
        &self.content_hash
    }

    /// The book's own id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// ISO 4217 code of every amount.
    pub fn currency(&self) -> &str {
        &self.currency
    }

    /// Number of minor digits: 2 for CNY, 0 for JPY.
    pub const fn currency_exponent(&self) -> u8 {
        self.currency_exponent
    }

    /// The rules that are data.
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The item sold under a scanned or keyed code; a UPC-A also finds its EAN-13 and the other way round.
    pub fn find(&self, code: &str) -> Option<&Item> {
        let index = self.item_of_code.get(&Code::parse(code)?)?;
        Some(self.item(*index))
    }

    /// The item with this id.
    pub fn item_by_id(&self, id: &str) -> Option<&Item> {
        self.item_index(id).map(|index| self.item(index))
    }

    /// The tax class with this id.
    pub fn tax_by_id(&self, id: &str) -> Option<&TaxClass> {
        self.taxes.iter().find(|tax| tax.id == id)
    }

    /// The promotion with this id.
    pub fn promotion_by_id(&self, id: &str) -> Option<&Promotion> {
        self.promotions.iter().find(|promotion| promotion.id == id)
    }

    /// The place of an item.
    pub fn item_index(&self, id: &str) -> Option<ItemIndex> {
        self.item_of_id.get(id).copied()
    }

    /// The item at `index`.
    pub fn item(&self, index: ItemIndex) -> &Item {
        &self.items[index.0 as usize]
    }

    /// The tax class at `index`.
    pub fn tax(&self, index: TaxIndex) -> &TaxClass {
        &self.taxes[index.0 as usize]
    }

    /// The promotion at `index`.
    pub fn promotion(&self, index: PromotionIndex) -> &Promotion {
        &self.promotions[index.0 as usize]
    }

    /// The set at `index`.
    pub fn scope(&self, index: ScopeIndex) -> &Scope {
        &self.scopes[index.0 as usize]
    }
}
