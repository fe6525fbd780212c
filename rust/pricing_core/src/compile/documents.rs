//! Documents that tests share.

use serde_json::{Value, json};

pub(crate) fn names() -> Value {
    json!({"zh-CN": "名", "en": "name"})
}

pub(crate) fn item(id: &str, code: &str) -> Value {
    json!({"id": id, "codes": [code], "names": names(), "tax": "A", "price_minor": 100, "department": "D"})
}

/// A promotion from its own fields.
pub(crate) fn promotion(id: &str, own: &Value) -> Value {
    let mut promotion = json!({"id": id, "names": names()});
    if let (Some(promotion), Some(own)) = (promotion.as_object_mut(), own.as_object()) {
        promotion.extend(own.clone());
    }
    promotion
}

/// A small book in the first version's form.
pub(crate) fn plain() -> Value {
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

/// A book with every kind, field and rule there is; Python tests read it too.
pub(crate) fn every_kind() -> Value {
    let document = include_str!("../../../../tests/vectors/price_book/every_kind.json");
    serde_json::from_str(document).expect("the vector is JSON")
}
