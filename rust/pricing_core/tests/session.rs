//! A basket edited step by step costs what its lines cost at once, byte for byte.

mod sold;

use pricing_core::pricing::price;
use pricing_core::sale::Override;
use pricing_core::session::{Circumstances, Session};
use pricing_core::{BasketLine, PriceBook, Refusal};
use sold::{Dice, random_book, random_context, random_lines};

/// Random books; each is edited [`EDITS`] times. `LANEWISE_SESSIONS` runs more.
const SESSIONS: u64 = 400;
const EDITS: u32 = 12;

fn edit(book: &PriceBook, dice: &mut Dice) {
    let mut context = random_context(dice);
    let mut session = Session::new(book, Circumstances::of(&context));
    let mut lines: Vec<BasketLine<'static>> = Vec::new();
    for step in 0..EDITS {
        let fresh = || {
            let mut line = random_lines(&mut Dice::new(u64::from(step) * 7_919 + 13))[0];
            line.scanned_at = Some(context.at);
            line
        };
        let priced = match dice.roll(6) {
            0 if !lines.is_empty() => {
                let at = usize::try_from(dice.roll(lines.len() as u64)).unwrap();
                let line = lines.remove(at);
                session.void(line.line_seq).unwrap()
            }
            1 if !lines.is_empty() => {
                let at = usize::try_from(dice.roll(lines.len() as u64)).unwrap();
                let line = BasketLine { line_seq: lines[at].line_seq, ..random_lines(dice)[0] };
                lines[at] = BasketLine { scanned_at: Some(context.at), ..line };
                session.change(&lines[at]).unwrap()
            }
            2 => {
                context = random_context(dice);
                session.surround(Circumstances::of(&context))
            }
            _ => {
                lines.push(BasketLine { line_seq: i64::from(step) + 1, ..fresh() });
                session.scan(&lines[lines.len() - 1]).unwrap()
            }
        };
        assert_eq!(*priced, price(book, &lines, &context).unwrap());
    }
}

#[test]
fn edits_equal_a_full_pricing() {
    let sessions =
        std::env::var("LANEWISE_SESSIONS").ok().and_then(|sessions| sessions.parse().ok()).unwrap_or(SESSIONS);
    for seed in 0..sessions {
        let mut dice = Dice::new(seed);
        edit(&random_book(&mut dice), &mut dice);
    }
}

#[test]
fn a_refused_change_leaves_the_basket() {
    let mut dice = Dice::new(1);
    let book = random_book(&mut dice);
    let mut session = Session::new(&book, Circumstances::of(&random_context(&mut dice)));
    let line = BasketLine { override_price: Some(Override::Amount(500)), ..random_lines(&mut dice)[0] };
    let line = BasketLine { line_seq: 1, markdown: None, ..line };
    let before = session.scan(&line).unwrap().clone();
    let refusal = |error: pricing_core::PricingError| (error.refusal, error.line_seq);
    assert_eq!(session.scan(&line).map_err(refusal), Err((Refusal::LineTwice, Some(1))));
    assert_eq!(session.void(2).map_err(refusal), Err((Refusal::UnknownLine, Some(2))));
    let unknown = BasketLine { line_seq: 2, item_id: "nothing", ..line };
    assert_eq!(session.scan(&unknown).map_err(refusal), Err((Refusal::UnknownItem, Some(2))));
    let dear = BasketLine { override_price: Some(Override::Amount(i64::MAX)), ..line };
    assert_eq!(session.change(&dear).map_err(refusal), Err((Refusal::OverrideOutOfRange, Some(1))));
    assert_eq!(*session.price(), before);
}
