//! The calibration floor: how fast a compiled index and plain priority order are on the workload. No product: no
//! stacking, coupons, tax or trace. It sets the scale, and gives the cents that a book by priority must give.

use crate::workload::{Line, Offer, Workload};

/// Promotions by SKU: those of `sku` are `entries[starts[sku]..starts[sku + 1]]`, best priority first.
#[derive(Debug)]
pub struct Floor<'a> {
    workload: &'a Workload,
    starts: Vec<u32>,
    entries: Vec<u32>,
}

/// A line at work.
#[derive(Clone, Copy, Debug, Default)]
struct Open {
    price: i64,
    units: i64,
    saving: i64,
}

/// Buffers that are kept from basket to basket.
#[derive(Debug, Default)]
pub struct Scratch {
    lines: Vec<Open>,
    hits: Vec<(u32, u32)>,
    order: Vec<u32>,
    group: Vec<(u32, i64)>,
    remainders: Vec<(i64, u32)>,
}

impl<'a> Floor<'a> {
    /// Indexes the workload.
    pub fn new(workload: &'a Workload) -> Self {
        let mut starts = vec![0_u32; workload.prices.len() + 1];
        for sku in workload.promos.iter().flat_map(|promo| &promo.skus) {
            starts[*sku as usize + 1] += 1;
        }
        for sku in 1..starts.len() {
            starts[sku] += starts[sku - 1];
        }
        let mut next = starts.clone();
        let mut entries = vec![0_u32; starts[starts.len() - 1] as usize];
        for (index, promo) in (0..).zip(&workload.promos) {
            for sku in &promo.skus {
                entries[next[*sku as usize] as usize] = index;
                next[*sku as usize] += 1;
            }
        }
        Self { workload, starts, entries }
    }

    /// Entries of the index.
    pub fn postings(&self) -> usize {
        self.entries.len()
    }

    /// What comes off the basket, in minor units, and how many promotions were looked at.
    pub fn discount(&self, basket: &[Line], scratch: &mut Scratch) -> (i64, usize) {
        scratch.lines.clear();
        scratch.hits.clear();
        for (line, (sku, units)) in (0..).zip(basket) {
            let sku = *sku as usize;
            let open = Open { price: self.workload.prices[sku], units: i64::from(*units), saving: 0 };
            scratch.lines.push(open);
            let entries = &self.entries[self.starts[sku] as usize..self.starts[sku + 1] as usize];
            scratch.hits.extend(entries.iter().map(|promo| (*promo, line)));
        }
        scratch.hits.sort_unstable();
        let hits = std::mem::take(&mut scratch.hits);
        let candidates = hits.chunk_by(|a, b| a.0 == b.0).map(|hits| self.apply(hits, scratch)).count();
        scratch.hits = hits;
        (scratch.lines.iter().map(|line| line.saving).sum(), candidates)
    }

    fn apply(&self, hits: &[(u32, u32)], scratch: &mut Scratch) {
        let open = |hit: &&(u32, u32)| scratch.lines[hit.1 as usize].units > 0;
        scratch.order.clear();
        scratch.order.extend(hits.iter().filter(open).map(|hit| hit.1));
        match self.workload.promos[hits[0].0 as usize].offer {
            Offer::Percent(percent) => scratch.each(|line| (line.price * line.units * percent + 50) / 100),
            Offer::UnitOff(off) => scratch.each(|line| off.min(line.price) * line.units),
            Offer::SpendOff(spend, off) => scratch.spend(spend, off),
            Offer::CheapestFree(n) => scratch.groups(n.into(), None),
            Offer::MultiPrice(n, price) => scratch.groups(n.into(), Some(price)),
        }
    }
}

impl Scratch {
    fn each(&mut self, saving: impl Fn(&Open) -> i64) {
        for line in &self.order {
            let line = &mut self.lines[*line as usize];
            line.saving += saving(line);
            line.units = 0;
        }
    }

    fn spend(&mut self, spend: i64, off: i64) {
        self.group.clear();
        self.group.extend(self.order.iter().map(|line| (*line, self.lines[*line as usize].units)));
        let value = self.group_value();
        if value >= spend && value > 0 {
            self.take_group();
            self.split(off.min(value), value);
        }
    }

    /// Groups of `n`, dearest first: for a price together, or the cheapest free.
    fn groups(&mut self, n: i64, price: Option<i64>) {
        let lines = &self.lines;
        self.order.sort_unstable_by_key(|line| (-lines[*line as usize].price, *line));
        let units: i64 = self.order.iter().map(|line| lines[*line as usize].units).sum();
        let mut at = 0;
        for _ in 0..units / n {
            self.next_group(&mut at, n);
            let value = self.group_value();
            match price {
                Some(price) if value <= price => return,
                Some(price) => {
                    self.take_group();
                    self.split(value - price, value);
                }
                None => {
                    self.take_group();
                    let cheapest = self.group[self.group.len() - 1].0 as usize;
                    self.lines[cheapest].saving += self.lines[cheapest].price;
                }
            }
        }
    }

    fn next_group(&mut self, at: &mut usize, n: i64) {
        self.group.clear();
        let mut missing = n;
        let mut place = *at;
        while missing > 0 {
            let line = self.order[place];
            let units = self.lines[line as usize].units.min(missing);
            if units > 0 {
                self.group.push((line, units));
            }
            missing -= units;
            if missing > 0 {
                place += 1;
            }
        }
        *at = place;
    }

    fn group_value(&self) -> i64 {
        self.group.iter().map(|(line, units)| self.lines[*line as usize].price * units).sum()
    }

    fn take_group(&mut self) {
        for (line, units) in &self.group {
            self.lines[*line as usize].units -= units;
        }
    }

    /// By largest remainder, ties to the earlier line.
    fn split(&mut self, saving: i64, value: i64) {
        self.remainders.clear();
        let mut left = saving;
        for (line, units) in &self.group {
            let open = &mut self.lines[*line as usize];
            let share = saving * open.price * units;
            open.saving += share / value;
            left -= share / value;
            self.remainders.push((-(share % value), *line));
        }
        self.remainders.sort_unstable();
        for (_, line) in self.remainders.iter().take(usize::try_from(left).unwrap_or_default()) {
            self.lines[*line as usize].saving += 1;
        }
    }
}
