//! The engine's errors as Python exceptions; their arguments are all they carry.

use pricing_core::refund::RefundError;
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

pub(crate) fn pricing(error: PricingError) -> PyErr {
    PricingRefused::new_err((error.refusal.code(), error.line_seq))
}

/// The codes of a return that cannot be.
pub(crate) fn refund(error: RefundError) -> PyErr {
    let (code, line_seq) = match error {
        RefundError::UnknownLine { line_seq } => ("unknown_line", line_seq),
        RefundError::Twice { line_seq } => ("line_twice", line_seq),
        RefundError::Units { line_seq, .. } => ("units_out_of_range", line_seq),
        RefundError::PartOfGroup { line_seq, .. } => ("part_of_group", line_seq),
        RefundError::Unpriceable(error) => return pricing(error),
    };
    PricingRefused::new_err((code, Some(line_seq)))
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
pub(crate) fn json(error: serde_json::Error) -> PyErr {
    PyValueError::new_err(error.to_string())
}
