//! From a document to a book: everything is checked, every fault is listed.
//!
//! Two passes: entries that have not the shape of one are a list of their own ([`crate::document`]); only when every
//! shape is right, the sense is checked, all of it. A fault leaves a placeholder behind and checking goes on; any fault
//! discards the book with its placeholders.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::num::NonZeroU32;

use sha2::{Digest, Sha256};

use crate::code::Code;
use crate::document::{self, Document};
use crate::error::{Faults, PriceBookFaults};
use crate::item::{Item, ItemIndex, Names};
use crate::money::Money;
use crate::price_book::PriceBook;
use crate::promotion::{MultiPrice, PercentOff, Promotion, PromotionIndex, PromotionKind, Promotions, Scoped};
use crate::quantity::{BasisPoints, Quantity};
use crate::tax::{TaxClass, TaxIndex};

/// The dearest price of a piece, a kilogram or a group, in minor units.
pub const MAX_PRICE_MINOR: i64 = 1_000_000_000_000;

const MAX_CURRENCY_EXPONENT: u8 = 4;
const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

/// Compiles a price book document (JSON, UTF-8), or lists every fault in it.
pub fn compile(json: &[u8]) -> Result<PriceBook, PriceBookFaults> {
    let document = document::parse(json)?;
    let mut faults = Faults::default();
    let currency_exponent = head(&document, &mut faults);
    let (taxes, tax_of_id) = taxes(&document.taxes, &mut faults);
    let mut items_of_department = departments(&document.departments, &mut faults);
    let item_of_code = codes(&document.items, &mut faults);
    let (items, item_of_id) = items(&document.items, &tax_of_id, &mut items_of_department, &mut faults);
    let scopes = Scopes { item_of_id: &item_of_id, items_of_department };
    let (promotions, promotion_of_id) = promotions(&document.promotions, &scopes, &mut faults);
    let promotions = Promotions::new(promotions, promotion_of_id, items.len());
    faults.none_or(PriceBook {
        content_hash: hexadecimal(&Sha256::digest(json)),
        id: document.id,
        currency: document.currency,
        currency_exponent,
        taxes,
        items,
        item_of_id,
        item_of_code,
        promotions,
    })
}

fn head(document: &Document, faults: &mut Faults) -> u8 {
    if document.id.is_empty() {
        faults.add("price book", "id is empty");
    }
    if document.currency.len() != 3 || !document.currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
        faults.add("price book", format!("currency {:?} is not three capital letters", document.currency));
    }
    let exponent = u8::try_from(document.currency_exponent).ok().filter(|exponent| *exponent <= MAX_CURRENCY_EXPONENT);
    exponent.unwrap_or_else(|| {
        let given = document.currency_exponent;
        faults.add("price book", format!("currency_exponent {given} is outside 0..{MAX_CURRENCY_EXPONENT}"));
        0
    })
}

fn taxes(entries: &[document::Tax], faults: &mut Faults) -> (Vec<TaxClass>, HashMap<String, TaxIndex>) {
    let mut of_id = HashMap::with_capacity(entries.len());
    let mut classes = Vec::with_capacity(entries.len());
    for (index, entry) in (0..).map(TaxIndex).zip(entries) {
        let label = claim_id(&mut of_id, "tax", &entry.id, index, faults);
        let rate = BasisPoints::new(entry.rate_bp).unwrap_or_else(|| {
            faults.add(&label, format!("rate_bp {} is outside 0..{}", entry.rate_bp, BasisPoints::WHOLE));
            BasisPoints::default()
        });
        classes.push(TaxClass { id: entry.id.clone(), rate, names: entry.names.clone() });
    }
    (classes, of_id)
}

/// Every department, its items still to come.
fn departments(entries: &[document::Department], faults: &mut Faults) -> HashMap<String, Vec<ItemIndex>> {
    let mut of_id = HashMap::with_capacity(entries.len());
    for entry in entries {
        let label = claim_id(&mut of_id, "department", &entry.id, Vec::new(), faults);
        check_names(&label, &entry.names, faults);
    }
    of_id
}

fn codes(entries: &[document::Item], faults: &mut Faults) -> HashMap<Code, ItemIndex> {
    let mut of_code: HashMap<Code, ItemIndex> = HashMap::with_capacity(entries.len());
    for (index, entry) in (0..).map(ItemIndex).zip(entries) {
        let label = format!("item {}", entry.id);
        if entry.codes.is_empty() {
            faults.add(&label, "codes are empty");
        }
        for digits in &entry.codes {
            let Some(code) = Code::parse(digits) else {
                faults.add(&label, format!("code {digits:?} is not 1 to {} digits", Code::MAX_DIGITS));
                continue;
            };
            match of_code.entry(code) {
                Entry::Vacant(free) => _ = free.insert(index),
                Entry::Occupied(taken) if *taken.get() == index => {
                    faults.add(&label, format!("code {digits} is listed twice"));
                }
                Entry::Occupied(taken) => {
                    let owner = &entries[taken.get().0 as usize].id;
                    faults.add(&label, format!("code {digits} already belongs to item {owner}"));
                }
            }
        }
    }
    of_code
}

fn items(
    entries: &[document::Item],
    tax_of_id: &HashMap<String, TaxIndex>,
    items_of_department: &mut HashMap<String, Vec<ItemIndex>>,
    faults: &mut Faults,
) -> (Vec<Item>, HashMap<String, ItemIndex>) {
    let mut of_id = HashMap::with_capacity(entries.len());
    let mut items = Vec::with_capacity(entries.len());
    for (index, entry) in (0..).map(ItemIndex).zip(entries) {
        let label = claim_id(&mut of_id, "item", &entry.id, index, faults);
        check_names(&label, &entry.names, faults);
        match items_of_department.get_mut(&entry.department) {
            Some(department) => department.push(index),
            None if entry.department.is_empty() => {}
            None => faults.add(&label, format!("unknown department {:?}", entry.department)),
        }
        let tax = tax_of_id.get(&entry.tax).copied().unwrap_or_else(|| {
            faults.add(&label, format!("unknown tax {:?}", entry.tax));
            TaxIndex::default()
        });
        items.push(Item {
            id: entry.id.clone(),
            code: entry.codes.first().cloned().unwrap_or_default(),
            names: entry.names.clone(),
            tax,
            unit_price: price(&label, entry.price_minor, faults),
            sold_by: entry.sold_by,
        });
    }
    (items, of_id)
}

fn promotions(
    entries: &[document::Promotion],
    scopes: &Scopes<'_>,
    faults: &mut Faults,
) -> (Vec<Scoped>, HashMap<String, PromotionIndex>) {
    let mut of_id = HashMap::with_capacity(entries.len());
    let mut promotions = Vec::with_capacity(entries.len());
    for (index, entry) in (0..).map(PromotionIndex).zip(entries) {
        let document::Promotion { id, names, terms, items, departments } = entry;
        let label = claim_id(&mut of_id, "promotion", id, index, faults);
        check_names(&label, names, faults);
        let kind = match *terms {
            document::Terms::PercentOff { percent_bp } => percent_off(&label, percent_bp, faults),
            document::Terms::MultiPrice { n, price_minor } => multi_price(&label, n, price_minor, faults),
        };
        let scope = scopes.expand(&label, items, departments, faults);
        promotions.push(Scoped { promotion: Promotion { id: id.clone(), names: names.clone(), kind }, scope });
    }
    (promotions, of_id)
}

fn percent_off(label: &str, percent_bp: i64, faults: &mut Faults) -> PromotionKind {
    let off = BasisPoints::new(percent_bp).filter(|off| off.bp() > 0).unwrap_or_else(|| {
        faults.add(label, format!("percent_bp {percent_bp} is outside 1..{}", BasisPoints::WHOLE));
        BasisPoints::default()
    });
    PromotionKind::PercentOff(PercentOff { off })
}

fn multi_price(label: &str, n: i64, price_minor: i64, faults: &mut Faults) -> PromotionKind {
    let pieces = Quantity::of_line(n).and_then(|pieces| NonZeroU32::new(pieces.units())).filter(|n| n.get() > 1);
    let n = pieces.unwrap_or_else(|| {
        faults.add(label, format!("n {n} is outside 2..{}", Quantity::MAX_UNITS));
        NonZeroU32::MIN
    });
    PromotionKind::MultiPrice(MultiPrice { n, price: price(label, price_minor, faults) })
}

/// What a promotion's scope may name.
struct Scopes<'a> {
    item_of_id: &'a HashMap<String, ItemIndex>,
    items_of_department: HashMap<String, Vec<ItemIndex>>,
}

impl Scopes<'_> {
    /// The items of a scope, each once.
    fn expand(&self, label: &str, items: &[String], departments: &[String], faults: &mut Faults) -> Vec<ItemIndex> {
        if items.is_empty() && departments.is_empty() {
            faults.add(label, "scope is empty");
        }
        let mut scope = Vec::new();
        for id in items {
            match self.item_of_id.get(id) {
                Some(item) => scope.push(*item),
                None => faults.add(label, format!("scope names unknown item {id:?}")),
            }
        }
        for id in departments {
            match self.items_of_department.get(id) {
                Some(items) => scope.extend(items),
                None => faults.add(label, format!("scope names unknown department {id:?}")),
            }
        }
        scope.sort_unstable();
        scope.dedup();
        scope
    }
}

/// Enters `value` under `id`, which must be new and not empty; returns how faults call the entry.
fn claim_id<T>(of_id: &mut HashMap<String, T>, kind: &str, id: &str, value: T, faults: &mut Faults) -> String {
    let label = format!("{kind} {id}");
    if id.is_empty() {
        faults.add(&label, "id is empty");
    }
    match of_id.entry(id.to_owned()) {
        Entry::Vacant(free) => _ = free.insert(value),
        Entry::Occupied(_) => faults.add(&label, "id is used twice"),
    }
    label
}

fn check_names(label: &str, names: &Names, faults: &mut Faults) {
    for language in LANGUAGES {
        if names.get(language).is_none_or(|name| name.trim().is_empty()) {
            faults.add(label, format!("{language} name is missing"));
        }
    }
}

fn price(label: &str, price_minor: i64, faults: &mut Faults) -> Money {
    if !(0..=MAX_PRICE_MINOR).contains(&price_minor) {
        faults.add(label, format!("price_minor {price_minor} is outside 0..{MAX_PRICE_MINOR}"));
    }
    Money::from_minor(price_minor).unwrap_or_default()
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}

#[cfg(test)]
mod tests;
