//! A case's price book, compiled, and its basket, ready to price.

use serde_json::{Value, json};

use super::below_zero;
use super::case::Case;
use super::good::Good;
use super::goods::{Goods, names};
use super::promotion::{Mode, Promotions, Terms};
use super::reader::Problem;
use super::scope::covers;
use crate::policy::TaxMode;
use crate::price_book::PriceBook;
use crate::priced::PricedBasket;
use crate::sale::{BasketLine, Context, Override};
use crate::{compile, pricing};

impl Case {
    /// Books that compete for the lowest total: best-price and compounded promotions never meet (Dynamics), so each kind has
    /// a book of its own.
    pub(super) fn compete(&mut self, currency: &str, promotions: &Promotions) -> Result<(), Problem> {
        self.book = self.compiled(currency, promotions, None)?;
        let caps = below_zero::caps(self, &self.book, &self.priced_under(&self.book)?);
        if !caps.is_empty() {
            let written = below_zero::capped(&promotions.written, &caps);
            self.book = self.compile_with(currency, promotions, &written.iter().collect::<Vec<_>>())?;
            return Ok(());
        }
        let has = |mode| promotions.modes.values().any(|own| *own == mode);
        if !has(Mode::BestPrice) || !has(Mode::Compounded) {
            return Ok(());
        }
        let mut best = i64::MAX;
        for without in [Mode::BestPrice, Mode::Compounded] {
            let book = self.compiled(currency, promotions, Some(without))?;
            let total_minor = self.priced_under(&book)?.total_minor;
            if total_minor < best {
                (best, self.book) = (total_minor, book);
            }
        }
        Ok(())
    }

    fn priced_under(&self, book: &PriceBook) -> Result<PricedBasket, Problem> {
        let (lines, _) = self.lines();
        let priced = self.with_context(|context| pricing::price(book, &lines, context));
        priced.map_err(|error| Problem::Malformed(format!("items: {error}")))
    }

    fn compiled(&self, currency: &str, promotions: &Promotions, without: Option<Mode>) -> Result<PriceBook, Problem> {
        let kept = |written: &&Value| {
            let mode = written["id"].as_str().and_then(|id| promotions.modes.get(id));
            without.is_none() || mode != without.as_ref()
        };
        self.compile_with(currency, promotions, &promotions.written.iter().filter(kept).collect::<Vec<_>>())
    }

    fn compile_with(&self, currency: &str, promotions: &Promotions, written: &[&Value]) -> Result<PriceBook, Problem> {
        let groups: Vec<_> =
            promotions.stack_groups.iter().map(|(id, limit)| json!({"id": id, "limit": limit})).collect();
        let document = json!({
            "id": if self.id.is_empty() { "case" } else { &self.id },
            "currency": currency,
            "currency_exponent": self.digits,
            "policy": self.settings.book,
            "taxes": self.goods.taxes(),
            "items": self.goods.items(),
            "stack_groups": groups,
            "promotions": written,
        });
        compile(document.to_string().as_bytes()).map_err(|faults| {
            let faults: Vec<_> = faults.0.iter().map(ToString::to_string).collect();
            Problem::NotExpressible(format!("no price book: {}", faults.join("; ")))
        })
    }

    /// The basket's lines; line `n` is the good `of_line[n - 1]`.
    pub(super) fn lines(&self) -> (Vec<BasketLine<'_>>, Vec<usize>) {
        let (mut lines, mut of_line) = (Vec::new(), Vec::new());
        for (place, good) in self.goods.goods.iter().enumerate() {
            for quantity in quantities(good) {
                of_line.push(place);
                let line_seq = i64::try_from(of_line.len()).unwrap_or(i64::MAX);
                lines.push(BasketLine {
                    line_seq,
                    item_id: &good.item_id,
                    quantity,
                    mass_g: good.mass_g,
                    override_price: good.override_minor.map(Override::Amount),
                    ..BasketLine::default()
                });
            }
        }
        (lines, of_line)
    }

    /// Calls `then` with the circumstances of the sale.
    pub(super) fn with_context<T>(&self, then: impl FnOnce(&Context<'_>) -> T) -> T {
        let identities: Vec<&str> = self.identities.iter().map(String::as_str).collect();
        let coupons: Vec<&str> = self.codes.iter().map(String::as_str).collect();
        then(&Context {
            at: self.settings.at.unwrap_or_default(),
            identities: &identities,
            coupons: &coupons,
            tender: self.tenders.chosen.as_deref(),
            exempting_minor: self.tenders.exempting_minor(),
            points_e4: self.balance_e4,
            ..Context::default()
        })
    }

    /// The case's own id of a promotion of the book.
    pub(super) fn origin_of<'a>(&'a self, book_id: &'a str) -> &'a str {
        self.origin.get(book_id).map_or(book_id, String::as_str)
    }

    pub(super) const fn tax_mode(&self) -> TaxMode {
        self.book.policy().tax.mode
    }
}

/// A weighed pack is a line of its own; pieces share one; nothing is no line.
fn quantities(good: &Good) -> Vec<i64> {
    match good.mass_g {
        Some(_) => vec![1; usize::try_from(good.quantity).unwrap_or_default()],
        None if good.quantity == 0 => Vec::new(),
        None => vec![good.quantity],
    }
}

/// A markdown label is a price. Where the case has a promotion for it (`"stage": "price"`), that one is it.
pub(super) fn mark_down(promotions: &mut Promotions, goods: &Goods) {
    for good in goods.goods.iter().filter(|good| good.markdown_bp > 0) {
        let id = format!("markdown {}", good.item_id);
        let stated =
            promotions.written.iter().any(|written| written["layer"] == "price" && covers(&written["scope"], good));
        if stated || promotions.origin.contains_key(&id) {
            continue;
        }
        let mut label = Terms::new();
        label.insert("id".to_owned(), json!(id));
        label.insert("names".to_owned(), names(&id));
        label.insert("kind".to_owned(), json!("percent_off"));
        label.insert("percent_bp".to_owned(), json!(good.markdown_bp));
        label.insert("scope".to_owned(), json!({"items": [good.item_id]}));
        label.insert("layer".to_owned(), json!("price"));
        promotions.origin.insert(id, "markdown".to_owned());
        promotions.written.insert(0, Value::Object(label));
    }
}
