//! What a promotion touches: the neutral forms of a scope become the price book's.
//!
//! `"all"`, `["a", "b"]`, `{"sku": "a"}`, `{"tag": "dairy"}`, `{"tags": [..]}` (any of), `{"all_tags": [..]}`,
//! `{"department": "x"}` (as brand, supplier, category, group), `{"any": [<scope>, ..]}`, each with `"except": <scope>`;
//! a list may hold such objects. `{"min_price": "10.00", "max_price": "50.00"}` and `{"marked_down": false}` narrow what
//! else the object names.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::good::{Good, SETS};
use super::goods::{Goods, NOTHING};
use super::reader::{Problem, Reader, decimal, texts};

/// The union of what a scope names.
#[derive(Default)]
struct Parts {
    all: bool,
    items: BTreeSet<String>,
    tags: BTreeSet<String>,
    all_tags: BTreeSet<String>,
    except: Option<Value>,
}

/// The price book's form of a scope.
pub(super) fn scope(value: &Value, place: &str, goods: &mut Goods) -> Result<Value, Problem> {
    let mut parts = Parts::default();
    parts.add(value, place, goods)?;
    Ok(parts.value())
}

/// The scope of everything.
pub(super) fn all() -> Value {
    json!({"all": true})
}

/// Whether a scope of the price book holds a good.
pub(super) fn covers(scope: &Value, good: &Good) -> bool {
    let names = |field: &str| scope[field].as_array().into_iter().flatten().filter_map(Value::as_str);
    let all_tags: Vec<_> = names("all_tags").collect();
    let holds = scope.get("all").is_some()
        || names("items").any(|item| item == good.item_id)
        || names("tags").any(|tag| good.tags.contains(tag))
        || (!all_tags.is_empty() && all_tags.iter().all(|tag| good.tags.contains(*tag)));
    holds && !scope.get("except").is_some_and(|except| covers(except, good))
}

impl Parts {
    fn add(&mut self, value: &Value, place: &str, goods: &mut Goods) -> Result<(), Problem> {
        match value {
            Value::String(word) if matches!(word.as_str(), "all" | "*" | "any" | "basket" | "everything") => {
                self.all = true;
            }
            Value::String(name) => self.add_name(name, goods),
            Value::Array(entries) if entries.is_empty() => _ = self.items.insert(NOTHING.to_owned()),
            Value::Array(entries) => entries.iter().try_for_each(|entry| self.add(entry, place, goods))?,
            Value::Object(_) => {
                let mut own = Self::default();
                own.add_object(Reader::new(value, place, goods.digits)?, goods)?;
                self.join(own);
            }
            _ => return Err(Problem::Malformed(format!("{place}: is no scope"))),
        }
        Ok(())
    }

    fn join(&mut self, other: Self) {
        self.all |= other.all;
        self.items.extend(other.items);
        self.tags.extend(other.tags);
        self.all_tags.extend(other.all_tags);
        self.except = other.except.or(self.except.take());
    }

    /// A plain name is a SKU, or a tag if no SKU has it.
    fn add_name(&mut self, name: &str, goods: &mut Goods) {
        if !goods.has_sku(name) && goods.has_tag(name) {
            self.add_tag(name.to_owned(), goods);
        } else {
            self.items.extend(goods.item_ids(name));
        }
    }

    fn add_tag(&mut self, tag: String, goods: &mut Goods) {
        goods.name_tag(&tag);
        self.tags.insert(tag);
    }

    fn add_object(&mut self, mut object: Reader<'_>, goods: &mut Goods) -> Result<(), Problem> {
        let place = object.place().to_owned();
        self.all |= object.flag(&["all"])?.unwrap_or_default();
        if let Some((_, skus)) = object.any(&["sku", "skus", "items"]) {
            texts(skus, &place)?.iter().for_each(|sku| self.items.extend(goods.item_ids(sku)));
        }
        if let Some((_, tags)) = object.any(&["tag", "tags", "any_tags", "any_tag", "tags_any"]) {
            texts(tags, &place)?.into_iter().for_each(|tag| self.add_tag(tag, goods));
        }
        if let Some((_, tags)) = object.any(&["all_tags", "tags_all"]) {
            let tags = texts(tags, &place)?;
            for tag in &tags {
                goods.name_tag(tag);
            }
            self.all_tags.extend(tags);
        }
        for set in SETS {
            let plural = format!("{set}s");
            if let Some((_, names)) = object.any(&[set, &plural]) {
                texts(names, &place)?.into_iter().for_each(|name| self.add_tag(format!("{set}:{name}"), goods));
            }
        }
        if let Some((key, scopes)) = object.any(&["any", "any_of", "or"]) {
            self.add(scopes, &format!("{place}.{key}"), goods)?;
        }
        self.narrow(&mut object, goods)?;
        if let Some((key, except)) = object.any(&["except", "exclude", "not"]) {
            self.all |= self.is_empty();
            self.except = Some(scope(except, &format!("{place}.{key}"), goods)?);
        }
        object.finish()
    }

    /// Of what is named, or of all, the goods of a price or without a markdown label: the case knows them by name.
    fn narrow(&mut self, object: &mut Reader<'_>, goods: &Goods) -> Result<(), Problem> {
        let (mut from, mut until) =
            (object.money(&["min_price", "price_min"])?, object.money(&["max_price", "price_max"])?);
        if let Some((key, Value::Array(range))) = object.any(&["price_between", "price_range"]) {
            let [first, last] = range.as_slice() else { return Err(object.malformed(key, "is not two prices")) };
            let price = |value| decimal(value, goods.digits, object.place()).map(Some);
            (from, until) = (price(first)?, price(last)?);
        }
        let mut marked_down = object.flag(&["marked_down", "discounted"])?;
        if let Some(without) = object.flag(&["not_marked_down", "exclude_marked_down", "not_discounted"])? {
            marked_down = Some(!without);
        }
        if from.is_none() && until.is_none() && marked_down.is_none() {
            return Ok(());
        }
        let named = std::mem::take(self);
        let named = if named.is_empty() { all() } else { named.value() };
        let chosen = goods.goods.iter().filter(|good| {
            covers(&named, good)
                && from.is_none_or(|from| from <= good.unit_price_minor)
                && until.is_none_or(|until| good.unit_price_minor <= until)
                && marked_down.is_none_or(|marked_down| marked_down == (good.markdown_bp > 0))
        });
        self.items.insert(NOTHING.to_owned());
        self.items.extend(chosen.map(|good| good.item_id.clone()));
        Ok(())
    }

    fn is_empty(&self) -> bool {
        !self.all && self.items.is_empty() && self.tags.is_empty() && self.all_tags.is_empty()
    }

    fn value(self) -> Value {
        let mut scope = Map::new();
        if self.all {
            scope.insert("all".to_owned(), json!(true));
        }
        for (key, names) in [("items", self.items), ("tags", self.tags), ("all_tags", self.all_tags)] {
            if !names.is_empty() {
                scope.insert(key.to_owned(), json!(names));
            }
        }
        if let Some(mut except) = self.except {
            // The book's `except` has no exception of its own and no `all`.
            except.as_object_mut().map(|except| except.remove("all"));
            scope.insert("except".to_owned(), except);
        }
        Value::Object(scope)
    }
}
