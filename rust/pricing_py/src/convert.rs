//! Python's tuples to the engine's structs and back.

use pricing_core::item::{Item, Names, SoldBy};
use pricing_core::pricing::AppliedPromotion;
use pricing_core::{BasketLine, PriceBook, PricedBasket, PricedLine};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::PyTuple;

/// An int of any size: what does not fit is beyond every range the engine knows, and is refused as such.
struct Saturated(i64);

impl<'py> FromPyObject<'_, 'py> for Saturated {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match value.extract() {
            Ok(integer) => Ok(Self(integer)),
            Err(error) if error.is_instance_of::<pyo3::exceptions::PyOverflowError>(value.py()) => Ok(Self(i64::MAX)),
            Err(error) => Err(error),
        }
    }
}

/// `(line_seq, item_id, quantity, mass_g, override_amount_minor)`.
#[derive(FromPyObject)]
pub(crate) struct Line(i64, PyBackedStr, Saturated, Option<Saturated>, Option<Saturated>);

impl Line {
    pub(crate) fn stated(&self) -> BasketLine<'_> {
        BasketLine {
            line_seq: self.0,
            item_id: &self.1,
            quantity: self.2.0,
            mass_g: self.3.as_ref().map(|mass| mass.0),
            override_amount_minor: self.4.as_ref().map(|amount| amount.0),
        }
    }
}

pub(crate) fn item<'py>(py: Python<'py>, book: &PriceBook, item: &Item) -> PyResult<Bound<'py, PyTuple>> {
    let sold_by = match item.sold_by {
        SoldBy::Each => "each",
        SoldBy::Kg => "kg",
    };
    let tax = book.tax(item.tax).id.as_str();
    (item.code.as_str(), names(py, &item.names)?, tax, item.unit_price.minor(), sold_by).into_pyobject(py)
}

pub(crate) fn names<'py>(py: Python<'py>, names: &Names) -> PyResult<Bound<'py, PyTuple>> {
    PyTuple::new(py, names)
}

/// `(lines, subtotal_minor, discount_minor, total_minor, promotions, taxes)`.
pub(crate) fn basket<'py>(py: Python<'py>, book: &PriceBook, basket: &PricedBasket) -> PyResult<Bound<'py, PyTuple>> {
    let lines = basket.lines.iter().map(|one| line(py, book, one)).collect::<PyResult<Vec<_>>>()?;
    let taxes = basket.taxes.iter().map(|one| {
        let class = book.tax(one.tax);
        (class.id.as_str(), class.rate.bp(), one.gross.minor(), one.amount.minor())
    });
    (
        PyTuple::new(py, lines)?,
        basket.subtotal.minor(),
        basket.discount.minor(),
        basket.total.minor(),
        promotions(py, book, &basket.promotions)?,
        PyTuple::new(py, taxes.collect::<Vec<_>>())?,
    )
        .into_pyobject(py)
}

/// `(line_seq, unit_price_minor, gross_minor, discount_minor, amount_minor, promotions)`.
fn line<'py>(py: Python<'py>, book: &PriceBook, line: &PricedLine) -> PyResult<Bound<'py, PyTuple>> {
    (
        line.line_seq,
        line.unit_price.minor(),
        line.gross.minor(),
        line.discount.minor(),
        line.amount.minor(),
        promotions(py, book, &line.promotions)?,
    )
        .into_pyobject(py)
}

/// `((promotion_id, amount_minor), ...)`.
fn promotions<'py>(py: Python<'py>, book: &PriceBook, applied: &[AppliedPromotion]) -> PyResult<Bound<'py, PyTuple>> {
    PyTuple::new(py, applied.iter().map(|one| (book.promotion(one.promotion).id.as_str(), one.amount.minor())))
}
