//! `controller._pricing`: the pricing engine behind Python's one door, `controller/pricing.py`.
//!
//! Ints, strs and tuples only; one call per pricing. The stub beside the module, `controller/_pricing.pyi`, says the shapes.

mod convert;
mod error;

use pricing_core::compile;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::convert::Line;

/// A compiled price book.
#[pyclass(frozen, module = "controller._pricing")]
struct PriceBook(pricing_core::PriceBook);

#[pymethods]
impl PriceBook {
    /// Compiles a price book document or raises `PriceBookRefused` with its faults.
    #[staticmethod]
    fn from_json(py: Python<'_>, data: &[u8]) -> PyResult<Self> {
        py.detach(|| compile(data)).map(Self).map_err(|faults| error::price_book(&faults))
    }

    #[getter]
    fn content_hash(&self) -> &str {
        self.0.content_hash()
    }

    #[getter]
    fn id(&self) -> &str {
        self.0.id()
    }

    #[getter]
    fn currency(&self) -> &str {
        self.0.currency()
    }

    #[getter]
    fn currency_exponent(&self) -> u8 {
        self.0.currency_exponent()
    }

    /// The id of the item sold under a code.
    fn find(&self, code: &str) -> Option<&str> {
        self.0.find(code).map(|item| item.id.as_str())
    }

    /// `(code, names, tax, unit_price_minor, sold_by)`, or `None` for an unknown item.
    fn item<'py>(&self, py: Python<'py>, item_id: &str) -> PyResult<Option<Bound<'py, PyTuple>>> {
        self.0.item_by_id(item_id).map(|item| convert::item(py, &self.0, item)).transpose()
    }

    /// `((language, name), ...)`, or `None` for an unknown promotion.
    fn promotion_names<'py>(&self, py: Python<'py>, promotion_id: &str) -> PyResult<Option<Bound<'py, PyTuple>>> {
        self.0.promotion_by_id(promotion_id).map(|promotion| convert::names(py, &promotion.names)).transpose()
    }

    /// `((language, name), ...)`, or `None` for an unknown tax class.
    fn tax_names<'py>(&self, py: Python<'py>, tax_id: &str) -> PyResult<Option<Bound<'py, PyTuple>>> {
        self.0.tax_by_id(tax_id).map(|tax| convert::names(py, &tax.names)).transpose()
    }

    /// Prices a whole basket or raises `PricingRefused`.
    #[allow(clippy::needless_pass_by_value)] // PyO3 hands arguments over by value
    fn price<'py>(&self, py: Python<'py>, lines: Vec<Line>) -> PyResult<Bound<'py, PyTuple>> {
        let lines: Vec<_> = lines.iter().map(Line::stated).collect();
        let basket = pricing_core::price(&self.0, &lines).map_err(error::pricing)?;
        convert::basket(py, &self.0, &basket)
    }
}

/// The pricing engine.
#[pymodule]
mod _pricing {
    #[pymodule_export]
    use super::PriceBook;
    #[pymodule_export]
    use super::error::{PriceBookRefused, PricingRefused};
}
