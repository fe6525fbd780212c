//! What the store sells, as written.

use serde::Deserialize;

use super::object::objects;
use super::text::{Text, given};
use super::time::Weekly;
use crate::item::SoldBy;
use crate::names::Names;

objects!(Item<'a>, DatedPrice<'a>);

#[derive(Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub(crate) struct Item<'a> {
    #[serde(borrow)]
    pub(crate) id: Text<'a>,
    #[serde(borrow)]
    pub(crate) codes: Vec<Text<'a>>,
    pub(crate) names: Names,
    #[serde(borrow)]
    pub(crate) tax: Text<'a>,
    pub(crate) price_minor: i64,
    #[serde(borrow, default)]
    pub(crate) department: Text<'a>,
    #[serde(default)]
    pub(crate) sold_by: SoldBy,
    #[serde(borrow, default)]
    pub(crate) brand: Text<'a>,
    #[serde(borrow, default)]
    pub(crate) supplier: Text<'a>,
    #[serde(borrow, default)]
    pub(crate) tags: Vec<Text<'a>>,
    #[serde(default)]
    pub(crate) floor_price_minor: i64,
    #[serde(default)]
    pub(crate) levy_minor: i64,
    #[serde(borrow, default, deserialize_with = "given")]
    pub(crate) deposit: Option<Text<'a>>,
    #[serde(default = "yes")]
    pub(crate) discountable: bool,
    #[serde(default)]
    pub(crate) tender_exempt: bool,
    #[serde(default)]
    pub(crate) min_age: i64,
    #[serde(borrow, default)]
    pub(crate) sale_hours: Vec<Weekly<'a>>,
    #[serde(borrow, default)]
    pub(crate) prices: Vec<DatedPrice<'a>>,
    #[serde(borrow, default)]
    pub(crate) company_prefix: Text<'a>,
    #[serde(borrow, default)]
    pub(crate) family: Text<'a>,
}

/// A price from a moment on.
#[derive(Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub(crate) struct DatedPrice<'a> {
    #[serde(borrow)]
    pub(crate) from: Text<'a>,
    pub(crate) price_minor: i64,
}

const fn yes() -> bool {
    true
}
