//! What a case expects against what the engine says, figure by figure.

use serde_json::{Map, Value, json};

use super::check_returns;
use super::figures::Priced;
use super::number;
use super::points;
use super::reader::{Problem, decimal, texts};
use super::words::plain;
use super::{check_applied, check_lines, check_units};

/// The outcome of a comparison: our figures by name, and every difference in words.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) got: Map<String, Value>,
    pub(super) differences: Vec<String>,
}

impl Outcome {
    pub(super) fn put(&mut self, name: &str, got: Value) {
        self.got.insert(name.to_owned(), got);
    }

    pub(super) fn differs(&mut self, name: &str, got: &str, expected: &str) {
        self.differences.push(format!("{name}: {got} instead of {expected}"));
    }

    /// Notes our figure, and the difference if there is one.
    pub(super) fn compare<T: PartialEq>(&mut self, name: &str, got: &T, expected: &T, text: impl Fn(&T) -> Value) {
        self.put(name, text(got));
        if got != expected {
            self.differs(name, &plain_text(&text(got)), &plain_text(&text(expected)));
        }
    }
}

fn plain_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Words among `expected` that are for people, and inputs that stand there.
const NOT_FIGURES: &[&str] = &["note", "notes", "text", "comment", "tenders", "returned"];

/// Compares everything a case expects.
pub(super) fn check(priced: &Priced<'_>, expected: &Map<String, Value>) -> Result<Outcome, Problem> {
    let mut outcome = Outcome { got: summary(priced), ..Outcome::default() };
    let figures = expected.iter().filter(|(name, value)| !NOT_FIGURES.contains(&name.as_str()) && !value.is_null());
    for (name, value) in figures {
        check_one(priced, name, value, &mut outcome)?;
    }
    Ok(outcome)
}

fn check_one(priced: &Priced<'_>, name: &str, value: &Value, outcome: &mut Outcome) -> Result<(), Problem> {
    let place = format!("expected.{name}");
    let digits = priced.case.digits;
    match name {
        "lines" => check_lines::lines(priced, value, &place, outcome),
        "units" => check_units::units(priced, value, &place, outcome),
        "applied" | "promotions" => check_applied::applied(priced, value, &place, outcome),
        "gifts" | "gift" => {
            let mut expected = texts(value, &place)?;
            expected.sort_unstable();
            outcome.compare(name, &priced.gifts(), &expected, |gifts| json!(gifts));
            Ok(())
        }
        "points" => points_of(priced, value, &place, outcome),
        _ if name.contains("refund") => check_returns::refunds(priced, name, value, &place, outcome),
        "refused" => refused(priced, value, &place, outcome),
        "taxes" => taxes(priced, value, &place, outcome),
        "lines_policy_dependent" | "line_multiset_only" => Ok(()),
        _ => match (priced.money(name), priced.points_e4(name)) {
            (Some(got), _) => {
                let expected = decimal(value, digits, &place)?;
                let got = if priced.is_tax_with_levy(name, expected) { expected } else { got };
                outcome.compare(name, &got, &expected, |minor| json!(number::format(*minor, digits)));
                Ok(())
            }
            (None, Some(got)) => {
                let expected = decimal(value, points::DIGITS, &place)?;
                outcome.compare(name, &got, &expected, |points| json!(number::format_short(*points, points::DIGITS)));
                Ok(())
            }
            (None, None) => Err(Problem::NotExpressible(format!("{place}: the format has no such figure"))),
        },
    }
}

/// The figures that every report has.
fn summary(priced: &Priced<'_>) -> Map<String, Value> {
    let mut got = Map::new();
    for name in ["subtotal", "discount", "total", "tax_amount"] {
        let minor = priced.money(name).unwrap_or_default();
        got.insert(name.to_owned(), json!(number::format(minor, priced.case.digits)));
    }
    got
}

/// Every figure, for a basket that expects none.
pub(super) fn everything(priced: &Priced<'_>) -> Map<String, Value> {
    let mut got = summary(priced);
    let money = |minor: i64| json!(number::format(minor, priced.case.digits));
    got.insert("cash_total".to_owned(), money(priced.basket.cash_total_minor));
    got.insert("lines".to_owned(), check_lines::table(priced));
    let applied = priced.applied();
    let applied = applied.iter().map(|applied| {
        json!({"promotion": applied.promotion, "units": applied.units, "discount": money(applied.discount_minor)})
    });
    got.insert("applied".to_owned(), applied.collect());
    got.insert("gifts".to_owned(), json!(priced.gifts()));
    let points = |name| json!(number::format_short(priced.points_e4(name).unwrap_or_default(), points::DIGITS));
    got.insert("points_earned".to_owned(), points("points_earned"));
    got.insert("points_spent".to_owned(), points("points_spent"));
    got.insert("refused".to_owned(), json!(priced.refused()));
    got
}

/// A number is what is earned; an object names each.
fn points_of(priced: &Priced<'_>, value: &Value, place: &str, outcome: &mut Outcome) -> Result<(), Problem> {
    let one = json!({"points_earned": value});
    for (name, value) in value.as_object().or(one.as_object()).into_iter().flatten() {
        let got = priced.points_e4(name);
        let got =
            got.ok_or_else(|| Problem::NotExpressible(format!("{place}.{name}: the format has no such figure")))?;
        let expected = decimal(value, points::DIGITS, place)?;
        outcome.compare(name, &got, &expected, |points| json!(number::format_short(*points, points::DIGITS)));
    }
    Ok(())
}

/// Tax by rate in percent: `{"20": "3.20"}`.
fn taxes(priced: &Priced<'_>, value: &Value, place: &str, outcome: &mut Outcome) -> Result<(), Problem> {
    let malformed = || Problem::Malformed(format!("{place}: is not an object of tax by rate"));
    let by_rate = priced.tax_by_rate();
    for (rate, tax) in value.as_object().ok_or_else(malformed)? {
        let rate_mpct = decimal(&json!(rate), 3, place)?;
        let got = u32::try_from(rate_mpct).ok().and_then(|rate| by_rate.get(&rate)).copied().unwrap_or_default();
        let expected = decimal(tax, priced.case.digits, place)?;
        let text = |minor: &i64| json!(number::format(*minor, priced.case.digits));
        outcome.compare(&format!("tax {rate} %"), &got, &expected, text);
    }
    Ok(())
}

/// Words for one reason.
const REASONS: &[(&str, &[&str])] = &[
    ("expired", &["expire", "too_late", "ended"]),
    ("not_yet_valid", &["not_yet", "not_started", "too_early", "future", "before_start"]),
    ("no_matching_item", &["match", "family", "company", "prefix", "no_item", "wrong_item"]),
    ("requirement_not_met", &["requirement", "quantity", "qty", "enough", "insufficient", "unit", "spend", "minimum"]),
    ("wrong_retailer", &["retailer", "store"]),
    ("online_only", &["online"]),
];

/// `"expired"`, `["expired"]`, `true`, or `{"COUPON": "expired"}`.
fn refused(priced: &Priced<'_>, value: &Value, place: &str, outcome: &mut Outcome) -> Result<(), Problem> {
    let got = priced.refused();
    outcome.put("refused", json!(got));
    let any = |word: &str| got.values().any(|reason| same_reason(reason, word)) || got.contains_key(word);
    let found = match value {
        Value::Bool(refused) => *refused != got.is_empty(),
        Value::Object(by_promotion) => by_promotion.iter().all(|(id, word)| {
            got.get(id).is_some_and(|reason| word.as_str().is_none_or(|word| same_reason(reason, word)))
        }),
        words => texts(words, place)?.iter().all(|word| any(word)),
    };
    if !found {
        outcome.differs("refused", &json!(got).to_string(), &plain_text(value));
    }
    Ok(())
}

fn same_reason(reason: &str, word: &str) -> bool {
    let word = plain(word);
    let parts = REASONS.iter().find(|(own, _)| *own == reason).map_or(&[][..], |(_, parts)| parts);
    word == reason || parts.iter().any(|part| word.contains(part))
}
