use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::compile;
use crate::compile::documents;
use crate::item::SoldBy;
use crate::pricing::price;
use crate::sale::{BasketLine, Context};

fn small() -> PriceBook {
    compile(documents::every_kind().to_string().as_bytes()).unwrap()
}

#[test]
fn a_book_survives_the_round_trip() {
    let book = small();
    let bytes = encode(&book);
    let again = decode(&bytes).unwrap();
    assert_eq!(encode(&again), bytes);
    assert_eq!(format!("{:?}", again.promotions), format!("{:?}", book.promotions));
    assert_eq!((again.content_hash(), again.items()), (book.content_hash(), book.items()));
    assert_eq!((&again.index, again.policy()), (&book.index, book.policy()));
    for item in book.items() {
        assert_eq!(again.find(&item.code).map(|item| &item.id), Some(&item.id));
        assert_eq!(again.item_index(&item.id), book.item_index(&item.id));
    }
    for promotion in book.promotions() {
        assert_eq!(again.promotion_by_id(&promotion.id), Some(promotion));
    }
}

#[test]
fn every_flipped_byte_is_noticed() {
    let bytes = encode(&small());
    for place in 0..bytes.len() {
        for bit in [0x01, 0x80] {
            let mut damaged = bytes.clone();
            damaged[place] ^= bit;
            assert!(decode(&damaged).is_err(), "byte {place}");
        }
    }
}

#[test]
fn every_cut_is_noticed() {
    let bytes = encode(&small());
    for length in 0..bytes.len() {
        let fault = decode(&bytes[..length]).map(|_| ()).unwrap_err();
        let expected = if length < MAGIC.len() { SnapshotFault::NotASnapshot } else { SnapshotFault::Damaged };
        assert_eq!(fault, expected, "{length} bytes");
    }
    assert_eq!(decode(&[&bytes[..], &[0]].concat()).map(|_| ()), Err(SnapshotFault::Damaged));
    assert_eq!(decode(br#"{"id": "x"}"#).map(|_| ()), Err(SnapshotFault::NotASnapshot));
}

#[test]
fn sizes_are_most_of_a_snapshot() {
    let book = small();
    let sizes = sizes(&book);
    let all = encode(&book).len();
    assert!(sizes.items + sizes.promotions < all && sizes.items + sizes.promotions > all * 3 / 4, "{sizes:?} of {all}");
}

#[test]
fn another_version_is_named() {
    let mut bytes = encode(&small());
    bytes[4] = 7;
    assert_eq!(decode(&bytes).map(|_| ()), Err(SnapshotFault::OtherVersion(7)));
}

/// `content` with a header and the hash that belongs to it.
fn sealed(content: &[u8]) -> Vec<u8> {
    let mut bytes = [&MAGIC[..], &VERSION.to_le_bytes(), content].concat();
    let hash = Sha256::digest(&bytes);
    bytes.extend_from_slice(&hash);
    bytes
}

#[test]
fn what_compiling_cannot_make_is_inconsistent() {
    type Change = fn(&mut PriceBook);
    let changes: [Change; 14] = [
        |book| book.items[0].tax.0 = 99,
        |book| book.items[0].deposit = Some(ItemIndex(99)),
        |book| book.promotions[0].scope.0 = 999,
        |book| book.promotions[0].stack_group = Some(crate::terms::StackGroupIndex(9)),
        |book| book.scopes[0] = Scope::Items([3, 3].into()),
        |book| book.scopes[0] = Scope::Items([999].into()),
        |book| book.scopes[0] = Scope::Bits([0, 0].into()),
        |book| book.index.other_promotions.entries[0].0 = 999,
        |book| book.items[0].price_minor = i64::MAX,
        |book| book.items[0].levy_minor = i64::MIN,
        |book| book.policy.node_budget = 0,
        |book| book.promotions[0].kind = crate::terms::Kind::Unit(crate::terms::UnitOff::Percent(10_001)),
        |book| book.promotions[0].kind = crate::terms::Kind::DistinctSet(Vec::new()),
        |book| _ = book.index.unit_promotions.starts.pop(),
    ];
    for (place, change) in changes.iter().enumerate() {
        let mut book = small();
        change(&mut book);
        assert_eq!(decode(&encode(&book)).map(|_| ()), Err(SnapshotFault::Inconsistent), "change {place}");
    }
}

/// Stored types have changed, or what compiling makes of the same document: raise [`VERSION`] if the former, and keep
/// reading the old format.
#[test]
fn the_format_is_what_it_was() {
    let bytes = encode(&compile(json!(documents::every_kind()).to_string().as_bytes()).unwrap());
    let hash = bytes.last_chunk::<8>().map(|hash| u64::from_be_bytes(*hash));
    assert_eq!((VERSION, bytes.len(), hash), (1, 2219, Some(8_573_113_925_203_473_386)));
}

proptest! {
    /// The hash is no protection against somebody who can compute it.
    #[test]
    fn no_sealed_content_panics(content in proptest::collection::vec(any::<u8>(), 0..300)) {
        drop(decode(&sealed(&content)));
    }

    #[test]
    fn no_changed_content_panics(place in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let bytes = encode(&small());
        let mut content = bytes[HEADER_BYTES..bytes.len() - HASH_BYTES].to_vec();
        let place = place.index(content.len());
        content[place] = byte;
        if let Ok(book) = decode(&sealed(&content)) {
            let lines: Vec<BasketLine<'_>> = (1..)
                .zip(book.items())
                .map(|(line_seq, item)| BasketLine {
                    line_seq,
                    item_id: &item.id,
                    quantity: if item.sold_by == SoldBy::Kg { 1 } else { 7 },
                    mass_g: (item.sold_by == SoldBy::Kg).then_some(1_234),
                    ..BasketLine::default()
                })
                .collect();
            drop(price(&book, &lines, &Context::default()));
        }
    }
}
