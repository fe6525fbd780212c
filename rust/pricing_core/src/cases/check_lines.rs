//! What a case expects of its lines and units.

use serde_json::{Value, json};

use super::check::Outcome;
use super::figures::Priced;
use super::number;
use super::reader::{Problem, Reader, decimal};
use crate::priced::PricedLine;

/// Expected lines by SKU; with `line_multiset_only` only the discounts count, with `lines_policy_dependent` only their sum.
pub(super) fn lines(priced: &Priced<'_>, value: &Value, place: &str, outcome: &mut Outcome) -> Result<(), Problem> {
    outcome.put("lines", table(priced));
    let entries = entries(value, place)?;
    let settings = &priced.case.settings;
    if settings.lines_as_multiset || settings.lines_free || entries.iter().any(Value::is_string) {
        return as_multiset(priced, &entries, place, outcome);
    }
    let mut seen = std::collections::BTreeMap::new();
    for (position, entry) in entries.iter().enumerate() {
        let mut line = Reader::new(entry, format!("{place}[{position}]"), priced.case.digits)?;
        let sku = line.text(&["sku", "item", "id"])?;
        let sku = line.need("sku", sku)?.to_owned();
        let places = priced.places_of(&sku);
        if places.is_empty() {
            return Err(line.malformed("sku", format!("{sku:?} is not in the basket")));
        }
        let count = entries.iter().filter(|other| other["sku"] == entry["sku"]).count();
        let nth = seen.entry(sku.clone()).and_modify(|nth| *nth += 1).or_insert(0_usize);
        let mine = if count > 1 { places.get(*nth..=*nth).unwrap_or_default() } else { &places };
        let own: Vec<&PricedLine> = mine.iter().flat_map(|place| priced.lines_of(*place)).collect();
        one_line(&own, &sku, line, priced.case.digits, outcome)?;
    }
    Ok(())
}

fn one_line(
    own: &[&PricedLine],
    sku: &str,
    mut line: Reader<'_>,
    digits: u32,
    outcome: &mut Outcome,
) -> Result<(), Problem> {
    let sum = |figure: fn(&PricedLine) -> i64| own.iter().map(|line| figure(line)).sum::<i64>();
    let figures: [(&[&str], i64); 4] = [
        (&["discount"], sum(|line| line.discount_minor)),
        (&["total", "amount", "net", "line_total", "to_pay", "after_discount"], sum(|line| line.amount_minor)),
        (&["subtotal", "gross", "plain"], sum(|line| line.gross_minor)),
        (&["levy"], sum(|line| line.levy_minor)),
    ];
    for (names, got) in figures {
        if let Some(expected) = line.money(names)?
            && expected != got
        {
            outcome.differs(
                &format!("{sku} {}", names[0]),
                &number::format(got, digits),
                &number::format(expected, digits),
            );
        }
    }
    let units: i64 = own.iter().flat_map(|line| &line.units).map(|run| i64::from(run.units)).sum();
    if let Some(expected) = line.count(&["qty", "quantity"])?
        && i64::try_from(expected) != Ok(units)
    {
        outcome.differs(&format!("{sku} qty"), &units.to_string(), &expected.to_string());
    }
    let place = line.place().to_owned();
    let lists = [
        (line.any(&["unit_discounts"]), unit_discounts(own)),
        (line.any(&["unit_prices", "units", "unit_totals"]), unit_prices(own)),
    ];
    for (stated, mut got) in lists {
        if let Some((name, stated)) = stated {
            let mut expected = amounts(stated, digits, &place)?;
            expected.sort_unstable();
            got.sort_unstable();
            if got != expected {
                outcome.differs(&format!("{sku} {name}"), &text(&got, digits), &text(&expected, digits));
            }
        }
    }
    if let Some(expected) = line.money(&["unit_discount"])?
        && unit_discounts(own).iter().any(|got| *got != expected)
    {
        outcome.differs(
            &format!("{sku} unit_discount"),
            &text(&unit_discounts(own), digits),
            &number::format(expected, digits),
        );
    }
    let plain = own.first().map(|line| line.unit_price_minor);
    if let Some(expected) = line.money(&["unit_price", "discounted_unit_price"])?
        && plain != Some(expected)
        && unit_prices(own).iter().any(|got| *got != expected)
    {
        outcome.differs(
            &format!("{sku} unit_price"),
            &text(&unit_prices(own), digits),
            &number::format(expected, digits),
        );
    }
    line.finish()
}

fn as_multiset(priced: &Priced<'_>, entries: &[Value], place: &str, outcome: &mut Outcome) -> Result<(), Problem> {
    let digits = priced.case.digits;
    let stated = |entry: &Value| decimal(entry.get("discount").unwrap_or(entry), digits, place);
    let mut expected = Vec::new();
    for entry in entries.iter().filter(|entry| entry.is_string() || entry.get("discount").is_some()) {
        expected.push(stated(entry)?);
    }
    let goods = 0..priced.case.goods.goods.len();
    let of_good = |place| priced.lines_of(place).map(|line| line.discount_minor).sum::<i64>();
    let mut got: Vec<i64> = goods.map(of_good).collect();
    if priced.case.settings.lines_free {
        (expected, got) = (vec![expected.iter().sum()], vec![got.iter().sum()]);
    }
    for discounts in [&mut expected, &mut got] {
        discounts.retain(|discount| *discount != 0);
        discounts.sort_unstable();
    }
    if got != expected {
        outcome.differs("lines", &text(&got, digits), &text(&expected, digits));
    }
    Ok(())
}

/// Our lines, one for each entry of the case's items.
pub(super) fn table(priced: &Priced<'_>) -> Value {
    let digits = priced.case.digits;
    let money = |minor: i64| json!(number::format(minor, digits));
    let line = |(place, good): (usize, &super::good::Good)| {
        let own: Vec<&PricedLine> = priced.lines_of(place).collect();
        let list = |list: Vec<i64>| list.into_iter().map(money).collect::<Vec<_>>();
        let mut line = json!({
            "sku": good.sku,
            "discount": money(own.iter().map(|line| line.discount_minor).sum()),
            "total": money(own.iter().map(|line| line.amount_minor).sum()),
        });
        let discounts = unit_discounts(&own);
        if discounts.len() <= 20 {
            line["unit_discounts"] = json!(list(discounts));
        }
        line
    };
    priced.case.goods.goods.iter().enumerate().map(line).collect()
}

pub(super) fn unit_prices(lines: &[&PricedLine]) -> Vec<i64> {
    let runs = lines.iter().flat_map(|line| &line.units);
    runs.flat_map(|run| std::iter::repeat_n(run.amount_minor, run.units as usize)).collect()
}

pub(super) fn unit_discounts(lines: &[&PricedLine]) -> Vec<i64> {
    let of = |line: &&PricedLine| {
        let units: i64 = line.units.iter().map(|run| i64::from(run.units)).sum();
        let plain = line.gross_minor / units.max(1);
        line.units
            .iter()
            .flat_map(move |run| std::iter::repeat_n(plain - run.amount_minor, run.units as usize))
            .collect::<Vec<_>>()
    };
    lines.iter().flat_map(of).collect()
}

fn entries(value: &Value, place: &str) -> Result<Vec<Value>, Problem> {
    match value {
        Value::Array(entries) => Ok(entries.clone()),
        Value::Object(by_sku) => {
            Ok(by_sku.iter().map(|(sku, discount)| json!({"sku": sku, "discount": discount})).collect())
        }
        _ => Err(Problem::Malformed(format!("{place}: is not a list of lines"))),
    }
}

pub(super) fn amounts(value: &Value, digits: u32, place: &str) -> Result<Vec<i64>, Problem> {
    match value {
        Value::Array(list) => list.iter().map(|amount| decimal(amount, digits, place)).collect(),
        one => Ok(vec![decimal(one, digits, place)?]),
    }
}

pub(super) fn text(amounts: &[i64], digits: u32) -> String {
    let texts: Vec<_> = amounts.iter().map(|minor| number::format(*minor, digits)).collect();
    format!("[{}]", texts.join(", "))
}
