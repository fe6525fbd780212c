//! The `policy` and `tax` of a case as the price book's policy.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::goods::rates;
use super::reader::{Problem, Reader};
use super::words;
use crate::time::LocalTime;

/// What a policy says beyond the price book's.
#[derive(Clone, Debug, Default)]
pub(super) struct Settings {
    /// The price book's `policy`.
    pub(super) book: Map<String, Value>,
    /// The time of the sale, if the case names one.
    pub(super) at: Option<LocalTime>,
    /// Lines are compared as a multiset of discounts.
    pub(super) lines_as_multiset: bool,
    /// How a discount falls on lines is the engine's choice: only its sum is compared.
    pub(super) lines_free: bool,
    /// Units that come back, as the case lists them.
    pub(super) returned: Option<Value>,
    /// How the sale is paid.
    pub(super) tenders: Option<Value>,
}

/// `tax`: its mode, its rates in 1/1,000 % by SKU, and words about rounding that stand there.
#[derive(Clone, Debug, Default)]
pub(super) struct Tax {
    mode: &'static str,
    pub(super) rates: BTreeMap<String, Vec<i64>>,
    level: Option<&'static str>,
    rounding: Option<&'static str>,
}

impl Tax {
    pub(super) fn read(tax: Option<Reader<'_>>) -> Result<Self, Problem> {
        let Some(mut tax) = tax else { return Ok(Self { mode: "none", ..Self::default() }) };
        let mode = tax.text(&["mode"])?;
        let mode = match tax.need("mode", mode)? {
            "none" => "none",
            "inclusive" | "included" => "inclusive",
            "exclusive" | "excluded" | "added" => "exclusive",
            other => {
                return Err(tax.not_expressible("mode", format!("{other:?} is neither none, inclusive nor exclusive")));
            }
        };
        let mut of_sku = BTreeMap::new();
        match tax.take("rates") {
            Some(Value::Object(rates_of)) => {
                for (sku, value) in rates_of {
                    let sku = if sku == "all" || sku == "default" { "*" } else { sku };
                    of_sku.insert(sku.to_owned(), rates(value, &format!("tax.rates.{sku}"))?);
                }
            }
            Some(one) => _ = of_sku.insert("*".to_owned(), rates(one, "tax.rates")?),
            None => {}
        }
        if let Some((_, one)) = tax.any(&["rate", "default_rate"]) {
            of_sku.insert("*".to_owned(), rates(one, "tax.rate")?);
        }
        let (level, rounding) =
            tax_words(&mut tax, &["round_at", "tax_round_at", "rounding_level"], &["rounding", "tax_rounding"])?;
        tax.finish()?;
        Ok(Self { mode, rates: of_sku, level, rounding })
    }

    /// Without a word about rounding, a line's net price is rounded half up and the tax is what is left of it.
    fn book(&self, several_rates: bool) -> Value {
        let stated = self.level.is_some() || self.rounding.is_some();
        let level = match self.level {
            Some("receipt") if !several_rates => "rate",
            Some(level) => level,
            None if self.rounding.is_some() => "rate",
            None => "line",
        };
        let round_net = !stated && self.mode == "inclusive";
        json!({"mode": self.mode, "level": level, "rounding": self.rounding.unwrap_or("half_up"), "round_net": round_net})
    }
}

type Words = (Option<&'static str>, Option<&'static str>);

fn tax_words(fields: &mut Reader<'_>, at: &[&str], rounding: &[&str]) -> Result<Words, Problem> {
    let place = fields.place().to_owned();
    let level = fields.text(at)?.map(|word| words::tax_level(word, &place)).transpose()?;
    let mode = fields.text(rounding)?.map(|word| words::mode(word, &place)).transpose()?;
    Ok((level, mode))
}

impl Settings {
    /// Reads `policy`; `several_rates` tells that some good bears several taxes.
    pub(super) fn read(policy: Option<Reader<'_>>, mut tax: Tax, several_rates: bool) -> Result<Self, Problem> {
        let mut settings = Self::default();
        let mut put = Map::new();
        put.insert("choose".to_owned(), json!("priority"));
        put.insert("one_promotion_per_unit".to_owned(), json!(false));
        if let Some(mut policy) = policy {
            read_choice(&mut policy, &mut put)?;
            let own = put["choose"] == "best_single_per_line" || put["one_promotion_per_unit"] == true;
            put.insert("rounding".to_owned(), read_rounding(&mut policy, own)?);
            let (level, rounding) = tax_words(&mut policy, &["tax_round_at", "tax_rounding_level"], &["tax_rounding"])?;
            tax.level = level.or(tax.level);
            tax.rounding = rounding.or(tax.rounding);
            if let Some(cash) = read_cash(&mut policy)? {
                put.insert("cash".to_owned(), cash);
            }
            settings.read_rest(&mut policy, &mut put)?;
            policy.finish()?;
        }
        put.entry("rounding").or_insert_with(|| json!({"mode": "half_up", "level": "basket", "of": "discount"}));
        put.insert("tax".to_owned(), tax.book(several_rates));
        settings.book = put;
        Ok(settings)
    }

    /// The policy's `choose` in the price book's word.
    pub(super) fn choose(&self) -> &str {
        self.book["choose"].as_str().unwrap_or_default()
    }

    fn read_rest(&mut self, policy: &mut Reader<'_>, put: &mut Map<String, Value>) -> Result<(), Problem> {
        self.at = read_time(policy, &["today", "now", "at"])?;
        self.lines_as_multiset = policy.flag(&["line_multiset_only"])?.unwrap_or_default();
        self.lines_free = policy.flag(&["lines_policy_dependent"])?.unwrap_or_default();
        self.tenders = policy.any(&["tenders", "tender", "payments", "payment"]).map(|(_, tenders)| tenders.clone());
        match policy.any(&["returns", "return"]) {
            Some((_, Value::String(word))) => {
                put.insert("returns".to_owned(), json!(words::returns(word, "policy.returns")?));
            }
            Some((_, Value::Object(both))) if both.contains_key("policy") || both.contains_key("units") => {
                if let Some(word) = both.get("policy").and_then(Value::as_str) {
                    put.insert("returns".to_owned(), json!(words::returns(word, "policy.returns")?));
                }
                self.returned = both.get("units").cloned();
            }
            Some((_, list)) => self.returned = Some(list.clone()),
            None => {}
        }
        if let Some((_, list)) = policy.any(&["returned", "returned_units"]) {
            self.returned = Some(list.clone());
        }
        Ok(())
    }
}

fn read_choice(policy: &mut Reader<'_>, put: &mut Map<String, Value>) -> Result<(), Problem> {
    let mut word = |key: &str, names: &[&str], read: fn(&str, &str) -> Result<&'static str, Problem>| {
        let place = format!("policy.{key}");
        let word = policy.text(names)?.map(|word| read(word, &place)).transpose()?;
        put.extend(word.map(|word| (key.to_owned(), json!(word))));
        Ok(())
    };
    word("choose", &["choose"], words::choose)?;
    word("allocation", &["allocation"], words::allocation)?;
    word("grouping", &["grouping", "group"], words::grouping)?;
    if let Some(one) = policy.flag(&["one_promotion_per_unit"])? {
        put.insert("one_promotion_per_unit".to_owned(), json!(one));
    }
    Ok(())
}

/// Field -> level and what is rounded. The later ones say more about the same rounding.
const ROUNDINGS: &[(&str, Option<&str>, &str)] = &[
    ("unit_rounding", Some("unit"), "price"),
    ("line_rounding", Some("line"), "price"),
    ("basket_rounding", Some("basket"), "price"),
    ("price_rounding", None, "price"),
    ("discount_rounding", None, "discount"),
];

/// Unless a case says otherwise, a percentage is rounded half up, once over all it touches; where units or lines keep one
/// promotion for themselves, once a line.
fn read_rounding(policy: &mut Reader<'_>, own: bool) -> Result<Value, Problem> {
    let mut parts: [Option<&str>; 3] = [None; 3];
    for sentence in ["rounding", "round"] {
        if let Some(text) = policy.text(&[sentence])? {
            let read = words::rounding_sentence(text);
            if read == [None; 3] {
                return Err(policy.not_expressible(sentence, format!("{text:?} is no way of rounding")));
            }
            parts = std::array::from_fn(|part| read[part].or(parts[part]));
        }
    }
    for (field, level, of) in ROUNDINGS {
        if let Some(word) = policy.text(&[field])? {
            parts = [Some(words::mode(word, &format!("policy.{field}"))?), level.or(parts[1]), Some(*of)];
        }
    }
    if let Some(word) = policy.text(&["round_at", "rounding_level"])? {
        parts[1] = Some(words::level(word, "policy.round_at")?);
    }
    let [mode, level, of] = parts;
    let usual = if own { "line" } else { "basket" };
    Ok(json!({"mode": mode.unwrap_or("half_up"), "level": level.unwrap_or(usual), "of": of.unwrap_or("discount")}))
}

fn read_cash(policy: &mut Reader<'_>) -> Result<Option<Value>, Problem> {
    let step = policy.money(&["cash_rounding_step", "cash_step"])?;
    let mode = policy.text(&["cash_rounding", "cash_rounding_mode"])?.map(str::to_owned);
    let ties = policy.text(&["cash_ties", "cash_tie", "ties", "tie"])?.map(|word| format!("ties_{word}"));
    let mode = mode.or(ties).map_or(Ok("half_up"), |word| words::mode(&word, "policy.cash_rounding"))?;
    let below = policy.text(&["below_step"])?;
    if below.is_some_and(|word| !matches!(word, "exact" | "round" | "rounded")) {
        return Err(policy.not_expressible("below_step", "is neither exact nor rounded"));
    }
    let exact = below == Some("exact");
    Ok(step.map(|step| json!({"step_minor": step, "mode": mode, "below_step_exact": exact})))
}

/// A moment of store time, `YYYY-MM-DD[THH:MM[:SS]]`.
pub(super) fn read_time(fields: &mut Reader<'_>, keys: &[&str]) -> Result<Option<LocalTime>, Problem> {
    let Some(text) = fields.text(keys)? else { return Ok(None) };
    let time = LocalTime::parse(&text.replacen(' ', "T", 1));
    time.map(Some).ok_or_else(|| fields.malformed(keys[0], format!("{text:?} is no date or time")))
}
