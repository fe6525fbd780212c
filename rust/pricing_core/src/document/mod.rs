//! The price book as a document: JSON as `contracts/price_book.py` describes it. Shapes only; sense is
//! [`mod@crate::compile`]'s.

mod item;
mod kind;
mod object;
mod off;
mod promotion;
mod scope;
mod text;
mod time;

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::value::RawValue;

pub(crate) use item::{DatedPrice, Item};
pub(crate) use kind::{Base, BundleOff, BuyGet, ItemsTier, Slot, Step, Terms};
pub(crate) use off::{Action, Off, Tier};
pub(crate) use promotion::{Common, Funding, Limits, Promotion};
pub(crate) use scope::{Except, Scope};
use text::given;
pub(crate) use text::{Text, given_in_json};
pub(crate) use time::{Weekday, Weekly, Window};

use object::objects;

use crate::error::{Faults, PriceBookFaults};
use crate::names::Names;
use crate::policy::Policy;

objects!(Tax<'a>, Rate<'a>, Department<'a>, StackGroup<'a>, Outline<'a>);

/// A class of goods and its rates: `rate_bp`, or several in `rates`.
#[derive(Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub(crate) struct Tax<'a> {
    #[serde(borrow)]
    pub(crate) id: Text<'a>,
    #[serde(default, deserialize_with = "given")]
    pub(crate) rate_bp: Option<i64>,
    #[serde(borrow, default, deserialize_with = "given")]
    pub(crate) rates: Option<Vec<Rate<'a>>>,
    #[serde(default)]
    pub(crate) names: Names,
}

#[derive(Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub(crate) struct Rate<'a> {
    #[serde(borrow)]
    pub(crate) id: Text<'a>,
    pub(crate) rate_mpct: i64,
}

#[derive(Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub(crate) struct Department<'a> {
    #[serde(borrow)]
    pub(crate) id: Text<'a>,
    pub(crate) names: Names,
}

#[derive(Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub(crate) struct StackGroup<'a> {
    #[serde(borrow)]
    pub(crate) id: Text<'a>,
    pub(crate) limit: i64,
}

/// The document with its entries still unread, so that one malformed entry does not hide the next.
#[derive(Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub(crate) struct Outline<'a> {
    #[serde(borrow)]
    pub(crate) id: Text<'a>,
    #[serde(borrow)]
    pub(crate) currency: Text<'a>,
    pub(crate) currency_exponent: i64,
    #[serde(borrow, default, deserialize_with = "given")]
    pub(crate) policy: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) taxes: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) departments: Vec<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) items: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) stack_groups: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) promotions: Vec<&'a RawValue>,
}

/// Reads the outline; what is no document is one fault.
pub(crate) fn outline(json: &[u8]) -> Result<Outline<'_>, PriceBookFaults> {
    // Bytes that are text are asked for it once and not again at every value.
    let read = str::from_utf8(json).map_or_else(|_| serde_json::from_slice(json), serde_json::from_str);
    read.map_err(|error| {
        let mut faults = Faults::default();
        faults.add("price book", error.to_string());
        faults.into()
    })
}

/// The entries of a section that have the shape of one; the others are faults named by their place.
pub(crate) fn entries<'a, T: Deserialize<'a>>(section: &str, raw: &[&'a RawValue], faults: &mut Faults) -> Vec<T> {
    let mut read = Vec::with_capacity(raw.len());
    for (place, entry) in raw.iter().enumerate() {
        match one(entry) {
            Ok(entry) => read.push(entry),
            Err(problem) => faults.add(format!("{section}[{place}]"), problem),
        }
    }
    read
}

/// One entry, or what is wrong with its shape, without the place, which would count from the entry's start.
pub(crate) fn one<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Result<T, String> {
    serde_json::from_str(raw.get()).map_err(|error| {
        let text = error.to_string();
        text.rsplit_once(" at line ").map_or(text.clone(), |(problem, _)| problem.to_owned())
    })
}

/// The rules. Their types are the engine's own, which snapshots hold too, so that they are objects is asked here.
pub(crate) fn policy(raw: &RawValue) -> Result<Policy, String> {
    let fields: HashMap<String, &RawValue> = one(raw)?;
    for nested in ["rounding", "tax", "cash"].iter().filter_map(|field| fields.get(*field)) {
        if !nested.get().starts_with('{') {
            return Err(format!("invalid value {}, expected an object", nested.get()));
        }
    }
    one(raw)
}
