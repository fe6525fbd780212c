//! `one --promos P --lines L --times K [--basket B] [--choose C]`: prices one basket of the workload K times and prints
//! what comes off. For instruction counts: run twice with different K under callgrind and divide the difference.

use pricing_bench::{args, book, engine, workload::Workload};
use pricing_core::Context;

fn main() {
    let mut workload = Workload::new(args::value("--promos", 10_000));
    let choose: String = args::value("--choose", "best_for_customer".to_owned());
    let baskets = workload.baskets(args::value("--basket", 0) + 1, args::value("--lines", 300));
    let book = engine::compile(book::document(&workload, &choose).as_bytes()).expect("the workload is a sound book");
    let ids = book::item_ids(&workload);
    let lines = book::lines(&ids, &baskets[baskets.len() - 1]);
    let (mut pricer, mut discount) = (engine::Pricer::default(), 0);
    for _ in 0..args::value("--times", 1) {
        let answer = pricer.price(&book, &lines, &Context::default()).expect("the workload's baskets are sound");
        discount = answer.discount_minor;
    }
    println!("{discount}");
}
