//! `controller._pricing`: the pricing engine behind Python's one door, `controller/pricing.py`.
//!
//! Ints, strs and tuples only; one call per pricing. The stub beside the module, `controller/_pricing.pyi`, says the shapes.

mod cases;
mod convert;
mod error;
mod priced;
mod stated;

use std::sync::Mutex;

use pricing_core::cash::rounded;
use pricing_core::describe::describe;
use pricing_core::explain::explain;
use pricing_core::lines::MAX_BASKET_MINOR;
use pricing_core::pricing::Pricer;
use pricing_core::refund::{Return, Sale, refund};
use pricing_core::{BasketLine, Context, PricedBasket, compile, snapshot};
use pyo3::exceptions::PyOverflowError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};
use stated::{moment, with_basket};

/// A compiled price book, and the memory its baskets are priced in.
#[pyclass(frozen, module = "controller._pricing")]
struct PriceBook(pricing_core::PriceBook, Mutex<Pricer>);

impl PriceBook {
    fn new(book: pricing_core::PriceBook) -> Self {
        Self(book, Mutex::default())
    }

    /// Prices with the interpreter's lock held: a basket takes less time than giving the lock away and getting it back may.
    /// A second thread, if the interpreter has no such lock, works in memory of its own.
    fn priced(&self, lines: &[BasketLine<'_>], context: &Context<'_>) -> PyResult<PricedBasket> {
        let answer = match self.1.try_lock() {
            Ok(mut pricer) => pricer.price(&self.0, lines, context),
            Err(_) => Pricer::default().price(&self.0, lines, context),
        };
        answer.map_err(error::pricing)
    }
}

#[pymethods]
impl PriceBook {
    /// Compiles a price book document or raises `PriceBookRefused` with its faults.
    #[staticmethod]
    fn from_json(py: Python<'_>, data: &[u8]) -> PyResult<Self> {
        py.detach(|| compile(data)).map(Self::new).map_err(|faults| error::price_book(&faults))
    }

    /// Loads a snapshot or raises `PriceBookRefused` with the one thing that is wrong with it.
    #[staticmethod]
    fn from_snapshot(py: Python<'_>, data: &[u8]) -> PyResult<Self> {
        py.detach(|| snapshot::decode(data)).map(Self::new).map_err(error::snapshot)
    }

    /// The book as a snapshot.
    fn to_snapshot<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        let bytes = py.detach(|| snapshot::encode(&self.0));
        PyBytes::new(py, &bytes)
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

    /// What is legal in the document, but perhaps not meant: one text each.
    #[getter]
    fn warnings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.0.warnings().iter().map(ToString::to_string))
    }

    /// `(items, promotions, postings)`: how many of each; a posting is a promotion in an item's list.
    #[getter]
    fn size(&self) -> (usize, usize, usize) {
        (self.0.items().len(), self.0.promotions().len(), self.0.index().postings())
    }

    /// `(items, promotions)`: the bytes they take in a snapshot.
    fn snapshot_bytes(&self, py: Python<'_>) -> (usize, usize) {
        let sizes = py.detach(|| snapshot::sizes(&self.0));
        (sizes.items, sizes.promotions)
    }

    /// The whole book in JSON, for tools.
    fn describe(&self, py: Python<'_>) -> String {
        py.detach(|| describe(&self.0))
    }

    /// The id of the item sold under a code.
    fn find(&self, code: &str) -> Option<&str> {
        self.0.find(code).map(|item| item.id.as_str())
    }

    /// The item's properties, or `None` for an unknown item.
    fn item<'py>(&self, py: Python<'py>, item_id: &str) -> PyResult<Option<Bound<'py, PyTuple>>> {
        self.0.item_by_id(item_id).map(|item| convert::item(py, &self.0, item)).transpose()
    }

    /// `(unit_price_minor, on_sale)` at a store-local moment, or `None` for an unknown item.
    fn item_at(&self, item_id: &str, at: &str) -> PyResult<Option<(i64, bool)>> {
        let at = moment(at)?;
        Ok(self.0.item_by_id(item_id).map(|item| (item.price_at(at), item.on_sale_at(at))))
    }

    /// The ids of the promotions that may touch an item, in document order; `None` for an unknown item.
    fn promotions_of<'py>(&self, py: Python<'py>, item_id: &str) -> PyResult<Option<Bound<'py, PyTuple>>> {
        let Some(item) = self.0.item_index(item_id) else { return Ok(None) };
        let promotions = self.0.index().promotions_of(item);
        PyTuple::new(py, promotions.iter().map(|index| self.0.promotion(*index).id.as_str())).map(Some)
    }

    /// `((language, name), ...)`, or `None` for an unknown promotion.
    fn promotion_names<'py>(&self, py: Python<'py>, promotion_id: &str) -> PyResult<Option<Bound<'py, PyTuple>>> {
        self.0.promotion_by_id(promotion_id).map(|promotion| convert::names(py, &promotion.names)).transpose()
    }

    /// `((language, name), ...)`, or `None` for an unknown tax class.
    fn tax_names<'py>(&self, py: Python<'py>, tax_id: &str) -> PyResult<Option<Bound<'py, PyTuple>>> {
        self.0.tax_by_id(tax_id).map(|tax| convert::names(py, &tax.names)).transpose()
    }

    /// What coins can pay of an amount to be paid in cash; `OverflowError` beyond what a basket may cost.
    fn cash_minor(&self, amount_minor: i64) -> PyResult<i64> {
        if !(-MAX_BASKET_MINOR..=MAX_BASKET_MINOR).contains(&amount_minor) {
            return Err(PyOverflowError::new_err("beyond what a basket may cost"));
        }
        Ok(rounded(amount_minor, self.0.policy().cash))
    }

    /// A basket's prices, as [`priced::basket`] lays them out; raises `PricingRefused`.
    fn price<'py>(
        slf: &Bound<'py, Self>,
        lines: &Bound<'py, PyTuple>,
        context: &Bound<'py, PyTuple>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        with_basket(lines, context, |lines, context| priced::basket(slf, slf.get().priced(lines, context)?))
    }

    /// Why a basket costs what it costs, in JSON; raises `PricingRefused`.
    fn explain(&self, py: Python<'_>, lines: &Bound<'_, PyTuple>, context: &Bound<'_, PyTuple>) -> PyResult<String> {
        with_basket(lines, context, |lines, context| {
            // Hints price the basket several times over: Python's other threads need not wait for that.
            py.detach(|| {
                let priced = self.priced(lines, context)?;
                let explanation = explain(&self.0, lines, context, &priced).map_err(error::pricing)?;
                serde_json::to_string(&explanation).map_err(error::json)
            })
        })
    }

    /// What a return gives back after earlier ones, as [`priced::refund`] lays it out; raises `PricingRefused`.
    #[expect(clippy::needless_pass_by_value, reason = "PyO3 hands arguments over by value")]
    fn refund<'py>(
        &self,
        py: Python<'py>,
        lines: &Bound<'py, PyTuple>,
        context: &Bound<'py, PyTuple>,
        before: Vec<Vec<(i64, u32)>>,
        now: Vec<(i64, u32)>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let before: Vec<Vec<Return>> = before.iter().map(|step| stated::returns(step)).collect();
        let before: Vec<&[Return]> = before.iter().map(Vec::as_slice).collect();
        with_basket(lines, context, |lines, context| {
            let sale = Sale { book: &self.0, lines, context, priced: &self.priced(lines, context)? };
            let refund = refund(&sale, &before, &stated::returns(&now)).map_err(error::refund)?;
            priced::refund(py, &self.0, &refund)
        })
    }
}

/// The pricing engine.
#[pymodule]
mod _pricing {
    #[pymodule_export]
    use super::PriceBook;
    #[pymodule_export]
    use super::cases::run_cases;
    #[pymodule_export]
    use super::error::{PriceBookRefused, PricingRefused};
    #[pymodule_export]
    use super::priced::Priced;
}
