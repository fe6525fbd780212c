//! One entry of a case's `items`.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::reader::{Problem, Reader, decimal, texts};
use super::words;
use crate::policy::RoundingMode;
use crate::rounding::divide;

/// What is bought, and the item of the price book it is bought as.
#[derive(Clone, Debug, Default)]
pub(super) struct Good {
    pub(super) sku: String,
    /// The item's id: the SKU, with a number behind it if one SKU has several prices.
    pub(super) item_id: String,
    pub(super) quantity: i64,
    pub(super) mass_g: Option<i64>,
    /// Per piece or per kilogram, in minor units.
    pub(super) unit_price_minor: i64,
    /// A negative price: a returned empty, which no promotion touches and no tax is on.
    pub(super) returned_minor: i64,
    /// Its tags, and its department, brand, supplier and category as `department:dairy`.
    pub(super) tags: BTreeSet<String>,
    /// 1/100 % of a markdown label on it.
    pub(super) markdown_bp: i64,
    /// What somebody gave the whole line, with authority: promotions leave it alone.
    pub(super) override_minor: Option<i64>,
    /// The class of goods that `tax.rates` names, if it does not name the SKU.
    pub(super) tax_class: Option<String>,
    /// Its own tax rates in 1/1,000 %, if `tax.rates` has none for it.
    pub(super) rates_mpct: Option<Vec<i64>>,
    /// It bears no tax as far as an exempting tender pays it.
    pub(super) tender_exempt: bool,
    pub(super) company_prefix: String,
    pub(super) family: String,
    /// The other fields of the item in the price book.
    pub(super) terms: Map<String, Value>,
}

/// Kinds of sets a good belongs to by one name each; a scope may ask for them.
pub(super) const SETS: &[&str] = &["department", "brand", "supplier", "category", "group"];

/// Fields that say how the source scanned it, which no price depends on.
const TOLD: &[&str] = &["scan_order", "gtin", "ean", "upc", "plu", "barcode", "currency", "version"];

impl Good {
    /// Reads an entry; `rates` reads a tax rate or a list of them.
    pub(super) fn read(mut entry: Reader<'_>) -> Result<Self, Problem> {
        let sku = entry.text(&["sku", "id", "item"])?.map(str::to_owned);
        let mut good = Self { sku: entry.need("sku", sku)?, ..Self::default() };
        good.read_price(&mut entry)?;
        good.read_sets(&mut entry)?;
        good.markdown_bp = entry.percent(&["markdown_percent"])?.unwrap_or_default();
        good.override_minor = entry.money(&["override_amount"])?;
        good.tender_exempt = match entry.take("tender_exempt") {
            None | Some(Value::Bool(false)) => false,
            Some(_) => true,
        };
        good.company_prefix = entry.digits_of(&["company_prefix"])?;
        good.family = entry.digits_of(&["family", "family_code"])?;
        good.tax_class = entry.text(&["tax_class", "tax"])?.map(str::to_owned);
        if let Some((key, value)) = entry.any(&["tax_rate", "tax_rates"]) {
            good.rates_mpct = Some(super::goods::rates(value, &format!("{}.{key}", entry.place()))?);
        }
        good.read_terms(&mut entry)?;
        for told in TOLD {
            entry.take(told);
        }
        entry.finish()?;
        Ok(good)
    }

    /// Quantity, weight and price; a weighed good is priced per kilogram.
    fn read_price(&mut self, entry: &mut Reader<'_>) -> Result<(), Problem> {
        let per_kg = entry.money(&["price_per_kg"])?;
        let per = entry.any(&["price_per"]).map(|(_, value)| value.clone());
        let place = format!("{}.price_per", entry.place());
        // A word, or the price per kilogram itself.
        let (word, price) = match &per {
            Some(Value::String(text)) if !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') => {
                (Some(words::price_per(text, &place)?), None)
            }
            Some(value) => (None, Some(decimal(value, entry.digits(), &place)?)),
            None => (None, None),
        };
        let piece = word == Some(None);
        let unit_price = entry.money(&["unit_price", "price"])?;
        let unit_price = unit_price.map(|price| price.saturating_mul(word.flatten().unwrap_or(1)));
        self.unit_price_minor = entry.need("unit_price", per_kg.or(price).or(unit_price))?;
        self.mass_g = entry.decimal(&["weight_kg", "kg"], 3)?.filter(|_| !piece);
        let quantity = entry.decimal(&["qty", "quantity"], 3)?.unwrap_or(1_000);
        let weighed = per_kg.is_some() || price.is_some() || (per.is_some() && !piece);
        if self.mass_g.is_none() && (weighed || quantity % 1_000 != 0) {
            self.mass_g = Some(quantity);
        }
        self.quantity = if quantity % 1_000 == 0 && self.mass_g != Some(quantity) { quantity / 1_000 } else { 1 };
        if quantity < 0 || self.mass_g.is_some_and(|mass_g| mass_g <= 0) {
            return Err(entry.malformed("qty", "is below zero"));
        }
        if self.unit_price_minor < 0 && self.mass_g.is_some() {
            return Err(entry.not_expressible("unit_price", "is below zero for a weighed pack"));
        }
        if self.unit_price_minor < 0 {
            self.returned_minor = std::mem::take(&mut self.unit_price_minor);
        }
        Ok(())
    }

    fn read_sets(&mut self, entry: &mut Reader<'_>) -> Result<(), Problem> {
        if let Some((key, value)) = entry.any(&["tags", "tag"]) {
            self.tags.extend(texts(value, &format!("{}.{key}", entry.place()))?);
        }
        for set in SETS {
            self.tags.extend(entry.text(&[set])?.map(|name| format!("{set}:{name}")));
        }
        Ok(())
    }

    fn read_terms(&mut self, entry: &mut Reader<'_>) -> Result<(), Problem> {
        let mut terms = Map::new();
        let mut put = |key: &str, value: Option<Value>| value.map(|value| terms.insert(key.to_owned(), value));
        put("sold_by", self.mass_g.map(|_| json!("kg")));
        put("floor_price_minor", entry.money(&["floor_price", "minimum_price"])?.map(|floor| json!(floor)));
        let levy = entry.money(&["levy", "deposit"])?.unwrap_or_default() + self.returned_minor;
        put("levy_minor", Some(json!(levy)));
        put("discountable", entry.flag(&["discountable"])?.map(|open| json!(open)));
        put("tender_exempt", self.tender_exempt.then_some(Value::Bool(true)));
        put("company_prefix", (!self.company_prefix.is_empty()).then(|| json!(self.company_prefix)));
        put("family", (!self.family.is_empty()).then(|| json!(self.family)));
        self.terms = terms;
        Ok(())
    }

    /// What all of it costs plainly, in minor units: a weighed pack is rounded half up once.
    pub(super) fn plain_minor(&self) -> i64 {
        let grams = self.mass_g.unwrap_or(1_000);
        let exact = i128::from(self.unit_price_minor) * i128::from(grams);
        let one = i64::try_from(divide(exact, 1_000, RoundingMode::HalfUp)).unwrap_or(i64::MAX);
        one.saturating_mul(self.quantity)
    }

    /// Whether both can be one item of the price book: everything but quantity and weight is equal.
    pub(super) fn same_item(&self, other: &Self) -> bool {
        self.unit_price_minor == other.unit_price_minor
            && self.tags == other.tags
            && self.markdown_bp == other.markdown_bp
            && self.terms == other.terms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(entry: &Value) -> Result<Good, Problem> {
        Good::read(Reader::new(entry, "items[0]", 2)?)
    }

    #[test]
    fn pieces_and_packs() {
        let piece = read(&json!({"sku": "a", "qty": 3, "unit_price": "0.99"})).unwrap();
        assert_eq!((piece.quantity, piece.mass_g, piece.unit_price_minor), (3, None, 99));
        for pack in [
            json!({"sku": "a", "qty": 1, "weight_kg": "0.5", "unit_price": "1.99", "price_per": "kg"}),
            json!({"sku": "a", "weight_kg": "0.500", "price_per": "1.99"}),
            json!({"sku": "a", "qty": "0.5", "unit_price": "1.99"}),
            json!({"sku": "a", "qty": "0.5", "unit_price": "1.99", "price_per": "kg"}),
            json!({"sku": "a", "weight_kg": "0.500", "price_per_kg": "1.99"}),
        ] {
            let pack = read(&pack).unwrap();
            assert_eq!((pack.quantity, pack.mass_g, pack.unit_price_minor), (1, Some(500), 199));
        }
    }

    #[test]
    fn a_price_is_per_kilogram_per_100_g_or_per_piece() {
        for (word, price_minor) in [("kg", 25), ("100 g", 250), ("g", 25_000)] {
            let pack = json!({"sku": "a", "weight_kg": "0.5", "unit_price": "0.25", "price_per": word});
            assert_eq!(read(&pack).unwrap().unit_price_minor, price_minor, "{word}");
        }
        let pound = json!({"sku": "a", "weight_kg": "0.5", "unit_price": "0.25", "price_per": "lb"});
        assert!(matches!(read(&pound), Err(Problem::NotExpressible(_))));
        let below = json!({"sku": "a", "weight_kg": "0.5", "unit_price": "-0.25", "price_per": "kg"});
        assert!(matches!(read(&below), Err(Problem::NotExpressible(_))));
    }

    #[test]
    fn bad_entries_are_named() {
        let problem = |entry: &Value| read(entry).unwrap_err();
        let malformed = |text: &str| Problem::Malformed(text.to_owned());
        assert_eq!(problem(&json!({"qty": 1, "unit_price": "1"})), malformed("items[0].sku: is missing"));
        assert_eq!(problem(&json!({"sku": "a", "qty": 1})), malformed("items[0].unit_price: is missing"));
        assert_eq!(
            problem(&json!({"sku": "a", "qty": -1, "unit_price": "1"})),
            malformed("items[0].qty: is below zero")
        );
        let unknown = Problem::NotExpressible("items[0].colour: the format has no such field".to_owned());
        assert_eq!(problem(&json!({"sku": "a", "unit_price": "1", "colour": "red"})), unknown);
    }
}
