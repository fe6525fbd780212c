//! A compiled book in JSON, for tools that show and compare books. No engine reads it.

use serde::Serialize;

use crate::error::Fault;
use crate::item::{Department, Item, ItemIndex};
use crate::policy::Policy;
use crate::price_book::PriceBook;
use crate::scope::Scope;
use crate::tax::TaxClass;
use crate::terms::{Promotion, StackGroup};

/// The book's parts. Entries name each other by place, as they do in the engine; moments are seconds since 2000-01-01 on
/// the store's wall clock.
#[derive(Serialize)]
struct Description<'a> {
    content_hash: &'a str,
    id: &'a str,
    currency: &'a str,
    currency_exponent: u8,
    policy: &'a Policy,
    taxes: &'a [TaxClass],
    departments: &'a [Department],
    items: &'a [Item],
    /// Every code of the book, by item; a UPC-A as EAN-13.
    codes: Vec<(ItemIndex, String)>,
    /// The items of each scope; null is everything that may be discounted.
    scopes: Vec<Option<Vec<u32>>>,
    stack_groups: &'a [StackGroup],
    promotions: &'a [Promotion],
    warnings: &'a [Fault],
}

/// The book as one JSON object.
///
/// # Panics
///
/// Never: every key is a text and every number an integer.
pub fn describe(book: &PriceBook) -> String {
    let mut codes: Vec<_> = book.lookup.codes.iter().map(|(code, item)| (*item, code.to_string())).collect();
    codes.sort_unstable();
    let items_of = |scope: &Scope| (*scope != Scope::All).then(|| scope.listed().collect());
    let description = Description {
        content_hash: &book.content_hash,
        id: &book.id,
        currency: &book.currency,
        currency_exponent: book.currency_exponent,
        policy: &book.policy,
        taxes: &book.taxes,
        departments: &book.departments,
        items: &book.items,
        codes,
        scopes: book.scopes.iter().map(items_of).collect(),
        stack_groups: &book.stack_groups,
        promotions: &book.promotions,
        warnings: &book.warnings,
    };
    serde_json::to_string(&description).expect("every key is a text")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::compile;
    use crate::compile::documents;

    #[test]
    fn a_book_is_described_in_full() {
        let book = compile(documents::every_kind().to_string().as_bytes()).unwrap();
        let described: Value = serde_json::from_str(&describe(&book)).unwrap();
        assert_eq!(described["items"][0]["names"], documents::names());
        assert_eq!(described["codes"][0], json!([0, "0036000291452"]));
        assert_eq!(described["policy"]["rounding"], json!({"mode": "half_even", "level": "unit", "of": "price"}));
        let scope = described["promotions"][0]["scope"].as_u64().and_then(|place| usize::try_from(place).ok()).unwrap();
        assert_eq!(described["scopes"][scope], json!([0, 1]));
        assert_eq!(described["promotions"][0]["kind"], json!({"unit": {"percent": 1000}}));
        assert_eq!(described["promotions"].as_array().map(Vec::len), Some(book.promotions().len()));
    }
}
