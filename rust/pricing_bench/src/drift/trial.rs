//! Everything that is tried on the baskets of one random book.

use serde_json::Value;

use super::basket::Basket;
use super::digest::{exact, order_free};
use super::edits::same_as_at_once;
use super::invariants::{equal, not_dearer, sums};
use super::returns::all_come_back;
use super::world::{plain_world, without_promotions, world};
use crate::engine;
use crate::rng::Rng;
use pricing_core::{PriceBook, PricedBasket};

/// Baskets of one book.
pub const BASKETS_PER_BOOK: u64 = 100;
const MOST_LINES: u32 = 15;
const MOST_LINES_OF_PLAIN: u32 = 60;

/// What to try.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Seed of all books and baskets.
    pub seed: u64,
    /// Other scan orders of a basket.
    pub permutations: u64,
    /// Every so manieth basket is reordered, returned and edited.
    pub deep: u64,
    /// Only plain promotions: baskets that the direct road prices and sessions keep in pieces.
    pub plain: bool,
    /// Faults are counted and printed, not the end.
    pub keep_going: bool,
}

/// What was tried.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// Baskets priced and checked.
    pub baskets: u64,
    /// Books that did not compile.
    pub refused_books: u64,
    /// Baskets with something off.
    pub discounted: u64,
    /// Baskets with a proof.
    pub optimal: u64,
    /// Other scan orders.
    pub permuted: u64,
    /// Baskets that came back.
    pub returned: u64,
    /// Edits of baskets at work.
    pub edits: u64,
    /// Faults, if the plan keeps going.
    pub faults: u64,
    /// Of all baskets, in any order.
    pub digest: u64,
}

/// Tries the baskets of one book.
pub fn one_book(plan: Plan, number: u64, tally: &mut Tally) -> Result<(), String> {
    let dice = &mut Rng::of_case(plan.seed, number);
    let (world, most_lines) =
        if plan.plain { (plain_world(dice), MOST_LINES_OF_PLAIN) } else { (world(dice), MOST_LINES) };
    let (Ok(book), Ok(bare)) = (compiled(&world.document), compiled(&without_promotions(&world.document))) else {
        tally.refused_books += 1;
        return Ok(());
    };
    let mut rng = Rng::of_case(!plan.seed, number);
    let (pricer, order_free) = (engine::Pricer::default(), world.order_free);
    let mut tools = Tools { book: &book, pricer, rng: Rng::of_case(plan.seed, !number), order_free };
    for turn in 0..BASKETS_PER_BOOK {
        let mut basket = Basket::new(&mut rng, &world, most_lines);
        if plan.plain {
            basket = basket.from_the_shelf(&mut rng);
        }
        let outcome = one_basket(&mut tools, &bare, &basket, tally).and_then(|priced| {
            if turn.is_multiple_of(plan.deep) { deep(&mut tools, plan, &mut basket, &priced, tally) } else { Ok(()) }
        });
        match outcome {
            Err(fault) if plan.keep_going => {
                tally.faults += 1;
                eprintln!("book {number} basket {turn}: {fault}");
            }
            outcome => outcome.map_err(|fault| format!("basket {turn}: {fault}\n{basket:?}\n{}", world.document))?,
        }
    }
    Ok(())
}

fn compiled(document: &Value) -> Result<PriceBook, String> {
    engine::compile(document.to_string().as_bytes()).map_err(|faults| faults.to_string())
}

fn one_basket(
    tools: &mut Tools<'_>,
    bare: &PriceBook,
    basket: &Basket<'_>,
    tally: &mut Tally,
) -> Result<PricedBasket, String> {
    let with = tools.price(basket)?;
    sums(tools.book, &basket.lines, &with)?;
    not_dearer(
        tools.book,
        &with,
        &engine::price(bare, &basket.lines, &basket.context()).map_err(|error| error.to_string())?,
    )?;
    let lines = engine::check_lines(tools.book, &basket.lines, &basket.context()).map_err(|error| error.to_string())?;
    let generally = engine::price_generally(tools.book, &lines, &basket.context());
    equal("the direct road and the general one", exact(&with), exact(&generally))?;
    engine::check(tools.book, &lines, &with).map_err(|broken| shown(tools.book, &with, &broken))?;
    tally.baskets += 1;
    tally.discounted += u64::from(with.discount_minor > 0);
    tally.optimal += u64::from(with.proof.optimal);
    tally.digest = tally.digest.wrapping_add(exact(&with));
    Ok(with)
}

/// What the checker finds, with the application that the first finding is about.
fn shown(book: &PriceBook, priced: &PricedBasket, broken: &[engine::Broken]) -> String {
    let about = broken.first().and_then(|first| priced.trace.applications.get(first.place)).map(|one| {
        let parts = &priced.trace.parts[one.first_part as usize..(one.first_part + one.parts) as usize];
        format!("application of {:?} {one:?} {parts:?}", book.promotion(one.promotion))
    });
    format!("the checker finds {broken:?} {about:?}")
}

/// Other scan orders, returns and edit scripts of one basket.
fn deep(
    tools: &mut Tools<'_>,
    plan: Plan,
    basket: &mut Basket<'_>,
    priced: &PricedBasket,
    tally: &mut Tally,
) -> Result<(), String> {
    all_come_back(&mut tools.rng, tools.book, basket, priced)?;
    tally.returned += 1;
    tally.edits += same_as_at_once(&mut tools.rng, tools.book, basket)?;
    if tools.order_free { reordered(tools, plan, basket, tally) } else { Ok(()) }
}

/// What the baskets of one book share.
struct Tools<'a> {
    book: &'a PriceBook,
    pricer: engine::Pricer,
    rng: Rng,
    order_free: bool,
}

impl Tools<'_> {
    fn price(&mut self, basket: &Basket<'_>) -> Result<PricedBasket, String> {
        self.pricer.price(self.book, &basket.lines, &basket.context()).map_err(|error| error.to_string())
    }
}

/// The same basket scanned in other orders.
fn reordered(tools: &mut Tools<'_>, plan: Plan, basket: &mut Basket<'_>, tally: &mut Tally) -> Result<(), String> {
    let first = order_free(&tools.price(basket)?);
    for _ in 0..plan.permutations {
        tools.rng.shuffle(&mut basket.lines);
        equal("scanned in another order", first, order_free(&tools.price(basket)?))?;
        tally.permuted += 1;
    }
    Ok(())
}
