//! A random price book: every kind of promotion, every policy, several taxes.

use serde_json::{Value, json};

use crate::oracle::case::Case;
use crate::oracle::document::document;
use crate::oracle::generate::{Mix, Size, case};
use crate::rng::Rng;

const SIZE: Size = Size { items: 30, units: 4, offers: 25, mix: Mix::All };

/// Many goods and few of them in each promotion: baskets fall into many small components.
const PLAIN: Size = Size { items: 120, units: 4, offers: 90, mix: Mix::Plain };
const GOODS_OF_PLAIN: u32 = 9;

const CHOOSE: [&str; 8] = [
    "best_for_customer",
    "priority",
    "first_come",
    "one_application",
    "best_single_per_line",
    "favour_retailer",
    "compound_on_remaining",
    "compound_on_original",
];
const MODES: [&str; 5] = ["half_up", "half_even", "half_down", "down", "up"];
const ALLOCATIONS: [&str; 4] = ["largest_remainder", "last_line", "first_line", "equal_per_unit"];
const GROUPINGS: [&str; 3] = ["customer", "retailer", "basket_order"];

/// What a basket needs to know of its book.
#[derive(Clone, Debug)]
pub struct World {
    /// The document.
    pub document: Value,
    /// Ids of its items, and whether they are sold by weight.
    pub items: Vec<(String, bool)>,
    /// Codes that unlock promotions, and one that is none.
    pub coupons: Vec<String>,
    /// Ids of its promotions.
    pub promotions: Vec<String>,
    /// No rule in it asks in which order lines were scanned.
    pub order_free: bool,
}

/// A book.
pub fn world(rng: &mut Rng) -> World {
    let mut case = case(rng, SIZE);
    case.coupon = true;
    let choose = *rng.one_of(&CHOOSE[..]);
    let mut document = document(&case, choose);
    policy(rng, &mut document["policy"]);
    decorate(rng, &mut document, decorate_promotion);
    let extra = extra_promotions(rng, case.items.len());
    document["promotions"].as_array_mut().into_iter().for_each(|promotions| promotions.extend(extra.iter().cloned()));
    World::of(&case, document)
}

/// A book of plain promotions under the policy that prices them the direct way, in which baskets are kept in pieces.
pub fn plain_world(rng: &mut Rng) -> World {
    let mut case = case(rng, PLAIN);
    for offer in &mut case.offers {
        rng.shuffle(&mut offer.scope);
        offer.scope.truncate(1 + rng.below(GOODS_OF_PLAIN) as usize);
        offer.scope.sort_unstable();
    }
    case.coupon = true;
    let mut document = document(&case, "best_for_customer");
    policy(rng, &mut document["policy"]);
    document["policy"]["one_promotion_per_unit"] = json!(true);
    document["policy"]["grouping"] = json!("customer");
    document["policy"]["node_budget"] = json!(rng.one_of(&[60, 4_000, 20_000]));
    document["policy"]["rounding"]["level"] = json!(rng.one_of(&["unit", "line"]));
    decorate(rng, &mut document, |rng, promotion| match rng.below(8) {
        0 => promotion["coupon"] = json!("SAVE"),
        1 => promotion["identity"] = json!("member"),
        2 => promotion["funding"] = json!("manufacturer"),
        _ => {}
    });
    World::of(&case, document)
}

impl World {
    fn of(case: &Case, document: Value) -> Self {
        let ids = |of: &str| -> Vec<String> {
            let all = document[of].as_array().into_iter().flatten();
            all.map(|one| one["id"].as_str().unwrap_or_default().to_owned()).collect()
        };
        let given = document["promotions"].as_array().into_iter().flatten().filter_map(|one| one["coupon"].as_str());
        Self {
            items: ids("items").into_iter().zip(case.items.iter().map(|item| item.by_weight)).collect(),
            coupons: given.chain(["UNKNOWN"]).map(str::to_owned).collect(),
            promotions: ids("promotions"),
            order_free: order_free(&document.to_string()),
            document,
        }
    }
}

/// Several taxes, and what goods and promotions may have besides.
fn decorate(rng: &mut Rng, document: &mut Value, promotion: fn(&mut Rng, &mut Value)) {
    document["taxes"] = json!([
        {"id": "A", "rate_bp": 1900},
        {"id": "B", "rates": [{"id": "state", "rate_mpct": 6_250}, {"id": "city", "rate_mpct": rng.between(1, 4_000)}]},
        {"id": "C", "rate_bp": 0},
    ]);
    each(&mut document["items"], |item| decorate_item(rng, item));
    each(&mut document["promotions"], |one| promotion(rng, one));
}

/// The same book without promotions: what baskets cost plainly.
pub fn without_promotions(document: &Value) -> Value {
    let mut plain = document.clone();
    plain["promotions"] = json!([]);
    plain["stack_groups"] = json!([]);
    plain
}

/// Words of rules that ask for the order of scanning.
fn order_free(document: &str) -> bool {
    let words = ["\"basket_order\"", "\"first_come\"", "\"last_line\"", "\"first_line\""];
    !words.iter().any(|word| document.contains(word))
}

fn policy(rng: &mut Rng, policy: &mut Value) {
    policy["one_promotion_per_unit"] = json!(rng.chance(75));
    policy["rounding"] = json!({
        "mode": rng.one_of(&MODES), "level": rng.one_of(&["unit", "line", "basket"]),
        "of": rng.one_of(&["discount", "price"]),
    });
    if rng.chance(40) {
        policy["allocation"] = json!(rng.one_of(&ALLOCATIONS));
        policy["grouping"] = json!(rng.one_of(&GROUPINGS));
    }
    policy["tax"] = json!({
        "mode": rng.one_of(&["none", "inclusive", "exclusive"]), "level": rng.one_of(&["unit", "line", "rate", "receipt"]),
        "rounding": rng.one_of(&MODES), "round_net": rng.chance(30),
    });
    if rng.chance(30) {
        policy["cash"] = json!({
            "step_minor": rng.one_of(&[5, 10, 100]), "mode": rng.one_of(&MODES), "below_step_exact": rng.chance(50),
        });
    }
    policy["clock"] = json!(rng.one_of(&["scan", "payment"]));
    policy["node_budget"] = json!(rng.one_of(&[1, 50, 2_000]));
}

fn decorate_item(rng: &mut Rng, item: &mut Value) {
    item["tax"] = json!(rng.one_of(&["A", "A", "B", "C"]));
    item["tender_exempt"] = json!(rng.chance(5));
    if rng.chance(10) {
        item["levy_minor"] = json!(i64::from(rng.between(1, 60)) - 20);
    }
}

fn decorate_promotion(rng: &mut Rng, promotion: &mut Value) {
    match rng.below(12) {
        0 => promotion["allocation"] = json!(rng.one_of(&ALLOCATIONS)),
        1 => promotion["grouping"] = json!(rng.one_of(&GROUPINGS)),
        2 => promotion["includes_tax"] = json!(true),
        3 => promotion["funding"] = json!("manufacturer"),
        4 => promotion["limits"]["campaign"] = json!(rng.between(1, 20)),
        5 => promotion["limits"]["campaign_minor"] = json!(rng.between(1, 5_000)),
        6 => promotion["limits"]["per_member"] = json!(rng.between(1, 3)),
        7 => promotion["limits"]["cap_minor"] = json!(rng.between(1, 500)),
        _ => {}
    }
}

/// Kinds that the oracle has no use for: gifts, points, tender.
fn extra_promotions(rng: &mut Rng, items: usize) -> Vec<Value> {
    let names = json!({"en": "x", "zh-CN": "x"});
    let goods = json!({"items": [format!("I{}", rng.place(items))]});
    let mut extra = vec![
        json!({"id": "GIFT", "names": names, "kind": "gift", "gift": "mug", "units": 1, "scope": goods, "min_units": 2}),
        json!({"id": "EARN", "names": names, "kind": "points_earn", "rate_e4": rng.between(1, 50_000), "per_unit_e4": 0,
            "scope": {"all": true}}),
        json!({"id": "BURN", "names": names, "kind": "points_burn", "value_per_point_minor": rng.between(1, 100),
            "earn_rate_e4": rng.between(1, 10_000), "block_e4": rng.one_of(&[1, 10_000, 1_000_000])}),
        json!({"id": "CARD", "names": names, "kind": "basket_percent", "percent_bp": rng.between(1, 2_000), "tender": "card",
            "scope": {"all": true}}),
        json!({"id": "MAKER", "names": names, "kind": "basket_amount", "amount_minor": rng.between(1, 200),
            "coupon": "MAKER", "funding": "manufacturer", "scope": goods}),
    ];
    extra.retain(|_| rng.chance(40));
    extra
}

fn each(list: &mut Value, mut of: impl FnMut(&mut Value)) {
    list.as_array_mut().into_iter().flatten().for_each(&mut of);
}
