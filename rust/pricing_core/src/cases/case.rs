//! One case, read.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::book::mark_down;
use super::goods::Goods;
use super::policy::{Settings, Tax, read_time};
use super::promotion::Promotions;
use super::reader::{Problem, Reader, texts};
use super::tender::Tenders;
use crate::price_book::PriceBook;

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
        let currency = case.text(&["currency"])?.unwrap_or("USD").to_ascii_uppercase();
        let digits = minor_digits(&mut case, &currency)?;
        let mut top = Reader::new(value, "case", digits)?;
        let tax = top.take("tax").map(|tax| Reader::new(tax, "tax", digits)).transpose()?;
        let tax = Tax::read(tax)?;
        let items = top.take("items").and_then(Value::as_array);
        let mut goods = Goods::read(top.need("items", items)?, tax.rates.clone(), digits)?;
        let policy = top.take("policy").map(|policy| Reader::new(policy, "policy", digits)).transpose()?;
        let mut settings = Settings::read(policy, tax, goods.has_several_rates())?;
        settings.at = read_time(&mut top, &["today", "now", "at"])?.or(settings.at);
        let mut promotions = Promotions {
            choose: settings.choose().to_owned(),
            one_promotion_per_unit: settings.book["one_promotion_per_unit"] == true,
            at: settings.at,
            ..Promotions::default()
        };
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
            origin: promotions.origin.clone(),
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
        read.compete(&currency, &promotions)?;
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
