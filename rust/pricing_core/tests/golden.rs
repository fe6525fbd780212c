//! The golden cases (`tests/vectors/pricing/`), and what the reader of cases refuses.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use pricing_core::cases::{self, Report, Status};
use serde_json::{Value, json};

fn files() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/pricing");
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the folder of golden cases")
        .map(|entry| entry.expect("a golden file").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| (path.display().to_string(), fs::read(&path).expect("a golden file")))
        .collect();
    files.sort();
    files
}

#[test]
fn every_golden_case_is_ok() {
    let mut count = 0;
    let mut wrong = Vec::new();
    for (path, json) in files() {
        let report = cases::run(&json);
        count += report.cases.len();
        if report.cases.is_empty() {
            wrong.push(format!("{path}: {}", report.fault));
        }
        for case in report.cases.iter().filter(|case| case.status != Status::Ok) {
            wrong.push(format!("{path}: {} {}: {}", case.id, case.status.word(), case.reason));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 300, "only {count} golden cases were found");
}

#[test]
fn every_golden_id_is_unique_in_its_file() {
    for (path, json) in files() {
        let report = cases::run(&json);
        let ids: BTreeSet<&str> = report.cases.iter().map(|case| case.id.as_str()).collect();
        assert_eq!(ids.len(), report.cases.len(), "{path} names two cases alike");
    }
}

/// Kinds of the format that the golden cases must exercise.
const KINDS: &[&str] = &[
    "amount_off_once",
    "amount_off_unit",
    "amount_units_free",
    "bundle_amount",
    "bundle_percent",
    "bundle_price",
    "buy_get",
    "cheapest_free",
    "coupon_gs1",
    "distinct_set_percent",
    "fixed_unit_price",
    "group_amount",
    "group_percent",
    "multi",
    "multi_price",
    "n_pay_m",
    "nth_amount",
    "nth_percent",
    "nth_price",
    "percent_off",
    "points_burn",
    "points_earn",
    "spend_amount",
    "spend_cheapest_free",
    "spend_gift",
    "spend_multi",
    "spend_percent",
    "stepped_unit_off",
    "tiered_percent",
    "tiered_spend",
];

/// As [`KINDS`], the values of `policy.choose`.
const CHOICES: &[&str] = &[
    "all_apply",
    "best_for_customer",
    "best_single_per_line",
    "compound_on_original",
    "compound_on_remaining",
    "favour_retailer",
    "one_application",
    "stack_in_order",
];

/// As [`KINDS`], fields of items and promotions.
const FIELDS: &[&str] = &[
    "allocation",
    "base",
    "cap",
    "cap_includes_tax",
    "code",
    "company_prefix",
    "discountable",
    "family",
    "floor_price",
    "funded_by",
    "group",
    "group_size",
    "includes_tax",
    "levy",
    "limit_in_group",
    "limit_per_basket",
    "markdown_percent",
    "max_units",
    "min_line_qty",
    "min_qty",
    "min_spend",
    "price_per",
    "priority",
    "requires",
    "stack_group",
    "stacking",
    "stage",
    "strictly_over",
    "tags",
    "tender_exempt",
    "trigger",
    "unit_order",
    "weight_kg",
];

#[test]
fn the_golden_cases_cover_the_format() {
    let (mut kinds, mut choices, mut fields) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (_, json) in files() {
        let cases: Value = serde_json::from_slice(&json).expect("JSON");
        for case in cases.as_array().into_iter().flatten() {
            choices.extend(case["policy"]["choose"].as_str().map(str::to_owned));
            for entry in
                ["items", "promotions"].into_iter().flat_map(|list| case[list].as_array().into_iter().flatten())
            {
                kinds.extend(entry["kind"].as_str().map(str::to_owned));
                fields.extend(entry.as_object().into_iter().flat_map(|fields| fields.keys().cloned()));
            }
        }
    }
    let missing = |wanted: &[&str], found: &BTreeSet<String>| -> Vec<String> {
        wanted.iter().filter(|word| !found.contains(**word)).map(|word| (*word).to_owned()).collect()
    };
    assert_eq!(missing(KINDS, &kinds), Vec::<String>::new());
    assert_eq!(missing(CHOICES, &choices), Vec::<String>::new());
    assert_eq!(missing(FIELDS, &fields), Vec::<String>::new());
}

fn run(case: &Value) -> Report {
    cases::run(case.to_string().as_bytes())
}

/// One case at 2.00, with changes.
fn sound(changes: &Value) -> Value {
    let mut case = json!({
        "id": "x",
        "currency": "USD",
        "tax": {"mode": "none"},
        "policy": {"choose": "stack_in_order"},
        "items": [{"sku": "a", "qty": 2, "unit_price": "1.00"}],
        "promotions": [{"kind": "percent_off", "id": "P", "scope": "all", "percent": "10"}],
        "expected": {"total": "1.80"},
    });
    for (key, value) in changes.as_object().into_iter().flatten() {
        case[key] = value.clone();
    }
    case
}

#[test]
fn one_case_a_list_and_an_object_of_cases() {
    let case = sound(&json!({}));
    for file in [case.clone(), json!([case, case]), json!({"cases": [case]})] {
        let report = run(&file);
        assert_eq!(report.count(Status::Ok), report.cases.len());
        assert_eq!((report.exit_code(), report.cases.is_empty()), (0, false));
    }
}

#[test]
fn a_basket_without_expectations_is_priced() {
    let mut case = sound(&json!({}));
    case.as_object_mut().expect("an object").remove("expected");
    let report = run(&case);
    assert_eq!((report.cases[0].status, report.exit_code()), (Status::Priced, 0));
    assert_eq!(report.cases[0].got["total"], "1.80");
    assert_eq!(
        report.cases[0].got["lines"],
        json!([{"sku": "a", "discount": "0.20", "total": "1.80", "unit_discounts": ["0.10", "0.10"]}])
    );
}

#[test]
fn a_difference_is_told_with_both_figures() {
    let report = run(&sound(&json!({"expected": {"total": "1.90", "discount": "0.20"}})));
    assert_eq!((report.cases[0].status, report.exit_code()), (Status::Differs, 1));
    assert_eq!(report.cases[0].reason, "total: 1.80 instead of 1.90");
}

#[test]
fn what_the_format_does_not_know_is_named_and_never_passed_over() {
    let promotion = |fields: Value| json!({"promotions": [fields]});
    let table = [
        (json!({"expected": {"karma": 1}}), "expected.karma: the format has no such figure"),
        (json!({"policy": {"weather": "fine"}}), "policy.weather: the format has no such field"),
        (json!({"colour": "red"}), "case.colour: the format has no such field"),
        (json!({"policy": {"choose": "lottery"}}), "policy.choose: \"lottery\" is no way of choosing"),
        (promotion(json!({"kind": "raffle", "id": "P"})), "promotions[P].kind: \"raffle\" is no kind of promotion"),
        (
            promotion(json!({"kind": "percent_off", "id": "P", "percent": "10", "moon": "full"})),
            "promotions[P].moon: the format has no such field",
        ),
        (
            promotion(json!({"kind": "percent_off", "id": "P", "percent": "33.333"})),
            "promotions[P].percent: 33.333 has more than 2 digits after the point",
        ),
    ];
    for (changes, reason) in table {
        let report = run(&sound(&changes));
        assert_eq!((report.cases[0].status, report.exit_code()), (Status::NotExpressible, 0), "{changes}");
        assert_eq!(report.cases[0].reason, reason);
    }
}

#[test]
fn malformed_cases_name_the_field() {
    let item = |fields: Value| json!({"items": [fields]});
    let promotion = |fields: Value| json!({"promotions": [fields]});
    let table = [
        (json!({"items": "a"}), "case.items: is missing"),
        (item(json!({"qty": 1, "unit_price": "1.00"})), "items[0].sku: is missing"),
        (item(json!({"sku": "a", "qty": 1})), "items[0].unit_price: is missing"),
        (item(json!({"sku": "a", "qty": -1, "unit_price": "1.00"})), "items[0].qty: is below zero"),
        (item(json!({"sku": "a", "qty": 1, "unit_price": "1,00"})), "items[0].unit_price: \"1,00\" is not a number"),
        (item(json!({"sku": "a", "qty": 10_000, "unit_price": "1.00"})), "items: line 1: quantity_out_of_range"),
        (item(json!({"sku": "a", "weight_kg": "1000", "unit_price": "1.00"})), "items: line 1: mass_out_of_range"),
        (promotion(json!({"id": "P"})), "promotions[P].kind: is missing"),
        (promotion(json!({"kind": "percent_off"})), "promotions[0].percent: is missing"),
        (promotion(json!({"kind": "multi_price", "id": "P", "price": "1.00"})), "promotions[P].n: is missing"),
        (json!({"tax": {"rates": {}}}), "tax.mode: is missing"),
        (json!({"expected": 3}), "case.expected: is not an object"),
        (json!({"expected": {"total": "much"}}), "expected.total: \"much\" is not a number"),
        (json!({"policy": {"today": "soon"}}), "policy.today: \"soon\" is no date or time"),
    ];
    for (changes, reason) in table {
        let report = run(&sound(&changes));
        assert_eq!((report.cases[0].status, report.exit_code()), (Status::Malformed, 2), "{changes}");
        assert_eq!(report.cases[0].reason, reason);
    }
}

#[test]
fn a_file_that_is_none_says_why() {
    for (file, fault) in [("", "not JSON: "), ("3", "neither a case nor"), ("{\"cases\": 3}", "cases: is not a list")] {
        let report = cases::run(file.as_bytes());
        assert!(report.fault.starts_with(fault), "{}", report.fault);
        assert_eq!(report.exit_code(), 2);
    }
    assert_eq!(cases::run(b"[3]").cases[0].status, Status::Malformed);
}

#[test]
fn the_decoded_block_is_checked_against_the_symbol() {
    let coupon = |decoded: Value| {
        sound(&json!({
            "items": [{"sku": "soup", "qty": 1, "unit_price": "4.00", "company_prefix": "0614141", "family": "120"}],
            "promotions": [
                {"kind": "coupon_gs1", "id": "C", "gs1": "81101061414165432132501101203140131", "decoded": decoded},
            ],
            "policy": {"today": "2014-01-15"},
            "expected": {"total": "1.50"},
        }))
    };
    let right =
        json!({"company_prefix": "0614141", "save_value": "2.50", "primary": {"family": "120", "requirement": 1}});
    assert_eq!(run(&coupon(right)).cases[0].status, Status::Ok);
    for wrong in [
        json!({"company_prefix": "0614142"}),
        json!({"save_value": "2.00"}),
        json!({"primary": {"requirement": 2}}),
        json!({"expires": "2014-01-30"}),
        json!({"second": {"family": "120"}}),
    ] {
        assert_eq!(run(&coupon(wrong.clone())).cases[0].status, Status::Differs, "{wrong}");
    }
}
