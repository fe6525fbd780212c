//! Equal, line by line and to the cent, to a plain reference that visits every promotion (`reference.py` of the peer bench,
//! ported here with its workload).

use std::collections::{BTreeMap, HashSet};

use pricing_core::{BasketLine, Context, PriceBook, compile, pricing};
use serde_json::{Value, json};

const ITEMS: u64 = 20_000;
const SEED: u64 = 20_240_901;

/// splitmix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn signed(&mut self, bound: u64) -> i64 {
        i64::try_from(self.below(bound)).unwrap()
    }

    fn distinct(&mut self, count: u64) -> Vec<u64> {
        let mut items = Vec::new();
        while items.len() < usize::try_from(count).unwrap() {
            let item = self.below(ITEMS);
            if !items.contains(&item) {
                items.push(item);
            }
        }
        items
    }
}

enum Terms {
    Percent(i64),
    CheapestFree { n: usize },
    MultiPrice { n: usize, price: i64 },
    UnitOff(i64),
    SpendOff { spend: i64, off: i64 },
}

struct Offer {
    items: HashSet<u64>,
    terms: Terms,
}

type Basket = Vec<(u64, i64)>;

struct Workload {
    prices: Vec<i64>,
    offers: Vec<Offer>,
    baskets: Vec<Basket>,
}

fn workload(offers: u64, line_counts: &[usize], baskets: usize) -> Workload {
    let mut random = Random(SEED);
    let prices: Vec<i64> = (0..ITEMS).map(|_| 10 * (3 + random.signed(200)) + 9).collect();
    let offers: Vec<Offer> = (0..offers).map(|at| offer(&mut random, at, &prices)).collect();
    let mut promoted: Vec<u64> = offers.iter().flat_map(|offer| offer.items.iter().copied()).collect();
    promoted.sort_unstable();
    promoted.dedup();
    let counts = line_counts.iter().flat_map(|count| std::iter::repeat_n(*count, baskets));
    let baskets = counts.map(|count| basket(&mut random, count, &promoted)).collect();
    Workload { prices, offers, baskets }
}

fn offer(random: &mut Random, at: u64, prices: &[i64]) -> Offer {
    let (items, terms) = match at % 20 {
        0..8 => {
            let count = 1 + random.below(5);
            (random.distinct(count), Terms::Percent(5 * (1 + random.signed(10))))
        }
        8..13 => {
            let n = usize::try_from(2 + random.below(3)).unwrap();
            let count = 5 + random.below(11);
            (random.distinct(count), Terms::CheapestFree { n })
        }
        13..16 => {
            let count = 3 + random.below(6);
            let items = random.distinct(count);
            let n = 2 + random.signed(2);
            let cheapest = items.iter().map(|item| prices[usize::try_from(*item).unwrap()]).min().unwrap();
            (items, Terms::MultiPrice { n: usize::try_from(n).unwrap(), price: n * cheapest * 8 / 10 })
        }
        16..18 => {
            let count = 1 + random.below(3);
            (random.distinct(count), Terms::UnitOff(10 * (1 + random.signed(10))))
        }
        _ => {
            let count = 20 + random.below(41);
            let items = random.distinct(count);
            let spend = 500 * (1 + random.signed(4));
            (items, Terms::SpendOff { spend, off: 50 * (1 + random.signed(4)) })
        }
    };
    Offer { items: items.into_iter().collect(), terms }
}

fn basket(random: &mut Random, count: usize, promoted: &[u64]) -> Basket {
    let mut lines: BTreeMap<u64, i64> = BTreeMap::new();
    while lines.len() < count {
        let from_promoted = lines.len().is_multiple_of(2) && lines.len() < promoted.len();
        let mut item = if from_promoted {
            promoted[usize::try_from(random.below(promoted.len() as u64)).unwrap()]
        } else {
            random.below(ITEMS)
        };
        if lines.contains_key(&item) {
            item = random.below(ITEMS);
        }
        if lines.contains_key(&item) {
            continue;
        }
        let units = match random.below(10) {
            0..7 => 1,
            7..9 => 2,
            _ => 3 + random.signed(4),
        };
        lines.insert(item, units);
    }
    // Ties go to the earlier line there, to the item earlier in the book here: the same in this order.
    lines.into_iter().collect()
}

/// The reference: what comes off each line.
fn reference(workload: &Workload, basket: &Basket) -> Vec<i64> {
    let costs: Vec<i64> = basket.iter().map(|(item, _)| workload.prices[usize::try_from(*item).unwrap()]).collect();
    let mut left: Vec<i64> = basket.iter().map(|(_, units)| *units).collect();
    let mut off = vec![0; basket.len()];
    for offer in &workload.offers {
        let lines: Vec<usize> =
            (0..basket.len()).filter(|at| offer.items.contains(&basket[*at].0) && left[*at] > 0).collect();
        match offer.terms {
            Terms::Percent(percent) => {
                for at in lines {
                    off[at] += (costs[at] * left[at] * percent + 50) / 100;
                    left[at] = 0;
                }
            }
            Terms::UnitOff(amount) => {
                for at in lines {
                    off[at] += amount.min(costs[at]) * left[at];
                    left[at] = 0;
                }
            }
            Terms::SpendOff { spend, off: amount } => {
                let values: Vec<(usize, i64)> = lines.iter().map(|at| (*at, costs[*at] * left[*at])).collect();
                let total: i64 = values.iter().map(|(_, value)| value).sum();
                if total >= spend && total > 0 {
                    for (at, share) in spread(&values, amount.min(total), total) {
                        off[at] += share;
                        left[at] = 0;
                    }
                }
            }
            Terms::CheapestFree { n } => groups(&lines, &costs, &mut left, n, |group| {
                let last = *group.last().unwrap();
                off[last] += costs[last];
                true
            }),
            Terms::MultiPrice { n, price } => groups(&lines, &costs, &mut left, n, |group| {
                let total: i64 = group.iter().map(|at| costs[*at]).sum();
                let mut values: BTreeMap<usize, i64> = BTreeMap::new();
                for at in group {
                    *values.entry(*at).or_default() += costs[*at];
                }
                if total > price {
                    for (at, share) in spread(&values.into_iter().collect::<Vec<_>>(), total - price, total) {
                        off[at] += share;
                    }
                }
                total > price
            }),
        }
    }
    off
}

/// Units dearest first, cut into groups of n until `take` refuses one.
fn groups(lines: &[usize], costs: &[i64], left: &mut [i64], n: usize, mut take: impl FnMut(&[usize]) -> bool) {
    let mut order = lines.to_vec();
    order.sort_by_key(|at| (-costs[*at], *at));
    let units: Vec<usize> = order.into_iter().flat_map(|at| (0..left[at]).map(move |_| at)).collect();
    for group in units.chunks_exact(n) {
        if !take(group) {
            break;
        }
        for at in group {
            left[*at] -= 1;
        }
    }
}

fn spread(values: &[(usize, i64)], amount: i64, total: i64) -> Vec<(usize, i64)> {
    let mut shares: Vec<(usize, i64)> = values.iter().map(|(at, value)| (*at, amount * value / total)).collect();
    let odd = amount - shares.iter().map(|(_, share)| share).sum::<i64>();
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by_key(|place| (-(amount * values[*place].1 % total), values[*place].0));
    for place in order.into_iter().take(usize::try_from(odd).unwrap()) {
        shares[place].1 += 1;
    }
    shares
}

fn book(workload: &Workload) -> PriceBook {
    let names = json!({"zh-CN": "n", "en": "n"});
    let items: Vec<Value> = (0..).zip(&workload.prices).map(|(at, price): (u64, &i64)| {
        json!({"id": id(at), "codes": [format!("9{at:05}")], "names": names, "tax": "T", "price_minor": price, "department": "D"})
    }).collect();
    let promotions: Vec<Value> = workload
        .offers
        .iter()
        .enumerate()
        .map(|(at, offer)| {
            let mut promotion = terms(&offer.terms);
            let mut listed: Vec<u64> = offer.items.iter().copied().collect();
            listed.sort_unstable();
            promotion["id"] = json!(format!("P{at:04}"));
            promotion["names"] = names.clone();
            promotion["items"] = listed.into_iter().map(id).collect();
            promotion
        })
        .collect();
    let document = json!({"id": "peer", "currency": "EUR", "currency_exponent": 2,
        "policy": {"choose": "priority", "tax": {"mode": "none"}}, "taxes": [{"id": "T", "rates": []}],
        "departments": [{"id": "D", "names": names}], "items": items, "promotions": promotions});
    compile(document.to_string().as_bytes()).unwrap_or_else(|faults| panic!("{faults}"))
}

fn terms(terms: &Terms) -> Value {
    match terms {
        Terms::Percent(percent) => json!({"kind": "percent_off", "percent_bp": percent * 100}),
        Terms::CheapestFree { n } => json!({"kind": "cheapest_free", "n": n}),
        Terms::MultiPrice { n, price } => json!({"kind": "multi_price", "n": n, "price_minor": price}),
        Terms::UnitOff(amount) => json!({"kind": "amount_off_unit", "amount_minor": amount}),
        Terms::SpendOff { spend, off } => {
            json!({"kind": "basket_amount", "amount_minor": off, "min_spend_minor": spend,
            "base": "after_earlier", "layer": "item", "stacking": "exclusive_unit"})
        }
    }
}

fn id(item: u64) -> String {
    format!("I{item:05}")
}

#[test]
fn priority_order_equals_the_reference_line_by_line() {
    // What reference.py itself takes off all baskets together: the port is faithful.
    for (offers, line_counts, known_minor) in
        [(100, &[5, 20, 100][..], 466_407), (1_000, &[5, 20, 100, 300][..], 2_359_363)]
    {
        let workload = workload(offers, line_counts, 40);
        let book = book(&workload);
        let (mut groups, mut saved) = (0, 0);
        for basket in &workload.baskets {
            let ids: Vec<String> = basket.iter().map(|(item, _)| id(*item)).collect();
            let line = |(item_id, (_, units)): (&String, &(u64, i64))| (item_id.clone(), *units);
            let owned: Vec<(String, i64)> = ids.iter().zip(basket).map(line).collect();
            let lines: Vec<BasketLine<'_>> = owned
                .iter()
                .map(|(item_id, quantity)| BasketLine { item_id, quantity: *quantity, ..BasketLine::default() })
                .collect();
            let priced = pricing::price(&book, &lines, &Context::default()).unwrap();
            let off: Vec<i64> = priced.lines.iter().map(|line| line.discount_minor).collect();
            assert_eq!(off, reference(&workload, basket), "{basket:?}");
            groups += priced.trace.applications.len();
            saved += priced.discount_minor;
        }
        assert_eq!(saved, known_minor);
        assert!(groups > workload.baskets.len(), "the workload has offers that fire");
    }
}
