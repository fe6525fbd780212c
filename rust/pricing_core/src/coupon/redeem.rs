//! Whether a basket holds what a coupon asks for, and what the coupon then takes its saving off.

use super::Coupon;
use super::terms::{Offer, Purchase, Requirement, Rule, Save};
use crate::time::LocalTime;

/// Goods in the basket, as far as coupons ask: a line that stays in it, at the plain price of all of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Good<'a> {
    /// The item of the price book.
    pub item_id: &'a str,
    /// The GS1 company prefix of its maker; empty if the book does not know it.
    pub company_prefix: &'a str,
    /// The family code its maker gave it; empty if the book does not know it.
    pub family: &'a str,
    /// How many units.
    pub units: u32,
    /// What all of them cost plainly, in minor units.
    pub value_minor: i64,
    /// What all of them weigh; 0 if sold by the piece.
    pub mass_g: u64,
}

/// What a coupon takes its saving off. The answer is for this basket: whoever changes the basket asks again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applies {
    /// The goods, by their places in the list given, ascending. All goods for an amount off the transaction.
    pub goods: Vec<usize>,
    /// How many of their units a percentage is for; 0 is all of them.
    pub units: u32,
}

/// Why a coupon is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Nothing in the basket belongs to any purchase it asks for.
    NoMatchingItem,
    /// Not enough of it.
    RequirementNotMet,
    /// Its last day is over.
    Expired,
    /// Its first day is still to come.
    NotYetValid,
    /// It is for another retailer.
    WrongRetailer,
    /// Only the cashier can tell.
    CashierCheck,
    /// Its terms are not in the symbol: AI 8112 is looked up and redeemed online, its promotion is the book's.
    OnlineOnly,
    /// An extended code alone; the UPC-A coupon beside it is missing.
    Incomplete,
}

impl Refused {
    /// The refusal's stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoMatchingItem => "no_matching_item",
            Self::RequirementNotMet => "requirement_not_met",
            Self::Expired => "expired",
            Self::NotYetValid => "not_yet_valid",
            Self::WrongRetailer => "wrong_retailer",
            Self::CashierCheck => "cashier_check",
            Self::OnlineOnly => "online_only",
            Self::Incomplete => "incomplete",
        }
    }
}

/// Judges a coupon against a basket at a moment of store-local time. `retailer` is the store's own GLN, 13
/// digits that begin with its company prefix; with an empty one no coupon bound to a retailer is taken.
pub fn requirement_met(coupon: &Coupon, goods: &[Good<'_>], at: LocalTime, retailer: &str) -> Result<Applies, Refused> {
    let offer = match coupon {
        Coupon::Offer(offer) => offer,
        Coupon::Online(_) => return Err(Refused::OnlineOnly),
        Coupon::Extended(_) => return Err(Refused::Incomplete),
    };
    check_paper(offer, at, retailer)?;
    let matched: Vec<Vec<usize>> = offer.purchases.iter().map(|purchase| matching(purchase, goods)).collect();
    let needs_no_item = |purchase: &Purchase| matches!(purchase.requirement, Requirement::Transaction(_));
    if matched.iter().all(Vec::is_empty) && !offer.purchases.iter().any(needs_no_item) {
        return Err(Refused::NoMatchingItem);
    }
    let basket = Basket { purchases: &offer.purchases, matched: &matched, goods };
    let saved = basket.purchases_made(offer).ok_or(Refused::RequirementNotMet)?;
    let goods_saved = match (offer.save, offer.rule) {
        (Save::AmountOffTransaction(_), _) => (0..goods.len()).collect(),
        (_, Rule::Together) => union(&matched),
        _ => matched[saved].clone(),
    };
    // "10.00 spent anywhere, 1.00 off X" without an X.
    if goods_saved.is_empty() {
        return Err(Refused::NoMatchingItem);
    }
    let units = match offer.purchases[saved].requirement {
        Requirement::Units(units) => units,
        _ => 0,
    };
    Ok(Applies { goods: goods_saved, units })
}

fn check_paper(offer: &Offer, at: LocalTime, retailer: &str) -> Result<(), Refused> {
    let by_cashier =
        |purchase: &Purchase| purchase.requirement == Requirement::Cashier || purchase.family.is_for_the_cashier();
    if offer.starts.is_some_and(|day| at < day.begins()) {
        Err(Refused::NotYetValid)
    } else if offer.expires.is_some_and(|day| at >= day.ends()) {
        Err(Refused::Expired)
    } else if offer.retailer.as_deref().is_some_and(|own| retailer.is_empty() || !retailer.starts_with(own)) {
        Err(Refused::WrongRetailer)
    } else if offer.save == Save::Cashier || offer.purchases.iter().any(by_cashier) {
        Err(Refused::CashierCheck)
    } else {
        Ok(())
    }
}

/// The goods that belong to a purchase.
fn matching(purchase: &Purchase, goods: &[Good<'_>]) -> Vec<usize> {
    let belongs = |good: &Good<'_>| {
        good.units > 0 && purchase.company.holds(good.company_prefix) && purchase.family.holds(good.family)
    };
    (0..goods.len()).filter(|place| belongs(&goods[*place])).collect()
}

fn union<'a>(sets: impl IntoIterator<Item = &'a Vec<usize>>) -> Vec<usize> {
    let mut all: Vec<usize> = sets.into_iter().flatten().copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// What is asked for and what is there for it.
struct Basket<'a> {
    purchases: &'a [Purchase],
    matched: &'a [Vec<usize>],
    goods: &'a [Good<'a>],
}

impl Basket<'_> {
    /// Which purchase the saving is for, if the coupon's rule is kept.
    fn purchases_made(&self, offer: &Offer) -> Option<usize> {
        let (count, wanted) = (self.purchases.len(), offer.applies_to);
        match offer.rule {
            Rule::Any => preferred(wanted, (0..count).filter(|purchase| self.all_made(&[*purchase])).collect()),
            Rule::All => self.all_made(&(0..count).collect::<Vec<_>>()).then_some(wanted),
            Rule::FirstAndAnother => {
                let others: Vec<usize> = (1..count).filter(|other| self.all_made(&[0, *other])).collect();
                if wanted == 0 && !others.is_empty() { Some(0) } else { preferred(wanted, others) }
            }
            Rule::Together => self.is_enough(self.purchases[0].requirement, &union(self.matched)).then_some(0),
        }
    }

    /// Whether all of these purchases are made, no unit counted for two of them. By Hall's theorem that is so exactly if
    /// every choice of them finds as many units among the goods of any of the choice as the choice asks for together.
    fn all_made(&self, purchases: &[usize]) -> bool {
        let each = purchases
            .iter()
            .all(|purchase| self.is_enough(self.purchases[*purchase].requirement, &self.matched[*purchase]));
        let choices = 0..1_u32 << purchases.len();
        each && choices.into_iter().all(|choice| {
            let chosen: Vec<usize> =
                (0..purchases.len()).filter(|bit| choice >> bit & 1 == 1).map(|bit| purchases[bit]).collect();
            let asked: u64 = chosen.iter().map(|purchase| units_asked(self.purchases[*purchase].requirement)).sum();
            self.units_of(&union(chosen.iter().map(|purchase| &self.matched[*purchase]))) >= asked
        })
    }

    fn is_enough(&self, requirement: Requirement, goods: &[usize]) -> bool {
        let each = || goods.iter().map(|place| &self.goods[*place]);
        match requirement {
            Requirement::Units(units) => !goods.is_empty() && self.units_of(goods) >= u64::from(units),
            Requirement::Value(value) => !goods.is_empty() && each().map(|good| good.value_minor).sum::<i64>() >= value,
            Requirement::Transaction(value) => self.goods.iter().map(|good| good.value_minor).sum::<i64>() >= value,
            Requirement::Mass(mass) => !goods.is_empty() && each().map(|good| good.mass_g).sum::<u64>() >= mass,
            Requirement::Cashier => false,
        }
    }

    fn units_of(&self, goods: &[usize]) -> u64 {
        goods.iter().map(|place| u64::from(self.goods[*place].units)).sum()
    }
}

fn units_asked(requirement: Requirement) -> u64 {
    match requirement {
        Requirement::Units(units) => u64::from(units),
        _ => 0,
    }
}

/// The one wanted if it is among them, else the first.
fn preferred(wanted: usize, made: Vec<usize>) -> Option<usize> {
    if made.contains(&wanted) { Some(wanted) } else { made.into_iter().next() }
}
