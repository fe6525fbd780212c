//! `export --promos P --lines L --baskets B --out FOLDER`: the workload for other languages: `book.json` (best for the
//! customer) and `baskets.json`, a list of baskets of `[item id, units]`.

use std::fs;
use std::path::PathBuf;

use pricing_bench::{args, book, workload::Workload};
use serde_json::json;

fn main() -> std::io::Result<()> {
    let out: PathBuf = args::value("--out", PathBuf::from("."));
    let mut workload = Workload::new(args::value("--promos", 10_000));
    let document = book::document(&workload, "best_for_customer");
    let ids = book::item_ids(&workload);
    let baskets = workload.baskets(args::value("--baskets", 400), args::value("--lines", 300));
    let named: Vec<Vec<_>> = baskets
        .iter()
        .map(|basket| basket.iter().map(|(sku, units)| json!([ids[*sku as usize], units])).collect())
        .collect();
    fs::create_dir_all(&out)?;
    fs::write(out.join("book.json"), document)?;
    fs::write(out.join("baskets.json"), json!(named).to_string())
}
