//! Any bytes as a price book document: a book or a list of faults, never a panic.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|document: &[u8]| match pricing_core::compile(document) {
    Ok(book) => assert_eq!(book.content_hash().len(), 64),
    Err(faults) => assert!(!faults.0.is_empty(), "a refusal names its faults"),
});
