//! `drift --baskets N --seed S [--threads T] [--permutations 10] [--deep 10] [--keep-going]`: random books and baskets of every kind and
//! policy. Every basket is summed up and checked; every `deep`-th one is also priced in other scan orders, returned in a
//! random order, and rung up by a random edit script. The digest depends on seed
//! and baskets only: compare it between builds and numbers of threads. Exit code 1 at the first fault.

use std::process::ExitCode;
use std::time::Instant;

use pricing_bench::drift::basket::Basket;
use pricing_bench::drift::digest::{exact, order_free};
use pricing_bench::drift::edits::same_as_at_once;
use pricing_bench::drift::invariants::{equal, not_dearer, sums};
use pricing_bench::drift::returns::all_come_back;
use pricing_bench::drift::world::{without_promotions, world};
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
    returned: u64,
    edits: u64,
    faults: u64,
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
        "returned": sum(|tally| tally.returned), "edits": sum(|tally| tally.edits),
        "faults": sum(|tally| tally.faults),
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
    let (pricer, order_free) = (engine::Pricer::default(), world.order_free);
    let mut tools = Tools { book: &book, pricer, rng: Rng::of_case(plan.seed, !number), order_free };
    for turn in 0..BASKETS_PER_BOOK {
        let mut basket = Basket::new(&mut rng, &world, MOST_LINES);
        let outcome = one_basket(&mut tools, &bare, &basket, tally).and_then(|priced| {
            if turn.is_multiple_of(plan.deep) { deep(&mut tools, plan, &mut basket, &priced, tally) } else { Ok(()) }
        });
        match outcome {
            Err(fault) if args::flag("--keep-going") => {
                tally.faults += 1;
                eprintln!("book {number} basket {turn}: {fault}");
            }
            outcome => outcome.map_err(|fault| format!("basket {turn}: {fault}\n{basket:?}\n{}", world.document))?,
        }
    }
    Ok(())
}

fn compiled(document: &Value) -> Result<PriceBook, String> {
    engine::compile(document.to_string().as_bytes()).map_err(|faults| faults.to_string())
}

fn one_basket(
    tools: &mut Tools<'_>,
    bare: &PriceBook,
    basket: &Basket<'_>,
    tally: &mut Tally,
) -> Result<PricedBasket, String> {
    let with = tools.price(basket)?;
    sums(tools.book, &basket.lines, &with)?;
    not_dearer(&with, &engine::price(bare, &basket.lines, &basket.context()).map_err(|error| error.to_string())?)?;
    let lines = engine::check_lines(tools.book, &basket.lines, &basket.context()).map_err(|error| error.to_string())?;
    let generally = engine::price_generally(tools.book, &lines, &basket.context());
    equal("the direct road and the general one", exact(&with), exact(&generally))?;
    engine::check(tools.book, &lines, &with).map_err(|broken| shown(tools.book, &with, &broken))?;
    tally.baskets += 1;
    tally.discounted += u64::from(with.discount_minor > 0);
    tally.optimal += u64::from(with.proof.optimal);
    tally.digest = tally.digest.wrapping_add(exact(&with));
    Ok(with)
}

/// What the checker finds, with the application that the first finding is about.
fn shown(book: &PriceBook, priced: &PricedBasket, broken: &[engine::Broken]) -> String {
    let about = broken.first().and_then(|first| priced.trace.applications.get(first.place)).map(|one| {
        let parts = &priced.trace.parts[one.first_part as usize..(one.first_part + one.parts) as usize];
        format!("application of {:?} {one:?} {parts:?}", book.promotion(one.promotion))
    });
    format!("the checker finds {broken:?} {about:?}")
}

/// Other scan orders, returns and edit scripts of one basket.
fn deep(
    tools: &mut Tools<'_>,
    plan: Plan,
    basket: &mut Basket<'_>,
    priced: &PricedBasket,
    tally: &mut Tally,
) -> Result<(), String> {
    all_come_back(&mut tools.rng, tools.book, basket, priced)?;
    tally.returned += 1;
    tally.edits += same_as_at_once(&mut tools.rng, tools.book, basket)?;
    if tools.order_free { reordered(tools, plan, basket, tally) } else { Ok(()) }
}

/// What the baskets of one book share.
struct Tools<'a> {
    book: &'a PriceBook,
    pricer: engine::Pricer,
    rng: Rng,
    order_free: bool,
}

impl Tools<'_> {
    fn price(&mut self, basket: &Basket<'_>) -> Result<PricedBasket, String> {
        self.pricer.price(self.book, &basket.lines, &basket.context()).map_err(|error| error.to_string())
    }
}

/// The same basket scanned in other orders.
fn reordered(tools: &mut Tools<'_>, plan: Plan, basket: &mut Basket<'_>, tally: &mut Tally) -> Result<(), String> {
    let first = order_free(&tools.price(basket)?);
    for _ in 0..plan.permutations {
        tools.rng.shuffle(&mut basket.lines);
        equal("scanned in another order", first, order_free(&tools.price(basket)?))?;
        tally.permuted += 1;
    }
    Ok(())
}
