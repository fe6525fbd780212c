//! The cases of `tests/vectors/pricing/*.json`, the same files the Python tests read.
//!
//! A file: `{"description", "price_book": {...}, "cases": [{"id", "description", "lines": [...], "expected" | "refused"}]}`.
//! A line: `{"line_seq", "item_id", "quantity"}`, optionally `"mass_g"` and `"override_amount_minor"`.

use std::fs;
use std::path::{Path, PathBuf};

use pricing_core::pricing::AppliedPromotion;
use pricing_core::{BasketLine, PriceBook, PricedBasket, PricedLine, compile, price};
use serde_json::{Value, json};

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/pricing");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    files
}

fn basket_line(line: &Value) -> BasketLine<'_> {
    BasketLine {
        line_seq: line["line_seq"].as_i64().unwrap(),
        item_id: line["item_id"].as_str().unwrap(),
        quantity: line["quantity"].as_i64().unwrap(),
        mass_g: line["mass_g"].as_i64(),
        override_amount_minor: line["override_amount_minor"].as_i64(),
    }
}

fn promotions(book: &PriceBook, applied: &[AppliedPromotion]) -> Value {
    applied.iter().map(|one| json!([book.promotion(one.promotion).id, one.amount.minor()])).collect()
}

fn line(book: &PriceBook, line: &PricedLine) -> Value {
    json!({
        "line_seq": line.line_seq,
        "unit_price_minor": line.unit_price.minor(),
        "gross_minor": line.gross.minor(),
        "discount_minor": line.discount.minor(),
        "amount_minor": line.amount.minor(),
        "promotions": promotions(book, &line.promotions),
    })
}

fn basket(book: &PriceBook, basket: &PricedBasket) -> Value {
    let taxes = basket.taxes.iter().map(|one| {
        let class = book.tax(one.tax);
        json!([class.id, class.rate.bp(), one.gross.minor(), one.amount.minor()])
    });
    json!({
        "lines": basket.lines.iter().map(|one| line(book, one)).collect::<Value>(),
        "subtotal_minor": basket.subtotal.minor(),
        "discount_minor": basket.discount.minor(),
        "total_minor": basket.total.minor(),
        "promotions": promotions(book, &basket.promotions),
        "taxes": taxes.collect::<Value>(),
    })
}

#[test]
fn every_case_of_every_file() {
    let files = files();
    assert!(!files.is_empty());
    for path in files {
        let file: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let book = compile(file["price_book"].to_string().as_bytes()).unwrap();
        for case in file["cases"].as_array().unwrap() {
            let lines: Vec<_> = case["lines"].as_array().unwrap().iter().map(basket_line).collect();
            let result = match price(&book, &lines) {
                Ok(priced) => json!({"expected": basket(&book, &priced)}),
                Err(error) => json!({"refused": [error.refusal.code(), error.line_seq]}),
            };
            let (outcome, found) = result.as_object().unwrap().iter().next().unwrap();
            assert_eq!(&case[outcome], found, "{}: {}", path.display(), case["id"]);
        }
    }
}
