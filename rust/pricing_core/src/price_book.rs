//! The compiled price book: immutable, indexed, shared by every basket until the next one is swapped in.

use hashbrown::HashMap;

use crate::code::Code;
use crate::direct::{Glance, PlainTerms};
use crate::error::Fault;
use crate::index::Index;
use crate::item::{Department, DepartmentIndex, Good, Item, ItemIndex};
use crate::lookup::IdTable;
use crate::policy::Policy;
use crate::scope::{Scope, ScopeIndex};
use crate::tax::{TaxClass, TaxIndex};
use crate::terms::{Funding, Promotion, PromotionIndex, StackGroup};

/// Everything needed to price a basket. Made by [`crate::compile()`] or read by
/// [`crate::snapshot`] only, so every index in it is valid.
#[derive(Clone, Debug, Default)]
pub struct PriceBook {
    pub(crate) content_hash: String,
    pub(crate) id: String,
    pub(crate) currency: String,
    pub(crate) currency_exponent: u8,
    pub(crate) policy: Policy,
    pub(crate) taxes: Vec<TaxClass>,
    pub(crate) departments: Vec<Department>,
    pub(crate) items: Vec<Item>,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) stack_groups: Vec<StackGroup>,
    pub(crate) promotions: Vec<Promotion>,
    pub(crate) index: Index,
    pub(crate) warnings: Vec<Fault>,
    pub(crate) lookup: Lookup,
}

/// The ways to find entries; made of the entries whenever a book is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lookup {
    pub(crate) items: IdTable,
    pub(crate) codes: HashMap<Code, ItemIndex>,
    pub(crate) promotions: IdTable,
    /// Each item at a glance.
    pub(crate) goods: Vec<Good>,
    /// Each promotion at a glance.
    pub(crate) glances: Vec<Glance>,
    /// The terms of those that a board holds as they are.
    pub(crate) terms: Vec<PlainTerms>,
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
        let index = self.lookup.codes.get(&Code::parse(code)?)?;
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
        self.promotion_index(id).map(|index| self.promotion(index))
    }

    /// The place of an item.
    pub fn item_index(&self, id: &str) -> Option<ItemIndex> {
        self.lookup.items.find(id, |place| &self.items[place as usize].id).map(ItemIndex)
    }

    /// The place of a promotion.
    pub fn promotion_index(&self, id: &str) -> Option<PromotionIndex> {
        self.lookup.promotions.find(id, |place| &self.promotions[place as usize].id).map(PromotionIndex)
    }

    /// Every item, in document order.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Every promotion, in document order.
    pub fn promotions(&self) -> &[Promotion] {
        &self.promotions
    }

    /// Every tax class, in document order.
    pub fn taxes(&self) -> &[TaxClass] {
        &self.taxes
    }

    /// Every stacking group, in document order.
    pub fn stack_groups(&self) -> &[StackGroup] {
        &self.stack_groups
    }

    /// What is legal in the document, but perhaps not meant.
    pub fn warnings(&self) -> &[Fault] {
        &self.warnings
    }

    /// The sets of items that promotions name.
    pub fn scopes(&self) -> &[Scope] {
        &self.scopes
    }

    /// Which promotions an item can take part in.
    pub const fn index(&self) -> &Index {
        &self.index
    }

    /// The department at `index`.
    pub fn department(&self, index: DepartmentIndex) -> &Department {
        &self.departments[index.0 as usize]
    }

    /// The item at `index`.
    pub fn item(&self, index: ItemIndex) -> &Item {
        &self.items[index.0 as usize]
    }

    /// The item at `index`, at a glance; a book put together by hand has no glances, only items.
    pub(crate) fn good(&self, index: ItemIndex) -> Good {
        self.lookup.goods.get(index.0 as usize).copied().unwrap_or_else(|| Good::of(self.item(index)))
    }

    /// A promotion at a glance.
    pub(crate) fn glance(&self, index: PromotionIndex) -> Glance {
        self.lookup.glances[index.0 as usize]
    }

    /// The terms of a promotion that a board holds as they are.
    pub(crate) fn plain_terms(&self, index: PromotionIndex) -> PlainTerms {
        self.lookup.terms[index.0 as usize]
    }

    /// Whether somebody else pays for a promotion.
    pub(crate) fn paid_by_others(&self, index: PromotionIndex) -> bool {
        match self.lookup.glances.get(index.0 as usize) {
            Some(glance) => glance.third_party,
            None => self.promotion(index).funding == Funding::ThirdParty,
        }
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
