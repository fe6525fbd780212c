//! Against every possible assignment, on boards of a few units.

#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::cast_sign_loss, clippy::cast_lossless)] // numbers of dice

use std::collections::HashMap;

use super::board::{Board, BoardRounding, BoardSlot, Offer, Rest, Run, Terms};
use super::{Answer, Solver};
use crate::policy::RoundingLevel;
use crate::terms::{GroupOff, UnitOff, Which};

/// splitmix64.
struct Rng(u64);

impl Rng {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % n
    }

    fn int(&mut self, n: u64) -> i64 {
        self.below(n) as i64
    }

    fn small(&mut self, n: u64) -> u32 {
        self.below(n) as u32
    }
}

fn random_board(rng: &mut Rng) -> Board {
    let levels = [RoundingLevel::Unit, RoundingLevel::Line];
    let mut board = Board {
        rounding: BoardRounding { level: levels[rng.below(2) as usize], ..Default::default() },
        ..Default::default()
    };
    let runs = 1 + rng.small(5);
    let mut units = 0;
    for item in 0..runs {
        let price_minor = 1 + rng.int(300);
        let run = Run {
            units: (1 + rng.small(3)).min(8 - units),
            price_minor,
            room_minor: price_minor - if rng.below(4) == 0 { rng.int(price_minor as u64) } else { 0 },
            item: item - u32::from(item > 0 && rng.below(6) == 0),
            mass_g: 0,
            rest: match rng.below(4) {
                0 => Rest::Percent(500 + rng.small(4_000)),
                1 => Rest::Each(rng.int(40)),
                _ => Rest::Nothing,
            },
        };
        units += run.units;
        board.runs.push(run);
        if units == 8 {
            break;
        }
    }
    board.runs.sort_by_key(|run| std::cmp::Reverse(run.price_minor));
    for _ in 0..=rng.below(5) {
        random_offer(rng, &mut board);
    }
    board
}

fn some_runs(rng: &mut Rng, board: &mut Board) -> (u32, u32) {
    let first = board.members.len() as u32;
    for run in 0..board.runs.len() as u32 {
        if rng.below(3) > 0 {
            board.members.push(run);
        }
    }
    (first, board.members.len() as u32 - first)
}

fn random_off(rng: &mut Rng, n: u32) -> GroupOff {
    match rng.below(6) {
        0 => GroupOff::Price(rng.int(400)),
        1 => GroupOff::Percent(500 + rng.small(5_000)),
        2 => GroupOff::Amount(1 + rng.int(150)),
        3 => GroupOff::Some { units: 1 + rng.small(u64::from(n)), which: Which::Dearest, off: UnitOff::Percent(5_000) },
        4 => GroupOff::Some {
            units: 1 + rng.small(u64::from(n)),
            which: Which::Cheapest,
            off: UnitOff::Price(rng.int(100)),
        },
        _ => GroupOff::Some { units: 1, which: Which::Cheapest, off: UnitOff::Percent(10_000) },
    }
}

fn random_offer(rng: &mut Rng, board: &mut Board) {
    let rank = board.offers.len() as u32;
    let limit = if rng.below(3) == 0 { 1 + rng.small(2) } else { u32::MAX };
    match rng.below(6) {
        0 => {
            let start = board.members.len() as u32;
            let first_slot = board.slots.len() as u32;
            let rewarded = rng.below(2) == 0;
            for slot in 0..2 {
                let (first, len) = some_runs(rng, board);
                board.slots.push(BoardSlot { first, len, units: 1 + rng.small(2), rewarded: rewarded && slot == 1 });
            }
            let off = random_off(rng, 2);
            let len = board.members.len() as u32 - start;
            board.offers.push(Offer {
                terms: Terms::Bundle { first_slot, slots: 2, off },
                first: start,
                len,
                whole: len,
                limit,
                rank,
            });
        }
        1 => {
            let (first, len) = some_runs(rng, board);
            let first_tier = board.tiers.len() as u32;
            board.tiers.extend([(2, 500), (3, 1_000), (4, 2_000)]);
            board.offers.push(Offer {
                terms: Terms::Distinct { first_tier, tiers: 3 },
                first,
                len,
                whole: len,
                limit,
                rank,
            });
        }
        2 => {
            let (first, len) = some_runs(rng, board);
            let terms = Terms::Spend { min_spend_minor: 50 + rng.int(500), amount_minor: 1 + rng.int(100) };
            board.offers.push(Offer { terms, first, len, whole: len, limit: 1, rank });
        }
        _ => {
            let (first, len) = some_runs(rng, board);
            let n = 1 + rng.small(4);
            board.offers.push(Offer {
                terms: Terms::Group { n, off: random_off(rng, n) },
                first,
                len,
                whole: len,
                limit,
                rank,
            });
        }
    }
}

/// What an offer saves on exactly these units (ascending runs); zero or less if it is no group of it.
fn value(board: &Board, offer: &Offer, units: &[u32]) -> i64 {
    let cells: Vec<(u32, u32)> = units.iter().map(|&run| (run, 1)).collect();
    let members = board.members_of(offer);
    match offer.terms {
        Terms::Group { n, off } if units.len() as u32 == n && units.iter().all(|run| members.contains(run)) => {
            board.group_minor(off, &cells)
        }
        Terms::Bundle { first_slot, slots, off } => bundle_value(board, board.slots_of(first_slot, slots), off, units),
        Terms::Distinct { first_tier, tiers } => {
            let mut items: Vec<u32> = units.iter().map(|&run| board.runs[run as usize].item).collect();
            items.sort_unstable();
            items.dedup();
            let tier =
                board.tiers[first_tier as usize..][..tiers as usize].iter().find(|tier| tier.0 as usize == units.len());
            match tier {
                Some(&(_, bp)) if items.len() == units.len() && units.iter().all(|run| members.contains(run)) => {
                    board.group_minor(GroupOff::Percent(bp), &cells)
                }
                _ => 0,
            }
        }
        Terms::Spend { min_spend_minor, amount_minor } if units.iter().all(|run| members.contains(run)) => {
            let spend: i64 = units.iter().map(|&run| board.runs[run as usize].price_minor).sum();
            let room: i64 = units.iter().map(|&run| board.runs[run as usize].room_minor).sum();
            if spend >= min_spend_minor { amount_minor.min(room) } else { 0 }
        }
        _ => 0,
    }
}

fn bundle_value(board: &Board, slots: &[BoardSlot], off: GroupOff, units: &[u32]) -> i64 {
    let need: usize = slots.iter().map(|slot| slot.units as usize).sum();
    if units.len() != need {
        return 0;
    }
    let mut best = 0;
    for split in 0..1u32 << units.len() {
        let part = |side: u32| -> Vec<u32> {
            (0..units.len()).filter(|at| split >> at & 1 == side).map(|at| units[at]).collect()
        };
        let (one, two) = (part(0), part(1));
        let fits = |slot: &BoardSlot, part: &[u32]| {
            part.len() as u32 == slot.units && part.iter().all(|run| board.members_of_slot(slot).contains(run))
        };
        if !fits(&slots[0], &one) || !fits(&slots[1], &two) {
            continue;
        }
        let rewarded = if slots[1].rewarded { two } else { units.to_vec() };
        let cells: Vec<(u32, u32)> = rewarded.iter().map(|&run| (run, 1)).collect();
        best = best.max(board.group_minor(off, &cells));
    }
    best
}

/// What is known of units to place, units left over, and uses left.
type Known = HashMap<(Vec<u32>, Vec<u32>, Vec<u32>), i64>;

/// Every way: the first unit is left over, or some offer takes it with some others.
fn brute(board: &Board, units: &[u32], left: &mut Vec<u32>, uses: &mut Vec<u32>, memo: &mut Known) -> i64 {
    let Some((&first, others)) = units.split_first() else {
        return board.runs.iter().zip(left.iter()).map(|(run, &units)| board.rest_minor(run, units)).sum();
    };
    let key = (units.to_vec(), left.clone(), uses.clone());
    if let Some(&known) = memo.get(&key) {
        return known;
    }
    left[first as usize] += 1;
    let mut best = brute(board, others, left, uses, memo);
    left[first as usize] -= 1;
    for subset in 0..1u32 << others.len() {
        let mut group = vec![first];
        let mut rest = Vec::new();
        for (at, &unit) in others.iter().enumerate() {
            if subset >> at & 1 == 1 { group.push(unit) } else { rest.push(unit) }
        }
        for at in 0..board.offers.len() {
            if uses[at] == 0 {
                continue;
            }
            let saving = value(board, &board.offers[at], &group);
            if saving > 0 {
                uses[at] -= 1;
                best = best.max(saving + brute(board, &rest, left, uses, memo));
                uses[at] += 1;
            }
        }
    }
    memo.insert(key, best);
    best
}

#[test]
fn equals_every_assignment() {
    let mut solver = Solver::default();
    let mut answer = Answer::default();
    let cases: u64 = std::env::var("LANEWISE_BOARDS").ok().and_then(|cases| cases.parse().ok()).unwrap_or(1_000);
    for seed in 0..cases {
        let board = random_board(&mut Rng(seed));
        let units: Vec<u32> =
            (0..).zip(&board.runs).flat_map(|(at, run)| std::iter::repeat_n(at, run.units as usize)).collect();
        let mut uses = board.offers.iter().map(|offer| offer.limit.min(8)).collect();
        let best = brute(&board, &units, &mut vec![0; board.runs.len()], &mut uses, &mut HashMap::new());
        solver.solve(&board, 1_000_000, &mut answer);
        assert_eq!((answer.saving_minor, answer.bound_minor), (best, best), "seed {seed}: {board:?} {answer:?}");
        check(&board, &answer);
    }
}

#[test]
fn a_small_budget_keeps_its_bound() {
    let mut solver = Solver::default();
    let (mut exact, mut hasty) = (Answer::default(), Answer::default());
    for seed in 0..1_000 {
        let board = random_board(&mut Rng(seed));
        solver.solve(&board, 1_000_000, &mut exact);
        for budget in [0, 1, 5, 20] {
            solver.solve(&board, budget, &mut hasty);
            assert!(hasty.saving_minor <= exact.saving_minor && exact.saving_minor <= hasty.bound_minor, "seed {seed}");
            check(&board, &hasty);
        }
    }
}

/// The same goods on many lines.
fn many_lines(offers: &[(u32, i64)]) -> Board {
    let mut board = Board::default();
    for units in [10, 10, 6, 6, 5, 4, 3] {
        board.runs.push(Run { units, price_minor: 455, room_minor: 455, ..Default::default() });
    }
    board.members.extend(0..7);
    for (rank, &(n, price)) in (0..).zip(offers) {
        let terms = Terms::Group { n, off: GroupOff::Price(price) };
        board.offers.push(Offer { terms, first: 0, len: 7, whole: 7, limit: u32::MAX, rank });
    }
    board
}

#[test]
fn an_offer_alone_is_no_search() {
    let board = many_lines(&[(3, 1_000)]);
    let mut answer = Answer::default();
    Solver::default().solve(&board, 100, &mut answer);
    assert_eq!((answer.saving_minor, answer.bound_minor), (14 * 365, 14 * 365));
    check(&board, &answer);
}

#[test]
fn one_step_of_the_walk_keeps_to_the_budget() {
    let board = many_lines(&[(3, 1_000), (4, 1_301)]);
    let mut answer = Answer::default();
    Solver::default().solve(&board, 10_000, &mut answer);
    assert!(answer.nodes <= 20_000, "{}", answer.nodes);
    assert!(answer.saving_minor >= 14 * 365 && answer.saving_minor <= answer.bound_minor);
    check(&board, &answer);
}

#[test]
fn a_bundle_with_slots_that_overlap_gives_way_to_what_a_run_does_alone() {
    let run = |units, price_minor| Run { units, price_minor, room_minor: price_minor, ..Default::default() };
    let slot = |first, units, rewarded| BoardSlot { first, len: 2, units, rewarded };
    let alone = Terms::Group { n: 2, off: GroupOff::Percent(6_000) };
    let off = GroupOff::Some { units: 2, which: Which::Cheapest, off: UnitOff::Price(44) };
    let offer = |terms, first, len| Offer { terms, first, len, whole: len, limit: u32::MAX, rank: first };
    let board = Board {
        runs: vec![run(2, 46), run(1, 30)],
        members: vec![0, 0, 1, 0, 1],
        slots: vec![slot(1, 1, false), slot(3, 2, true)],
        offers: vec![offer(alone, 0, 1), offer(Terms::Bundle { first_slot: 0, slots: 2, off }, 1, 4)],
        ..Default::default()
    };
    let mut answer = Answer::default();
    Solver::default().solve(&board, 100, &mut answer);
    assert_eq!((answer.saving_minor, answer.bound_minor), (55, 55), "60 % of twice 46, not twice 2");
    check(&board, &answer);
}

/// The answer adds up: units, groups, rests.
fn check(board: &Board, answer: &Answer) {
    let mut used = vec![0; board.runs.len()];
    let mut saving = 0;
    for pick in &answer.picks {
        for &(run, units) in &answer.cells[pick.first as usize..][..pick.cells as usize] {
            used[run as usize] += units;
        }
        assert!(pick.saving_minor > 0, "a group saves something");
        saving += pick.saving_minor;
    }
    for (at, run) in board.runs.iter().enumerate() {
        assert_eq!(used[at] + answer.left[at], run.units, "units are used once: {board:?} {answer:?}");
        saving += board.rest_minor(run, answer.left[at]);
    }
    assert_eq!(saving, answer.saving_minor);
}
