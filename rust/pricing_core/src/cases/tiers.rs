//! Tiers: by spend one tiered promotion; by quantity one promotion a tier, of which the highest reached counts.

use serde_json::{Value, json};

use super::kinds::{of, off};
use super::promotion::{Promotions, Terms};
use super::reader::{Problem, Reader, decimal};

/// The most tiers of one promotion.
pub(super) const MAX_TIERS: i64 = 1_000;

/// One tier as the case states it.
struct Tier {
    min_spend_minor: Option<i64>,
    min_units: Option<u64>,
    field: &'static str,
    value: i64,
}

pub(super) fn read(entry: &mut Reader<'_>, common: &Terms, case: &mut Promotions) -> Result<Vec<Terms>, Problem> {
    let mut tiers = read_tiers(entry)?;
    tiers.sort_by_key(|tier| (tier.min_spend_minor, tier.min_units));
    // The lowest tiers may say that there is nothing off yet.
    let first = tiers.iter().position(|tier| tier.value != 0 || tier.field == "price_minor").unwrap_or(tiers.len());
    tiers.drain(..first);
    if tiers.is_empty() {
        return Ok(Vec::new());
    }
    if tiers.iter().all(|tier| tier.min_units.is_none()) {
        return by_spend(entry, &tiers);
    }
    if tiers.iter().any(|tier| tier.min_spend_minor.is_some()) {
        return Err(entry.not_expressible("tiers", "go by spend and by quantity at once"));
    }
    Ok(by_quantity(entry, &tiers, common, case))
}

fn read_tiers(entry: &mut Reader<'_>) -> Result<Vec<Tier>, Problem> {
    let place = format!("{}.tiers", entry.place());
    let mut tiers = Vec::new();
    match entry.take("tiers") {
        Some(Value::Array(entries)) => {
            for tier in entries {
                tiers.push(read_tier(Reader::new(tier, &place, entry.digits())?)?);
            }
        }
        Some(Value::Object(percents)) => {
            for (spend, percent) in percents {
                let min_spend_minor = Some(decimal(&json!(spend), entry.digits(), &place)?);
                let value = decimal(percent, 2, &place)?;
                tiers.push(Tier { min_spend_minor, min_units: None, field: "percent_bp", value });
            }
        }
        _ => return Err(entry.malformed("tiers", "are missing")),
    }
    Ok(tiers)
}

fn read_tier(mut tier: Reader<'_>) -> Result<Tier, Problem> {
    let min_units = tier.count(&["min_qty", "min_units", "qty"])?;
    let min_spend_minor = tier.money(&["min_spend", "spend"])?.or(min_units.is_none().then_some(0));
    let off = off(&mut tier)?;
    let (field, value) = tier.need("percent", off)?;
    tier.finish()?;
    Ok(Tier { min_spend_minor, min_units, field, value })
}

fn by_spend(entry: &Reader<'_>, tiers: &[Tier]) -> Result<Vec<Terms>, Problem> {
    if tiers.iter().any(|tier| tier.field == "price_minor") {
        return Err(entry.not_expressible("tiers", "give a price for a spend"));
    }
    let tier =
        |tier: &Tier| json!({"min_spend_minor": tier.min_spend_minor.unwrap_or_default(), tier.field: tier.value});
    let tiers: Vec<_> = tiers.iter().map(tier).collect();
    Ok(vec![of(json!({"kind": "tiered", "tiers": tiers, "limits": {"per_basket": null}}))])
}

/// The highest tier comes first and closes the group to the lower ones.
fn by_quantity(entry: &Reader<'_>, tiers: &[Tier], common: &Terms, case: &mut Promotions) -> Vec<Terms> {
    let group =
        common.get("stack_group").and_then(Value::as_str).map_or_else(|| entry.place().to_owned(), str::to_owned);
    case.stack_groups.entry(group.clone()).or_insert(1);
    let promotion = |tier: &Tier| {
        let kind = match tier.field {
            "percent_bp" => "percent_off",
            "amount_minor" => "amount_off_unit",
            _ => "fixed_unit_price",
        };
        of(json!({"kind": kind, tier.field: tier.value, "min_units": tier.min_units, "stack_group": group}))
    };
    tiers.iter().rev().map(promotion).collect()
}
