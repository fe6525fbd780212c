//! A promotion of a case as promotions of a price book: what every kind has in common.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::conditions::{except_marked_down, read_conditions, read_layer, read_limits, read_money, read_priority};
use super::goods::{Goods, names};
use super::kinds;
use super::reader::{Problem, Reader};
use super::scope;
use super::words;
use crate::time::LocalTime;

/// The fields of one promotion of the price book.
pub(super) type Terms = Map<String, Value>;

/// A Dynamics concurrency mode: compounded promotions stack on each other, a best-price one is alone on its goods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Alone.
    BestPrice,
    /// Together with others of its kind.
    Compounded,
}

/// Everything promotions of a case share while they are read.
#[derive(Default)]
pub(super) struct Promotions {
    /// The price book's promotions.
    pub(super) written: Vec<Value>,
    /// The price book's id of a promotion -> the case's.
    pub(super) origin: BTreeMap<String, String>,
    /// The price book's id of a promotion -> its concurrency mode, if the case states one.
    pub(super) modes: BTreeMap<String, Mode>,
    /// The price book's stacking groups: id -> how many fire.
    pub(super) stack_groups: BTreeMap<String, u64>,
    /// Codes that unlock promotions, in document order; the case presents them all unless it says which.
    pub(super) codes: Vec<String>,
    /// Identities and means of payment that unlock promotions.
    pub(super) identities: Vec<String>,
    pub(super) tenders: Vec<String>,
    /// The customer's points in 1/10,000 point.
    pub(super) balance_e4: Option<i64>,
    /// Coupons: the case's id -> why it is refused before it is priced.
    pub(super) refused: BTreeMap<String, &'static str>,
    /// How promotions are chosen, in the price book's word.
    pub(super) choose: String,
    pub(super) one_promotion_per_unit: bool,
    /// The time of the sale, if the case names one.
    pub(super) at: Option<LocalTime>,
    /// The store's own number, for coupons that are one retailer's.
    pub(super) retailer: String,
}

/// Kinds that touch each unit for itself. The price book has some of them as a whole set when they have limits, and sets
/// share their units; in a case that gives each unit one promotion these do not.
const UNIT_KINDS: &[&str] = &[
    "percent_off",
    "amount_off_unit",
    "fixed_unit_price",
    "amount_units_free",
    "stepped_unit_off",
    "spend_cheapest_free",
];

impl Promotions {
    /// Reads one entry of `promotions`.
    pub(super) fn read(&mut self, mut entry: Reader<'_>, goods: &mut Goods) -> Result<(), Problem> {
        let id = entry.text(&["id"])?.unwrap_or("promotion").to_owned();
        let kind = entry.text(&["kind"])?.map(str::to_owned);
        let kind = entry.need("kind", kind)?;
        let mut common = self.common(&id, &mut entry, goods)?;
        if self.one_promotion_per_unit && UNIT_KINDS.contains(&kind.as_str()) && !common.contains_key("stacking") {
            common.insert("stacking".to_owned(), json!("exclusive_unit"));
        }
        let mode = entry.peek_text("stacking").and_then(mode_of);
        let scopes = each_line(&entry, &common["scope"], goods);
        let all_own = kinds::read(&kind, &mut entry, &common, self, goods)?;
        for own in all_own.into_iter().filter(|own| !takes_nothing(own)) {
            for scope in scopes.as_deref().unwrap_or(&[Value::Null]) {
                let number = self.origin.values().filter(|origin| **origin == id).count();
                let book_id = if number == 0 { id.clone() } else { format!("{id}#{}", number + 1) };
                let mut terms = common.clone();
                merge(&mut terms, own.clone());
                if !scope.is_null() {
                    terms.insert("scope".to_owned(), scope.clone());
                }
                terms.insert("id".to_owned(), json!(book_id));
                self.modes.extend(mode.map(|mode| (book_id.clone(), mode)));
                self.origin.insert(book_id, id.clone());
                self.written.push(Value::Object(terms));
            }
        }
        entry.finish()
    }

    fn common(&mut self, id: &str, entry: &mut Reader<'_>, goods: &mut Goods) -> Result<Terms, Problem> {
        let mut terms = Terms::new();
        terms.insert("names".to_owned(), names(id));
        let place = format!("{}.scope", entry.place());
        let touched =
            entry.take("scope").map_or_else(|| Ok(scope::all()), |value| scope::scope(value, &place, goods))?;
        terms.insert("scope".to_owned(), touched);
        terms.insert("priority".to_owned(), json!(read_priority(entry)?));
        self.read_stacking(entry, goods, &mut terms)?;
        read_conditions(entry, goods, &mut terms)?;
        self.read_trigger(id, entry, &mut terms)?;
        let limits = read_limits(entry, &self.choose)?;
        terms.insert("limits".to_owned(), Value::Object(limits));
        read_money(entry, &mut terms)?;
        read_layer(entry, &mut terms)?;
        Ok(terms)
    }

    fn read_stacking(&mut self, entry: &mut Reader<'_>, goods: &mut Goods, terms: &mut Terms) -> Result<(), Problem> {
        let place = entry.place().to_owned();
        if entry.flag(&["exclusive"])? == Some(true) {
            terms.insert("stacking".to_owned(), json!("exclusive_basket"));
        }
        match entry.text(&["stacking"])? {
            Some(word) if words::spares_marked_down(word) => except_marked_down(goods, terms),
            Some(word) => {
                let stacking = words::stacking(word, &format!("{place}.stacking"))?;
                terms.insert("stacking".to_owned(), json!(stacking));
            }
            None => {}
        }
        if let Some(group) = entry.text(&["stack_group", "stacking_group"])? {
            let limit = entry.count(&["limit_in_group"])?.unwrap_or(1);
            self.stack_groups.entry(group.to_owned()).or_insert(limit);
            terms.insert("stack_group".to_owned(), json!(group));
        }
        Ok(())
    }

    fn read_trigger(&mut self, id: &str, entry: &mut Reader<'_>, terms: &mut Terms) -> Result<(), Problem> {
        let code = entry.text(&["code", "coupon_code"])?;
        let tender = entry.text(&["tender", "payment_method"])?;
        let identity = entry.text(&["identity", "customer_group", "member_group"])?;
        let trigger = entry.text(&["trigger"])?.unwrap_or_default();
        let by = match trigger {
            "" => "",
            word => words::trigger(word, &format!("{}.trigger", entry.place()))?,
        };
        let by = match by {
            "coupon" => Some((by, id)),
            "tender" => Some((by, code.unwrap_or("tender"))),
            "identity" => Some((by, trigger)),
            _ => None,
        };
        let code = code.filter(|_| by.is_none_or(|(by, _)| by != "tender"));
        for (field, name) in [("coupon", code), ("tender", tender), ("identity", identity)] {
            let usual = by.filter(|(by, _)| *by == field).map(|(_, name)| name);
            if let Some(name) = name.or(usual) {
                self.unlock(field, name, terms);
            }
        }
        Ok(())
    }

    fn unlock(&mut self, by: &str, name: &str, terms: &mut Terms) {
        terms.insert(by.to_owned(), json!(name));
        let names = match by {
            "coupon" => &mut self.codes,
            "tender" => &mut self.tenders,
            _ => &mut self.identities,
        };
        if !names.iter().any(|own| own == name) {
            names.push(name.to_owned());
        }
    }
}

/// Nothing off is no promotion to a price book.
fn takes_nothing(own: &Terms) -> bool {
    ["percent_bp", "amount_minor"].iter().any(|field| own.get(*field).and_then(Value::as_i64) == Some(0))
}

fn mode_of(stacking: &str) -> Option<Mode> {
    let word = words::plain(stacking);
    let modes = [("best_price", Mode::BestPrice), ("compound", Mode::Compounded)];
    modes.into_iter().find(|(part, _)| word.contains(part)).map(|(_, mode)| mode)
}

/// `"allocation": "each"` with `max_units`: the limit is each item's own, so that each item has a promotion of its own.
fn each_line(entry: &Reader<'_>, scope: &Value, goods: &Goods) -> Option<Vec<Value>> {
    if entry.peek_text("allocation") != Some("each") || !entry.has("max_units") {
        return None;
    }
    let mut items: Vec<&str> = Vec::new();
    for good in goods.goods.iter().filter(|good| scope::covers(scope, good)) {
        if !items.contains(&good.item_id.as_str()) {
            items.push(&good.item_id);
        }
    }
    Some(items.into_iter().map(|item| json!({"items": [item]})).collect())
}

/// Puts `own` over `terms`; limits are joined, and what is `null` at the end is left out.
fn merge(terms: &mut Terms, mut own: Terms) {
    let limits = own.remove("limits");
    terms.extend(own);
    terms.retain(|_, value| !value.is_null());
    // Only a threshold has a base; a unit offer with one would be an offer on the whole set.
    let threshold =
        terms.contains_key("min_spend_minor") || terms["kind"] == "tiered" || terms["kind"] == "points_earn";
    if !threshold {
        terms.remove("base");
    }
    if let Some(Value::Object(common)) = terms.get_mut("limits") {
        if let Some(Value::Object(limits)) = limits {
            common.extend(limits);
        }
        common.retain(|_, value| !value.is_null());
    }
}
