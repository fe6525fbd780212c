//! Criterion: one basket of each size at 10,000 promotions, and the building of their book.

#![allow(missing_docs, reason = "criterion_group! writes functions without")]

use criterion::{BatchSize, BenchmarkId, Criterion, criterion_group, criterion_main};
use pricing_bench::floor::{Floor, Scratch};
use pricing_bench::workload::Workload;
use pricing_bench::{book, engine};
use pricing_core::Context;

const PROMOS: usize = 10_000;
const LINES: [usize; 4] = [5, 20, 100, 300];
/// Baskets a measurement goes through in turn.
const BASKETS: usize = 50;

fn pricing(criterion: &mut Criterion) {
    let fresh = Workload::new(PROMOS);
    let compiled = engine::compile(book::document(&fresh, "best_for_customer").as_bytes()).expect("a sound book");
    let ids = book::item_ids(&fresh);
    let mut group = criterion.benchmark_group("basket");
    for lines in LINES {
        let baskets = fresh.clone().baskets(BASKETS, lines);
        let stated: Vec<_> = baskets.iter().map(|basket| book::lines(&ids, basket)).collect();
        let mut turn = 0;
        group.bench_function(BenchmarkId::new("lanewise", lines), |bencher| {
            bencher.iter(|| {
                turn = (turn + 1) % BASKETS;
                engine::price(&compiled, &stated[turn], &Context::default())
            });
        });
        let (floor, mut scratch) = (Floor::new(&fresh), Scratch::default());
        group.bench_function(BenchmarkId::new("floor", lines), |bencher| {
            bencher.iter(|| {
                turn = (turn + 1) % BASKETS;
                floor.discount(&baskets[turn], &mut scratch)
            });
        });
    }
    group.finish();
}

fn building(criterion: &mut Criterion) {
    let document = book::document(&Workload::new(PROMOS), "best_for_customer");
    let snapshot = engine::encode(&engine::compile(document.as_bytes()).expect("a sound book"));
    let mut group = criterion.benchmark_group("book");
    group.sample_size(10);
    group.bench_function("compile", |bencher| {
        bencher.iter_batched(|| (), |()| engine::compile(document.as_bytes()), BatchSize::PerIteration);
    });
    group.bench_function("load", |bencher| {
        bencher.iter_batched(|| (), |()| engine::decode(&snapshot), BatchSize::PerIteration);
    });
    group.finish();
}

criterion_group!(benches, pricing, building);
criterion_main!(benches);
