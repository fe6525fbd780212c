//! A basket while it is rung up: scan, void, quantity, customer, coupons, tender. Each change checks what it touches and
//! answers with the whole basket priced, the same bytes that pricing its lines at once gives.
//!
//! Lines are looked up and checked once, when they are scanned; the pricer's memory is kept from change to change.

use crate::error::{PricingError, Refusal};
use crate::lines::{self, Line};
use crate::price_book::PriceBook;
use crate::priced::PricedBasket;
use crate::pricing::Pricer;
use crate::sale::{BasketLine, Context, Used};
use crate::time::LocalTime;

/// What surrounds a basket, owned: see [`Context`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// Store-local time of the sale.
    pub at: LocalTime,
    /// What the customer is.
    pub identities: Vec<String>,
    /// Codes presented, in order.
    pub coupons: Vec<String>,
    /// The means of payment, once chosen.
    pub tender: Option<String>,
    /// What is paid with a means that frees goods from tax, in minor units.
    pub exempting_minor: i64,
    /// The member's points, in 1/10,000 point.
    pub points_e4: Option<i64>,
    /// Earlier uses of limited promotions, by promotion.
    pub used: Vec<(String, Uses)>,
}

/// How often a promotion has been used before: see [`Used`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// By this member, ever.
    pub by_member: u32,
    /// By this member today.
    pub by_member_today: u32,
    /// By everybody at this store.
    pub campaign: u32,
    /// Money it has cost at this store, in minor units.
    pub campaign_minor: i64,
}

/// A basket at work. It keeps its book to the end, whatever the store publishes meanwhile.
#[derive(Clone, Debug)]
pub struct Session<'b> {
    book: &'b PriceBook,
    pricer: Pricer,
    lines: Vec<Line>,
    circumstances: Circumstances,
}

impl<'b> Session<'b> {
    /// An empty basket.
    pub fn new(book: &'b PriceBook, circumstances: Circumstances) -> Self {
        Self { book, pricer: Pricer::default(), lines: Vec::new(), circumstances }
    }

    /// Adds a line. A refused line leaves the basket as it was.
    pub fn scan(&mut self, line: &BasketLine<'_>) -> Result<PricedBasket, PricingError> {
        if self.lines.iter().any(|known| known.line_seq == line.line_seq) {
            return Err(PricingError { refusal: Refusal::LineTwice, line_seq: Some(line.line_seq) });
        }
        let checked = self.circumstances.with_context(|context| lines::check(self.book, &[*line], context))?;
        self.lines.extend(checked);
        if let Err(refused) = lines::check_whole(&self.lines) {
            self.lines.pop();
            return Err(refused);
        }
        Ok(self.price())
    }

    /// Takes a line out.
    pub fn void(&mut self, line_seq: i64) -> Result<PricedBasket, PricingError> {
        let at = self.place_of(line_seq)?;
        self.lines.remove(at);
        Ok(self.price())
    }

    /// Puts another line in the place of the one with its number: another quantity, a price somebody gave.
    pub fn change(&mut self, line: &BasketLine<'_>) -> Result<PricedBasket, PricingError> {
        let at = self.place_of(line.line_seq)?;
        let mut checked = self.circumstances.with_context(|context| lines::check(self.book, &[*line], context))?;
        std::mem::swap(&mut self.lines[at], &mut checked[0]);
        if let Err(refused) = lines::check_whole(&self.lines) {
            self.lines[at] = checked[0];
            return Err(refused);
        }
        Ok(self.price())
    }

    /// Another customer, another coupon, a means of payment: what was promised at the scan stays, lines keep their times.
    pub fn surround(&mut self, circumstances: Circumstances) -> PricedBasket {
        self.circumstances = circumstances;
        self.price()
    }

    /// The basket as it stands.
    pub fn price(&mut self) -> PricedBasket {
        let (book, lines, pricer) = (self.book, &self.lines, &mut self.pricer);
        self.circumstances.with_context(|context| pricer.price_checked(book, lines, context))
    }

    fn place_of(&self, line_seq: i64) -> Result<usize, PricingError> {
        let place = self.lines.iter().position(|line| line.line_seq == line_seq);
        place.ok_or(PricingError { refusal: Refusal::UnknownLine, line_seq: Some(line_seq) })
    }
}

impl Uses {
    const fn of(self, promotion_id: &str) -> Used<'_> {
        let Self { by_member, by_member_today, campaign, campaign_minor } = self;
        Used { promotion_id, by_member, by_member_today, campaign, campaign_minor }
    }
}

impl Circumstances {
    /// Keeps what was lent.
    pub fn of(context: &Context<'_>) -> Self {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let uses = |used: &Used<'_>| {
            let Used { promotion_id, by_member, by_member_today, campaign, campaign_minor } = *used;
            (promotion_id.to_owned(), Uses { by_member, by_member_today, campaign, campaign_minor })
        };
        Self {
            at: context.at,
            identities: owned(context.identities),
            coupons: owned(context.coupons),
            tender: context.tender.map(str::to_owned),
            exempting_minor: context.exempting_minor,
            points_e4: context.points_e4,
            used: context.used.iter().map(uses).collect(),
        }
    }

    /// Lends them to pricing.
    pub fn with_context<T>(&self, price: impl FnOnce(&Context<'_>) -> T) -> T {
        let identities: Vec<&str> = self.identities.iter().map(String::as_str).collect();
        let coupons: Vec<&str> = self.coupons.iter().map(String::as_str).collect();
        let used: Vec<Used<'_>> = self.used.iter().map(|(promotion_id, uses)| uses.of(promotion_id)).collect();
        price(&Context {
            at: self.at,
            identities: &identities,
            coupons: &coupons,
            tender: self.tender.as_deref(),
            exempting_minor: self.exempting_minor,
            points_e4: self.points_e4,
            used: &used,
        })
    }
}
