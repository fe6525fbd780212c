//! Cases in the neutral format (docs/pricing/case-format.md), for `lanewise price`.

use pyo3::prelude::*;

/// The report on a file of cases as JSON; a file that is none of cases is a report too, with its `fault`.
#[pyfunction]
pub(crate) fn run_cases(py: Python<'_>, data: &[u8]) -> String {
    py.detach(|| pricing_core::cases::run(data).to_json().to_string())
}
