//! Python's tuples as the engine's basket, context and returns. Texts stay in Python's memory, borrowed for the call.

use pricing_core::refund::Return;
use pricing_core::sale::{Markdown, Override, Used};
use pricing_core::time::LocalTime;
use pricing_core::{BasketLine, Context};
use pyo3::exceptions::{PyOverflowError, PyValueError};
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
            Err(error) if error.is_instance_of::<PyOverflowError>(value.py()) => Ok(Self(i64::MAX)),
            Err(error) => Err(error),
        }
    }
}

impl Saturated {
    /// A count or a percentage: below zero is as absurd as too much.
    fn unsigned(&self) -> u32 {
        u32::try_from(self.0).unwrap_or(u32::MAX)
    }
}

/// `line_seq, item_id, quantity, mass_g, override, markdown, scanned_at`; an override and a markdown are `kind, value`.
type Line<'a> = (
    i64,
    &'a str,
    Saturated,
    Option<Saturated>,
    Option<(&'a str, Saturated)>,
    Option<(&'a str, Saturated)>,
    Option<&'a str>,
);

fn line((line_seq, item_id, quantity, mass_g, given, marked, scanned_at): Line<'_>) -> PyResult<BasketLine<'_>> {
    Ok(BasketLine {
        line_seq,
        item_id,
        quantity: quantity.0,
        mass_g: mass_g.map(|mass| mass.0),
        override_price: given.map(|(kind, value)| override_price(kind, &value)).transpose()?,
        markdown: marked.map(|(kind, value)| markdown(kind, &value)).transpose()?,
        scanned_at: scanned_at.map(moment).transpose()?,
    })
}

fn override_price(kind: &str, value: &Saturated) -> PyResult<Override> {
    Ok(match kind {
        "amount" => Override::Amount(value.0),
        "unit_price" => Override::UnitPrice(value.0),
        "percent_after" => Override::PercentAfter(value.unsigned()),
        "amount_after" => Override::AmountAfter(value.0),
        _ => return Err(PyValueError::new_err(format!("{kind:?} is no kind of override"))),
    })
}

fn markdown(kind: &str, value: &Saturated) -> PyResult<Markdown> {
    Ok(match kind {
        "price" => Markdown::Price(value.0),
        "percent" => Markdown::Percent(value.unsigned()),
        _ => return Err(PyValueError::new_err(format!("{kind:?} is no kind of markdown"))),
    })
}

/// Text as a moment in the store.
pub(crate) fn moment(text: &str) -> PyResult<LocalTime> {
    LocalTime::parse(text).ok_or_else(|| PyValueError::new_err(format!("{text:?} is not YYYY-MM-DDTHH:MM:SS")))
}

/// `at, identities, coupons, tender, exempting_minor, points_e4, used`; a use is
/// `promotion_id, by_member, by_member_today, campaign, campaign_minor`.
#[derive(FromPyObject)]
struct Around(
    PyBackedStr,
    Vec<PyBackedStr>,
    Vec<PyBackedStr>,
    Option<PyBackedStr>,
    i64,
    Option<i64>,
    Vec<(PyBackedStr, u32, u32, u32, i64)>,
);

/// Reads lines and context and does something with both.
pub(crate) fn with_basket<T>(
    stated: &Bound<'_, PyTuple>,
    context: &Bound<'_, PyTuple>,
    work: impl FnOnce(&[BasketLine<'_>], &Context<'_>) -> PyResult<T>,
) -> PyResult<T> {
    // Room at once: a collected `Result` does not say how long it will be.
    let mut lines = Vec::with_capacity(stated.len());
    for stated in stated.iter_borrowed() {
        lines.push(line(stated.extract()?)?);
    }
    let Around(at, identities, coupons, tender, exempting_minor, points_e4, used) = context.extract()?;
    work(
        &lines,
        &Context {
            at: moment(&at)?,
            identities: &texts(&identities),
            coupons: &texts(&coupons),
            tender: tender.as_deref(),
            exempting_minor,
            points_e4,
            used: &used.iter().map(earlier).collect::<Vec<_>>(),
        },
    )
}

fn texts(given: &[PyBackedStr]) -> Vec<&str> {
    given.iter().map(|text| &**text).collect()
}

fn earlier(use_: &(PyBackedStr, u32, u32, u32, i64)) -> Used<'_> {
    let (promotion_id, by_member, by_member_today, campaign, campaign_minor) = use_;
    Used {
        promotion_id,
        by_member: *by_member,
        by_member_today: *by_member_today,
        campaign: *campaign,
        campaign_minor: *campaign_minor,
    }
}

/// Returns as `(line_seq, units)`.
pub(crate) fn returns(stated: &[(i64, u32)]) -> Vec<Return> {
    stated.iter().map(|(line_seq, units)| Return { line_seq: *line_seq, units: *units }).collect()
}
