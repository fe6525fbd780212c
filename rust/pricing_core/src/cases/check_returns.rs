//! Returns of a case: units come back step by step, and each step's refund is compared.

use serde_json::{Map, Value, json};

use super::check::Outcome;
use super::check_lines::amounts;
use super::figures::Priced;
use super::number;
use super::reader::{Problem, decimal};
use crate::refund::{Return, Sale, refund};

/// One return: SKUs, once per unit.
type Step = Vec<String>;

/// Expected refunds: amounts, one for each step, in any order; or their sum (`refund`, `refund_total`).
pub(super) fn refunds(
    priced: &Priced<'_>,
    name: &str,
    value: &Value,
    place: &str,
    outcome: &mut Outcome,
) -> Result<(), Problem> {
    let digits = priced.case.digits;
    let (mut expected, stated) = expected(value, digits, place)?;
    let sum_only = !value.is_array() && stated.is_empty();
    let steps = match (&priced.case.settings.returned, stated.is_empty()) {
        (Some(returned), _) => steps(returned, "returned")?,
        (None, false) => stated,
        (None, true) => one_by_one(priced, if sum_only { None } else { Some(expected.len()) }),
    };
    let mut got = refund_steps(priced, &steps)?;
    let text =
        |amounts: &Vec<i64>| json!(amounts.iter().map(|minor| number::format(*minor, digits)).collect::<Vec<_>>());
    if sum_only {
        let sum = vec![got.iter().sum()];
        outcome.compare(name, &sum, &expected, text);
        return Ok(());
    }
    got.sort_unstable();
    expected.sort_unstable();
    outcome.compare(name, &got, &expected, text);
    Ok(())
}

/// The amounts, and the units that come back for each as far as the entries name them.
fn expected(value: &Value, digits: u32, place: &str) -> Result<(Vec<i64>, Vec<Step>), Problem> {
    let Value::Array(entries) = value else {
        let total = value.get("total").or(value.get("sum")).unwrap_or(value);
        return match total {
            Value::Object(by_sku) => of_skus(by_sku, digits, place),
            total => Ok((vec![decimal(total, digits, place)?], Vec::new())),
        };
    };
    let (mut amounts, mut named) = (Vec::new(), Vec::new());
    for entry in entries {
        let amount = ["refund", "amount", "total"].iter().find_map(|name| entry.get(name)).unwrap_or(entry);
        amounts.push(decimal(amount, digits, place)?);
        let units = ["units", "returned", "return", "skus", "sku", "items"].iter().find_map(|name| entry.get(name));
        if let Some(units) = units {
            let mut step = Step::new();
            for sku in steps(units, place)?.into_iter().flatten() {
                let quantity = entry.get("qty").and_then(Value::as_u64).unwrap_or(1);
                step.extend(std::iter::repeat_n(sku, usize::try_from(quantity).unwrap_or(1)));
            }
            named.push(step);
        }
    }
    if !named.is_empty() && named.len() != amounts.len() {
        return Err(Problem::Malformed(format!("{place}: some entries name their units and some do not")));
    }
    Ok((amounts, named))
}

/// `{"a": ["16.67", "16.66"]}`: units of a SKU one after the other.
fn of_skus(by_sku: &Map<String, Value>, digits: u32, place: &str) -> Result<(Vec<i64>, Vec<Step>), Problem> {
    let (mut all, mut named) = (Vec::new(), Vec::new());
    for (sku, list) in by_sku {
        let list = amounts(list, digits, place)?;
        named.extend(list.iter().map(|_| vec![sku.clone()]));
        all.extend(list);
    }
    Ok((all, named))
}

/// `"a"`, `["a", "b"]` (two steps), `{"sku": "a", "qty": 2}` (two units at once), `[["a", "b"], "c"]`.
fn steps(value: &Value, place: &str) -> Result<Vec<Step>, Problem> {
    let malformed = || Problem::Malformed(format!("{place}: is no list of returned units"));
    match value {
        Value::String(sku) => Ok(vec![vec![sku.clone()]]),
        Value::Object(unit) => {
            let sku = unit.get("sku").and_then(Value::as_str).ok_or_else(malformed)?;
            let quantity = unit.get("qty").map_or(Some(1), Value::as_u64).ok_or_else(malformed)?;
            Ok(vec![vec![sku.to_owned(); usize::try_from(quantity).map_err(|_| malformed())?]])
        }
        Value::Array(entries) => entries.iter().map(|entry| Ok(steps(entry, place)?.concat())).collect(),
        _ => Err(malformed()),
    }
}

/// As many units as there are amounts, in the order of the lines; all of them if that is not said.
fn one_by_one(priced: &Priced<'_>, count: Option<usize>) -> Vec<Step> {
    let goods = priced.case.goods.goods.iter();
    let units = goods.flat_map(|good| std::iter::repeat_n(good, usize::try_from(good.quantity).unwrap_or_default()));
    units.take(count.unwrap_or(usize::MAX)).map(|good| vec![good.sku.clone()]).collect()
}

fn refund_steps(priced: &Priced<'_>, steps: &[Step]) -> Result<Vec<i64>, Problem> {
    let mut left: Vec<u32> = priced.lines.iter().map(|line| u32::try_from(line.quantity).unwrap_or_default()).collect();
    let mut batches: Vec<Vec<Return>> = Vec::new();
    for step in steps {
        batches.push(batch(priced, step, &mut left)?);
    }
    priced.case.with_context(|context| {
        let sale = Sale { book: &priced.case.book, lines: &priced.lines, context, priced: &priced.basket };
        let batches: Vec<&[Return]> = batches.iter().map(Vec::as_slice).collect();
        let of = |step: usize| refund(&sale, &batches[..step], batches[step]).map(|refund| refund.total_minor);
        let refused = |error| Problem::Differs(format!("returned: {error}"));
        (0..batches.len()).map(of).collect::<Result<_, _>>().map_err(refused)
    })
}

/// Lines for SKUs, each line as often as it has units left.
fn batch(priced: &Priced<'_>, step: &Step, left: &mut [u32]) -> Result<Vec<Return>, Problem> {
    let mut batch: Vec<Return> = Vec::new();
    for sku in step {
        let of_sku = |line: usize| priced.case.goods.goods[priced.of_line[line]].sku == *sku;
        let line = (0..left.len()).find(|line| left[*line] > 0 && of_sku(*line));
        let line = line.ok_or_else(|| Problem::Malformed(format!("returned: no unit of {sku:?} is left")))?;
        left[line] -= 1;
        let line_seq = priced.lines[line].line_seq;
        match batch.iter_mut().find(|own| own.line_seq == line_seq) {
            Some(own) => own.units += 1,
            None => batch.push(Return { line_seq, units: 1 }),
        }
    }
    Ok(batch)
}
