//! A case with any one of its fields replaced by nonsense is answered, never a panic.

use std::fs;
use std::path::Path;

use pricing_core::cases;
use serde_json::{Value, json};

fn nonsense() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(0),
        json!(-1),
        json!(1_000_000),
        json!(0.5),
        json!(""),
        json!("0"),
        json!("-5"),
        json!("0.001"),
        json!("99999999999999999999"),
        json!("9000000000000"),
        json!("all"),
        json!([]),
        json!({}),
        json!([[]]),
    ]
}

/// JSON pointers of every value inside.
fn places(value: &Value, at: &str, places: &mut Vec<String>) {
    let escaped = |key: &str| key.replace('~', "~0").replace('/', "~1");
    let children: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields.iter().map(|(key, value)| (escaped(key), value)).collect(),
        Value::Array(entries) => entries.iter().enumerate().map(|(place, value)| (place.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    for (key, child) in children {
        let place = format!("{at}/{key}");
        self::places(child, &place, places);
        places.push(place);
    }
}

#[test]
fn no_nonsense_panics() {
    let stride: usize = std::env::var("STRIDE").ok().and_then(|stride| stride.parse().ok()).unwrap_or(23);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/pricing");
    let mut turn = 0_usize;
    for file in fs::read_dir(folder).expect("the folder of golden cases") {
        let json = fs::read(file.expect("a golden file").path()).expect("a golden file");
        let read: Value = serde_json::from_slice(&json).expect("JSON");
        for case in read.as_array().into_iter().flatten() {
            let mut inside = Vec::new();
            places(case, "", &mut inside);
            for place in inside {
                for wrong in nonsense() {
                    turn += 1;
                    if !turn.is_multiple_of(stride) {
                        continue;
                    }
                    let mut mutated = case.clone();
                    *mutated.pointer_mut(&place).expect("a place inside") = wrong;
                    let report = cases::run(mutated.to_string().as_bytes());
                    assert_eq!(report.cases.len(), 1, "{place} of {}", case["id"]);
                }
            }
        }
    }
}
