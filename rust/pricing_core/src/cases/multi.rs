//! Promotions with several effects, and gifts.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::goods::Goods;
use super::kinds::{WHOLE_BP, of};
use super::promotion::Terms;
use super::reader::{Problem, Reader};
use super::scope;

/// What an action may say -> the price book's field.
const EFFECTS: &[(&str, &str)] = &[
    ("percent_off", "percent_bp"),
    ("percent", "percent_bp"),
    ("amount_off_once", "amount_minor"),
    ("amount", "amount_minor"),
    ("amount_off_unit", "amount_off_unit_minor"),
    ("fixed_unit_price", "price_minor"),
    ("price", "price_minor"),
];

/// Money actions in one promotion, gifts each as one of its own under the same conditions.
pub(super) fn read(entry: &mut Reader<'_>, goods: &mut Goods) -> Result<Vec<Terms>, Problem> {
    let place = format!("{}.actions", entry.place());
    let (mut actions, mut gifts) = (Vec::new(), Vec::new());
    for action in entry.list("actions")? {
        let mut action = Reader::new(action, &place, entry.digits())?;
        if action.has("gift") {
            gifts.push(gift(&mut action)?);
        } else {
            actions.push(Value::Object(read_action(&mut action, goods)?));
        }
        action.finish()?;
    }
    if actions.is_empty() && gifts.is_empty() {
        return Err(entry.malformed("actions", "are missing"));
    }
    let actions = of_one_price(&actions, goods);
    let money =
        (!actions.is_empty()).then(|| of(json!({"kind": "multi", "actions": actions, "limits": {"per_basket": null}})));
    Ok(money.into_iter().chain(gifts).collect())
}

/// Percentages that follow each other, each with a scope of its own, are of the same price: 20 % off dear goods and 10 % off
/// T-shirts are 30 % off a dear T-shirt. Whatever else an action does works on what the one before left.
fn of_one_price(actions: &[Value], goods: &Goods) -> Vec<Value> {
    let scoped_percent = |action: &Value| action.get("percent_bp").is_some() && action.get("scope").is_some();
    let mut joined = Vec::new();
    for run in actions.chunk_by(|one, next| scoped_percent(one) && scoped_percent(next)) {
        if run.len() == 1 {
            joined.extend(run.iter().cloned());
            continue;
        }
        let mut of_percent: BTreeMap<i64, BTreeSet<&str>> = BTreeMap::new();
        for good in &goods.goods {
            let own = run.iter().filter(|action| scope::covers(&action["scope"], good));
            let percent_bp: i64 = own.filter_map(|action| action["percent_bp"].as_i64()).sum();
            of_percent.entry(percent_bp.min(WHOLE_BP)).or_default().insert(&good.item_id);
        }
        of_percent.remove(&0);
        joined.extend(of_percent.iter().map(|(bp, items)| json!({"percent_bp": bp, "scope": {"items": items}})));
    }
    joined
}

fn read_action(action: &mut Reader<'_>, goods: &mut Goods) -> Result<Terms, Problem> {
    let place = action.place().to_owned();
    let mut terms = Terms::new();
    if let Some(value) = action.take("scope") {
        terms.insert("scope".to_owned(), scope::scope(value, &place, goods)?);
    }
    let kind = action.text(&["kind"])?.unwrap_or_default();
    let effect = EFFECTS.iter().find(|(name, _)| action.has(name));
    let Some((name, field)) = effect else {
        return Err(action.not_expressible("kind", format!("{kind:?} is no effect of an action")));
    };
    let field = if (*name, kind) == ("amount", "amount_off_unit") { "amount_off_unit_minor" } else { field };
    let value = if field == "percent_bp" { action.percent(&[name])? } else { action.money(&[name])? };
    terms.insert(field.to_owned(), json!(value));
    Ok(terms)
}

/// A gift by name.
pub(super) fn gift(entry: &mut Reader<'_>) -> Result<Terms, Problem> {
    let gift = entry.text(&["gift"])?;
    let units = entry.count(&["gift_qty", "gift_units", "units"])?.unwrap_or(1);
    Ok(of(json!({"kind": "gift", "gift": entry.need("gift", gift)?, "units": units})))
}
