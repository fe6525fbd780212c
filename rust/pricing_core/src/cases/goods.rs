//! The goods of a case: `items` and tax rates become items and tax classes of a price book.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::good::Good;
use super::reader::{Problem, Reader, decimal};

/// All goods, and the names promotions use for them.
#[derive(Clone, Debug, Default)]
pub(super) struct Goods {
    pub(super) goods: Vec<Good>,
    /// The currency's minor digits.
    pub(super) digits: u32,
    /// SKUs that a promotion names and the basket does not hold.
    absent: BTreeSet<String>,
    /// Tags that a promotion names.
    named_tags: BTreeSet<String>,
    /// SKU (`*` for all others) -> rates in 1/1,000 %.
    rates: BTreeMap<String, Vec<i64>>,
}

/// An item that nobody buys. It carries every tag that a scope names, so that no scope of the book is empty.
pub(super) const NOTHING: &str = "(nothing)";

impl Goods {
    /// Reads `items`; `rates` is the case's `tax.rates`.
    pub(super) fn read(items: &[Value], rates: BTreeMap<String, Vec<i64>>, digits: u32) -> Result<Self, Problem> {
        let mut goods = Self { digits, rates, ..Self::default() };
        for (position, item) in items.iter().enumerate() {
            let good = Good::read(Reader::new(item, format!("items[{position}]"), digits)?)?;
            goods.add(good);
        }
        Ok(goods)
    }

    /// Entries of a SKU that differ in quantity only are one item.
    fn add(&mut self, mut good: Good) {
        let siblings: Vec<_> = self.goods.iter().filter(|other| other.sku == good.sku).collect();
        let same = siblings.iter().find(|other| other.same_item(&good));
        let variants: BTreeSet<_> = siblings.iter().map(|other| &other.item_id).collect();
        good.item_id = match (same, variants.len()) {
            (Some(same), _) => same.item_id.clone(),
            (None, 0) => good.sku.clone(),
            (None, others) => format!("{}#{}", good.sku, others + 1),
        };
        let of_class = good.tax_class.as_ref().and_then(|class| self.rates.get(class)).cloned();
        if let Some(rates) = good.rates_mpct.take().or(of_class) {
            self.rates.entry(good.sku.clone()).or_insert(rates);
        }
        self.goods.push(good);
    }

    /// The item ids of a SKU; a SKU that is not in the basket becomes an item that nobody buys.
    pub(super) fn item_ids(&mut self, sku: &str) -> BTreeSet<String> {
        let of_sku = self.goods.iter().filter(|good| good.sku == sku);
        let ids: BTreeSet<_> = of_sku.map(|good| good.item_id.clone()).collect();
        if !ids.is_empty() {
            return ids;
        }
        self.absent.insert(sku.to_owned());
        BTreeSet::from([sku.to_owned()])
    }

    pub(super) fn has_sku(&self, sku: &str) -> bool {
        self.goods.iter().any(|good| good.sku == sku)
    }

    pub(super) fn has_tag(&self, tag: &str) -> bool {
        self.goods.iter().any(|good| good.tags.contains(tag))
    }

    /// Notes a tag that a scope names.
    pub(super) fn name_tag(&mut self, tag: &str) {
        self.named_tags.insert(tag.to_owned());
    }

    /// Whether a good bears several taxes.
    pub(super) fn has_several_rates(&self) -> bool {
        self.goods.iter().any(|good| self.rates_of(&good.sku).len() > 1)
    }

    fn rates_of(&self, sku: &str) -> &[i64] {
        self.rates.get(sku).or_else(|| self.rates.get("*")).map_or(&[], Vec::as_slice)
    }

    /// The tax class of a SKU, named by its rates.
    fn tax_of(&self, sku: &str) -> String {
        let rates: Vec<_> = self.rates_of(sku).iter().map(ToString::to_string).collect();
        format!("tax {}", rates.join("+"))
    }

    /// The `items` of the price book, in the order of the basket: the engine's "earlier line" goes by it.
    pub(super) fn items(&self) -> Vec<Value> {
        let mut seen = BTreeSet::new();
        let bought = self.goods.iter().filter(|good| seen.insert(&good.item_id)).map(|good| self.item(&good.sku, good));
        let mut items: Vec<Value> = bought.collect();
        for absent in &self.absent {
            items.push(self.item(absent, &Good { item_id: absent.clone(), ..Good::default() }));
        }
        let nothing = Good { item_id: NOTHING.to_owned(), tags: self.named_tags.clone(), ..Good::default() };
        items.push(self.item(NOTHING, &nothing));
        for (code, item) in (1..).zip(&mut items) {
            item["codes"] = json!([format!("{code}")]);
        }
        items
    }

    /// What the basket costs plainly, in minor units.
    pub(super) fn plain_value(&self) -> i64 {
        self.goods.iter().map(Good::plain_minor).sum()
    }

    fn item(&self, sku: &str, good: &Good) -> Value {
        let mut item = good.terms.clone();
        item.insert("id".to_owned(), json!(good.item_id));
        item.insert("names".to_owned(), names(sku));
        item.insert("tax".to_owned(), json!(self.tax_of(sku)));
        item.insert("price_minor".to_owned(), json!(good.unit_price_minor));
        item.insert("tags".to_owned(), json!(good.tags));
        Value::Object(item)
    }

    /// The `taxes` of the price book.
    pub(super) fn taxes(&self) -> Vec<Value> {
        let skus = self.goods.iter().map(|good| good.sku.as_str()).chain(self.absent.iter().map(String::as_str));
        let classes: BTreeMap<String, &[i64]> =
            skus.chain([NOTHING]).map(|sku| (self.tax_of(sku), self.rates_of(sku))).collect();
        classes.into_iter().map(|(id, rates)| tax_class(&id, rates)).collect()
    }
}

fn tax_class(id: &str, rates_mpct: &[i64]) -> Value {
    let rate = |(place, rate): (usize, &i64)| json!({"id": format!("{place}"), "rate_mpct": rate});
    json!({"id": id, "names": names(id), "rates": rates_mpct.iter().enumerate().map(rate).collect::<Vec<_>>()})
}

/// A name in the languages the book must speak.
pub(super) fn names(text: &str) -> Value {
    json!({"zh-CN": text, "en": text})
}

/// Tax rates in 1/1,000 %: `"8.875"`, `["4", "4.5"]`, or `{"state": "4", "city": "4.5"}`.
pub(super) fn rates(value: &Value, place: &str) -> Result<Vec<i64>, Problem> {
    let parts: Vec<&Value> = match value {
        Value::Array(parts) => parts.iter().collect(),
        Value::Object(parts) => parts.values().collect(),
        one => vec![one],
    };
    let rates: Result<Vec<i64>, Problem> = parts
        .into_iter()
        .map(|part| match part.get("rate") {
            Some(rate) => decimal(rate, 3, place),
            None => decimal(part, 3, place),
        })
        .collect();
    Ok(rates?.into_iter().filter(|rate| *rate != 0).collect())
}
