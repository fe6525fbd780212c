//! `speed [--promos 1000,10000,100000] [--lines 5,20,100,300] [--baskets 400] [--repetitions 5] [--items 100000]
//! [--filled 1000000]`: the
//! engine and the floor on the peers' workload, one JSON line a figure.

use pricing_bench::allocations::{Counting, measure};
use pricing_bench::floor::{Floor, Scratch};
use pricing_bench::timing::{Times, line, milliseconds};
use pricing_bench::workload::{Line, Workload};
use pricing_bench::{args, book, engine};
use pricing_core::{BasketLine, Context, PriceBook, PricedBasket};
use serde_json::{Value, json};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What the filled catalogues start from.
const FEW_PROMOS: usize = 1_000;

struct Plan {
    baskets: usize,
    repetitions: usize,
    lines: Vec<usize>,
}

fn main() {
    let plan = Plan {
        baskets: args::value("--baskets", 400),
        repetitions: args::value("--repetitions", 5),
        lines: args::values("--lines", &[5, 20, 100, 300]),
    };
    for promos in args::values("--promos", &[1_000, 10_000, 100_000]) {
        by_promotions(&plan, promos);
    }
    items_only(args::value("--items", 100_000));
    let filled: usize = args::value("--filled", 0);
    for promos in [FEW_PROMOS, 10_000, 100_000, 1_000_000].into_iter().filter(|promos| *promos <= filled) {
        same_candidates(&plan, promos);
    }
}

/// Every size of basket at so many promotions: floor, priority, best for the customer.
fn by_promotions(plan: &Plan, promos: usize) {
    let fresh = Workload::new(promos);
    let baskets: Vec<(usize, Vec<Vec<Line>>)> =
        plan.lines.iter().map(|lines| (*lines, fresh.clone().baskets(plan.baskets, *lines))).collect();
    for (lines, baskets) in &baskets {
        println!(
            "{}",
            line(json!({"engine": "floor", "promos": promos, "lines": lines}), floor(plan, &fresh, baskets))
        );
    }
    for choose in ["best_for_customer", "priority"] {
        let book = build(&fresh, choose, choose == "best_for_customer");
        for (lines, baskets) in &baskets {
            let head = json!({"engine": "lanewise", "choose": choose, "promos": promos, "lines": lines});
            println!("{}", line(head, full(plan, &fresh, &book, baskets)));
            let head =
                json!({"engine": "lanewise", "work": "one_scan", "choose": choose, "promos": promos, "lines": lines});
            println!("{}", line(head, one_scan(plan, &fresh, &book, baskets)));
            let head =
                json!({"engine": "lanewise", "work": "hints", "choose": choose, "promos": promos, "lines": lines});
            println!("{}", line(head, hints(plan, &fresh, &book, baskets)));
        }
    }
}

/// The baskets of few promotions in a book of many.
fn same_candidates(plan: &Plan, promos: usize) {
    let fresh = Workload::new(FEW_PROMOS);
    let filled = fresh.filled_to(promos);
    let book = build(&filled, "best_for_customer", true);
    for lines in &plan.lines {
        let baskets = fresh.clone().baskets(plan.baskets, *lines);
        let head = json!({"engine": "lanewise", "work": "same_candidates", "promos": promos, "lines": lines});
        println!("{}", line(head, full(plan, &filled, &book, &baskets)));
    }
}

fn build(workload: &Workload, choose: &str, print: bool) -> PriceBook {
    let document = book::document(workload, choose);
    let (book, build_ms) = milliseconds(|| engine::compile(document.as_bytes()).expect("the workload is a sound book"));
    if print {
        println!("{}", line(sizes(workload, &book), json!({"build_ms": build_ms, "document_bytes": document.len()})));
    }
    book
}

/// The built snapshot of a book, loaded again, and what it then holds in memory.
fn sizes(workload: &Workload, book: &PriceBook) -> Value {
    let snapshot = engine::encode(book);
    let ((loaded, measured), load_ms) =
        milliseconds(|| measure(|| engine::decode(&snapshot).expect("what was encoded decodes")));
    drop(loaded);
    json!({
        "engine": "lanewise", "work": "build", "promos": workload.promos.len(), "items": workload.prices.len(),
        "postings": workload.promos.iter().map(|promo| promo.skus.len()).sum::<usize>(), "load_ms": load_ms,
        "snapshot_bytes": snapshot.len(), "book_bytes": measured.live_bytes,
    })
}

/// What one item costs in a book without promotions, and how long so many take to load.
fn items_only(items: usize) {
    let workload = Workload::new(0).with_items(items);
    let document = book::document(&workload, "best_for_customer");
    let (book, build_ms) = milliseconds(|| engine::compile(document.as_bytes()).expect("items are a sound book"));
    println!("{}", line(sizes(&workload, &book), json!({"build_ms": build_ms, "document_bytes": document.len()})));
}

fn floor(plan: &Plan, workload: &Workload, baskets: &[Vec<Line>]) -> Value {
    let (floor, mut scratch, mut times) = (Floor::new(workload), Scratch::default(), Times::default());
    let mut candidates = 0;
    for repetition in 0..=plan.repetitions {
        for basket in baskets {
            if repetition == 0 {
                candidates += floor.discount(basket, &mut scratch).1;
            } else {
                times.take(|| floor.discount(basket, &mut scratch));
            }
        }
    }
    line(times.figures(), json!({"candidates_mean": candidates / baskets.len(), "postings": floor.postings()}))
}

fn full(plan: &Plan, workload: &Workload, book: &PriceBook, baskets: &[Vec<Line>]) -> Value {
    let ids = book::item_ids(workload);
    let baskets: Vec<Vec<BasketLine<'_>>> = baskets.iter().map(|basket| book::lines(&ids, basket)).collect();
    let mut pricer = engine::Pricer::default();
    let mut price = |lines: &Vec<BasketLine<'_>>| -> PricedBasket {
        pricer.price(book, lines, &Context::default()).expect("the workload's baskets are sound")
    };
    let warm: Vec<PricedBasket> = baskets.iter().map(&mut price).collect();
    let mut times = Times::default();
    for _ in 0..plan.repetitions {
        for lines in &baskets {
            drop(times.take(|| price(lines)));
        }
    }
    let optimal = warm.iter().filter(|priced| priced.proof.optimal).count();
    let gap: i64 = warm.iter().map(|priced| priced.proof.gap_minor).max().unwrap_or_default();
    let (_, measured) = measure(|| price(&baskets[0]));
    line(
        times.figures(),
        json!({
            "optimal": optimal, "baskets": warm.len(), "largest_gap_minor": gap, "allocations": measured.allocations,
            "discount_minor": warm.iter().map(|priced| priced.discount_minor).sum::<i64>(),
        }),
    )
}

/// The last scan of each basket, on a session that holds all its other lines.
fn one_scan(plan: &Plan, workload: &Workload, book: &PriceBook, baskets: &[Vec<Line>]) -> Value {
    let ids = book::item_ids(workload);
    let mut times = Times::default();
    for basket in baskets {
        let lines = book::lines(&ids, basket);
        let mut session = engine::Session::new(book, engine::Circumstances::default());
        for line in &lines {
            session.scan(line).expect("the workload's lines are sound");
        }
        let Some(last) = lines.last() else { continue };
        for _ in 0..plan.repetitions {
            session.void(last.line_seq).expect("the line is there");
            drop(times.take(|| session.scan(last)));
        }
    }
    times.figures()
}

/// "One more and you save", on a basket that is priced already; every hint is proven by pricing it.
fn hints(plan: &Plan, workload: &Workload, book: &PriceBook, baskets: &[Vec<Line>]) -> Value {
    let ids = book::item_ids(workload);
    let (mut pricer, mut times, mut given) = (engine::Pricer::default(), Times::default(), 0);
    let context = Context::default();
    for basket in baskets {
        let lines = book::lines(&ids, basket);
        let answer = pricer.price(book, &lines, &context).expect("the workload's baskets are sound");
        for _ in 0..plan.repetitions {
            let hints = times.take(|| engine::hints(book, &lines, &context, &answer));
            given += hints.expect("the workload's baskets are sound").len();
        }
    }
    let undisturbed = times.fastest(plan.repetitions).figures();
    let hints_mean_e2 = given * 100 / (plan.repetitions * baskets.len());
    line(
        times.figures(),
        json!({"hints_mean_e2": hints_mean_e2, "fastest_p50_ns": undisturbed["p50_ns"], "fastest_p99_ns": undisturbed["p99_ns"]}),
    )
}
