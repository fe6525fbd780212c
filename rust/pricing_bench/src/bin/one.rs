//! `one --promos P --lines L --times K [--basket B] [--baskets N] [--choose C] [--hints H]`: prices N baskets of the
//! workload from the B-th on, K times each, and prints what comes off the last; with `--hints 1` finds their hints, too. For
//! instruction counts: run twice with different K under callgrind and divide the difference.

use pricing_bench::{args, book, engine, workload::Workload};
use pricing_core::Context;

fn main() {
    let mut workload = Workload::new(args::value("--promos", 10_000));
    let choose: String = args::value("--choose", "best_for_customer".to_owned());
    let (first, count): (usize, usize) = (args::value("--basket", 0), args::value("--baskets", 1));
    let baskets = workload.baskets(first + count, args::value("--lines", 300));
    let book = engine::compile(book::document(&workload, &choose).as_bytes()).expect("the workload is a sound book");
    let ids = book::item_ids(&workload);
    let baskets: Vec<_> = baskets[first..].iter().map(|basket| book::lines(&ids, basket)).collect();
    let hinted = args::value("--hints", 0) > 0;
    let (mut pricer, mut discount) = (engine::Pricer::default(), 0);
    for _ in 0..args::value("--times", 1) {
        for lines in &baskets {
            let answer = pricer.price(&book, lines, &Context::default()).expect("the workload's baskets are sound");
            discount = answer.discount_minor;
            if hinted {
                engine::hints(&book, lines, &Context::default(), &answer).expect("they were priced");
            }
        }
    }
    println!("{discount}");
}
