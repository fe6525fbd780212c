//! A basket kept in pieces against the general way: equal after every change, and the pieces are really kept.

#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::cast_sign_loss)] // numbers of dice

use super::{Circumstances, Session};
use crate::direct::tests::{ITEMS, Rng, book};
use crate::lines;
use crate::pricing::price_generally;
use crate::sale::BasketLine;
use crate::time::LocalTime;

const SESSIONS: u64 = 600;
const EDITS: i64 = 30;
const SCARCE_NODES: u64 = 40;

fn around(rng: &mut Rng) -> Circumstances {
    Circumstances {
        at: LocalTime::parse(rng.pick(&["2026-11-20T10:00", "2026-11-22T10:00"])).unwrap(),
        coupons: (0..rng.below(3)).map(|_| rng.pick(&["A", "B"]).to_owned()).collect(),
        identities: (0..rng.below(2)).map(|_| "member".to_owned()).collect(),
        ..Circumstances::default()
    }
}

fn line<'a>(rng: &mut Rng, ids: &'a [String], line_seq: i64, at: LocalTime) -> BasketLine<'a> {
    let item = rng.below(ITEMS) as usize;
    let (quantity, mass_g) =
        if item == 0 { (1, Some(50 + rng.below(900) as i64)) } else { (1 + rng.below(4) as i64, None) };
    BasketLine { line_seq, item_id: &ids[item], quantity, mass_g, scanned_at: Some(at), ..BasketLine::default() }
}

#[test]
fn every_change_gives_the_general_answer() {
    let ids: Vec<String> = (0..ITEMS).map(|item| format!("I{item}")).collect();
    let (mut changes, mut in_pieces) = (0, 0);
    for seed in 0..SESSIONS {
        let mut rng = Rng(seed);
        let mut book = book(&mut rng);
        // One budget for all components: what one alone may take is sometimes too much together.
        let scarce = seed % 3 == 0;
        if scarce {
            book.policy.node_budget = 1 + rng.below(SCARCE_NODES) as u32;
        }
        let mut circumstances = around(&mut rng);
        let mut session = Session::new(&book, circumstances.clone());
        let mut basket: Vec<BasketLine<'_>> = Vec::new();
        for line_seq in 0..EDITS {
            let place = rng.below(basket.len().max(1) as u64) as usize;
            in_pieces += u32::from(session.is_in_pieces() && !scarce);
            match rng.below(8) {
                0 | 1 if !basket.is_empty() => drop(session.void(basket.remove(place).line_seq).unwrap()),
                2 if !basket.is_empty() => {
                    basket[place] = line(&mut rng, &ids, basket[place].line_seq, circumstances.at);
                    session.change(&basket[place]).unwrap();
                }
                3 => {
                    circumstances = around(&mut rng);
                    session.surround(circumstances.clone());
                }
                _ => {
                    basket.push(line(&mut rng, &ids, line_seq, circumstances.at));
                    session.scan(&basket[basket.len() - 1]).unwrap();
                }
            }
            changes += u32::from(!scarce);
            let at_once = circumstances.with_context(|context| {
                let lines = lines::check(&book, &basket, context).unwrap();
                price_generally(&book, &lines, context)
            });
            assert_eq!(*session.price(), at_once, "seed {seed} line {line_seq}");
        }
    }
    assert!(in_pieces > changes * 8 / 10, "plain baskets are kept in pieces: {in_pieces} of {changes}");
}
