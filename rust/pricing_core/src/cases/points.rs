//! Points earned and burned.

use serde_json::{Value, json};

use super::kinds::of;
use super::promotion::{Promotions, Terms};
use super::reader::{Problem, Reader};

/// Digits of a point after its point: the engine counts 1/10,000 point.
pub(super) const DIGITS: u32 = 4;

pub(super) fn earn(entry: &mut Reader<'_>, common: &Terms) -> Result<Terms, Problem> {
    let rate = entry.decimal(&["rate", "points_per_currency"], DIGITS)?;
    let per_unit = entry.decimal(&["per_unit", "points_per_unit"], DIGITS)?;
    if rate.is_none() && per_unit.is_none() {
        return Err(entry.malformed("rate", "is missing"));
    }
    let before = common.get("base").and_then(Value::as_str) == Some("before_offers");
    let base = if before { "before_discounts" } else { "after_discounts" };
    let (rate, per_unit) = (rate.unwrap_or_default(), per_unit.unwrap_or_default());
    Ok(of(json!({"kind": "points_earn", "rate_e4": rate, "per_unit_e4": per_unit, "base": base, "layer": "tender"})))
}

pub(super) fn burn(entry: &mut Reader<'_>, case: &mut Promotions) -> Result<Terms, Problem> {
    let balance = entry.decimal(&["balance", "points"], DIGITS)?;
    case.balance_e4 = Some(entry.need("balance", balance)?);
    let value = entry.money(&["value_per_point"])?;
    let terms = json!({
        "kind": "points_burn",
        "value_per_point_minor": entry.need("value_per_point", value)?,
        "earn_rate_e4": entry.decimal(&["earn_rate"], DIGITS)?.unwrap_or_default(),
        "block_e4": entry.decimal(&["block", "points_block"], DIGITS)?.unwrap_or(1),
        "layer": "tender",
    });
    Ok(of(terms))
}
