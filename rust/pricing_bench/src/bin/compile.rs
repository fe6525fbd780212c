//! `compile [--promos 100000] [--items 20000] [--times 9]`: compiles one book so often from its document, one JSON line.

use pricing_bench::timing::{Times, line};
use pricing_bench::{args, book, engine, workload::Workload};
use serde_json::json;

fn main() {
    let (promos, items) = (args::value("--promos", 100_000), args::value("--items", 20_000));
    let document = book::document(&Workload::new(promos).with_items(items), "best_for_customer");
    let mut times = Times::default();
    for _ in 0..args::value("--times", 9).max(1) {
        drop(times.take(|| engine::compile(document.as_bytes()).expect("the workload is a sound book")));
    }
    let head = json!({"engine": "lanewise", "work": "build", "promos": promos, "items": items});
    println!("{}", line(head, times.figures()));
}
