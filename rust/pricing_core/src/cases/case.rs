//! One case: its book, compiled; its basket, ready to price.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::good::Good;
use super::goods::{Goods, names};
use super::policy::{Settings, Tax, read_time};
use super::promotion::{Promotions, Terms};
use super::reader::{Problem, Reader, texts};
use super::tender::Tenders;
use crate::compile;
use crate::policy::TaxMode;
use crate::price_book::PriceBook;
use crate::sale::{BasketLine, Context};

/// Currencies whose minor unit is not the hundredth.
const WHOLE: &[&str] = &["CLP", "ISK", "JPY", "KRW", "PYG", "VND", "XAF", "XOF"];
const THOUSANDTHS: &[&str] = &["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

/// A case, read.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) id: String,
    pub(super) digits: u32,
    pub(super) book: PriceBook,
    pub(super) goods: Goods,
    pub(super) settings: Settings,
    /// The price book's id of a promotion -> the case's.
    pub(super) origin: BTreeMap<String, String>,
    /// Coupons refused before pricing, and why.
    pub(super) refused: BTreeMap<String, &'static str>,
    pub(super) tenders: Tenders,
    /// Codes that are presented, in order.
    pub(super) codes: Vec<String>,
    pub(super) identities: Vec<String>,
    pub(super) balance_e4: Option<i64>,
    pub(super) expected: Option<Map<String, Value>>,
}

impl Case {
    /// Reads a case and compiles its price book.
    pub(super) fn read(value: &Value) -> Result<Self, Problem> {
        let mut case = Reader::new(value, "case", 0)?;
        let id = case.text(&["id"])?.unwrap_or_default().to_owned();
        let currency = case.text(&["currency"])?.unwrap_or("USD").to_owned();
        let digits = minor_digits(&mut case, &currency)?;
        let mut top = Reader::new(value, "case", digits)?;
        let tax = top.take("tax").map(|tax| Reader::new(tax, "tax", digits)).transpose()?;
        let tax = Tax::read(tax)?;
        let items = top.take("items").and_then(Value::as_array);
        let mut goods = Goods::read(top.need("items", items)?, tax.rates.clone(), digits)?;
        let policy = top.take("policy").map(|policy| Reader::new(policy, "policy", digits)).transpose()?;
        let mut settings = Settings::read(policy, tax, goods.has_several_rates())?;
        settings.at = read_time(&mut top, &["today", "now", "at"])?.or(settings.at);
        let mut promotions =
            Promotions { choose: settings.choose().to_owned(), at: settings.at, ..Promotions::default() };
        top.text(&["retailer", "store"])?.unwrap_or_default().clone_into(&mut promotions.retailer);
        for (position, promotion) in top.list("promotions")?.iter().enumerate() {
            promotions.read(Reader::new(promotion, place_of(promotion, position), digits)?, &mut goods)?;
        }
        mark_down(&mut promotions, &goods);
        let expected = expected_of(&mut top)?;
        let tenders = Tenders::read(&mut top, &settings, expected.as_ref(), &promotions.tenders)?;
        let mut read = Self {
            id,
            digits,
            book: PriceBook::default(),
            tenders,
            codes: promotions.codes.clone(),
            identities: promotions.identities.clone(),
            balance_e4: promotions.balance_e4,
            expected,
            origin: std::mem::take(&mut promotions.origin),
            refused: std::mem::take(&mut promotions.refused),
            goods,
            settings,
        };
        read.read_presented(&mut top)?;
        // The first reader counted no minor digits: it has asked for the currency only.
        top.any(&["id", "currency"]);
        for asked in ["id", "currency", "currency_exponent", "decimals"] {
            top.take(asked);
        }
        top.finish()?;
        read.book = read.compiled(&currency, promotions)?;
        Ok(read)
    }

    /// What the customer presents, if the case says so; else every code and identity its promotions ask for.
    fn read_presented(&mut self, top: &mut Reader<'_>) -> Result<(), Problem> {
        if let Some((key, codes)) = top.any(&["codes", "coupons", "presented", "presented_codes"]) {
            self.codes = texts(codes, key)?;
        }
        if let Some((key, identities)) = top.any(&["identities", "identity", "customer", "member"]) {
            self.identities = match identities {
                Value::Bool(true) => self.identities.clone(),
                Value::Bool(false) => Vec::new(),
                named => texts(named, key)?,
            };
        }
        if let Some((_, returned)) = top.any(&["returned", "returns", "return"]) {
            self.settings.returned = Some(returned.clone());
        }
        Ok(())
    }

    fn compiled(&self, currency: &str, promotions: Promotions) -> Result<PriceBook, Problem> {
        let groups: Vec<_> =
            promotions.stack_groups.iter().map(|(id, limit)| json!({"id": id, "limit": limit})).collect();
        let document = json!({
            "id": if self.id.is_empty() { "case" } else { &self.id },
            "currency": currency,
            "currency_exponent": self.digits,
            "policy": self.settings.book,
            "taxes": self.goods.taxes(),
            "items": self.goods.items(),
            "stack_groups": groups,
            "promotions": promotions.written,
        });
        compile(document.to_string().as_bytes()).map_err(|faults| {
            let faults: Vec<_> = faults.0.iter().map(ToString::to_string).collect();
            Problem::NotExpressible(format!("no price book: {}", faults.join("; ")))
        })
    }

    /// The basket's lines; line `n` is the good `of_line[n - 1]`.
    pub(super) fn lines(&self) -> (Vec<BasketLine<'_>>, Vec<usize>) {
        let (mut lines, mut of_line) = (Vec::new(), Vec::new());
        for (place, good) in self.goods.goods.iter().enumerate() {
            for quantity in quantities(good) {
                of_line.push(place);
                let line_seq = i64::try_from(of_line.len()).unwrap_or(i64::MAX);
                let mass_g = good.mass_g;
                lines.push(BasketLine { line_seq, item_id: &good.item_id, quantity, mass_g, ..BasketLine::default() });
            }
        }
        (lines, of_line)
    }

    /// Calls `then` with the circumstances of the sale.
    pub(super) fn with_context<T>(&self, then: impl FnOnce(&Context<'_>) -> T) -> T {
        let identities: Vec<&str> = self.identities.iter().map(String::as_str).collect();
        let coupons: Vec<&str> = self.codes.iter().map(String::as_str).collect();
        then(&Context {
            at: self.settings.at.unwrap_or_default(),
            identities: &identities,
            coupons: &coupons,
            tender: self.tenders.chosen.as_deref(),
            exempting_minor: self.tenders.exempting_minor(),
            points_e4: self.balance_e4,
            ..Context::default()
        })
    }

    /// The case's own id of a promotion of the book.
    pub(super) fn origin_of<'a>(&'a self, book_id: &'a str) -> &'a str {
        self.origin.get(book_id).map_or(book_id, String::as_str)
    }

    pub(super) const fn tax_mode(&self) -> TaxMode {
        self.book.policy().tax.mode
    }
}

/// A weighed pack is a line of its own; pieces share one.
fn quantities(good: &Good) -> Vec<i64> {
    if good.mass_g.is_some() {
        vec![1; usize::try_from(good.quantity).unwrap_or_default()]
    } else {
        vec![good.quantity]
    }
}

fn minor_digits(case: &mut Reader<'_>, currency: &str) -> Result<u32, Problem> {
    let usual = if WHOLE.contains(&currency) { 0 } else { 2 + u64::from(THOUSANDTHS.contains(&currency)) };
    let digits = case.count(&["currency_exponent", "decimals"])?.unwrap_or(usual);
    u32::try_from(digits)
        .ok()
        .filter(|digits| *digits <= 4)
        .ok_or_else(|| case.malformed("currency_exponent", "is above 4"))
}

fn place_of(promotion: &Value, position: usize) -> String {
    match promotion.get("id").and_then(Value::as_str) {
        Some(id) => format!("promotions[{id}]"),
        None => format!("promotions[{position}]"),
    }
}

fn expected_of(top: &mut Reader<'_>) -> Result<Option<Map<String, Value>>, Problem> {
    match top.take("expected") {
        None => Ok(None),
        Some(Value::Object(expected)) => Ok(Some(expected.clone())),
        Some(_) => Err(top.malformed("expected", "is not an object")),
    }
}

/// A markdown label is a price. Where the case has a promotion for it (`"stage": "price"`), that one is it.
fn mark_down(promotions: &mut Promotions, goods: &Goods) {
    for good in goods.goods.iter().filter(|good| good.markdown_bp > 0) {
        let id = format!("markdown {}", good.item_id);
        let stated =
            promotions.written.iter().any(|written| written["layer"] == "price" && covers(&written["scope"], good));
        if stated || promotions.origin.contains_key(&id) {
            continue;
        }
        let mut label = Terms::new();
        label.insert("id".to_owned(), json!(id));
        label.insert("names".to_owned(), names(&id));
        label.insert("kind".to_owned(), json!("percent_off"));
        label.insert("percent_bp".to_owned(), json!(good.markdown_bp));
        label.insert("scope".to_owned(), json!({"items": [good.item_id]}));
        label.insert("layer".to_owned(), json!("price"));
        promotions.origin.insert(id, "markdown".to_owned());
        promotions.written.insert(0, Value::Object(label));
    }
}

fn covers(scope: &Value, good: &Good) -> bool {
    let names =
        |field: &str| scope[field].as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>();
    scope.get("all").is_some()
        || names("items").contains(&good.item_id.as_str())
        || names("tags").into_iter().any(|tag| good.tags.contains(tag))
}
