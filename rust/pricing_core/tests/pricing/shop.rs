//! A small shop: items by id and price, promotions as documents.

use pricing_core::priced::PricedBasket;
use pricing_core::{BasketLine, Context, PriceBook, compile, pricing};
use serde_json::{Value, json};

pub(crate) struct Shop {
    policy: Value,
    tax_mpct: i64,
    items: Vec<Value>,
    promotions: Vec<Value>,
    groups: Vec<Value>,
}

impl Shop {
    pub(crate) fn new(policy: Value) -> Self {
        Self { policy, tax_mpct: 0, items: Vec::new(), promotions: Vec::new(), groups: Vec::new() }
    }

    /// A tax on everything, in 1/1,000 %.
    pub(crate) fn taxed(mut self, rate_mpct: i64) -> Self {
        self.tax_mpct = rate_mpct;
        self
    }

    /// An item at a price; `more` overrides fields.
    pub(crate) fn item(mut self, id: &str, price_minor: i64, more: Value) -> Self {
        let code = format!("9{:06}", self.items.len());
        let plain = json!({"id": id, "codes": [code], "names": {"zh-CN": id, "en": id}, "tax": "T", "price_minor": price_minor,
            "department": "D"});
        self.items.push(merged(plain, more));
        self
    }

    pub(crate) fn items(self, items: &[(&str, i64)]) -> Self {
        items.iter().fold(self, |shop, (id, price)| shop.item(id, *price, json!({})))
    }

    pub(crate) fn stack_group(mut self, id: &str, limit: u32) -> Self {
        self.groups.push(json!({"id": id, "limit": limit}));
        self
    }

    /// A promotion, for everything unless `terms` say otherwise; ids are P0, P1, ...
    pub(crate) fn promotion(mut self, terms: Value) -> Self {
        let id = format!("P{}", self.promotions.len());
        let mut plain = json!({"id": id, "names": {"zh-CN": id, "en": id}});
        if !["items", "scope", "slots", "buy"].iter().any(|field| terms.get(field).is_some()) {
            plain["scope"] = json!({"all": true});
        }
        self.promotions.push(merged(plain, terms));
        self
    }

    pub(crate) fn book(&self) -> PriceBook {
        let rates = if self.tax_mpct == 0 { json!([]) } else { json!([{"id": "t", "rate_mpct": self.tax_mpct}]) };
        let document = json!({
            "id": "shop", "currency": "EUR", "currency_exponent": 2, "policy": self.policy,
            "taxes": [{"id": "T", "rates": rates}],
            "departments": [{"id": "D", "names": {"zh-CN": "D", "en": "D"}}],
            "items": self.items, "promotions": self.promotions, "stack_groups": self.groups,
        });
        compile(document.to_string().as_bytes()).unwrap_or_else(|faults| panic!("{faults}"))
    }

    pub(crate) fn price(&self, lines: &[(&str, i64)]) -> PricedBasket {
        self.price_in(lines, &Context::default())
    }

    pub(crate) fn price_in(&self, lines: &[(&str, i64)], context: &Context<'_>) -> PricedBasket {
        pricing::price(&self.book(), &basket(lines), context).unwrap_or_else(|error| panic!("{error}"))
    }

    /// What comes off, in minor units.
    pub(crate) fn off(&self, lines: &[(&str, i64)]) -> i64 {
        self.price(lines).discount_minor
    }

    /// What comes off each line.
    pub(crate) fn off_lines(&self, lines: &[(&str, i64)]) -> Vec<i64> {
        self.price(lines).lines.iter().map(|line| line.discount_minor).collect()
    }
}

pub(crate) fn basket<'a>(lines: &[(&'a str, i64)]) -> Vec<BasketLine<'a>> {
    let line = |(line_seq, (item_id, quantity)): (i64, &(&'a str, i64))| BasketLine {
        line_seq,
        item_id,
        quantity: *quantity,
        ..BasketLine::default()
    };
    (1..).zip(lines).map(line).collect()
}

/// The policy of single promotions one after the other, each with the units the earlier ones left.
pub(crate) fn priority() -> Value {
    json!({"choose": "priority", "tax": {"mode": "none"}})
}

/// All promotions one after the other, each on what the earlier ones left.
pub(crate) fn in_order() -> Value {
    json!({"choose": "priority", "one_promotion_per_unit": false, "tax": {"mode": "none"}})
}

pub(crate) fn with(policy: Value, more: Value) -> Value {
    merged(policy, more)
}

fn merged(mut plain: Value, more: Value) -> Value {
    if let (Value::Object(plain), Value::Object(more)) = (&mut plain, more) {
        plain.extend(more);
    }
    plain
}
