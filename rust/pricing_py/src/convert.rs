//! The engine's values as Python's tuples.

use pricing_core::PriceBook;
use pricing_core::item::{Item, Names, SoldBy};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

/// Everything about an item, in two tuples: what every item has, and what only some do.
pub(crate) fn item<'py>(py: Python<'py>, book: &PriceBook, item: &Item) -> PyResult<Bound<'py, PyTuple>> {
    let sold_by = match item.sold_by {
        SoldBy::Each => "each",
        SoldBy::Kg => "kg",
    };
    let tax = book.tax(item.tax).id.as_str();
    let usual = (item.code.as_str(), names(py, &item.names)?, tax, item.price_minor, sold_by);
    let rare = (
        item.department.map(|department| book.department(department).id.as_str()),
        item.deposit.map(|deposit| book.item(deposit).id.as_str()),
        item.levy_minor,
        item.min_age,
        item.discountable,
        item.tender_exempt,
        !item.dated_prices.is_empty() || !item.sale_hours.is_empty(),
    );
    (usual, rare).into_pyobject(py)
}

pub(crate) fn names<'py>(py: Python<'py>, names: &Names) -> PyResult<Bound<'py, PyTuple>> {
    PyTuple::new(py, names.iter())
}
