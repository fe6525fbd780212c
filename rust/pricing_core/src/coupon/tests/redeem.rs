//! Coupons and baskets.

use serde_json::{Value, json};

use super::*;
use crate::names::Names;
use crate::time::LocalTime;

fn good<'a>(item_id: &'a str, family: &'a str, units: u32, value_minor: i64) -> Good<'a> {
    Good { item_id, company_prefix: "0614141", family, units, value_minor, mass_g: 0 }
}

fn at(text: &str) -> LocalTime {
    LocalTime::parse(text).unwrap()
}

fn names() -> Names {
    serde_json::from_value(json!({"en": "Coupon", "zh-CN": "优惠券"})).unwrap()
}

/// A book with the goods' items takes the promotion.
fn publish(promotion: &Value, goods: &[Good<'_>]) {
    let mut items: Vec<&str> = goods.iter().map(|good| good.item_id).collect();
    items.dedup();
    let items: Vec<Value> = items
        .iter()
        .enumerate()
        .map(|(code, id)| json!({"id": id, "codes": [code.to_string()], "names": names(), "tax": "A", "price_minor": 100}))
        .collect();
    let book = json!({
        "id": "coupons", "currency": "USD", "currency_exponent": 2, "taxes": [{"id": "A", "rate_bp": 800}],
        "items": items, "promotions": [promotion],
    });
    crate::compile(book.to_string().as_bytes()).unwrap();
}

fn judge(symbol: &str, goods: &[Good<'_>]) -> Result<Vec<usize>, Refused> {
    requirement_met(&decode(symbol).unwrap(), goods, at("2014-01-15"), "").map(|applies| applies.goods)
}

/// `purchases` after the save value: requirement, code, family, and the fields after it.
fn symbol(save_value: &str, purchases: &str) -> String {
    format!("81101061414165432{}{}{save_value}{purchases}", "1", save_value.len())
}

const SAVE_250: &str = "81101061414165432132501101203140131";

#[test]
fn the_published_coupon() {
    assert_eq!(judge(SAVE_250, &[good("x", "650", 1, 400)]), Err(Refused::NoMatchingItem));
    assert_eq!(judge(SAVE_250, &[]), Err(Refused::NoMatchingItem));
    assert_eq!(judge(SAVE_250, &[good("x", "650", 1, 400), good("y", "125", 1, 400)]), Ok(vec![1]));
    let others = Good { company_prefix: "0614142", ..good("x", "120", 1, 400) };
    assert_eq!(judge(SAVE_250, &[others]), Err(Refused::NoMatchingItem));
    assert_eq!(judge(SAVE_250, &[good("x", "120", 0, 0)]), Err(Refused::NoMatchingItem));
}

#[test]
fn the_last_day_is_whole_and_the_first_begins_at_midnight() {
    let coupon = decode(&format!("{SAVE_250}4140110")).unwrap();
    let goods = [good("x", "120", 1, 400)];
    let on = |text: &str| requirement_met(&coupon, &goods, at(text), "").map(|applies| applies.units);
    assert_eq!(on("2014-01-09T23:59:59"), Err(Refused::NotYetValid));
    assert_eq!(on("2014-01-10"), Ok(1));
    assert_eq!(on("2014-01-31T23:59:59"), Ok(1));
    assert_eq!(on("2014-02-01"), Err(Refused::Expired));
}

#[test]
fn only_at_its_retailer() {
    let coupon = decode(&format!("{SAVE_250}610099999")).unwrap();
    let goods = [good("x", "120", 1, 400)];
    let by = |retailer: &str| requirement_met(&coupon, &goods, at("2014-01-15"), retailer).map(|_| ());
    assert_eq!(by("0099999000016"), Ok(()));
    assert_eq!(by("0099998000017"), Err(Refused::WrongRetailer));
    assert_eq!(by(""), Err(Refused::WrongRetailer));
}

#[test]
fn each_kind_of_requirement() {
    let three_units = symbol("100", "130120");
    assert_eq!(judge(&three_units, &[good("x", "120", 2, 200)]), Err(Refused::RequirementNotMet));
    assert_eq!(judge(&three_units, &[good("x", "120", 2, 200), good("y", "129", 1, 100)]), Ok(vec![0, 1]));

    let ten_of_family = symbol("100", "410001120");
    assert_eq!(
        judge(&ten_of_family, &[good("x", "120", 1, 999), good("y", "650", 1, 999)]),
        Err(Refused::RequirementNotMet)
    );
    assert_eq!(judge(&ten_of_family, &[good("x", "120", 1, 1_000)]), Ok(vec![0]));

    let ten_of_anything = symbol("100", "410002120");
    assert_eq!(judge(&ten_of_anything, &[good("x", "120", 1, 1), good("y", "650", 1, 999)]), Ok(vec![0]));
    assert_eq!(
        judge(&ten_of_anything, &[good("x", "120", 1, 1), good("y", "650", 1, 998)]),
        Err(Refused::RequirementNotMet)
    );
    assert_eq!(judge(&ten_of_anything, &[good("y", "650", 1, 2_000)]), Err(Refused::NoMatchingItem));

    let kilogram = symbol("100", "410004120");
    let weighed = |mass_g| [Good { mass_g, ..good("x", "120", 1, 300) }];
    assert_eq!(judge(&kilogram, &weighed(999)), Err(Refused::RequirementNotMet));
    assert_eq!(judge(&kilogram, &weighed(1_000)), Ok(vec![0]));
    let pound = symbol("100", "31003120");
    assert_eq!(judge(&pound, &weighed(453)), Err(Refused::RequirementNotMet));
    assert_eq!(judge(&pound, &weighed(454)), Ok(vec![0]));
}

#[test]
fn what_the_cashier_must_see() {
    assert_eq!(judge(&symbol("100", "119120"), &[good("x", "120", 1, 100)]), Err(Refused::CashierCheck));
    assert_eq!(judge(&symbol("100", "110992"), &[good("x", "120", 1, 100)]), Err(Refused::CashierCheck));
    assert_eq!(judge("512345678009", &[good("x", "120", 1, 100)]), Err(Refused::CashierCheck), "value code 00");
}

#[test]
fn any_of_two() {
    // One of 650 or three of 850.
    let coupon = "8110106141411234562751106501013085093140131";
    assert_eq!(judge(coupon, &[good("x", "650", 1, 400)]), Ok(vec![0]));
    assert_eq!(judge(coupon, &[good("y", "850", 2, 200)]), Err(Refused::RequirementNotMet));
    assert_eq!(judge(coupon, &[good("y", "850", 3, 300)]), Ok(vec![0]));
    assert_eq!(
        judge(coupon, &[good("y", "850", 3, 300), good("x", "650", 1, 400)]),
        Ok(vec![1]),
        "the first one goes first"
    );
}

#[test]
fn all_of_them_and_no_unit_twice() {
    // Two of 12X and one of 1XX.
    let coupon = symbol("100", "120120 1 1 110100 9".replace(' ', "").as_str());
    assert_eq!(judge(&coupon, &[good("x", "121", 2, 200)]), Err(Refused::RequirementNotMet), "each alone is met");
    assert_eq!(judge(&coupon, &[good("x", "121", 3, 300)]), Ok(vec![0]));
    assert_eq!(judge(&coupon, &[good("x", "121", 2, 200), good("y", "150", 1, 100)]), Ok(vec![0]));
    assert_eq!(judge(&coupon, &[good("y", "150", 3, 300)]), Err(Refused::RequirementNotMet));
    assert_eq!(judge(&coupon, &[good("z", "250", 3, 300)]), Err(Refused::NoMatchingItem));
}

#[test]
fn the_saving_may_be_for_another_than_the_first() {
    // Buy one of 120 and one of 130: the 130 is free.
    let coupon = symbol("0", "110120 1 1 110130 9 9 1 1 0 0".replace(' ', "").as_str());
    let goods = [good("x", "120", 1, 400), good("y", "130", 1, 150)];
    assert_eq!(judge(&coupon, &goods), Ok(vec![1]));
    let offer = offer(&coupon);
    let applies = Applies { goods: vec![1], units: 1 };
    let promotion = promotion::of(&offer, &applies, &goods, "C", &names());
    assert_eq!((&promotion["kind"], &promotion["scope"]["items"][0]), (&"units_free".into(), &"y".into()));
}

#[test]
fn the_first_and_one_of_the_others() {
    let coupon = symbol("100", "110120 1 2 110130 9 2 110140 9".replace(' ', "").as_str());
    let (first, second, third) = (good("x", "120", 1, 1), good("y", "130", 1, 1), good("z", "140", 1, 1));
    assert_eq!(judge(&coupon, &[first]), Err(Refused::RequirementNotMet));
    assert_eq!(judge(&coupon, &[second, third]), Err(Refused::RequirementNotMet));
    assert_eq!(judge(&coupon, &[first, second]), Ok(vec![0]));
    assert_eq!(judge(&coupon, &[third, first]), Ok(vec![1]));
    let off_the_second = format!("{coupon}90100");
    assert_eq!(judge(&off_the_second, &[first, second]), Ok(vec![1]));
    assert_eq!(judge(&off_the_second, &[first, third]), Ok(vec![1]), "it is the third that was bought");
}

#[test]
fn any_three_of_two_families_together() {
    let coupon = symbol("100", "130120 1 3 130130 9".replace(' ', "").as_str());
    assert_eq!(judge(&coupon, &[good("x", "120", 2, 2)]), Err(Refused::RequirementNotMet));
    assert_eq!(
        judge(&coupon, &[good("x", "120", 2, 2), good("w", "650", 1, 1), good("y", "130", 1, 1)]),
        Ok(vec![0, 2])
    );
}

#[test]
fn off_the_transaction_is_off_everything() {
    let coupon = "8110106141416543213500110000310123196000";
    let goods = [good("x", "120", 1, 400), Good { company_prefix: "5012345", ..good("y", "", 1, 900) }];
    let judged = |day: &str| requirement_met(&decode(coupon).unwrap(), &goods, at(day), "");
    assert_eq!(judged("2011-01-01"), Err(Refused::Expired));
    let applies = judged("2010-12-31").unwrap();
    assert_eq!(applies.goods, [0, 1]);
    let promotion = promotion::of(&offer(coupon), &applies, &goods, "C", &names()).to_string();
    assert!(promotion.contains(r#""scope":{"all":true}"#), "{promotion}");
}

#[test]
fn the_promotion_each_saving_becomes() {
    let goods = [good("x", "120", 2, 400), good("x", "120", 1, 200)];
    let of = |save_value: &str, rest: &str| {
        let coupon = decode(&symbol(save_value, &format!("120120{rest}"))).unwrap();
        let applies = requirement_met(&coupon, &goods, at("2014-01-15"), "").unwrap();
        let Coupon::Offer(offer) = coupon else { panic!("terms inside") };
        let promotion = promotion::of(&offer, &applies, &goods, "C", &names());
        publish(&promotion, &goods);
        promotion
    };
    let fields = |effect: Value| {
        let mut all = json!({
            "id": "C", "names": names(), "layer": "coupon", "funding": "manufacturer", "scope": { "items": ["x"] },
        });
        all.as_object_mut().unwrap().extend(effect.as_object().unwrap().clone());
        all
    };
    assert_eq!(of("100", ""), fields(json!({"kind":"basket_amount","amount_minor":100})));
    assert_eq!(of("0", "91000"), fields(json!({"kind":"units_free","units":1})));
    assert_eq!(of("150", "91000"), fields(json!({"kind":"units_free","units":1,"limits":{"cap_minor":150}})));
    assert_eq!(of("2", "92000"), fields(json!({"kind":"units_free","units":2})));
    assert_eq!(of("25", "95000"), fields(json!({"kind":"percent_off","percent_bp":2500,"limits":{"max_units":2}})));
    assert_eq!(of("100", "90010")["funding"], "store");
}

#[test]
fn an_old_coupon_and_its_goods() {
    // 0.75 off two of manufacturer 49752, any family of 590.
    let with = |prefix, family| {
        let goods = [Good { company_prefix: prefix, ..good("x", family, 2, 300) }];
        judge("549752590327", &goods)
    };
    assert_eq!(with("0049752", "595"), Ok(vec![0]));
    assert_eq!(with("0349752", "590"), Ok(vec![0]));
    assert_eq!(with("0349753", "590"), Err(Refused::NoMatchingItem));
    assert_eq!(with("0349752", "600"), Err(Refused::NoMatchingItem));
}

#[test]
fn half_coupons_and_online_ones_are_for_others() {
    assert_eq!(judge("(8102)03", &[]), Err(Refused::Incomplete));
    assert_eq!(judge("81120112345679999990666666", &[]), Err(Refused::OnlineOnly));
    assert_eq!(Refused::NoMatchingItem.code(), "no_matching_item");
    assert_eq!(Refused::NotYetValid.code(), "not_yet_valid");
}
