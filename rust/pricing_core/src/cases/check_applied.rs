//! Which promotions a case expects to be applied.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::check::Outcome;
use super::figures::{Applied, Priced};
use super::number;
use super::reader::{Problem, decimal, texts};

/// `["A", "B"]`, `{"A": "10.00"}`, or `[{"promotion": "A", "units": [..], "discount": ".."}]`; nothing else may be applied.
pub(super) fn applied(priced: &Priced<'_>, value: &Value, place: &str, outcome: &mut Outcome) -> Result<(), Problem> {
    let expected = expected_applications(priced, value, place)?;
    let got = priced.applied();
    let names: BTreeSet<&str> = got.iter().map(|applied| applied.promotion.as_str()).collect();
    let expected_names: BTreeSet<&str> = expected.iter().map(|applied| applied.promotion.as_str()).collect();
    let money = |minor: i64| number::format(minor, priced.case.digits);
    let text = |applied: &Applied| json!({"promotion": applied.promotion, "units": applied.units, "discount": money(applied.discount_minor)});
    outcome.put("applied", got.iter().map(text).collect());
    if names != expected_names {
        outcome.differs("applied", &format!("{names:?}"), &format!("{expected_names:?}"));
        return Ok(());
    }
    let mut open = got.clone();
    for wanted in expected.iter().filter(|wanted| wanted.units.is_some() || wanted.discount_minor.is_some()) {
        let same = |applied: &Applied| {
            applied.promotion == wanted.promotion && wanted.fits(&applied.units, applied.discount_minor)
        };
        if let Some(at) = open.iter().position(same) {
            open.remove(at);
        } else if !wanted.fits_all(&got) {
            outcome.differs("applied", &format!("{}", outcome.got["applied"]), &format!("{wanted:?}"));
        }
    }
    Ok(())
}

/// An application a case expects.
#[derive(Debug)]
struct Wanted {
    promotion: String,
    units: Option<Vec<String>>,
    discount_minor: Option<i64>,
}

impl Wanted {
    fn fits(&self, units: &[String], discount_minor: i64) -> bool {
        self.units.as_ref().is_none_or(|own| own == units)
            && self.discount_minor.is_none_or(|own| own == discount_minor)
    }

    /// The case states all applications of the promotion as one.
    fn fits_all(&self, got: &[Applied]) -> bool {
        let own = || got.iter().filter(|applied| applied.promotion == self.promotion);
        let mut units: Vec<String> = own().flat_map(|applied| applied.units.clone()).collect();
        units.sort_unstable();
        self.fits(&units, own().map(|applied| applied.discount_minor).sum())
    }
}

fn expected_applications(priced: &Priced<'_>, value: &Value, place: &str) -> Result<Vec<Wanted>, Problem> {
    let malformed = || Problem::Malformed(format!("{place}: is no list of applied promotions"));
    let money = |value: &Value| decimal(value, priced.case.digits, place);
    let plain = |promotion: &str| Wanted { promotion: promotion.to_owned(), units: None, discount_minor: None };
    match value {
        Value::Object(discounts) => discounts
            .iter()
            .map(|(promotion, discount)| Ok(Wanted { discount_minor: Some(money(discount)?), ..plain(promotion) }))
            .collect(),
        Value::Array(entries) => entries
            .iter()
            .map(|entry| {
                let name = entry.as_str().or_else(|| entry.get("promotion").or(entry.get("id"))?.as_str());
                let mut wanted = plain(name.ok_or_else(malformed)?);
                wanted.units = entry.get("units").map(|units| texts(units, place)).transpose()?;
                wanted.units.iter_mut().for_each(|units| units.sort_unstable());
                wanted.discount_minor = entry.get("discount").map(money).transpose()?;
                Ok(wanted)
            })
            .collect(),
        _ => Err(malformed()),
    }
}
