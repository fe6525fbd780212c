//! What a case expects of its units.

use serde_json::{Value, json};

use super::check::Outcome;
use super::check_lines::{amounts, text, unit_discounts, unit_prices};
use super::figures::Priced;
use super::reader::{Problem, Reader, decimal};
use crate::priced::PricedLine;

/// Units, as a list of amounts, as `{"sku": [amounts]}`, or as `[{"sku", "price" or "discount"}]`: what each costs; if that is
/// not it, what each saves.
pub(super) fn units(priced: &Priced<'_>, value: &Value, place: &str, outcome: &mut Outcome) -> Result<(), Problem> {
    let digits = priced.case.digits;
    let mut sets: Vec<(Option<String>, Vec<i64>)> = Vec::new();
    match value {
        Value::Object(by_sku) => {
            for (sku, list) in by_sku {
                if priced.places_of(sku).is_empty() {
                    count_units(priced, sku, list, place, outcome)?;
                    continue;
                }
                sets.push((Some(sku.clone()), amounts(list, digits, place)?));
            }
        }
        Value::Array(entries) if entries.iter().any(Value::is_object) => {
            for entry in entries {
                sets.push(unit_entry(entry, digits, place)?);
            }
        }
        list => sets.push((None, amounts(list, digits, place)?)),
    }
    sets.sort();
    let mut skus: Vec<Option<String>> = sets.iter().map(|(sku, _)| sku.clone()).collect();
    skus.dedup();
    for sku in skus {
        let mut expected: Vec<i64> =
            sets.iter().filter(|(own, _)| *own == sku).flat_map(|(_, list)| list.clone()).collect();
        expected.sort_unstable();
        let own = own_lines(priced, sku.as_deref());
        let lists = [unit_prices(&own), unit_discounts(&own)].map(|mut list| {
            list.sort_unstable();
            list
        });
        let name = format!("units {}", sku.unwrap_or_default());
        outcome.put(name.trim_end(), json!(text(&lists[0], digits)));
        if !lists.contains(&expected) {
            outcome.differs(name.trim_end(), &text(&lists[0], digits), &text(&expected, digits));
        }
    }
    Ok(())
}

/// `"discounted"` and `"plain"` units: by what they cost, or by whether a promotion took them.
fn count_units(
    priced: &Priced<'_>,
    name: &str,
    value: &Value,
    place: &str,
    outcome: &mut Outcome,
) -> Result<(), Problem> {
    let expected = decimal(value, 0, place)?;
    let all: i64 = priced.lines.iter().map(|line| line.quantity).sum();
    let got = match name {
        "discounted" | "with_discount" => priced.units_touched(),
        "plain" | "without_discount" => priced.units_touched().map(|touched| all - touched),
        "all" | "total" => [all, all],
        _ => return Err(Problem::NotExpressible(format!("{place}.{name}: is no SKU and no count of units"))),
    };
    outcome.put(&format!("units {name}"), json!(got[0]));
    if !got.contains(&expected) {
        outcome.differs(&format!("units {name}"), &got[0].to_string(), &expected.to_string());
    }
    Ok(())
}

fn unit_entry(entry: &Value, digits: u32, place: &str) -> Result<(Option<String>, Vec<i64>), Problem> {
    let mut unit = Reader::new(entry, place, digits)?;
    let sku = unit.text(&["sku", "item"])?.map(str::to_owned);
    let quantity = unit.count(&["qty", "quantity", "units", "count"])?.unwrap_or(1);
    let amount = unit.any(&["price", "paid", "amount", "total", "discount", "unit_discounts", "unit_prices"]);
    let (_, amount) = unit.need("price", amount)?;
    let list = amounts(amount, digits, place)?;
    unit.finish()?;
    Ok((sku, list.repeat(usize::try_from(quantity).unwrap_or_default())))
}

fn own_lines<'a>(priced: &'a Priced<'_>, sku: Option<&str>) -> Vec<&'a PricedLine> {
    match sku {
        Some(sku) => priced.places_of(sku).into_iter().flat_map(|place| priced.lines_of(place)).collect(),
        None => priced.basket.lines.iter().collect(),
    }
}
