//! `drift --baskets N --seed S [--threads T] [--permutations 10] [--deep 10] [--plain] [--keep-going]`: random books and baskets of
//! every kind and policy. Every basket is summed up and checked; every `deep`-th one is also priced in other scan orders,
//! returned in a random order, and rung up by a random edit script. The digest depends on seed and baskets only: compare
//! it between builds and numbers of threads. Exit code 1 at the first fault.

use std::process::ExitCode;
use std::time::Instant;

use pricing_bench::drift::trial::{BASKETS_PER_BOOK, Plan, Tally, one_book};
use pricing_bench::{args, threads};
use serde_json::json;

fn main() -> ExitCode {
    let plan = Plan {
        seed: args::value("--seed", 1),
        permutations: args::value("--permutations", 10),
        deep: args::value("--deep", 10),
        plain: args::flag("--plain"),
        keep_going: args::flag("--keep-going"),
    };
    let books = args::value("--baskets", 10_000_u64).div_ceil(BASKETS_PER_BOOK);
    let began = Instant::now();
    let (tallies, fault) =
        threads::run(args::value("--first", 0), books, args::value("--threads", 1), |book, tally| {
            one_book(plan, book, tally)
        });
    let sum = |of: fn(&Tally) -> u64| tallies.iter().map(of).fold(0, u64::wrapping_add);
    let report = json!({
        "driver": "drift", "seed": plan.seed, "baskets": sum(|tally| tally.baskets),
        "refused_books": sum(|tally| tally.refused_books), "discounted": sum(|tally| tally.discounted),
        "optimal": sum(|tally| tally.optimal), "permuted": sum(|tally| tally.permuted),
        "returned": sum(|tally| tally.returned), "edits": sum(|tally| tally.edits),
        "faults": sum(|tally| tally.faults), "digest": format!("{:016x}", sum(|tally| tally.digest)),
        "seconds": began.elapsed().as_secs(),
    });
    println!("{report}");
    match fault {
        None => ExitCode::SUCCESS,
        Some((book, fault)) => {
            println!("book {book} of seed {}: {fault}", plan.seed);
            ExitCode::FAILURE
        }
    }
}
