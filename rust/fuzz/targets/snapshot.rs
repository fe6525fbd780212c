//! Any bytes as a snapshot's content, with a header and a hash that fit: a book that can be kept again, or a fault; never a
//! panic. Such a book is not priced with: what only a forger can write (its hash fits) need not make sense.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pricing_core::snapshot::{VERSION, decode, encode};
use sha2::{Digest, Sha256};

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
    }
});
