//! `seeds --out FOLDER [--count 200]`: price book documents for the fuzzer to start from, its dictionary, and the contents of
//! their snapshots in `FOLDER-snapshots`.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use pricing_bench::drift::world::world;
use pricing_bench::oracle::document::document;
use pricing_bench::oracle::generate::{SMALL, case};
use pricing_bench::rng::Rng;
use pricing_bench::{args, engine};
use serde_json::Value;

/// Bytes of a snapshot before its content, and behind it.
const HEADER: usize = 6;
const HASH: usize = 32;

fn main() -> std::io::Result<()> {
    let out: PathBuf = args::value("--out", PathBuf::from("seeds"));
    let mut snapshots = out.clone().into_os_string();
    snapshots.push("-snapshots");
    let snapshots = PathBuf::from(snapshots);
    fs::create_dir_all(&out)?;
    fs::create_dir_all(&snapshots)?;
    let mut words = BTreeSet::new();
    for number in 0..args::value("--count", 200) {
        let small = document(&case(&mut Rng::of_case(1, number), SMALL), "best_for_customer");
        let large = world(&mut Rng::of_case(2, number)).document;
        for (name, document) in [("small", small), ("large", large)] {
            collect(&document, &mut words);
            let json = document.to_string();
            if let Ok(book) = engine::compile(json.as_bytes()) {
                let snapshot = engine::encode(&book);
                fs::write(snapshots.join(format!("{name}-{number}")), &snapshot[HEADER..snapshot.len() - HASH])?;
            }
            fs::write(out.join(format!("{name}-{number}.json")), json)?;
        }
    }
    let lines: Vec<String> = words.iter().map(|word| format!("\"\\\"{word}\\\"\"\n")).collect();
    fs::write(out.with_extension("dict"), lines.concat())
}

/// Names and texts without digits: the words of the document form.
fn collect(value: &Value, words: &mut BTreeSet<String>) {
    let mut add = |word: &str| {
        if !word.contains(|letter: char| letter.is_ascii_digit()) {
            words.insert(word.to_owned());
        }
    };
    match value {
        Value::String(text) => add(text),
        Value::Array(list) => list.iter().for_each(|one| collect(one, words)),
        Value::Object(fields) => {
            fields.keys().for_each(|name| add(name));
            fields.values().for_each(|one| collect(one, words));
        }
        _ => {}
    }
}
