use proptest::prelude::*;
use serde_json::{Value, json};

use super::documents::{every_kind, item, names, plain, promotion};
use super::*;
use crate::item::SoldBy;
use crate::terms::{GroupOff, Kind, Layer, SetOff, UnitOff, Which};

/// The faults of the sound book with `value` put at `pointer`.
fn faults_with(pointer: &str, value: Value) -> Vec<String> {
    let mut document = plain();
    *document.pointer_mut(pointer).unwrap() = value;
    let faults = compile(document.to_string().as_bytes()).map(|_| ()).unwrap_err();
    faults.0.iter().map(ToString::to_string).collect()
}

#[test]
fn a_sound_book_compiles() {
    let json = plain().to_string();
    let book = compile(json.as_bytes()).unwrap();
    assert_eq!((book.id(), book.currency(), book.currency_exponent()), ("test-1", "CNY", 2));
    assert_eq!(book.find("0036000291452").map(|item| item.id.as_str()), Some("I2"));
    assert_eq!(book.find("036000291452").map(|item| item.code.as_str()), Some("036000291452"));
    assert!(book.find("36000291452").is_none());
    assert_eq!(book.item_by_id("I1").map(|item| item.sold_by), Some(SoldBy::Each));
    assert_eq!(book.tax_by_id("A").map(|tax| tax.rates[0].rate_mpct), Some(13_000));
    assert!(book.promotion_by_id("P3").is_none());
}

#[test]
fn the_hash_is_of_the_bytes() {
    assert_eq!(content_hash(b"abc")[..16], *"ba7816bf8f01cfea");
    let tight = compile(plain().to_string().as_bytes()).unwrap();
    let loose = compile(serde_json::to_string_pretty(&plain()).unwrap().as_bytes()).unwrap();
    assert_ne!(tight.content_hash(), loose.content_hash());
}

#[test]
fn every_bound_names_its_entry() {
    let cases = [
        ("/id", json!(""), "price book: id is empty"),
        ("/currency", json!("yuan"), "price book: currency \"yuan\" is not three capital letters"),
        ("/currency_exponent", json!(5), "price book: currency_exponent 5 is outside 0..3"),
        ("/currency_exponent", json!(-1), "price book: currency_exponent -1 is outside 0..3"),
        ("/taxes/0/rate_bp", json!(10_001), "tax A: rate_bp 10001 is outside 0..10000"),
        ("/departments/0/names", json!({"en": "x"}), "department D: zh-CN name is missing"),
        ("/items/0/names", json!({"zh-CN": "x", "en": " "}), "item I1: en name is missing"),
        ("/items/0/tax", json!("Z"), "item I1: unknown tax \"Z\""),
        ("/items/0/department", json!("Z"), "item I1: unknown department \"Z\""),
        ("/items/0/price_minor", json!(-1), "item I1: price_minor -1 is outside 0..1000000000000"),
        (
            "/items/0/price_minor",
            json!(1_000_000_000_001_i64),
            "item I1: price_minor 1000000000001 is outside 0..1000000000000",
        ),
        ("/items/0/codes", json!([]), "item I1: codes are empty"),
        ("/items/0/codes/0", json!("95x"), "item I1: code \"95x\" is not 1 to 18 digits"),
        ("/items/0/codes", json!(["7", "7"]), "item I1: code 7 is listed twice"),
        ("/items/1/codes/0", json!("9520000000011"), "item I2: code 9520000000011 already belongs to item I1"),
        ("/promotions/0/percent_bp", json!(0), "promotion P1: percent_bp 0 is outside 1..10000"),
        ("/promotions/0/percent_bp", json!(10_001), "promotion P1: percent_bp 10001 is outside 1..10000"),
        ("/promotions/0/items", json!([]), "promotion P1: scope is empty"),
        ("/promotions/0/items/0", json!("I9"), "promotion P1: scope names unknown item \"I9\""),
        ("/promotions/1/departments/0", json!("Z"), "promotion P2: scope names unknown department \"Z\""),
        ("/promotions/1/n", json!(1), "promotion P2: n 1 is outside 2..9999"),
        ("/promotions/1/price_minor", json!(-5), "promotion P2: price_minor -5 is outside 0..1000000000000"),
        ("/promotions/1/id", json!("P1"), "promotion P1: id is used twice"),
    ];
    for (pointer, value, fault) in cases {
        assert_eq!(faults_with(pointer, value), [fault], "{pointer}");
    }
}

#[test]
fn malformed_entries_are_named_by_their_place() {
    let cases = [
        ("/items/1/price_minor", json!("1.00"), "items[1]: invalid type: string \"1.00\", expected i64"),
        ("/items/1/price_minor", json!(1.5), "items[1]: invalid type: floating point `1.5`, expected i64"),
        ("/items/0/sold_by", json!("lb"), "items[0]: unknown variant `lb`, expected `each` or `kg`"),
        ("/items/0/colour", json!("red"), "items[0]: unknown field `colour`"),
        ("/promotions/0/kind", json!("gratis"), "promotions[0]: unknown variant `gratis`"),
        ("/promotions/0/n", json!(3), "promotions[0]: unknown field `n`"),
        ("/taxes/0", json!(["A", 1300]), "taxes[0]: invalid type: sequence, expected an object"),
    ];
    for (pointer, value, fault) in cases {
        let mut document = plain();
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        match document.pointer_mut(parent).unwrap() {
            Value::Object(entry) => _ = entry.insert(key.to_owned(), value),
            section => section[key.parse::<usize>().unwrap()] = value,
        }
        let faults = compile(document.to_string().as_bytes()).map(|_| ()).unwrap_err();
        assert_eq!(faults.0.len(), 1, "{faults}");
        assert!(faults.0[0].to_string().starts_with(fault), "{faults}");
    }
}

#[test]
fn all_faults_are_listed_at_once() {
    let mut document = plain();
    document["taxes"] = json!([{"id": "A", "rate_bp": -1}, {"id": "A", "rate_bp": 0}]);
    document["items"][1] = item("I1", "9520000000011");
    document["promotions"][1]["n"] = json!(0);
    let faults = compile(document.to_string().as_bytes()).map(|_| ()).unwrap_err();
    let faults: Vec<_> = faults.0.iter().map(ToString::to_string).collect();
    let expected = [
        "tax A: rate_bp -1 is outside 0..10000",
        "tax A: id is used twice",
        "item I1: code 9520000000011 already belongs to item I1",
        "item I1: id is used twice",
        "promotion P2: n 0 is outside 2..9999",
    ];
    assert_eq!(faults, expected);
}

#[test]
fn what_is_no_document_is_one_fault() {
    for json in [&b""[..], b"{}", b"[]", b"\xff", b"null", br#"{"id": 1}"#] {
        let faults = compile(json).map(|_| ()).unwrap_err();
        assert_eq!(faults.0.len(), 1);
        assert_eq!(faults.0[0].entry, "price book");
    }
}

/// The faults of a book with one promotion of the fields given, without its name.
fn promotion_faults(own: &Value) -> Vec<String> {
    let mut document = every_kind();
    document["promotions"] = json!([promotion("P", own)]);
    faults_of(&document).iter().map(|fault| fault.trim_start_matches("promotion P: ").to_owned()).collect()
}

fn faults_of(document: &Value) -> Vec<String> {
    let faults = compile(document.to_string().as_bytes()).map(|_| ()).unwrap_err();
    faults.0.iter().map(ToString::to_string).collect()
}

/// The only promotion of a book.
fn compiled(own: &Value) -> Promotion {
    let mut document = every_kind();
    document["policy"] = json!({});
    document["promotions"] = json!([promotion("P", own)]);
    compile(document.to_string().as_bytes()).unwrap().promotions.remove(0)
}

#[test]
fn every_promotion_bound_is_a_fault() {
    let scope = json!({"items": ["I1"]});
    let off = |extra: Value| {
        promotion("P", &merged(json!({"kind": "percent_off", "percent_bp": 100, "scope": {"items": ["I1"]}}), extra))
    };
    let cases = [
        (
            json!({"kind": "amount_off_unit", "amount_minor": 0, "scope": scope}),
            "amount_minor 0 is outside 1..10000000000000",
        ),
        (
            json!({"kind": "fixed_unit_price", "price_minor": -1, "scope": scope}),
            "price_minor -1 is outside 0..1000000000000",
        ),
        (json!({"kind": "n_pay_m", "n": 3, "pay": 3, "scope": scope}), "pay 3 is outside 1..2"),
        (json!({"kind": "n_pay_m", "n": 1, "pay": 1, "scope": scope}), "n 1 is outside 2..9999"),
        (json!({"kind": "cheapest_free", "n": 3, "free": 3, "scope": scope}), "free 3 is outside 1..2"),
        (json!({"kind": "nth_item", "n": 2, "units": 3, "percent_bp": 1, "scope": scope}), "units 3 is outside 1..2"),
        (json!({"kind": "group_percent", "n": 10_000, "percent_bp": 1, "scope": scope}), "n 10000 is outside 2..9999"),
        (
            json!({"kind": "group_amount", "n": 2, "amount_minor": i64::MAX, "scope": scope}),
            "amount_minor 9223372036854775807 is outside 1..10000000000000",
        ),
        (json!({"kind": "bundle", "slots": [], "price_minor": 1, "scope": scope}), "0 slots are not 1 to 32"),
        (
            json!({"kind": "bundle", "slots": [{"scope": scope, "units": 0}, {"scope": scope}], "price_minor": 1}),
            "units 0 is outside 1..9999",
        ),
        (
            json!({"kind": "bundle", "slots": [{"scope": scope}], "price_minor": 1}),
            "units of all slots 1 is outside 2..9999",
        ),
        (
            json!({"kind": "bundle", "slots": [{"scope": scope, "units": 2}], "cheapest_free": 2}),
            "cheapest_free 2 is outside 1..1",
        ),
        (
            json!({"kind": "spend_group", "min_spend_minor": 0, "amount_minor": 1, "scope": scope}),
            "min_spend_minor 0 is outside 1..10000000000000",
        ),
        (json!({"kind": "units_free", "units": 0, "scope": scope}), "units 0 is outside 1..9999"),
        (json!({"kind": "stepped", "steps": [], "scope": scope}), "0 tiers are not 1 to 64"),
        (json!({"kind": "multi", "actions": []}), "0 actions are not 1 to 32"),
        (json!({"kind": "gift", "gift": " "}), "gift is empty"),
        (json!({"kind": "points_earn"}), "neither rate_e4 nor per_unit_e4 gives a point"),
        (json!({"kind": "points_burn", "value_per_point_minor": 0}), "value_per_point_minor 0 is outside 1..100000000"),
        (off(json!({"version": 0})), "version 0 is outside 1..4294967295"),
        (off(json!({"priority": 1_000_001})), "priority 1000001 is outside -1000000..1000000"),
        (off(json!({"stack_group": "Z"})), "unknown stack_group \"Z\""),
        (off(json!({"min_spend_minor": -1})), "min_spend_minor -1 is outside 0..10000000000000"),
        (off(json!({"min_units": -1})), "min_units -1 is outside 0..9999"),
        (off(json!({"requires": [{"scope": {}, "units": 1}]})), "scope is empty"),
        (off(json!({"requires": [{"scope": scope, "units": 0}]})), "requires units 0 is outside 1..9999"),
        (off(json!({"coupon": ""})), "coupon is empty"),
        (off(json!({"identity": " "})), "identity is empty"),
        (off(json!({"limits": {"per_basket": 0}})), "per_basket 0 is outside 1..4294967295"),
        (off(json!({"limits": {"cap_minor": 0}})), "cap_minor 0 is outside 1..10000000000000"),
        (off(json!({"limits": {"group_size": -1}})), "group_size -1 is outside 0..9999"),
    ];
    for (own, fault) in cases {
        assert_eq!(promotion_faults(&own), [fault], "{own}");
    }
}

fn merged(mut one: Value, other: Value) -> Value {
    if let (Some(one), Value::Object(other)) = (one.as_object_mut(), other) {
        one.extend(other);
    }
    one
}

#[test]
fn windows_that_never_open_are_faults() {
    let cases = [
        (json!({"from": "2026-11-30", "until": "2026-11-30"}), "window ends at 2026-11-30 before it begins"),
        (
            json!({"from": "2026-12-01", "until": "2026-11-30T23:00"}),
            "window ends at 2026-11-30T23:00 before it begins",
        ),
        (json!({"from": "2026-02-29"}), "window from \"2026-02-29\" is not YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS"),
        (json!({"weekly": [{"from": "16:00", "until": "16:00"}]}), "window is open for no time of day"),
        (json!({"weekly": [{"from": "7:00"}]}), "window \"7:00\" is not HH:MM or HH:MM:SS"),
    ];
    for (window, fault) in cases {
        let own = json!({"kind": "percent_off", "percent_bp": 100, "items": ["I1"], "window": window});
        assert_eq!(promotion_faults(&own), [fault], "{own}");
    }
}

#[test]
fn scopes_without_items_are_faults() {
    let cases = [
        (json!({}), "scope is empty"),
        (json!({"except": {"items": ["I1"]}}), "scope is empty"),
        (json!({"items": ["I1"], "except": {"departments": ["D"]}}), "scope holds no item"),
        (json!({"all_tags": ["u"], "except": {"tags": ["t"]}}), "scope holds no item"),
        (json!({"all": true, "items": ["I1"]}), "scope names everything and more"),
        (json!({"brands": ["Z"]}), "scope names unknown brand \"Z\""),
        (json!({"suppliers": ["Z"]}), "scope names unknown supplier \"Z\""),
        (json!({"tags": ["Z"]}), "scope names unknown tag \"Z\""),
        (json!({"all_tags": ["t", "Z"]}), "scope names unknown tag \"Z\""),
        (json!({"all": true, "except": {"items": ["Z"]}}), "scope names unknown item \"Z\""),
    ];
    for (scope, fault) in cases {
        let own = json!({"kind": "percent_off", "percent_bp": 100, "scope": scope});
        assert_eq!(promotion_faults(&own), [fault], "{own}");
    }
    assert_eq!(promotion_faults(&json!({"kind": "percent_off", "percent_bp": 100})), ["scope is empty"]);
    let mut document = every_kind();
    document["departments"] = json!([{"id": "D", "names": names()}, {"id": "E", "names": names()}]);
    document["promotions"] =
        json!([promotion("P", &json!({"kind": "percent_off", "percent_bp": 100, "departments": ["E"]}))]);
    assert_eq!(faults_of(&document), ["promotion P: scope holds no item"]);
}

#[test]
fn a_repeated_faulty_scope_is_a_fault_of_each_promotion() {
    let mut document = every_kind();
    let own = json!({"kind": "percent_off", "percent_bp": 100, "scope": {"tags": ["Z"]}});
    document["promotions"] = json!([promotion("P", &own), promotion("Q", &own)]);
    assert_eq!(faults_of(&document).len(), 2);
}

#[test]
fn every_item_bound_is_a_fault() {
    let cases = [
        (json!({"floor_price_minor": -1}), "floor_price_minor -1 is outside 0..1000000000000"),
        (
            json!({"levy_minor": 1_000_000_000_001_i64}),
            "levy_minor 1000000000001 is outside -1000000000000..1000000000000",
        ),
        (json!({"min_age": 151}), "min_age 151 is outside 0..150"),
        (json!({"deposit": "Z"}), "unknown deposit item \"Z\""),
        (
            json!({"prices": [{"from": "soon", "price_minor": 1}]}),
            "prices from \"soon\" is not YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS",
        ),
        (
            json!({"prices": [{"from": "2026-01-01", "price_minor": -1}]}),
            "prices price_minor -1 is outside 0..1000000000000",
        ),
        (
            json!({"prices": [{"from": "2026-01-01", "price_minor": 1}, {"from": "2026-01-01T00:00", "price_minor": 2}]}),
            "two prices begin at the same time",
        ),
        (json!({"sale_hours": [{"from": "25:00"}]}), "sale_hours \"25:00\" is not HH:MM or HH:MM:SS"),
        (json!({"family": "6501"}), "family \"6501\" is not up to 3 digits"),
        (json!({"company_prefix": "06x"}), "company_prefix \"06x\" is not up to 12 digits"),
    ];
    for (changes, fault) in cases {
        let mut document = plain();
        document["items"][0] = merged(document["items"][0].clone(), changes);
        assert_eq!(faults_of(&document), [format!("item I1: {fault}")]);
    }
}

#[test]
fn cycles_of_deposits_are_named_once() {
    let mut document = plain();
    document["items"] = json!(["1", "2", "3", "4"].map(|id| item(id, id)));
    for (from, to) in [(0, "2"), (1, "3"), (2, "2"), (3, "3")] {
        document["items"][from]["deposit"] = json!(to);
    }
    document["promotions"] = json!([]);
    assert_eq!(faults_of(&document), ["item 2: deposits form a cycle: 2 -> 3 -> 2"]);
    document["items"][2]["deposit"] = json!("3");
    assert_eq!(faults_of(&document), ["item 3: deposits form a cycle: 3 -> 3"]);
}

#[test]
fn the_head_has_bounds() {
    let cases = [
        ("taxes", json!([{"id": "A"}]), "tax A: exactly one of rate_bp, rates is needed"),
        (
            "taxes",
            json!([{"id": "A", "rates": [{"id": "s", "rate_mpct": 100_001}]}]),
            "tax A: rate_mpct 100001 is outside 0..100000",
        ),
        (
            "taxes",
            json!([{"id": "A", "rates": [{"id": "s", "rate_mpct": 1}, {"id": "s", "rate_mpct": 2}]}]),
            "tax A: rate \"s\" is listed twice",
        ),
        ("stack_groups", json!([{"id": "G", "limit": 0}]), "stack group G: limit 0 is outside 1..4294967295"),
        ("stack_groups", json!([{"id": "G", "limit": 1}, {"id": "G", "limit": 1}]), "stack group G: id is used twice"),
        ("policy", json!({"node_budget": 0}), "policy: node_budget 0 is outside 1..10000000"),
        ("policy", json!({"cash": {"step_minor": 0}}), "policy: cash step_minor 0 is outside 1..10000000000000"),
        ("policy", json!({"choose": "best"}), "policy: unknown variant `best`"),
        ("policy", json!({"colour": "red"}), "policy: unknown field `colour`"),
    ];
    for (section, value, fault) in cases {
        let mut document = plain();
        document[section] = value;
        let faults = faults_of(&document);
        assert!(faults.len() == 1 && faults[0].starts_with(fault), "{faults:?}");
    }
}

#[test]
fn tiers_rise() {
    let tiered = |tiers: Value| json!({"kind": "tiered", "tiers": tiers});
    let cases = [
        (tiered(json!([])), "0 tiers are not 1 to 64"),
        (
            tiered(json!([{"min_spend_minor": 100, "percent_bp": 500}, {"min_spend_minor": 100, "percent_bp": 600}])),
            "tiers are not ascending at min_spend_minor 100",
        ),
        (
            tiered(json!([{"min_spend_minor": 100, "percent_bp": 1000}, {"min_spend_minor": 200, "percent_bp": 900}])),
            "the tier from 200 takes 18 off there, less than the 20 of a tier below",
        ),
        (
            tiered(json!([{"min_spend_minor": 100, "amount_minor": 20}, {"min_spend_minor": 200, "amount_minor": 19}])),
            "the tier from 200 takes 19 off there, less than the 20 of a tier below",
        ),
        (
            tiered(json!([{"min_spend_minor": 100, "percent_bp": 1000}, {"min_spend_minor": 200, "amount_minor": 19}])),
            "the tier from 200 takes 19 off there, less than the 20 of a tier below",
        ),
        (
            tiered(json!([{"min_spend_minor": 100, "amount_minor": 20}, {"min_spend_minor": 200, "percent_bp": 900}])),
            "the tier from 200 takes 18 off there, less than the 20 of a tier below",
        ),
        (
            json!({"kind": "distinct_set", "scope": {"items": ["I1"]},
                   "tiers": [{"items": 2, "percent_bp": 500}, {"items": 3, "percent_bp": 400}]}),
            "the tier of 3 takes 400 bp off, less than the 500 of the tier below",
        ),
        (
            json!({"kind": "distinct_set", "scope": {"items": ["I1"]},
                   "tiers": [{"items": 3, "percent_bp": 500}, {"items": 2, "percent_bp": 600}]}),
            "tiers are not ascending at items 2",
        ),
    ];
    for (own, fault) in cases {
        assert_eq!(promotion_faults(&own), [fault], "{own}");
    }
}

/// 10 % from 100.00, 25.00 off from 200.00: what is spent above 250.00 would save more in the tier below.
#[test]
fn a_tier_that_falls_behind_is_a_warning() {
    let warnings = |tiers: Value| {
        let mut document = every_kind();
        document["promotions"] = json!([promotion("P", &json!({"kind": "tiered", "tiers": tiers}))]);
        let book = compile(document.to_string().as_bytes()).unwrap();
        book.warnings().iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let two = [
        json!({"min_spend_minor": 10_000, "percent_bp": 1_000}),
        json!({"min_spend_minor": 20_000, "amount_minor": 2_500}),
    ];
    let text = "promotion P: the tier from 20000 is worth less than a tier below for a spend above 25000";
    assert_eq!(warnings(json!(two)), [text]);
    let [first, second] = two;
    assert!(warnings(json!([first, second, {"min_spend_minor": 25_000, "amount_minor": 3_000}])).len() == 1);
    assert_eq!(warnings(json!([first, second, {"min_spend_minor": 25_000, "percent_bp": 1_100}])), [""; 0]);
}

#[test]
fn a_malformed_entry_hides_no_other_fault() {
    let mut document = plain();
    document["items"][1]["price_minor"] = json!(1e25);
    document["promotions"][0]["items"] = json!(["I1", "I2"]);
    document["promotions"][0]["percent_bp"] = json!(10_001);
    let faults = faults_of(&document);
    assert_eq!(faults[0], "items[1]: invalid type: floating point `1e+25`, expected i64");
    assert_eq!(faults[1..], ["promotion P1: percent_bp 10001 is outside 1..10000"], "I2 is malformed, not unknown");
    document = plain();
    document["promotions"][1]["n"] = json!("two");
    document["items"][1]["tax"] = json!("B");
    let faults = faults_of(&document);
    assert_eq!(faults[1..], ["item I2: unknown tax \"B\""], "no entry names a promotion");
}

#[test]
fn a_floor_above_the_price_is_a_warning() {
    let mut document = plain();
    document["items"][0]["floor_price_minor"] = json!(101);
    let book = compile(document.to_string().as_bytes()).unwrap();
    assert_eq!(book.warnings()[0].to_string(), "item I1: floor_price_minor 101 is above price_minor 100");
}

#[test]
fn an_amount_can_include_tax_and_nothing_else() {
    let with_tax = |own: Value| {
        let mut document = every_kind();
        document["promotions"] = json!([promotion("P", &merged(own, json!({"includes_tax": true})))]);
        let book = compile(document.to_string().as_bytes()).unwrap();
        (book.promotions[0].includes_tax, book.warnings().len())
    };
    assert_eq!(with_tax(json!({"kind": "multi_price", "n": 2, "price_minor": 5, "items": ["I1"]})), (true, 0));
    assert_eq!(with_tax(json!({"kind": "nth_item", "n": 2, "amount_minor": 5, "items": ["I1"]})), (true, 0));
    assert_eq!(with_tax(json!({"kind": "points_earn", "rate_e4": 1})), (true, 0));
    assert_eq!(with_tax(json!({"kind": "n_pay_m", "n": 3, "pay": 2, "items": ["I1"]})), (false, 1));
    assert_eq!(with_tax(json!({"kind": "percent_off", "percent_bp": 5, "items": ["I1"]})), (false, 1));
    let gift = promotion_faults(&json!({"kind": "gift", "gift": "x", "includes_tax": true}));
    assert_eq!(gift, ["includes_tax is about an amount, and a gift has none"]);
}

#[test]
fn fields_of_other_kinds_and_missing_ones_are_refused() {
    let cases = [
        (json!({"kind": "percent_off", "scope": {}}), "missing field `percent_bp`"),
        (json!({"kind": "percent_off", "percent_bp": null, "scope": {}}), "invalid type: null, expected i64"),
        (json!({"kind": "percent_off", "percent_bp": 1, "gift": "x"}), "unknown field `gift`"),
        (json!({"kind": "spend_group", "amount_minor": 1}), "missing field `min_spend_minor`"),
        (json!({"kind": "nth_item", "n": 2}), "exactly one of percent_bp, amount_minor, price_minor is needed"),
        (json!({"kind": "bundle", "slots": [], "price_minor": 1, "percent_bp": 1}), "exactly one of percent_bp"),
        (json!({"kind": "bundle", "slots": [], "price_minor": 1, "cheapest_free": 1}), "unknown field `price_minor`"),
        (json!({"kind": "tiered", "tiers": [{"items": 2, "percent_bp": 1}]}), "unknown field `items`"),
        (json!({"kind": "distinct_set", "tiers": [{"items": 2, "amount_minor": 1}]}), "unknown field `amount_minor`"),
        (
            json!({"kind": "tiered", "tiers": [{"min_spend_minor": 2}]}),
            "exactly one of percent_bp, amount_minor is needed",
        ),
        (json!({"kind": "multi", "actions": [{}]}), "exactly one of percent_bp, amount_minor, amount_off_unit_minor"),
        (json!({"kind": "gift", "gift": "x", "base": "before_discounts"}), "base is before_offers or after_earlier"),
        (json!({"kind": "points_earn", "base": "before_offers"}), "base is before_discounts or after_discounts"),
        (json!({"kind": "gift", "gift": "x", "scope": {}, "items": []}), "scope beside items or departments"),
    ];
    for (own, fault) in cases {
        let faults = promotion_faults(&own);
        assert!(faults.len() == 1 && faults[0].starts_with(&format!("promotions[0]: {fault}")), "{faults:?}");
    }
}

#[test]
fn percentages_become_sets_when_the_whole_set_counts() {
    let off =
        |extra: Value| compiled(&merged(json!({"kind": "percent_off", "percent_bp": 1000, "items": ["I1"]}), extra));
    assert_eq!((off(json!({})).kind, off(json!({})).layer), (Kind::Unit(UnitOff::Percent(1000)), Layer::Item));
    for whole in [
        json!({"limits": {"cap_minor": 5}}),
        json!({"limits": {"max_units": 5}}),
        json!({"limits": {"group_size": 3}}),
        json!({"limits": {"unit_order": "basket_order"}}),
        json!({"min_spend_minor": 5}),
        json!({"base": "after_earlier"}),
    ] {
        let promotion = off(whole);
        assert_eq!((promotion.kind, promotion.layer), (Kind::Set(SetOff::Percent(1000)), Layer::Basket));
    }
}

#[test]
fn a_limited_price_is_a_group_of_one() {
    let own = json!({"kind": "fixed_unit_price", "price_minor": 80, "items": ["I1"], "limits": {"max_units": 2, "per_basket": 5}});
    let promotion = compiled(&own);
    let off = GroupOff::Some { units: 1, which: Which::Cheapest, off: UnitOff::Price(80) };
    assert_eq!((promotion.kind, promotion.layer), (Kind::Group { n: 1, off }, Layer::Item));
    assert_eq!((promotion.limits.per_basket, promotion.limits.max_units), (Some(2), None));
}

#[test]
fn layers_follow_from_what_a_promotion_is() {
    let layer = |own: Value| compiled(&own).layer;
    let amount = |extra| layer(merged(json!({"kind": "basket_amount", "amount_minor": 5}), extra));
    assert_eq!(amount(json!({})), Layer::Basket);
    assert_eq!(amount(json!({"funding": "manufacturer"})), Layer::Coupon);
    assert_eq!(amount(json!({"tender": "card", "funding": "manufacturer"})), Layer::Tender);
    assert_eq!(amount(json!({"tender": "card", "layer": "price"})), Layer::Price);
    assert_eq!(layer(json!({"kind": "points_earn", "rate_e4": 1})), Layer::Tender);
    assert_eq!(layer(json!({"kind": "n_pay_m", "n": 3, "pay": 2, "items": ["I1"]})), Layer::Item);
}

#[test]
fn a_bundle_is_for_its_slots_together() {
    let mut document = every_kind();
    let slots = json!([{"scope": {"items": ["I1"]}}, {"scope": {"items": ["I3"]}}]);
    document["promotions"] = json!([promotion("P", &json!({"kind": "bundle", "slots": slots, "price_minor": 1}))]);
    let book = compile(document.to_string().as_bytes()).unwrap();
    assert_eq!(book.scope(book.promotions[0].scope).listed().collect::<Vec<_>>(), [0, 2]);
}

#[test]
fn a_deposit_is_not_discountable() {
    let book = compile(every_kind().to_string().as_bytes()).unwrap();
    let deposit = book.item_by_id("I4").unwrap();
    assert!(!deposit.discountable);
    assert_eq!(book.item_by_id("I1").and_then(|item| item.deposit), book.item_index("I4"));
}

#[test]
fn later_prices_come_in_force_by_time() {
    let book = compile(every_kind().to_string().as_bytes()).unwrap();
    let item = book.item_by_id("I1").unwrap();
    let price_at = |text| item.price_at(crate::time::LocalTime::parse(text).unwrap());
    assert_eq!(
        [price_at("2026-12-01T07:59:59"), price_at("2026-12-01T08:00"), price_at("2027-06-01")],
        [100, 110, 120]
    );
}

/// Every number of a document, by its pointer.
fn numbers(value: &Value, pointer: &str, found: &mut Vec<String>) {
    match value {
        Value::Number(_) => found.push(pointer.to_owned()),
        Value::Array(values) => {
            values.iter().enumerate().for_each(|(place, value)| numbers(value, &format!("{pointer}/{place}"), found));
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(field, value)| numbers(value, &format!("{pointer}/{field}"), found));
        }
        _ => {}
    }
}

#[test]
fn no_number_overflows() {
    let mut pointers = Vec::new();
    numbers(&every_kind(), "", &mut pointers);
    assert!(pointers.len() > 80, "{}", pointers.len());
    for pointer in pointers {
        for number in [i64::MIN, i64::MIN + 1, -1, 0, 1, 4_294_967_296, i64::MAX - 1, i64::MAX] {
            let mut document = every_kind();
            *document.pointer_mut(&pointer).unwrap() = json!(number);
            let refused = compile(document.to_string().as_bytes()).is_err();
            assert!(refused || (-1..=4_294_967_296).contains(&number), "{pointer} may be {number}");
        }
    }
}

proptest! {
    #[test]
    fn no_document_panics(places in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
        let mut json = every_kind().to_string().into_bytes();
        for (place, byte) in places {
            let place = place.index(json.len());
            json[place] = byte;
        }
        drop(compile(&json));
    }
}
