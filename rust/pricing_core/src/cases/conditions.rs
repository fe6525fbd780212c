//! What every kind of promotion may say: when it fires, how much of it there is, who pays, when in the order.

use serde_json::{Value, json};

use super::good::Good;
use super::goods::{Goods, NOTHING};
use super::policy::read_time;
use super::promotion::Terms;
use super::reader::{Problem, Reader};
use super::{scope, words};

/// Ways to name a scope in the slot itself.
const SLOT_SCOPES: &[&str] = &[
    "sku",
    "skus",
    "tag",
    "tags",
    "any_tag",
    "any_tags",
    "tags_any",
    "all_tags",
    "any",
    "any_of",
    "or",
    "department",
    "category",
    "brand",
    "supplier",
];

pub(super) fn read_priority(entry: &mut Reader<'_>) -> Result<i64, Problem> {
    let priority = entry.decimal(&["priority"], 0)?.unwrap_or_default();
    if i32::try_from(priority).is_err() { Err(entry.malformed("priority", "is too large")) } else { Ok(priority) }
}

/// The offer leaves goods with a markdown label alone.
pub(super) fn except_marked_down(goods: &mut Goods, terms: &mut Terms) {
    let marked: Vec<_> =
        goods.goods.iter().filter(|good| good.markdown_bp > 0).map(|good| good.item_id.clone()).collect();
    if !marked.is_empty() {
        terms["scope"]["except"] = json!({"items": marked});
    }
}

pub(super) fn read_conditions(entry: &mut Reader<'_>, goods: &mut Goods, terms: &mut Terms) -> Result<(), Problem> {
    let place = entry.place().to_owned();
    if let Some(least) = entry.money(&["min_spend"])? {
        terms.insert("min_spend_minor".to_owned(), json!(least));
    }
    if entry.flag(&["strictly_over"])? == Some(true) {
        terms.insert("strictly_over".to_owned(), json!(true));
    }
    for (field, keys) in [("min_units", &["min_qty", "min_units"][..]), ("min_line_units", &["min_line_qty"][..])] {
        if let Some(least) = entry.count(keys)? {
            terms.insert(field.to_owned(), json!(least));
        }
    }
    let required: Vec<&Value> = match entry.take("requires") {
        None => Vec::new(),
        Some(Value::Array(entries)) => entries.iter().collect(),
        Some(one) => vec![one],
    };
    let required: Result<Vec<Value>, Problem> =
        required.into_iter().map(|one| read_required(one, &format!("{place}.requires"), goods)).collect();
    let required = required?;
    if !required.is_empty() {
        terms.insert("requires".to_owned(), json!(required));
    }
    read_window(entry, terms)
}

/// A slot that must be in the basket; `"mug"` is one of that SKU. A spend is judged here, as a case has one basket: what is
/// not spent is required of nothing.
fn read_required(value: &Value, place: &str, goods: &mut Goods) -> Result<Value, Problem> {
    let value = &required_object(value);
    let (slot, mut rest) = read_slot(value, place, goods)?;
    let least_minor = rest.money(&["min_spend", "spend", "min_value"])?.unwrap_or_default();
    rest.finish()?;
    let own = goods.goods.iter().filter(|good| scope::covers(&slot["scope"], good));
    let spent_minor: i64 = own.map(Good::plain_minor).sum();
    Ok(if spent_minor < least_minor { json!({"scope": {"items": [NOTHING]}, "units": 1}) } else { slot })
}

/// `"mug"` is `{"sku": "mug"}`; alternatives of one quantity are one slot of their union.
fn required_object(value: &Value) -> Value {
    if value.is_string() {
        return json!({"sku": value});
    }
    let alternatives = ["any", "any_of"].iter().find_map(|key| value.get(key)?.as_array());
    let Some(alternatives) = alternatives.filter(|_| value.get("qty").is_none()) else { return value.clone() };
    let quantity = |one: &Value| one.get("qty").cloned();
    let same = alternatives.windows(2).all(|pair| quantity(&pair[0]) == quantity(&pair[1]));
    let Some(quantity) = alternatives.first().and_then(quantity).filter(|_| same) else { return value.clone() };
    let mut scopes = alternatives.clone();
    scopes.iter_mut().filter_map(Value::as_object_mut).for_each(|scope| _ = scope.remove("qty"));
    json!({"any": scopes, "qty": quantity})
}

/// `{"scope": .., "qty": 1}`, or `{"sku": .., "qty": 1}`: a slot, and the reader for what else stands in it.
pub(super) fn read_slot<'a>(value: &'a Value, place: &str, goods: &mut Goods) -> Result<(Value, Reader<'a>), Problem> {
    let mut slot = Reader::new(value, place, goods.digits)?;
    let units = slot.count(&["qty", "min_qty", "units", "quantity"])?.unwrap_or(1);
    let touched = match slot.take("scope") {
        Some(touched) => scope::scope(touched, place, goods)?,
        None => match slot.any(SLOT_SCOPES) {
            Some((key, names)) => scope::scope(&json!({key: names}), place, goods)?,
            None => scope::all(),
        },
    };
    Ok((json!({"scope": touched, "units": units}), slot))
}

fn read_window(entry: &mut Reader<'_>, terms: &mut Terms) -> Result<(), Problem> {
    let mut window = Terms::new();
    for (field, keys) in
        [("from", &["valid_from", "starts", "from"][..]), ("until", &["valid_until", "ends", "until"][..])]
    {
        if read_time(entry, keys)?.is_some() {
            window.insert(field.to_owned(), entry.any(keys).map_or(Value::Null, |(_, text)| text.clone()));
        }
    }
    let weekdays = entry.take("weekdays");
    let hours = entry.object("hours")?;
    if weekdays.is_some() || hours.is_some() {
        let mut weekly =
            json!({"weekdays": weekdays.cloned().unwrap_or(json!(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]))});
        let mut hours = hours;
        let time = |hours: &mut Option<Reader<'_>>, key| {
            hours.as_mut().map_or(Ok(None), |hours| hours.text(&[key])).map(|text| text.map(str::to_owned))
        };
        weekly["from"] = json!(time(&mut hours, "from")?.unwrap_or_else(|| "00:00".to_owned()));
        weekly["until"] = json!(time(&mut hours, "until")?.unwrap_or_else(|| "24:00".to_owned()));
        window.insert("weekly".to_owned(), json!([weekly]));
    }
    if !window.is_empty() {
        terms.insert("window".to_owned(), Value::Object(window));
    }
    Ok(())
}

/// Limits. Of a limited number of units those of the earlier lines come first, the cheapest where each promotion applies
/// once, the dearest where the customer is to be favoured.
pub(super) fn read_limits(entry: &mut Reader<'_>, choose: &str) -> Result<Terms, Problem> {
    let mut limits = Terms::new();
    let counts = [
        ("per_basket", &["limit_per_basket", "max_applications"][..]),
        ("max_units", &["max_units", "max_qty"][..]),
        ("group_size", &["group_size"][..]),
    ];
    for (field, keys) in counts {
        if let Some(count) = entry.count(keys)? {
            limits.insert(field.to_owned(), json!(count));
        }
    }
    if let Some(word) = entry.text(&["unit_order"])? {
        let order = words::unit_order(word, &format!("{}.unit_order", entry.place()))?;
        limits.insert("unit_order".to_owned(), json!(order));
    } else if choose != "best_for_customer" && (limits.contains_key("max_units") || limits.contains_key("group_size")) {
        let order = if choose == "one_application" { "cheapest_first" } else { "basket_order" };
        limits.insert("unit_order".to_owned(), json!(order));
    }
    if let Some(cap) = entry.money(&["cap", "max_discount"])? {
        limits.insert("cap_minor".to_owned(), json!(cap));
    }
    if entry.flag(&["cap_includes_tax"])? == Some(true) {
        limits.insert("cap_includes_tax".to_owned(), json!(true));
    }
    Ok(limits)
}

/// Who pays, on what base, how it is split and grouped.
pub(super) fn read_money(entry: &mut Reader<'_>, terms: &mut Terms) -> Result<(), Problem> {
    let place = entry.place().to_owned();
    let funder = entry.text(&["funded_by", "funding"])?;
    let funder = funder.map(|word| words::funder(word, &format!("{place}.funded_by"))).transpose()?;
    if funder == Some("manufacturer") {
        terms.insert("funding".to_owned(), json!("manufacturer"));
    }
    if entry.flag(&["includes_tax"])? == Some(true) {
        terms.insert("includes_tax".to_owned(), json!(true));
    }
    if let Some(word) = entry.text(&["allocation"])?.filter(|word| *word != "each") {
        terms.insert("allocation".to_owned(), json!(words::allocation(word, &format!("{place}.allocation"))?));
    }
    if let Some(word) = entry.text(&["group", "grouping"])? {
        terms.insert("grouping".to_owned(), json!(words::grouping(word, &format!("{place}.group"))?));
    }
    Ok(())
}

/// Promotions of a case compete in one layer, in the order their priorities give, unless the case puts them elsewhere.
pub(super) fn read_layer(entry: &mut Reader<'_>, terms: &mut Terms) -> Result<(), Problem> {
    let stage = entry.text(&["stage", "lane", "phase"])?;
    let stage = stage.map(|word| words::layer(word, &format!("{}.stage", entry.place()))).transpose()?;
    let third_party = terms.get("funding").is_some();
    let layer = match stage {
        Some(stage) => stage,
        None if third_party => "coupon",
        None if terms.contains_key("tender") => "tender",
        None => "item",
    };
    terms.insert("layer".to_owned(), json!(layer));
    let base = entry.text(&["base"])?.map(|word| words::base(word, &format!("{}.base", entry.place()))).transpose()?;
    terms.insert("base".to_owned(), json!(base.unwrap_or("after_earlier")));
    Ok(())
}
