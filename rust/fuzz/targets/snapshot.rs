//! Any bytes as a snapshot's content, with a header and a hash that fit: a book that can be kept again, or a fault; never a
//! panic, not even when one of everything is priced with it: what a forger writes is as sound as what compiling makes.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pricing_core::item::SoldBy;
use pricing_core::pricing::price;
use pricing_core::snapshot::{VERSION, decode, encode};
use pricing_core::{BasketLine, Context};
use sha2::{Digest, Sha256};

/// Enough to reach every promotion of a small book.
const MAX_LINES: usize = 40;

fuzz_target!(|content: &[u8]| {
    let mut bytes = b"LWPB".to_vec();
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend_from_slice(content);
    let hash = Sha256::digest(&bytes);
    bytes.extend_from_slice(&hash);
    if let Ok(book) = decode(&bytes) {
        let kept = encode(&book);
        let again = decode(&kept).expect("what was loaded can be kept");
        assert_eq!(encode(&again), kept, "and is the same then");
        let lines: Vec<BasketLine<'_>> = (1..)
            .zip(book.items().iter().take(MAX_LINES))
            .map(|(line_seq, item)| BasketLine {
                line_seq,
                item_id: &item.id,
                quantity: if item.sold_by == SoldBy::Kg { 1 } else { 3 },
                mass_g: (item.sold_by == SoldBy::Kg).then_some(1_234),
                ..BasketLine::default()
            })
            .collect();
        drop(price(&book, &lines, &Context::default()));
    }
});
