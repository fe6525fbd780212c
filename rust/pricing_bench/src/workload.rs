//! The workload every peer is timed on (`../shared/peers/workload.py`), number for number: promotions, best priority
//! first, and baskets. One unit may serve one promotion.

use crate::rng::Rng;

/// Items of the catalogue that baskets draw from.
pub const SKUS: u32 = 20_000;

const SEED: u64 = 20_240_901;
const FILLER_SEED: u64 = 1;

/// What a promotion gives. Amounts in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// So many per cent off every unit; a line's saving rounded half up.
    Percent(i64),
    /// In groups of so many, dearest first, the cheapest is free.
    CheapestFree(u32),
    /// So many units together for a price, if that is cheaper.
    MultiPrice(u32, i64),
    /// An amount off every unit.
    UnitOff(i64),
    /// Spend the first, save the second, once; all units serve it.
    SpendOff(i64, i64),
}

/// A promotion: its offer and the SKUs in its scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promo {
    /// What it gives.
    pub offer: Offer,
    /// To what; each SKU once.
    pub skus: Vec<u32>,
}

/// A line: SKU and units.
pub type Line = (u32, u32);

/// Prices, promotions, and the stream that baskets continue.
#[derive(Clone, Debug)]
pub struct Workload {
    /// By SKU, in minor units.
    pub prices: Vec<i64>,
    /// Best priority first.
    pub promos: Vec<Promo>,
    promoted: Vec<u32>,
    rng: Rng,
}

impl Workload {
    /// So many promotions.
    pub fn new(promos: usize) -> Self {
        let mut rng = Rng::new(SEED);
        let prices: Vec<i64> = (0..SKUS).map(|_| price(&mut rng)).collect();
        let promos: Vec<Promo> = (0..promos).map(|index| promo(&mut rng, index, 0, &prices)).collect();
        let mut promoted: Vec<u32> = promos.iter().flat_map(|promo| promo.skus.iter().copied()).collect();
        promoted.sort_unstable();
        promoted.dedup();
        Self { prices, promos, promoted, rng }
    }

    /// The next basket of so many lines. Every other line is a promoted SKU; no SKU comes twice.
    pub fn basket(&mut self, lines: usize) -> Vec<Line> {
        let mut seen = vec![false; SKUS as usize];
        let mut basket: Vec<Line> = Vec::with_capacity(lines);
        while basket.len() < lines {
            let promoted = basket.len().is_multiple_of(2) && basket.len() < self.promoted.len();
            let mut sku = if promoted { *self.rng.one_of(&self.promoted) } else { self.rng.below(SKUS) };
            if seen[sku as usize] {
                // A small promoted set runs out: fall back to the whole catalogue.
                sku = self.rng.below(SKUS);
                if seen[sku as usize] {
                    continue;
                }
            }
            seen[sku as usize] = true;
            let units = match self.rng.below(10) {
                0..7 => 1,
                7..9 => 2,
                _ => 3 + self.rng.below(4),
            };
            basket.push((sku, units));
        }
        basket
    }

    /// `count` baskets of so many lines.
    pub fn baskets(&mut self, count: usize, lines: usize) -> Vec<Vec<Line>> {
        (0..count).map(|_| self.basket(lines)).collect()
    }

    /// So many items, the further ones in no promotion and no basket.
    pub fn with_items(mut self, items: usize) -> Self {
        let mut rng = Rng::new(FILLER_SEED);
        while self.prices.len() < items {
            self.prices.push(price(&mut rng));
        }
        self
    }

    /// The same promotions for the same baskets, and others on goods that are in no basket until there are `total`.
    pub fn filled_to(&self, total: usize) -> Self {
        let mut rng = Rng::new(FILLER_SEED);
        let mut filled = self.clone();
        filled.prices.extend((0..SKUS).map(|_| price(&mut rng)));
        filled.promos.extend((self.promos.len()..total).map(|index| promo(&mut rng, index, SKUS, &filled.prices)));
        filled
    }
}

fn price(rng: &mut Rng) -> i64 {
    10 * (3 + i64::from(rng.below(200))) + 9
}

fn promo(rng: &mut Rng, index: usize, first_sku: u32, prices: &[i64]) -> Promo {
    match index % 20 {
        0..8 => {
            let skus = skus(rng, 1, 5, first_sku);
            Promo { offer: Offer::Percent(5 * i64::from(1 + rng.below(10))), skus }
        }
        8..13 => {
            let offer = Offer::CheapestFree(2 + rng.below(3));
            Promo { offer, skus: skus(rng, 5, 11, first_sku) }
        }
        13..16 => {
            let skus = skus(rng, 3, 6, first_sku);
            let n = 2 + rng.below(2);
            let cheapest = skus.iter().map(|sku| prices[*sku as usize]).min().unwrap_or_default();
            Promo { offer: Offer::MultiPrice(n, i64::from(n) * cheapest * 8 / 10), skus }
        }
        16..18 => {
            let skus = skus(rng, 1, 3, first_sku);
            Promo { offer: Offer::UnitOff(10 * i64::from(1 + rng.below(10))), skus }
        }
        _ => {
            let skus = skus(rng, 20, 41, first_sku);
            let spend = 500 * i64::from(1 + rng.below(4));
            Promo { offer: Offer::SpendOff(spend, 50 * i64::from(1 + rng.below(4))), skus }
        }
    }
}

/// `least + below(spread)` different SKUs.
fn skus(rng: &mut Rng, least: usize, spread: u32, first_sku: u32) -> Vec<u32> {
    let count = least + rng.below(spread) as usize;
    let mut skus: Vec<u32> = Vec::with_capacity(count);
    while skus.len() < count {
        let sku = first_sku + rng.below(SKUS);
        if !skus.contains(&sku) {
            skus.push(sku);
        }
    }
    skus
}
