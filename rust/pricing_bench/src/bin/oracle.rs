//! `oracle --cases N --seed S [--first K] [--threads T] [--orders EVERY] [--stacking-only]
//! [--keep-going]`: the engine against brute force on random small
//! baskets. The first difference is printed as a price book and a basket, and ends the run with exit code 1.

use std::process::ExitCode;
use std::time::Instant;

use pricing_bench::oracle::compare::{Verdict, compare};
use pricing_bench::oracle::document::reproduction;
use pricing_bench::oracle::generate::{Mix, SMALL, Size, case};
use pricing_bench::oracle::order::worse_than_an_order;
use pricing_bench::rng::Rng;
use pricing_bench::{args, threads};
use serde_json::json;

#[derive(Default)]
struct Tally {
    same: u64,
    unproven: u64,
    within_gap: u64,
    refused: u64,
    differs: u64,
    orders: u64,
}

fn main() -> ExitCode {
    let (cases, seed, first) = (args::value("--cases", 10_000), args::value("--seed", 1), args::value("--first", 0));
    let orders_every: u64 = args::value("--orders", 50);
    let began = Instant::now();
    let (tallies, fault) = threads::run(first, cases, args::value("--threads", 1), |number, tally: &mut Tally| {
        try_case(seed, number, tally)?;
        if orders_every > 0 && number % orders_every == 0 { try_orders(seed, number, tally) } else { Ok(()) }
    });
    let sum = |of: fn(&Tally) -> u64| tallies.iter().map(of).sum::<u64>();
    let report = json!({
        "driver": "oracle", "seed": seed, "first": first, "cases": cases, "same": sum(|tally| tally.same),
        "unproven": sum(|tally| tally.unproven), "within_gap": sum(|tally| tally.within_gap), "refused": sum(|tally| tally.refused), "differs": sum(|tally| tally.differs),
        "orders_compared": sum(|tally| tally.orders), "seconds": began.elapsed().as_secs(),
    });
    println!("{report}");
    match fault {
        None => ExitCode::SUCCESS,
        Some((number, fault)) => {
            println!("case {number} of seed {seed}: {fault}");
            ExitCode::FAILURE
        }
    }
}

fn try_case(seed: u64, number: u64, tally: &mut Tally) -> Result<(), String> {
    let mix = if args::flag("--stacking-only") { Mix::Stacking } else { Mix::All };
    let case = case(&mut Rng::of_case(seed, number), Size { mix, ..SMALL });
    match compare(&case) {
        Verdict::Same => tally.same += 1,
        Verdict::Unproven => tally.unproven += 1,
        Verdict::WithinGap(short) if args::flag("--keep-going") => {
            tally.within_gap += 1;
            eprintln!("case {number}: {short} short within the gap");
        }
        Verdict::WithinGap(short) => {
            return Err(format!("{short} short within the gap\n{}", reproduction(&case)));
        }
        Verdict::Refused(faults) if args::flag("--show-refused") => return Err(faults),
        Verdict::Refused(_) => tally.refused += 1,
        Verdict::Differs(how) if args::flag("--keep-going") => {
            tally.differs += 1;
            eprintln!("case {number}: {}", how.lines().next().unwrap_or_default());
        }
        Verdict::Differs(how) => return Err(format!("{how}\n{}", reproduction(&case))),
    }
    Ok(())
}

fn try_orders(seed: u64, number: u64, tally: &mut Tally) -> Result<(), String> {
    let offers = if number.is_multiple_of(2) { 5 } else { 8 };
    let size = Size { items: 6, units: 10, offers, mix: Mix::Exclusive };
    let case = case(&mut Rng::of_case(!seed, number), size);
    tally.orders += 1;
    worse_than_an_order(&case).map_or(Ok(()), |how| Err(format!("{how}\n{}", reproduction(&case))))
}
