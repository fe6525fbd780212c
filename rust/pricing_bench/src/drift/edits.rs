//! A random edit script on a session: after every edit the same bytes as pricing all its lines at once.

use pricing_core::{BasketLine, PriceBook};

use super::basket::Basket;
use super::digest::exact;
use super::invariants::equal;
use crate::engine::{Circumstances, Session, price};
use crate::rng::Rng;

/// Scans the basket's lines and, in between, voids and changes some and swaps the customer. Answers how many edits.
pub fn same_as_at_once(rng: &mut Rng, book: &PriceBook, basket: &Basket<'_>) -> Result<u64, String> {
    let mut around = Circumstances::of(&basket.context());
    let mut session = Session::new(book, around.clone());
    let mut there: Vec<BasketLine<'_>> = Vec::new();
    let mut edits = 0;
    for line in &basket.lines {
        // A line keeps the time it was scanned at, whatever the time of the sale is later.
        let line = BasketLine { scanned_at: Some(line.scanned_at.unwrap_or(around.at)), ..*line };
        there.push(line);
        let mut done = session.scan(&line).map(drop);
        match rng.below(6) {
            0 => {
                let gone = there.remove(rng.place(there.len()));
                done = session.void(gone.line_seq).map(drop);
            }
            1 => {
                let place = rng.place(there.len());
                if there[place].mass_g.is_none() && there[place].markdown.is_none() {
                    there[place].quantity = i64::from(rng.between(1, 9));
                }
                done = session.change(&there[place]).map(drop);
            }
            2 => {
                around.identities.clear();
                around.coupons.truncate(rng.place(around.coupons.len() + 1));
                session.surround(around.clone());
            }
            _ => {}
        }
        edits += 1;
        done.map_err(|error| format!("edit {edits} is refused: {error}"))?;
        let at_once = around.with_context(|context| price(book, &there, context)).map_err(|error| error.to_string())?;
        equal("an edit and all lines at once", exact(session.price()), exact(&at_once))?;
    }
    Ok(edits)
}
