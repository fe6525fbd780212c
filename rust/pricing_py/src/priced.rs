//! The engine's answers as Python's tuples.

use pricing_core::priced::{AppliedPromotion, PricedLine, PricedUnits, TaxAmount};
use pricing_core::refund::Refund;
use pricing_core::{PriceBook, PricedBasket};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

/// `lines, subtotal, discount, levy, tax, total, cash_total, promotions, taxes, rewards, proof`.
pub(crate) fn basket<'py>(py: Python<'py>, book: &PriceBook, basket: &PricedBasket) -> PyResult<Bound<'py, PyTuple>> {
    let lines = basket.lines.iter().map(|one| line(py, book, one)).collect::<PyResult<Vec<_>>>()?;
    let gifts = basket.rewards.gifts.iter().map(|(gift, units)| (book.promotion(*gift).id.as_str(), *units));
    let rewards =
        (PyTuple::new(py, gifts.collect::<Vec<_>>())?, basket.rewards.points_earned_e4, basket.rewards.points_spent_e4);
    (
        PyTuple::new(py, lines)?,
        basket.subtotal_minor,
        basket.discount_minor,
        basket.lines.iter().map(|line| line.levy_minor).sum::<i64>(),
        basket.tax_minor,
        basket.total_minor,
        basket.cash_total_minor,
        promotions(py, book, &basket.promotions)?,
        taxes(py, book, &basket.taxes)?,
        rewards,
        (basket.proof.optimal, basket.proof.gap_minor),
    )
        .into_pyobject(py)
}

/// `line_seq, unit_price, gross, discount, amount, levy, markdown, staff, promotions, units`.
fn line<'py>(py: Python<'py>, book: &PriceBook, line: &PricedLine) -> PyResult<Bound<'py, PyTuple>> {
    (
        line.line_seq,
        line.unit_price_minor,
        line.gross_minor,
        line.discount_minor,
        line.amount_minor,
        line.levy_minor,
        line.markdown_minor,
        line.staff_minor,
        promotions(py, book, &line.promotions)?,
        units(py, &line.units)?,
    )
        .into_pyobject(py)
}

/// `(promotion_id, amount), ...`.
fn promotions<'py>(py: Python<'py>, book: &PriceBook, applied: &[AppliedPromotion]) -> PyResult<Bound<'py, PyTuple>> {
    PyTuple::new(py, applied.iter().map(|one| (book.promotion(one.promotion).id.as_str(), one.amount_minor)))
}

/// `(units, amount of each), ...`.
fn units<'py>(py: Python<'py>, runs: &[PricedUnits]) -> PyResult<Bound<'py, PyTuple>> {
    PyTuple::new(py, runs.iter().map(|run| (run.units, run.amount_minor)))
}

/// `(tax, rate, rate_mpct, base, amount), ...`.
fn taxes<'py>(py: Python<'py>, book: &PriceBook, amounts: &[TaxAmount]) -> PyResult<Bound<'py, PyTuple>> {
    let named = amounts.iter().map(|one| {
        let class = book.tax(one.tax);
        let rate = &class.rates[one.rate as usize];
        (class.id.as_str(), rate.id.as_str(), rate.rate_mpct, one.base_minor, one.amount_minor)
    });
    PyTuple::new(py, named.collect::<Vec<_>>())
}

/// `lines, amount, levy, total, taxes, clawed_back, shortfall, given_back, points_earned_e4, points_spent_e4`; a line is
/// `line_seq, units, amount, levy, tax`, what is given back `promotion_id, applications, saving`.
pub(crate) fn refund<'py>(py: Python<'py>, book: &PriceBook, refund: &Refund) -> PyResult<Bound<'py, PyTuple>> {
    let lines = refund.lines.iter().map(|l| (l.line_seq, l.units, l.amount_minor, l.levy_minor, l.tax_minor));
    let given_back =
        refund.given_back.iter().map(|b| (book.promotion(b.promotion).id.as_str(), b.applications, b.saving_minor));
    (
        PyTuple::new(py, lines.collect::<Vec<_>>())?,
        refund.amount_minor,
        refund.levy_minor,
        refund.total_minor,
        taxes(py, book, &refund.taxes)?,
        refund.clawed_back_minor,
        refund.shortfall_minor,
        PyTuple::new(py, given_back.collect::<Vec<_>>())?,
        refund.points_earned_e4,
        refund.points_spent_e4,
    )
        .into_pyobject(py)
}
