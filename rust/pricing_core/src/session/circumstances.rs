//! What surrounds a basket at work, owned.

use crate::sale::{Context, Used};
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
