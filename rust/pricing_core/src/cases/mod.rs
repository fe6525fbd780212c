//! Cases: baskets with what they must cost, in the neutral format of `docs/pricing/case-format.md`.
//!
//! Each case becomes a price book document, which [`crate::compile()`] compiles, and a basket, which the engine prices as it
//! prices any other: there is no second engine here. A term that the format or the engine does not know makes the case
//! `not_expressible`, with the term's name; it is never left out silently.

mod below_zero;
mod book;
mod case;
mod check;
mod check_applied;
mod check_lines;
mod check_returns;
mod check_units;
mod conditions;
mod coupon;
mod figures;
mod good;
mod goods;
mod kinds;
mod multi;
mod number;
mod points;
mod policy;
mod promotion;
mod reader;
mod report;
mod scope;
mod slots;
mod tables;
mod tender;
mod tiers;
mod words;

use serde_json::{Map, Value};

pub use report::{CaseReport, Report, Status};

use case::Case;
use check::Outcome;
use figures::Priced;
use reader::Problem;

/// The most cases of one file.
pub const MAX_CASES: usize = 100_000;

/// Runs a file: one case, a list of them, or `{"cases": [...]}`. Every case is answered, whatever the others are.
pub fn run(json: &[u8]) -> Report {
    match read(json) {
        Ok(cases) => Report { cases: cases.iter().enumerate().map(run_one).collect(), fault: String::new() },
        Err(fault) => Report { cases: Vec::new(), fault },
    }
}

fn read(json: &[u8]) -> Result<Vec<Value>, String> {
    // Some editors put a byte order mark before what they save.
    let json = json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(json);
    let file: Value = serde_json::from_slice(json).map_err(|error| format!("not JSON: {error}"))?;
    let cases = match file {
        Value::Array(cases) => cases,
        Value::Object(mut fields) => match fields.remove("cases") {
            Some(Value::Array(cases)) => cases,
            Some(_) => return Err("cases: is not a list".to_owned()),
            None => vec![Value::Object(fields)],
        },
        _ => return Err("neither a case nor a list of cases".to_owned()),
    };
    if cases.len() > MAX_CASES { Err(format!("more than {MAX_CASES} cases")) } else { Ok(cases) }
}

fn run_one((position, value): (usize, &Value)) -> CaseReport {
    let id = value.get("id").and_then(Value::as_str).map_or_else(|| format!("cases[{position}]"), str::to_owned);
    let expected = value.get("expected").cloned().unwrap_or(Value::Null);
    let (status, got, reason) = match answer(value) {
        Ok((status, outcome)) => (status, outcome.got, outcome.differences.join("; ")),
        Err(Problem::Malformed(reason)) => (Status::Malformed, Map::new(), reason),
        Err(Problem::NotExpressible(reason)) => (Status::NotExpressible, Map::new(), reason),
        Err(Problem::Differs(reason)) => (Status::Differs, Map::new(), reason),
    };
    CaseReport { id, status, got, expected, reason }
}

fn answer(value: &Value) -> Result<(Status, Outcome), Problem> {
    let case = Case::read(value)?;
    let priced = price(&case)?;
    Ok(match &case.expected {
        None => (Status::Priced, Outcome { got: check::everything(&priced), ..Outcome::default() }),
        Some(expected) => {
            let outcome = check::check(&priced, expected)?;
            (if outcome.differences.is_empty() { Status::Ok } else { Status::Differs }, outcome)
        }
    })
}

fn price(case: &Case) -> Result<Priced<'_>, Problem> {
    let (lines, of_line) = case.lines();
    let basket = case.with_context(|context| crate::pricing::price(&case.book, &lines, context));
    let mut basket = basket.map_err(|error| Problem::Malformed(format!("items: {error}")))?;
    below_zero::tax(case, &mut basket);
    Ok(Priced { case, lines, of_line, basket })
}
