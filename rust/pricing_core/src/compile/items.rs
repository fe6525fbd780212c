//! Items: their codes, prices and links.

use hashbrown::HashMap;
use hashbrown::hash_map::Entry as Slot;

use super::entry::{Entry, MAX_PRICE_MINOR, Reports};
use super::head::named;
use super::times;
use crate::code::Code;
use crate::document::{self, Text};
use crate::item::{DatedPrice, DepartmentIndex, Item, ItemIndex};
use crate::lookup::IdTable;
use crate::tax::TaxIndex;

const MAX_AGE: i64 = 150;
const MAX_PREFIX_DIGITS: usize = 12;
const MAX_FAMILY_DIGITS: usize = 3;

/// What items may name.
pub(super) struct Names<'a> {
    pub(super) taxes: &'a HashMap<&'a str, TaxIndex>,
    pub(super) departments: &'a HashMap<&'a str, DepartmentIndex>,
}

/// The items and the ways to find them.
pub(super) struct Goods {
    pub(super) items: Vec<Item>,
    pub(super) ids: IdTable,
    pub(super) codes: HashMap<Code, ItemIndex>,
}

impl Goods {
    pub(super) fn find(&self, id: &str) -> Option<ItemIndex> {
        self.ids.find(id, |place| self.items[place as usize].id.as_str()).map(ItemIndex)
    }
}

pub(super) fn goods(written: &[document::Item<'_>], names: &Names<'_>, reports: &mut Reports) -> Goods {
    let mut goods = Goods {
        items: Vec::with_capacity(written.len()),
        ids: IdTable::with_capacity(written.len()),
        codes: HashMap::with_capacity(written.len() * 2),
    };
    for (place, item) in (0..).zip(written) {
        let mut entry = Entry::new("item", &item.id, reports);
        claim_codes(item, ItemIndex(place), written, &mut goods.codes, &mut entry);
        entry.check_id(goods.ids.enter(&item.id, place, |other| &*written[other as usize].id));
        goods.items.push(one(item, names, &mut entry));
    }
    link_deposits(written, &mut goods, reports);
    goods
}

fn claim_codes(
    item: &document::Item<'_>,
    index: ItemIndex,
    written: &[document::Item<'_>],
    codes: &mut HashMap<Code, ItemIndex>,
    entry: &mut Entry<'_>,
) {
    if item.codes.is_empty() {
        entry.fault("codes are empty");
    }
    for digits in item.codes.iter().map(|digits| &**digits) {
        let Some(code) = Code::parse(digits) else {
            entry.fault(format!("code {digits:?} is not 1 to {} digits", Code::MAX_DIGITS));
            continue;
        };
        match codes.entry(code) {
            Slot::Vacant(free) => _ = free.insert(index),
            Slot::Occupied(taken) if *taken.get() == index => entry.fault(format!("code {digits} is listed twice")),
            Slot::Occupied(taken) => {
                let owner = &*written[taken.get().0 as usize].id;
                entry.fault(format!("code {digits} already belongs to item {owner}"));
            }
        }
    }
}

fn one(item: &document::Item<'_>, names: &Names<'_>, entry: &mut Entry<'_>) -> Item {
    entry.check_names(&item.names);
    let department = Some(&item.department).filter(|department| !department.is_empty());
    let made = Item {
        id: item.id.to_string(),
        code: item.codes.first().map(|code| code.to_string()).unwrap_or_default(),
        names: item.names.clone(),
        department: named("department", department, names.departments, entry),
        tax: named("tax", Some(&item.tax), names.taxes, entry).unwrap_or_default(),
        price_minor: entry.price("price_minor", item.price_minor),
        dated_prices: dated_prices(&item.prices, entry),
        sold_by: item.sold_by,
        floor_minor: entry.price("floor_price_minor", item.floor_price_minor),
        levy_minor: entry.within("levy_minor", item.levy_minor, -MAX_PRICE_MINOR..=MAX_PRICE_MINOR),
        deposit: None,
        discountable: item.discountable,
        tender_exempt: item.tender_exempt,
        min_age: u8::try_from(entry.count("min_age", item.min_age, 0..=MAX_AGE)).unwrap_or_default(),
        sale_hours: times::weekly("sale_hours", &item.sale_hours, entry),
        company_prefix: digits("company_prefix", &item.company_prefix, MAX_PREFIX_DIGITS, entry),
        family: digits("family", &item.family, MAX_FAMILY_DIGITS, entry),
    };
    if made.floor_minor > made.price_minor {
        entry.warn(format!("floor_price_minor {} is above price_minor {}", made.floor_minor, made.price_minor));
    }
    made
}

/// Ascending by moment, each moment once.
fn dated_prices(written: &[document::DatedPrice<'_>], entry: &mut Entry<'_>) -> Vec<DatedPrice> {
    let mut prices = Vec::with_capacity(written.len());
    for price in written {
        let price_minor = entry.price("prices price_minor", price.price_minor);
        if let Some(from) = times::moment("prices from", &price.from, entry) {
            prices.push(DatedPrice { from, price_minor });
        }
    }
    prices.sort_by_key(|price| price.from);
    if prices.windows(2).any(|pair| pair[0].from == pair[1].from) {
        entry.fault("two prices begin at the same time");
    }
    prices
}

fn digits(field: &str, text: &Text<'_>, most: usize, entry: &mut Entry<'_>) -> String {
    if text.len() > most || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        entry.fault(format!("{field} {:?} is not up to {most} digits", &**text));
    }
    text.to_string()
}

/// Links items to their deposits, which no promotion touches, and refuses chains that come back to where they began.
fn link_deposits(written: &[document::Item<'_>], goods: &mut Goods, reports: &mut Reports) {
    for (place, item) in written.iter().enumerate() {
        let Some(deposit) = &item.deposit else { continue };
        let found = goods.find(deposit);
        match found {
            Some(linked) => goods.items[linked.0 as usize].discountable = false,
            None => Entry::new("item", &item.id, reports).fault(format!("unknown deposit item {:?}", &**deposit)),
        }
        goods.items[place].deposit = found;
    }
    let mut seen = vec![false; goods.items.len()];
    for start in 0..goods.items.len() {
        if let Some(cycle) = cycle_from(start, &goods.items, &mut seen) {
            let ids: Vec<_> = cycle.iter().map(|place| goods.items[*place].id.as_str()).collect();
            let problem = format!("deposits form a cycle: {} -> {}", ids.join(" -> "), ids[0]);
            Entry::new("item", ids[0], reports).fault(problem);
        }
    }
}

/// The cycle that the chain of deposits runs into, unless an earlier chain has been there. Every item is seen once.
fn cycle_from(start: usize, items: &[Item], seen: &mut [bool]) -> Option<Vec<usize>> {
    let mut chain = Vec::new();
    let mut at = start;
    while !seen[at] {
        seen[at] = true;
        chain.push(at);
        at = items[at].deposit?.0 as usize;
    }
    let first = chain.iter().position(|place| *place == at)?;
    Some(chain.split_off(first))
}
