//! The workload as a price book document, and its baskets as lines.

use std::fmt::Write;

use pricing_core::BasketLine;

use crate::workload::{Line, Offer, Promo, Workload};

/// One tax class, so that tax is part of what is timed.
const HEAD: &str = r#""currency":"GBP","currency_exponent":2,"taxes":[{"id":"T","rate_bp":2000}]"#;
const NAMES: &str = r#""names":{"en":"x","zh-CN":"x"}"#;

/// The document. `choose` is `best_for_customer` or `priority`. By priority all units in scope that serve nothing else
/// serve a spend offer, as in the peers' reference; for the customer's best, those that are worth least elsewhere.
#[expect(clippy::missing_panics_doc, reason = "a String takes every write")]
pub fn document(workload: &Workload, choose: &str) -> String {
    let mut json = String::with_capacity(workload.prices.len() * 110 + workload.promos.len() * 300);
    write_document(&mut json, workload, choose).expect("a String takes every write");
    json
}

fn write_document(json: &mut String, workload: &Workload, choose: &str) -> std::fmt::Result {
    write!(json, r#"{{"id":"workload","policy":{{"choose":"{choose}"}},{HEAD},"items":["#)?;
    for (sku, price) in workload.prices.iter().enumerate() {
        let comma = if sku == 0 { "" } else { "," };
        write!(
            json,
            r#"{comma}{{"id":"S{sku:05}","codes":["{}"],{NAMES},"tax":"T","price_minor":{price}}}"#,
            100_000 + sku
        )?;
    }
    json.push_str(r#"],"promotions":["#);
    for (index, promo) in workload.promos.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        write!(json, r#"{comma}{{"id":"P{index:06}",{NAMES},"#)?;
        write_promo(json, promo, choose)?;
    }
    json.push_str("]}");
    Ok(())
}

fn write_promo(json: &mut String, promo: &Promo, choose: &str) -> std::fmt::Result {
    match promo.offer {
        Offer::Percent(percent) => write!(json, r#""kind":"percent_off","percent_bp":{}"#, percent * 100)?,
        Offer::CheapestFree(n) => write!(json, r#""kind":"cheapest_free","n":{n},"free":1"#)?,
        Offer::MultiPrice(n, price) => write!(json, r#""kind":"multi_price","n":{n},"price_minor":{price}"#)?,
        Offer::UnitOff(off) => write!(json, r#""kind":"amount_off_unit","amount_minor":{off}"#)?,
        Offer::SpendOff(spend, off) => {
            let kind = match choose {
                "best_for_customer" => r#""spend_group""#,
                _ => r#""basket_amount","layer":"item","stacking":"exclusive_unit","base":"after_earlier""#,
            };
            write!(json, r#""kind":{kind},"min_spend_minor":{spend},"amount_minor":{off}"#)?;
        }
    }
    json.push_str(r#","items":["#);
    for (place, sku) in promo.skus.iter().enumerate() {
        let comma = if place == 0 { "" } else { "," };
        write!(json, r#"{comma}"S{sku:05}""#)?;
    }
    json.push_str("]}");
    Ok(())
}

/// The ids of all items, by SKU: what basket lines borrow.
pub fn item_ids(workload: &Workload) -> Vec<String> {
    (0..workload.prices.len()).map(|sku| format!("S{sku:05}")).collect()
}

/// A basket as the engine takes it.
pub fn lines<'a>(ids: &'a [String], basket: &[Line]) -> Vec<BasketLine<'a>> {
    let line = |(line_seq, (sku, units)): (i64, &Line)| BasketLine {
        line_seq,
        item_id: &ids[*sku as usize],
        quantity: i64::from(*units),
        ..BasketLine::default()
    };
    (1..).zip(basket).map(line).collect()
}
