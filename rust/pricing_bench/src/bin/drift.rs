//! `drift --baskets N --seed S [--threads T] [--permutations 10] [--deep 10]`: random books and baskets of every kind and
//! policy. Every basket is summed up; every `deep`-th one is also priced in other scan orders. The digest depends on seed
//! and baskets only: compare it between builds and numbers of threads. Exit code 1 at the first fault.

use std::process::ExitCode;
use std::time::Instant;

use pricing_bench::drift::basket::Basket;
use pricing_bench::drift::digest::{exact, order_free};
use pricing_bench::drift::invariants::{equal, not_dearer, sums};
use pricing_bench::drift::world::{World, without_promotions, world};
use pricing_bench::rng::Rng;
use pricing_bench::{args, engine, threads};
use pricing_core::{PriceBook, PricedBasket};
use serde_json::{Value, json};

/// Baskets of one book.
const BASKETS_PER_BOOK: u64 = 100;
const MOST_LINES: u32 = 15;

#[derive(Clone, Copy)]
struct Plan {
    seed: u64,
    permutations: u64,
    deep: u64,
}

#[derive(Default)]
struct Tally {
    baskets: u64,
    refused_books: u64,
    discounted: u64,
    optimal: u64,
    permuted: u64,
    digest: u64,
}

fn main() -> ExitCode {
    let plan = Plan {
        seed: args::value("--seed", 1),
        permutations: args::value("--permutations", 10),
        deep: args::value("--deep", 10),
    };
    let baskets: u64 = args::value("--baskets", 10_000);
    let began = Instant::now();
    let (tallies, fault) = threads::run(
        args::value("--first", 0),
        baskets.div_ceil(BASKETS_PER_BOOK),
        args::value("--threads", 1),
        |book, tally| one_book(plan, book, tally),
    );
    let sum = |of: fn(&Tally) -> u64| tallies.iter().map(of).fold(0, u64::wrapping_add);
    println!(
        "{}",
        json!({
            "driver": "drift", "seed": plan.seed, "baskets": sum(|tally| tally.baskets),
            "refused_books": sum(|tally| tally.refused_books), "discounted": sum(|tally| tally.discounted),
            "optimal": sum(|tally| tally.optimal), "permuted": sum(|tally| tally.permuted),
            "digest": format!("{:016x}", sum(|tally| tally.digest)), "seconds": began.elapsed().as_secs(),
        })
    );
    match fault {
        None => ExitCode::SUCCESS,
        Some((book, fault)) => {
            println!("book {book} of seed {}: {fault}", plan.seed);
            ExitCode::FAILURE
        }
    }
}

fn one_book(plan: Plan, number: u64, tally: &mut Tally) -> Result<(), String> {
    let world = world(&mut Rng::of_case(plan.seed, number));
    let (book, bare) = match (compiled(&world.document), compiled(&without_promotions(&world.document))) {
        (Ok(book), Ok(bare)) => (book, bare),
        (Err(faults), _) | (_, Err(faults)) if args::flag("--show-refused") => return Err(faults),
        _ => {
            tally.refused_books += 1;
            return Ok(());
        }
    };
    let mut rng = Rng::of_case(!plan.seed, number);
    for turn in 0..BASKETS_PER_BOOK {
        let mut basket = Basket::new(&mut rng, &world, MOST_LINES);
        let deep = turn.is_multiple_of(plan.deep);
        one_basket(&book, &bare, &basket, tally)
            .and_then(|()| if deep { reordered(plan, &world, &book, &mut basket, &mut rng, tally) } else { Ok(()) })
            .map_err(|fault| format!("basket {turn}: {fault}\n{basket:?}\n{}", world.document))?;
    }
    Ok(())
}

fn compiled(document: &Value) -> Result<PriceBook, String> {
    engine::compile(document.to_string().as_bytes()).map_err(|faults| faults.to_string())
}

fn priced(book: &PriceBook, basket: &Basket<'_>) -> Result<PricedBasket, String> {
    engine::price(book, &basket.lines, &basket.context()).map_err(|error| error.to_string())
}

fn one_basket(book: &PriceBook, bare: &PriceBook, basket: &Basket<'_>, tally: &mut Tally) -> Result<(), String> {
    let with = priced(book, basket)?;
    sums(book, &basket.lines, &with)?;
    not_dearer(&with, &priced(bare, basket)?)?;
    tally.baskets += 1;
    tally.discounted += u64::from(with.discount_minor > 0);
    tally.optimal += u64::from(with.proof.optimal);
    tally.digest = tally.digest.wrapping_add(exact(&with));
    Ok(())
}

/// The same basket scanned in other orders.
fn reordered(
    plan: Plan,
    world: &World,
    book: &PriceBook,
    basket: &mut Basket<'_>,
    rng: &mut Rng,
    tally: &mut Tally,
) -> Result<(), String> {
    if !world.order_free {
        return Ok(());
    }
    let first = order_free(&priced(book, basket)?);
    for _ in 0..plan.permutations {
        rng.shuffle(&mut basket.lines);
        equal("scanned in another order", first, order_free(&priced(book, basket)?))?;
        tally.permuted += 1;
    }
    Ok(())
}
