//! What a promotion of a case does, kind by kind, in the price book's terms.

use serde_json::{Value, json};

use super::goods::Goods;
use super::promotion::{Promotions, Terms};
use super::reader::{Problem, Reader, decimal};
use super::{coupon, multi, points, slots, tiers, words};

/// Units of a step that has no end.
const ALL_UNITS: u64 = 9_999;
/// The whole in 1/100 %.
pub(super) const WHOLE_BP: i64 = 10_000;

/// The kind's own terms; several if one promotion of the case is several of the price book.
pub(super) fn read(
    kind: &str,
    entry: &mut Reader<'_>,
    common: &Terms,
    case: &mut Promotions,
    goods: &mut Goods,
) -> Result<Vec<Terms>, Problem> {
    let one = match kind {
        "percent_off" => percent_off(entry, common)?,
        "amount_off_unit" => of(json!({"kind": "amount_off_unit", "amount_minor": amount(entry)?})),
        "fixed_unit_price" => of(json!({"kind": "fixed_unit_price", "price_minor": price(entry)?})),
        "amount_off_once" => of(json!({"kind": "basket_amount", "amount_minor": amount(entry)?})),
        "amount_units_free" | "units_free" => units_free(entry)?,
        "multi_price" => of(json!({"kind": "multi_price", "n": n(entry)?, "price_minor": price(entry)?})),
        "n_pay_m" => n_pay_m(entry)?,
        "cheapest_free" => cheapest_free(entry, common, case)?,
        "nth_percent" | "nth_amount" | "nth_price" | "nth_item" => nth(entry)?,
        "group_percent" => of(json!({"kind": "group_percent", "n": n(entry)?, "percent_bp": percent(entry)?})),
        "group_amount" => of(json!({"kind": "group_amount", "n": n(entry)?, "amount_minor": amount(entry)?})),
        "bundle_percent" | "bundle_price" | "bundle_amount" | "bundle_cheapest_free" | "bundle" => {
            slots::bundle(entry, goods)?
        }
        "buy_get" => slots::buy_get(entry, goods)?,
        "distinct_set_percent" => distinct_set(entry)?,
        "spend_percent" => {
            let percent = percent(entry)?;
            spend(json!({"kind": "basket_percent", "percent_bp": percent}))
        }
        "spend_amount" => return spend_amount(entry, common, goods),
        "spend_cheapest_free" => spend_cheapest_free(entry, common)?,
        "stepped_unit_off" => stepped(entry)?,
        "tiered_percent" | "tiered_spend" | "tiered_amount" => return tiers::read(entry, common, case),
        "spend_gift" | "gift" => multi::gift(entry)?,
        "multi" | "spend_multi" => return multi::read(entry, goods),
        "points_earn" => points::earn(entry, common)?,
        "points_burn" => points::burn(entry, case)?,
        "coupon_gs1" => return coupon::read(entry, common, case, goods),
        other => return Err(entry.not_expressible("kind", format!("{other:?} is no kind of promotion"))),
    };
    Ok(vec![one])
}

/// The fields of a literal object.
pub(super) fn of(value: Value) -> Terms {
    match value {
        Value::Object(terms) => terms,
        _ => Terms::new(),
    }
}

pub(super) fn amount(entry: &mut Reader<'_>) -> Result<i64, Problem> {
    let amount = entry.money(&["amount"])?;
    entry.need("amount", amount)
}

pub(super) fn price(entry: &mut Reader<'_>) -> Result<i64, Problem> {
    let price = entry.money(&["price"])?;
    entry.need("price", price)
}

pub(super) fn percent(entry: &mut Reader<'_>) -> Result<i64, Problem> {
    let percent = entry.percent(&["percent"])?;
    entry.need("percent", percent)
}

fn n(entry: &mut Reader<'_>) -> Result<u64, Problem> {
    let n = entry.count(&["n", "group_n"])?;
    entry.need("n", n)
}

pub(super) fn free(entry: &mut Reader<'_>) -> Result<u64, Problem> {
    Ok(entry.count(&["free", "free_units"])?.unwrap_or(1))
}

/// The first of `percent`, `amount` and `price` that stands there.
pub(super) fn off(entry: &mut Reader<'_>) -> Result<Option<(&'static str, i64)>, Problem> {
    if let Some(percent) = entry.percent(&["percent"])? {
        return Ok(Some(("percent_bp", percent)));
    }
    if let Some(amount) = entry.money(&["amount"])? {
        return Ok(Some(("amount_minor", amount)));
    }
    Ok(entry.money(&["price"])?.map(|price| ("price_minor", price)))
}

/// A percentage that is split is one of the whole set, not of each unit.
fn percent_off(entry: &mut Reader<'_>, common: &Terms) -> Result<Terms, Problem> {
    let kind = if common.contains_key("allocation") { "basket_percent" } else { "percent_off" };
    Ok(of(json!({"kind": kind, "percent_bp": percent(entry)?})))
}

fn units_free(entry: &mut Reader<'_>) -> Result<Terms, Problem> {
    let units = entry.count(&["free_units", "units", "free"])?;
    Ok(of(json!({"kind": "units_free", "units": entry.need("free_units", units)?})))
}

fn n_pay_m(entry: &mut Reader<'_>) -> Result<Terms, Problem> {
    let pay = entry.count(&["pay", "m"])?;
    Ok(of(json!({"kind": "n_pay_m", "n": n(entry)?, "pay": entry.need("pay", pay)?})))
}

/// Of groups that are free altogether, so many units are. Where each promotion applies once it takes the cheapest that fit.
fn cheapest_free(entry: &mut Reader<'_>, common: &Terms, case: &Promotions) -> Result<Terms, Problem> {
    let (n, free) = (n(entry)?, free(entry)?);
    if free >= n {
        let times = common["limits"]["per_basket"].as_u64();
        let limits =
            json!({"per_basket": null, "max_units": times.map(|times| times * n), "unit_order": "cheapest_first"});
        return Ok(of(json!({"kind": "percent_off", "percent_bp": WHOLE_BP, "limits": limits})));
    }
    let mut terms = of(json!({"kind": "cheapest_free", "n": n, "free": free}));
    if case.choose == "one_application" && !common.contains_key("grouping") {
        terms.insert("grouping".to_owned(), json!("retailer"));
    }
    Ok(terms)
}

fn nth(entry: &mut Reader<'_>) -> Result<Terms, Problem> {
    let units = entry.count(&["units", "k"])?.unwrap_or(1);
    let which = entry
        .text(&["which"])?
        .map_or(Ok("cheapest"), |word| words::which(word, &format!("{}.which", entry.place())))?;
    let mut terms = of(json!({"kind": "nth_item", "n": n(entry)?, "units": units, "which": which}));
    put_off(entry, &mut terms)?;
    Ok(terms)
}

/// Puts what is taken off into `terms`; there must be something.
fn put_off(entry: &mut Reader<'_>, terms: &mut Terms) -> Result<(), Problem> {
    let off = off(entry)?;
    let (field, value) = entry.need("percent", off)?;
    terms.insert(field.to_owned(), json!(value));
    Ok(())
}

/// `{"2": "5", "3": "10"}`, or `[{"items": 2, "percent": "5"}]`.
fn distinct_set(entry: &mut Reader<'_>) -> Result<Terms, Problem> {
    let place = format!("{}.tiers", entry.place());
    let mut tiers = Vec::new();
    match entry.take("tiers") {
        Some(Value::Object(sizes)) => {
            for (size, off) in sizes {
                let items = decimal(&json!(size), 0, &place)?;
                tiers.push((items, decimal(off, 2, &place)?));
            }
        }
        Some(Value::Array(entries)) => {
            for tier in entries {
                let mut tier = Reader::new(tier, &place, entry.digits())?;
                let items = tier.decimal(&["items", "n", "size", "titles", "different"], 0)?;
                tiers.push((tier.need("items", items)?, percent(&mut tier)?));
                tier.finish()?;
            }
        }
        _ => return Err(entry.malformed("tiers", "are missing")),
    }
    tiers.sort_unstable();
    let tiers: Vec<_> = tiers.iter().map(|(items, percent)| json!({"items": items, "percent_bp": percent})).collect();
    Ok(of(json!({"kind": "distinct_set", "tiers": tiers})))
}

/// A threshold acts once: a limit on applications says nothing new.
fn spend(terms: Value) -> Terms {
    let mut terms = of(terms);
    terms.insert("limits".to_owned(), json!({"per_basket": null}));
    terms
}

/// "5.00 off for every full 50.00" is tiers: as many as the basket can reach.
fn spend_amount(entry: &mut Reader<'_>, common: &Terms, goods: &Goods) -> Result<Vec<Terms>, Problem> {
    let amount = amount(entry)?;
    let repeats = entry.flag(&["repeat", "repeats", "repeatable", "per_full_spend"])?.unwrap_or_default();
    if !repeats {
        return Ok(vec![spend(json!({"kind": "basket_amount", "amount_minor": amount}))]);
    }
    let step = common.get("min_spend_minor").and_then(Value::as_i64).filter(|step| *step > 0);
    let step = entry.need("min_spend", step)?;
    let most = common["limits"]["per_basket"].as_i64().unwrap_or(tiers::MAX_TIERS);
    let reached = (goods.plain_value() / step).clamp(1, most.min(tiers::MAX_TIERS));
    let tier = |times: i64| json!({"min_spend_minor": times * step, "amount_minor": times * amount});
    let tiers: Vec<_> = (1..=reached).map(tier).collect();
    Ok(vec![of(json!({"kind": "tiered", "tiers": tiers, "min_spend_minor": null, "limits": {"per_basket": null}}))])
}

fn spend_cheapest_free(entry: &mut Reader<'_>, common: &Terms) -> Result<Terms, Problem> {
    let times = common["limits"]["per_basket"].as_u64().unwrap_or(1);
    let units = free(entry)?.saturating_mul(times);
    let limits = json!({"per_basket": null, "max_units": units, "unit_order": "cheapest_first"});
    Ok(of(json!({"kind": "percent_off", "percent_bp": WHOLE_BP, "limits": limits})))
}

fn stepped(entry: &mut Reader<'_>) -> Result<Terms, Problem> {
    let place = format!("{}.steps", entry.place());
    let mut steps = Vec::new();
    for step in entry.list("steps")? {
        let mut step = Reader::new(step, &place, entry.digits())?;
        let rest = step.peek_text("units").is_some_and(|word| matches!(word, "all" | "rest" | "further"));
        let units = if rest { step.take("units").map(|_| ALL_UNITS) } else { step.count(&["units", "qty"])? };
        let units = units.unwrap_or(ALL_UNITS);
        steps.push(json!({"units": units, "amount_minor": amount(&mut step)?}));
        step.finish()?;
    }
    Ok(of(json!({"kind": "stepped", "steps": steps})))
}
