use serde_json::{Value, json};

use super::*;
use crate::item::SoldBy;

fn names() -> Value {
    json!({"zh-CN": "名", "en": "name"})
}

fn item(id: &str, code: &str) -> Value {
    json!({"id": id, "codes": [code], "names": names(), "tax": "A", "price_minor": 100, "department": "D"})
}

fn sound() -> Value {
    json!({
        "id": "test-1", "currency": "CNY", "currency_exponent": 2,
        "taxes": [{"id": "A", "rate_bp": 1300}],
        "departments": [{"id": "D", "names": names()}],
        "items": [item("I1", "9520000000011"), item("I2", "036000291452")],
        "promotions": [
            {"kind": "percent_off", "id": "P1", "names": names(), "percent_bp": 1000, "items": ["I1"]},
            {"kind": "multi_price", "id": "P2", "names": names(), "n": 2, "price_minor": 150, "departments": ["D"]},
        ],
    })
}

/// The faults of the sound book with `value` put at `pointer`.
fn faults_with(pointer: &str, value: Value) -> Vec<String> {
    let mut document = sound();
    *document.pointer_mut(pointer).unwrap() = value;
    let faults = compile(document.to_string().as_bytes()).map(|_| ()).unwrap_err();
    faults.0.iter().map(ToString::to_string).collect()
}

#[test]
fn a_sound_book_compiles() {
    let json = sound().to_string();
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
    assert_eq!(hexadecimal(&Sha256::digest(b"abc"))[..16], *"ba7816bf8f01cfea");
    let tight = compile(sound().to_string().as_bytes()).unwrap();
    let loose = compile(serde_json::to_string_pretty(&sound()).unwrap().as_bytes()).unwrap();
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
        ("/taxes/0", json!([]), "taxes[0]: "),
    ];
    for (pointer, value, fault) in cases {
        let mut document = sound();
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
    let mut document = sound();
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
