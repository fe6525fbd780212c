//! The engine's answers as Python's tuples.

use pricing_core::priced::{AppliedPromotion, PricedLine, PricedUnits, TaxAmount};
use pricing_core::refund::Refund;
use pricing_core::{PriceBook, PricedBasket};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

/// A priced basket that stays in the engine: its lines cross when somebody asks for them.
#[pyclass(frozen, eq, module = "controller._pricing")]
pub(crate) struct Priced {
    book: Py<crate::PriceBook>,
    basket: PricedBasket,
}

impl PartialEq for Priced {
    fn eq(&self, other: &Self) -> bool {
        self.basket == other.basket
    }
}

#[pymethods]
impl Priced {
    /// `(line_seq, unit_price, gross, discount, amount, levy, markdown, staff, promotions, units), ...`.
    fn lines<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let book = &self.book.get().0;
        let lines = self.basket.lines.iter().map(|one| line(py, book, one)).collect::<PyResult<Vec<_>>>()?;
        PyTuple::new(py, lines)
    }

    /// `(promotion_id, amount), ...`.
    fn promotions<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        promotions(py, &self.book.get().0, &self.basket.promotions)
    }

    /// `(tax, rate, rate_mpct, base, amount), ...`.
    fn taxes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        taxes(py, &self.book.get().0, &self.basket.taxes)
    }

    /// `((promotion_id, units), ...), points_earned_e4, points_spent_e4`.
    fn rewards<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let (book, rewards) = (&self.book.get().0, &self.basket.rewards);
        let gifts = rewards.gifts.iter().map(|(gift, units)| (book.promotion(*gift).id.as_str(), *units));
        let gifts = PyTuple::new(py, gifts.collect::<Vec<_>>())?;
        (gifts, rewards.points_earned_e4, rewards.points_spent_e4).into_pyobject(py)
    }
}

/// `priced, subtotal, discount, levy, tax, total, cash_total, optimal, gap`.
pub(crate) fn basket<'py>(book: &Bound<'py, crate::PriceBook>, basket: PricedBasket) -> PyResult<Bound<'py, PyTuple>> {
    let levy_minor: i64 = basket.lines.iter().map(|line| line.levy_minor).sum();
    let (subtotal_minor, discount_minor, tax_minor) = (basket.subtotal_minor, basket.discount_minor, basket.tax_minor);
    let (total_minor, cash_total_minor, proof) = (basket.total_minor, basket.cash_total_minor, basket.proof);
    (
        Priced { book: book.clone().unbind(), basket },
        subtotal_minor,
        discount_minor,
        levy_minor,
        tax_minor,
        total_minor,
        cash_total_minor,
        proof.optimal,
        proof.gap_minor,
    )
        .into_pyobject(book.py())
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
