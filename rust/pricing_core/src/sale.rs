//! What is to be priced: the lines and everything around them that promotions may ask for.

use crate::time::LocalTime;

/// A price somebody gave a line, with authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Override {
    /// The whole line's amount; no promotion touches it any more.
    Amount(i64),
    /// A new unit price (per kilogram on a weighed pack), before promotions.
    UnitPrice(i64),
    /// 1/100 % off, after promotions.
    PercentAfter(u32),
    /// An amount off the line, after promotions.
    AmountAfter(i64),
}

/// A markdown label (best before): a price, not a promotion. The unit takes part in no other item offer unless the
/// promotion stacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Markdown {
    /// The unit's new price.
    Price(i64),
    /// 1/100 % off its price.
    Percent(u32),
}

/// A line as the lane states it; nothing in it is checked yet.
#[derive(Clone, Copy, Debug, Default)]
pub struct BasketLine<'a> {
    /// The lane's number for it; only echoed.
    pub line_seq: i64,
    /// What is sold.
    pub item_id: &'a str,
    /// Pieces, 1 to 9,999; 1 for a weighed pack.
    pub quantity: i64,
    /// Grams of a weighed pack.
    pub mass_g: Option<i64>,
    /// A price somebody gave.
    pub override_price: Option<Override>,
    /// A markdown label on it; then the quantity is 1.
    pub markdown: Option<Markdown>,
    /// When it was scanned; the time of the sale if not said.
    pub scanned_at: Option<LocalTime>,
}

/// How often a promotion has been used before this sale, as far as the lane may promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Used<'a> {
    /// Which.
    pub promotion_id: &'a str,
    /// By this member, ever.
    pub by_member: u32,
    /// By this member today.
    pub by_member_today: u32,
    /// By everybody at this store.
    pub campaign: u32,
    /// Money it has cost at this store, in minor units.
    pub campaign_minor: i64,
}

/// Everything a price may depend on besides the lines and the book.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// Store-local time of the sale, or of payment once it is known.
    pub at: LocalTime,
    /// What the customer is: `member`, `employee`, a group.
    pub identities: &'a [&'a str],
    /// Codes presented, in order.
    pub coupons: &'a [&'a str],
    /// The means of payment, once chosen.
    pub tender: Option<&'a str>,
    /// What is paid with a means that frees goods marked `tender_exempt` from tax (food stamps), in minor units. The sales
    /// tax of New York and California has it pay the taxable ones of them first.
    pub exempting_minor: i64,
    /// The member's points, in 1/10,000 point; `None` burns nothing.
    pub points_e4: Option<i64>,
    /// Earlier uses of limited promotions; not listed means none.
    pub used: &'a [Used<'a>],
}
