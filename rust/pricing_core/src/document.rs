//! The price book as a document: JSON as `contracts/price_book.py` describes it. Shapes only; sense is [`mod@crate::compile`]'s.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::error::{Faults, PriceBookFaults};
use crate::item::{Names, SoldBy};

/// Everything a lane needs to price a basket, as written.
pub(crate) struct Document {
    pub(crate) id: String,
    pub(crate) currency: String,
    pub(crate) currency_exponent: i64,
    pub(crate) taxes: Vec<Tax>,
    pub(crate) departments: Vec<Department>,
    pub(crate) items: Vec<Item>,
    pub(crate) promotions: Vec<Promotion>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tax {
    pub(crate) id: String,
    pub(crate) rate_bp: i64,
    #[serde(default)]
    pub(crate) names: Names,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Department {
    pub(crate) id: String,
    pub(crate) names: Names,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Item {
    pub(crate) id: String,
    pub(crate) codes: Vec<String>,
    pub(crate) names: Names,
    pub(crate) tax: String,
    pub(crate) price_minor: i64,
    #[serde(default)]
    pub(crate) department: String,
    #[serde(default)]
    pub(crate) sold_by: SoldBy,
}

/// A promotion: what every kind has, and the terms of its own kind.
#[derive(Deserialize)]
#[serde(from = "WrittenPromotion")]
pub(crate) struct Promotion {
    pub(crate) id: String,
    pub(crate) names: Names,
    pub(crate) terms: Terms,
    pub(crate) items: Vec<String>,
    pub(crate) departments: Vec<String>,
}

pub(crate) enum Terms {
    PercentOff { percent_bp: i64 },
    MultiPrice { n: i64, price_minor: i64 },
}

/// A promotion as written, one shape per kind, so that a field of another kind is refused.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
enum WrittenPromotion {
    PercentOff {
        id: String,
        names: Names,
        percent_bp: i64,
        #[serde(default)]
        items: Vec<String>,
        #[serde(default)]
        departments: Vec<String>,
    },
    MultiPrice {
        id: String,
        names: Names,
        n: i64,
        price_minor: i64,
        #[serde(default)]
        items: Vec<String>,
        #[serde(default)]
        departments: Vec<String>,
    },
}

impl From<WrittenPromotion> for Promotion {
    fn from(written: WrittenPromotion) -> Self {
        match written {
            WrittenPromotion::PercentOff { id, names, percent_bp, items, departments } => {
                Self { id, names, terms: Terms::PercentOff { percent_bp }, items, departments }
            }
            WrittenPromotion::MultiPrice { id, names, n, price_minor, items, departments } => {
                Self { id, names, terms: Terms::MultiPrice { n, price_minor }, items, departments }
            }
        }
    }
}

/// The document with its entries still unread, so that one malformed entry does not hide the next.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Outline<'a> {
    id: String,
    currency: String,
    currency_exponent: i64,
    #[serde(borrow)]
    taxes: Vec<&'a RawValue>,
    #[serde(borrow)]
    items: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    departments: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    promotions: Vec<&'a RawValue>,
}

/// Reads the document, or names every entry that has not the shape of one.
pub(crate) fn parse(json: &[u8]) -> Result<Document, PriceBookFaults> {
    let mut faults = Faults::default();
    let outline: Outline<'_> = match serde_json::from_slice(json) {
        Ok(outline) => outline,
        Err(error) => {
            faults.add("price book", error.to_string());
            return Err(faults.into());
        }
    };
    let document = Document {
        id: outline.id,
        currency: outline.currency,
        currency_exponent: outline.currency_exponent,
        taxes: entries("taxes", &outline.taxes, &mut faults),
        departments: entries("departments", &outline.departments, &mut faults),
        items: entries("items", &outline.items, &mut faults),
        promotions: entries("promotions", &outline.promotions, &mut faults),
    };
    faults.none_or(document)
}

fn entries<T: DeserializeOwned>(section: &str, raw: &[&RawValue], faults: &mut Faults) -> Vec<T> {
    let mut read = Vec::with_capacity(raw.len());
    for (position, entry) in raw.iter().enumerate() {
        match serde_json::from_str(entry.get()) {
            Ok(entry) => read.push(entry),
            Err(error) => faults.add(format!("{section}[{position}]"), problem(&error)),
        }
    }
    read
}

/// The error without its place, which would count from the entry's start and not from the document's.
fn problem(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(problem, _)| problem.to_owned())
}
