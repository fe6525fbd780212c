//! The engine's errors as Python exceptions; their arguments are all they carry.

use pricing_core::snapshot::SnapshotFault;
use pricing_core::{PriceBookFaults, PricingError};
use pyo3::create_exception;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

create_exception!(controller._pricing, PriceBookRefused, PyValueError, "args: one text per fault.");
create_exception!(controller._pricing, PricingRefused, PyValueError, "args: code, line_seq or None.");

pub(crate) fn price_book(faults: &PriceBookFaults) -> PyErr {
    let texts: Vec<String> = faults.0.iter().map(ToString::to_string).collect();
    Python::attach(|py| match pyo3::types::PyTuple::new(py, texts) {
        Ok(texts) => PriceBookRefused::new_err(texts.unbind()),
        Err(error) => error,
    })
}

pub(crate) fn snapshot(fault: SnapshotFault) -> PyErr {
    PriceBookRefused::new_err((fault.to_string(),))
}

#[expect(dead_code, reason = "wired with `price`")]
pub(crate) fn pricing(error: PricingError) -> PyErr {
    PricingRefused::new_err((error.refusal.code(), error.line_seq))
}
