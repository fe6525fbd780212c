//! Promotions of slots: bundles, and so many bought for so many others.

use serde_json::{Value, json};

use super::conditions::read_slot;
use super::goods::Goods;
use super::kinds::{WHOLE_BP, free, of, off};
use super::promotion::Terms;
use super::reader::{Problem, Reader};
use super::scope;

pub(super) fn bundle(entry: &mut Reader<'_>, goods: &mut Goods) -> Result<Terms, Problem> {
    let place = format!("{}.slots", entry.place());
    let mut slots = Vec::new();
    for slot in entry.list("slots")? {
        let slot = if slot.is_object() { slot.clone() } else { json!({"scope": slot}) };
        let (slot, rest) = read_slot(&slot, &place, goods)?;
        rest.finish()?;
        slots.push(slot);
    }
    if slots.is_empty() {
        return Err(entry.malformed("slots", "are missing"));
    }
    let mut terms = of(json!({"kind": "bundle", "scope": union(&slots), "slots": slots}));
    match off(entry)? {
        Some((field, value)) => _ = terms.insert(field.to_owned(), json!(value)),
        None => _ = terms.insert("cheapest_free".to_owned(), json!(free(entry)?)),
    }
    Ok(terms)
}

/// The scope that holds every slot's.
fn union(slots: &[Value]) -> Value {
    let scopes = slots.iter().map(|slot| &slot["scope"]);
    if scopes.clone().any(|scope| scope.get("all").is_some()) {
        return scope::all();
    }
    let mut all = Terms::new();
    for (field, names) in scopes.filter_map(Value::as_object).flatten() {
        if let (Some(names), Value::Array(all)) = (names.as_array(), all.entry(field).or_insert_with(|| json!([]))) {
            all.extend(names.iter().filter(|name| !all.contains(name)).cloned().collect::<Vec<_>>());
        }
    }
    Value::Object(all)
}

pub(super) fn buy_get(entry: &mut Reader<'_>, goods: &mut Goods) -> Result<Terms, Problem> {
    let (place, buy, get) = (entry.place().to_owned(), entry.take("buy"), entry.take("get"));
    let (buy, rest) = read_slot(entry.need("buy", buy)?, &format!("{place}.buy"), goods)?;
    rest.finish()?;
    let (mut get, mut rest) = read_slot(entry.need("get", get)?, &format!("{place}.get"), goods)?;
    if !rest.has("scope") && !rest.has("sku") && !rest.has("tag") {
        get["scope"] = buy["scope"].clone();
    }
    let free = rest.flag(&["free"])?;
    let (field, value) = off(&mut rest)?.or(off(entry)?).unwrap_or(("percent_bp", WHOLE_BP));
    if free == Some(false) {
        return Err(rest.not_expressible("free", "is false and nothing else is given"));
    }
    rest.finish()?;
    if buy["scope"] == get["scope"] {
        return Ok(same_goods(&buy, &get, field, value));
    }
    let touched = union(&[buy.clone(), get.clone()]);
    get[field] = json!(value);
    Ok(of(json!({"kind": "buy_get", "scope": touched, "buy": buy, "get": get})))
}

/// Where both are the same goods, the dearer ones qualify: of each group the cheapest are the reward.
fn same_goods(buy: &Value, get: &Value, field: &str, value: i64) -> Terms {
    let units = |slot: &Value| slot["units"].as_u64().unwrap_or_default();
    let n = units(buy) + units(get);
    of(
        json!({"kind": "nth_item", "scope": buy["scope"], "n": n, "units": get["units"], "which": "cheapest", field: value}),
    )
}
