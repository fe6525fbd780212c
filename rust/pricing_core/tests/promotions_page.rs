//! The pages for the person who writes promotions say what the engine does.
//!
//! Each example of `docs/pricing/promotions*.md` names a case of `tests/vectors/pricing/docs.json`. The promotion printed on
//! the page, in a book with that case's items, must price that case's basket as the case expects; every amount in the text
//! must be one of the case's; and both languages must show the same.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use pricing_core::pricing::price;
use pricing_core::time::LocalTime;
use pricing_core::{BasketLine, Context, PricedBasket, compile};
use serde_json::{Value, json};

const PAGES: [(&str, &str); 2] = [("promotions.md", "en"), ("promotions.zh-CN.md", "zh-CN")];

fn file(path: &str) -> String {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The cases by the name the pages call them.
fn cases() -> BTreeMap<String, Value> {
    let cases: Vec<Value> = serde_json::from_str(&file("tests/vectors/pricing/docs.json")).unwrap();
    cases.into_iter().map(|case| (case["id"].as_str().unwrap().replacen("docs-", "", 1), case)).collect()
}

/// A heading and what stands under it.
#[derive(Default)]
struct Section {
    cases: Vec<String>,
    images: Vec<String>,
    promotions: Vec<Value>,
    /// Amounts with two decimals.
    amounts: Vec<String>,
}

fn sections(page: &str) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    let mut json: Option<String> = None;
    for line in page.lines() {
        if line.starts_with("##") {
            sections.push(Section::default());
        }
        let section = sections.last_mut().unwrap();
        match &mut json {
            Some(text) if line == "```" => {
                let read: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
                section.promotions.extend(if let Value::Array(several) = read { several } else { vec![read] });
                json = None;
            }
            Some(text) => text.push_str(line),
            None if line == "```json" => json = Some(String::new()),
            None if line.starts_with("<!-- case: ") => {
                section.cases.push(line["<!-- case: ".len()..].trim_end_matches(" -->").to_owned());
            }
            None if line.starts_with("![") => {
                section.images.push(line.rsplit_once('(').unwrap().1.trim_end_matches(')').to_owned());
                section.amounts.extend(amounts(line));
            }
            None => section.amounts.extend(amounts(line)),
        }
    }
    sections
}

/// Every `12.34` of a text.
fn amounts(text: &str) -> Vec<String> {
    let words = text.split(|letter: char| !letter.is_ascii_digit() && letter != '.');
    let is_amount =
        |word: &str| word.split_once('.').is_some_and(|(whole, cents)| !whole.is_empty() && cents.len() == 2);
    words.map(|word| word.trim_end_matches('.')).filter(|word| is_amount(word)).map(str::to_owned).collect()
}

fn minor(amount: &Value) -> i64 {
    amount.as_str().unwrap().replacen('.', "", 1).parse().unwrap()
}

fn names() -> Value {
    json!({"en": "name", "zh-CN": "名"})
}

/// A store's book: a case's items, what else the page sells, and promotions as the page prints them.
fn book(case: &Value, others: &BTreeMap<String, Value>, promotions: &[Value]) -> Value {
    let goods = others.values().chain([case]).flat_map(|case| case["items"].as_array().unwrap());
    let goods: BTreeMap<&str, &Value> = goods.map(|item| (item["sku"].as_str().unwrap(), item)).collect();
    let item = |(code, (id, item)): (usize, (&&str, &&Value))| {
        json!({
            "id": id, "codes": [code.to_string()], "names": names(), "tax": "T",
            "price_minor": minor(&item["unit_price"]), "tags": item.get("tags").cloned().unwrap_or_else(|| json!([])),
        })
    };
    let items: Vec<Value> = goods.iter().enumerate().map(item).collect();
    let rates = &case["tax"]["rates"];
    let rate_bp: i64 = rates.as_object().and_then(|rates| rates.values().next()?.as_str()?.parse().ok()).unwrap_or(0);
    let promotions: Vec<Value> = promotions
        .iter()
        .map(|promotion| {
            let mut promotion = promotion.clone();
            promotion["names"] = names();
            promotion
        })
        .collect();
    json!({
        "id": "page", "currency": "EUR", "currency_exponent": 2, "policy": {"tax": {"mode": case["tax"]["mode"]}},
        "taxes": [{"id": "T", "rate_bp": rate_bp * 100}], "items": items, "promotions": promotions,
    })
}

fn priced(case: &Value, others: &BTreeMap<String, Value>, promotions: &[Value]) -> PricedBasket {
    let book = compile(book(case, others, promotions).to_string().as_bytes())
        .unwrap_or_else(|faults| panic!("{}: {faults}", case["id"]));
    let lines: Vec<BasketLine<'_>> = case["items"]
        .as_array()
        .unwrap()
        .iter()
        .zip(1..)
        .map(|(item, line_seq)| BasketLine {
            line_seq,
            item_id: item["sku"].as_str().unwrap(),
            quantity: item["qty"].as_i64().unwrap(),
            ..BasketLine::default()
        })
        .collect();
    let balance = case["promotions"][0]["balance"].as_str().map(|points| points.parse::<i64>().unwrap() * 10_000);
    let coupons: Vec<&str> = promotions.iter().filter_map(|promotion| promotion["coupon"].as_str()).collect();
    let at = LocalTime::parse("2026-11-22T12:00").unwrap();
    price(&book, &lines, &Context { at, coupons: &coupons, points_e4: balance, ..Context::default() }).unwrap()
}

#[test]
fn the_promotions_printed_do_what_the_pictures_show() {
    let cases = cases();
    let (mut shown, mut differ) = (0, Vec::new());
    for (page, _) in PAGES {
        for section in sections(&file(&format!("docs/pricing/{page}"))) {
            let (Some(name), false) = (section.cases.first(), section.promotions.is_empty()) else { continue };
            let expected = &cases[name]["expected"];
            let basket = priced(&cases[name], &cases, &section.promotions);
            let got = (basket.subtotal_minor, basket.discount_minor, basket.total_minor);
            let wanted = (minor(&expected["subtotal"]), minor(&expected["discount"]), minor(&expected["total"]));
            if got != wanted {
                differ.push(format!("{page}: {name}: {got:?} instead of {wanted:?}"));
            }
            shown += 1;
        }
    }
    assert!(differ.is_empty(), "{differ:#?}");
    assert_eq!(shown, 48, "22 kinds, percent_off twice, a price with tax, in two languages");
}

#[test]
fn every_promotion_printed_can_be_published() {
    let cases = cases();
    for (page, _) in PAGES {
        let sections = sections(&file(&format!("docs/pricing/{page}")));
        let alone: Vec<&Section> =
            sections.iter().filter(|section| section.cases.is_empty() && !section.promotions.is_empty()).collect();
        assert_eq!(alone.len(), 1, "{page}");
        compile(book(&cases["multi"], &cases, &alone[0].promotions).to_string().as_bytes())
            .unwrap_or_else(|faults| panic!("{faults}"));
    }
}

#[test]
fn every_amount_in_the_text_is_an_amount_of_its_case() {
    let cases = cases();
    for (page, _) in PAGES {
        for section in
            sections(&file(&format!("docs/pricing/{page}"))).iter().filter(|section| !section.cases.is_empty())
        {
            let mut known: BTreeSet<String> = BTreeSet::from(["0.00".to_owned()]);
            for case in section.cases.iter().map(|name| &cases[name]) {
                known.extend(amounts(&case.to_string()));
                for item in case["items"].as_array().unwrap() {
                    let value = minor(&item["unit_price"]) * item["qty"].as_i64().unwrap();
                    known.insert(format!("{}.{:02}", value / 100, value % 100));
                }
            }
            let unknown: Vec<_> = section.amounts.iter().filter(|amount| !known.contains(*amount)).collect();
            assert!(unknown.is_empty(), "{page}, {:?}: {unknown:?}", section.cases);
        }
    }
}

#[test]
fn both_languages_show_the_same_and_every_case_is_shown() {
    let [english, chinese] = PAGES.map(|(page, _)| sections(&file(&format!("docs/pricing/{page}"))));
    assert_eq!(english.len(), chinese.len());
    for (one, other) in english.iter().zip(&chinese) {
        assert_eq!((&one.cases, &one.promotions), (&other.cases, &other.promotions));
        assert_eq!(one.amounts.iter().collect::<BTreeSet<_>>(), other.amounts.iter().collect(), "{:?}", one.cases);
    }
    let shown: Vec<&String> = english.iter().flat_map(|section| &section.cases).collect();
    assert_eq!(shown.iter().collect::<BTreeSet<_>>().len(), shown.len(), "no case twice");
    assert_eq!(shown.into_iter().collect::<BTreeSet<_>>(), cases().keys().collect());
    for (sections, (_, language)) in [english, chinese].iter().zip(PAGES) {
        let images = |section: &Section| -> Vec<String> {
            section.cases.iter().map(|case| format!("images/{language}/{case}.svg")).collect()
        };
        assert!(sections.iter().all(|section| section.images == images(section)));
    }
}
