//! Any bytes as operations on a basket of one of a few random books: a priced basket whose sums add up or a typed
//! refusal, never a panic.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use pricing_bench::drift::invariants::sums;
use pricing_bench::drift::world::{World, world};
use pricing_bench::engine;
use pricing_bench::rng::Rng;
use pricing_core::sale::{Markdown, Override};
use pricing_core::time::LocalTime;
use pricing_core::{BasketLine, Context, PriceBook};

const BOOKS: u64 = 16;
const MAX_LINES: usize = 40;

static BOOKS_OF_SEEDS: LazyLock<Vec<(World, PriceBook)>> = LazyLock::new(|| {
    let worlds = (0..BOOKS).map(|seed| world(&mut Rng::of_case(7, seed)));
    worlds
        .filter_map(|world| Some((engine::compile(world.document.to_string().as_bytes()).ok()?, world)))
        .map(|(book, world)| (world, book))
        .collect()
});

fuzz_target!(|data: &[u8]| {
    let mut bytes = Bytes(data);
    let (world, book) = &BOOKS_OF_SEEDS[bytes.place(BOOKS_OF_SEEDS.len())];
    let member = bytes.one() & 1 == 1;
    let coupons: Vec<&str> = world.coupons.iter().map(String::as_str).filter(|_| bytes.one() & 1 == 1).collect();
    let context = Context {
        at: LocalTime::parse("2026-11-20T01:30").unwrap_or_default(),
        identities: if member { &["member"] } else { &[] },
        coupons: &coupons,
        tender: [None, Some("card")][bytes.place(2)],
        points_e4: (bytes.one() & 1 == 1).then(|| bytes.number()),
        ..Context::default()
    };
    let mut lines: Vec<BasketLine<'_>> = Vec::new();
    while !bytes.0.is_empty() {
        operate(&mut bytes, world, &mut lines);
        if let Ok(priced) = engine::price(book, &lines, &context) {
            sums(book, &lines, &priced).unwrap_or_else(|fault| panic!("{fault}\n{lines:?}\n{priced:?}"));
        }
    }
});

/// Scan, void, or change a quantity.
fn operate<'a>(bytes: &mut Bytes<'_>, world: &'a World, lines: &mut Vec<BasketLine<'a>>) {
    match bytes.one() % 8 {
        0 if !lines.is_empty() => _ = lines.remove(bytes.place(lines.len())),
        1 if !lines.is_empty() => {
            let place = bytes.place(lines.len());
            lines[place].quantity = bytes.number();
        }
        _ if lines.len() < MAX_LINES => lines.push(line(bytes, world, lines.len())),
        _ => {}
    }
}

fn line<'a>(bytes: &mut Bytes<'_>, world: &'a World, place: usize) -> BasketLine<'a> {
    let (id, by_weight) = &world.items[bytes.place(world.items.len())];
    let flags = bytes.one();
    BasketLine {
        line_seq: i64::try_from(place).unwrap_or_default(),
        item_id: if flags == 255 { "UNKNOWN" } else { id },
        quantity: if flags & 1 == 0 { 1 } else { i64::from(bytes.one()) },
        mass_g: (*by_weight ^ (flags & 0x7e == 0x7e)).then(|| bytes.number()),
        override_price: (flags & 6 == 6).then(|| bytes.given()),
        markdown: (flags & 24 == 24).then(|| bytes.markdown()),
        scanned_at: None,
    }
}

/// The fuzzer's bytes, zeros when they are used up.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn one(&mut self) -> u8 {
        let Some((first, others)) = self.0.split_first() else { return 0 };
        self.0 = others;
        *first
    }

    fn place(&mut self, n: usize) -> usize {
        usize::from(self.one()) % n
    }

    /// Small numbers mostly, any i64 sometimes.
    fn number(&mut self) -> i64 {
        match self.one() {
            0..=127 => i64::from(self.one()),
            128..=250 => i64::from(u16::from_le_bytes([self.one(), self.one()])),
            _ => i64::from_le_bytes(std::array::from_fn(|_| self.one())),
        }
    }

    fn given(&mut self) -> Override {
        match self.one() % 4 {
            0 => Override::Amount(self.number()),
            1 => Override::UnitPrice(self.number()),
            2 => Override::PercentAfter(self.number() as u32),
            _ => Override::AmountAfter(self.number()),
        }
    }

    fn markdown(&mut self) -> Markdown {
        match self.one() % 2 {
            0 => Markdown::Price(self.number()),
            _ => Markdown::Percent(self.number() as u32),
        }
    }
}
