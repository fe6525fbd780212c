//! What comes off, as written: exactly one of several fields.

use serde::Deserialize;

use super::object::objects;
use super::scope::Scope;
use super::text::given;

objects!(WrittenAction<'a>);

/// A percentage, an amount or a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Off {
    Percent(i64),
    Amount(i64),
    Price(i64),
}

impl Off {
    pub(crate) fn of(
        percent_bp: Option<i64>,
        amount_minor: Option<i64>,
        price_minor: Option<i64>,
    ) -> Result<Self, String> {
        match (percent_bp, amount_minor, price_minor) {
            (Some(percent), None, None) => Ok(Self::Percent(percent)),
            (None, Some(amount), None) => Ok(Self::Amount(amount)),
            (None, None, Some(price)) => Ok(Self::Price(price)),
            _ => Err("exactly one of percent_bp, amount_minor, price_minor is needed".to_owned()),
        }
    }
}

/// From this spend on: a percentage or an amount.
pub(crate) struct Tier {
    pub(crate) min_spend_minor: i64,
    pub(crate) off: Off,
}

/// One of several effects; `each` says that an amount or a price is each unit's and not the whole set's.
#[derive(Deserialize)]
#[serde(try_from = "WrittenAction<'a>")]
pub(crate) struct Action<'a> {
    #[serde(borrow)]
    pub(crate) scope: Option<Scope<'a>>,
    pub(crate) off: Off,
    pub(crate) each: bool,
}

#[derive(Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
struct WrittenAction<'a> {
    #[serde(borrow, default, deserialize_with = "given")]
    scope: Option<Scope<'a>>,
    #[serde(default, deserialize_with = "given")]
    percent_bp: Option<i64>,
    #[serde(default, deserialize_with = "given")]
    amount_minor: Option<i64>,
    #[serde(default, deserialize_with = "given")]
    amount_off_unit_minor: Option<i64>,
    #[serde(default, deserialize_with = "given")]
    price_minor: Option<i64>,
}

impl<'a> TryFrom<WrittenAction<'a>> for Action<'a> {
    type Error = String;

    fn try_from(written: WrittenAction<'a>) -> Result<Self, String> {
        let WrittenAction { scope, percent_bp, amount_minor, amount_off_unit_minor, price_minor } = written;
        let (off, each) = match (percent_bp, amount_minor, amount_off_unit_minor, price_minor) {
            (Some(percent), None, None, None) => (Off::Percent(percent), false),
            (None, Some(amount), None, None) => (Off::Amount(amount), false),
            (None, None, Some(amount), None) => (Off::Amount(amount), true),
            (None, None, None, Some(price)) => (Off::Price(price), true),
            _ => {
                let fields = "percent_bp, amount_minor, amount_off_unit_minor, price_minor";
                return Err(format!("exactly one of {fields} is needed"));
            }
        };
        Ok(Self { scope, off, each })
    }
}
