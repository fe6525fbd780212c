//! Random baskets of a book: overrides, markdowns, weights, members, coupons, tenders, points, earlier uses.

use pricing_core::sale::{Markdown, Override, Used};
use pricing_core::time::LocalTime;
use pricing_core::{BasketLine, Context};

use super::world::World;
use crate::rng::Rng;

const HOUR_S: i64 = 3_600;
/// 2026-11-20, the day of the books' windows.
const DAY: &str = "2026-11-20";

/// A basket with what surrounds it; owns what the engine's types borrow.
#[derive(Clone, Debug)]
pub struct Basket<'a> {
    /// The lines.
    pub lines: Vec<BasketLine<'a>>,
    /// What the customer is.
    pub identities: Vec<&'a str>,
    /// Codes presented.
    pub coupons: Vec<&'a str>,
    /// Earlier uses.
    pub used: Vec<Used<'a>>,
    at: LocalTime,
    tender: Option<&'a str>,
    points_e4: Option<i64>,
}

impl<'a> Basket<'a> {
    /// A basket of at most so many lines.
    pub fn new(rng: &mut Rng, world: &'a World, most_lines: u32) -> Self {
        let day = LocalTime::parse(DAY).unwrap_or_default();
        let lines =
            (1..=i64::from(rng.between(1, most_lines))).map(|line_seq| line(rng, world, line_seq, day)).collect();
        let used = |rng: &mut Rng, id: &'a String| Used {
            promotion_id: id,
            by_member: rng.below(3),
            by_member_today: rng.below(2),
            campaign: rng.below(20),
            campaign_minor: i64::from(rng.below(5_000)),
        };
        Self {
            lines,
            identities: if rng.chance(50) { vec!["member"] } else { Vec::new() },
            coupons: world.coupons.iter().filter(|_| rng.chance(50)).map(String::as_str).collect(),
            used: world
                .promotions
                .iter()
                .filter(|_| rng.chance(20))
                .collect::<Vec<_>>()
                .into_iter()
                .map(|id| used(rng, id))
                .collect(),
            at: LocalTime(day.0 + HOUR_S * i64::from(rng.below(4))),
            tender: *rng.one_of(&[None, Some("card"), Some("cash")]),
            points_e4: rng.chance(50).then(|| i64::from(rng.below(5_000_000))),
        }
    }

    /// With labels and prices by staff on few of its lines only: one of them is enough to price all of it generally.
    pub fn from_the_shelf(mut self, rng: &mut Rng) -> Self {
        let odd = rng.chance(10);
        for line in &mut self.lines {
            if !(odd && rng.chance(5)) {
                line.markdown = None;
                line.override_price = line.override_price.filter(|given| matches!(given, Override::UnitPrice(_)));
            }
        }
        self
    }

    /// The engine's context.
    pub fn context(&self) -> Context<'_> {
        Context {
            at: self.at,
            identities: &self.identities,
            coupons: &self.coupons,
            tender: self.tender,
            points_e4: self.points_e4,
            used: &self.used,
            ..Context::default()
        }
    }
}

fn line<'a>(rng: &mut Rng, world: &'a World, line_seq: i64, day: LocalTime) -> BasketLine<'a> {
    let (item_id, by_weight) = rng.one_of(&world.items);
    let markdown = rng.chance(5).then(|| match rng.below(2) {
        0 => Markdown::Price(i64::from(rng.below(60))),
        _ => Markdown::Percent(rng.between(0, 10_000)),
    });
    let quantity = match (by_weight, markdown) {
        (false, None) if rng.chance(3) => i64::from(rng.between(5, 200)),
        (false, None) => i64::from(rng.between(1, 4)),
        _ => 1,
    };
    BasketLine {
        line_seq,
        item_id,
        quantity,
        mass_g: by_weight.then(|| i64::from(rng.between(1, 5_000))),
        override_price: rng.chance(8).then(|| given(rng)),
        markdown,
        scanned_at: rng.chance(70).then(|| LocalTime(day.0 + HOUR_S * i64::from(rng.below(4)))),
    }
}

fn given(rng: &mut Rng) -> Override {
    match rng.below(4) {
        0 => Override::Amount(i64::from(rng.below(500))),
        1 => Override::UnitPrice(i64::from(rng.below(200))),
        2 => Override::PercentAfter(rng.between(0, 10_000)),
        _ => Override::AmountAfter(i64::from(rng.below(200))),
    }
}
