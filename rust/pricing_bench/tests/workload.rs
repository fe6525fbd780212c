//! The workload is the peers' own, and the floor gives the cents of their reference.

use pricing_core::Context;

use pricing_bench::floor::{Floor, Scratch};
use pricing_bench::workload::{Offer, Workload};
use pricing_bench::{book, engine};

/// By promotions: FNV-1a of every number of `../shared/peers/workload.py` (5 baskets each of 5, 20, 100, 300 lines), and
/// what `reference.py` takes off those baskets.
const PEERS: [(usize, u64, [i64; 20]); 3] = [
    (
        100,
        0xf4ea_0ef5_c9c3_d03a,
        [
            3445, 150, 0, 1260, 0, 1319, 1412, 3774, 752, 3208, 12229, 9528, 7230, 6510, 6279, 34488, 27186, 19977,
            26121, 30870,
        ],
    ),
    (
        1_000,
        0x90c6_74d1_49df_04df,
        [
            1237, 150, 200, 1179, 221, 718, 1254, 3710, 371, 5089, 15192, 8765, 11115, 11239, 17089, 28318, 49412,
            45461, 39201, 67840,
        ],
    ),
    (
        10_000,
        0xb78c_290a_1b24_ee7e,
        [
            3423, 975, 907, 957, 1891, 3368, 7992, 5985, 2037, 1680, 28796, 24435, 23760, 15495, 22556, 77043, 69217,
            81207, 76918, 64577,
        ],
    ),
];

#[test]
fn the_numbers_are_the_peers_and_so_are_the_cents() {
    for (promos, hash, discounts) in PEERS {
        let mut workload = Workload::new(promos);
        let baskets: Vec<_> = [5, 20, 100, 300].iter().flat_map(|lines| workload.baskets(5, *lines)).collect();
        let mut fnv = Fnv(0xcbf2_9ce4_8422_2325);
        workload.prices.iter().for_each(|price| fnv.take(*price));
        for promo in &workload.promos {
            let (kind, terms) = numbers(promo.offer);
            fnv.take(kind);
            promo.skus.iter().for_each(|sku| fnv.take((*sku).into()));
            for term in terms {
                fnv.take(term);
            }
        }
        for (sku, units) in baskets.iter().flatten() {
            fnv.take((*sku).into());
            fnv.take((*units).into());
        }
        assert_eq!(fnv.0, hash, "{promos} promotions");
        let (floor, mut scratch) = (Floor::new(&workload), Scratch::default());
        let found: Vec<i64> = baskets.iter().map(|basket| floor.discount(basket, &mut scratch).0).collect();
        assert_eq!(found, discounts, "{promos} promotions");
    }
}

#[test]
fn a_filled_catalogue_leaves_the_baskets_their_candidates() {
    let mut workload = Workload::new(100);
    let filled = workload.filled_to(1_000);
    assert_eq!(filled.promos.len(), 1_000);
    let (small, large, mut scratch) = (workload.clone(), filled, Scratch::default());
    let (small, large) = (Floor::new(&small), Floor::new(&large));
    for basket in workload.baskets(20, 50) {
        assert_eq!(small.discount(&basket, &mut scratch), large.discount(&basket, &mut scratch));
    }
}

fn numbers(offer: Offer) -> (i64, Vec<i64>) {
    match offer {
        Offer::Percent(percent) => (0, vec![percent]),
        Offer::CheapestFree(n) => (1, vec![n.into()]),
        Offer::MultiPrice(n, price) => (2, vec![n.into(), price]),
        Offer::UnitOff(off) => (3, vec![off]),
        Offer::SpendOff(spend, off) => (4, vec![spend, off]),
    }
}

struct Fnv(u64);

impl Fnv {
    fn take(&mut self, number: i64) {
        for byte in number.to_le_bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

#[test]
fn a_book_by_priority_gives_the_peers_cents() {
    for (promos, _, discounts) in PEERS {
        let mut workload = Workload::new(promos);
        let baskets: Vec<_> = [5, 20, 100, 300].iter().flat_map(|lines| workload.baskets(5, *lines)).collect();
        let book = engine::compile(book::document(&workload, "priority").as_bytes()).expect("a sound book");
        let ids = book::item_ids(&workload);
        let discount = |basket: &Vec<_>| {
            let lines = book::lines(&ids, basket);
            engine::price(&book, &lines, &Context::default()).expect("a sound basket").discount_minor
        };
        let found: Vec<i64> = baskets.iter().map(discount).collect();
        assert_eq!(found, discounts, "{promos} promotions");
    }
}
