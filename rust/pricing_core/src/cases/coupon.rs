//! GS1 coupons of a case: decoded, judged against the basket, turned into a promotion of the price book.

use serde_json::json;

use super::goods::Goods;
use super::kinds::of;
use super::number;
use super::promotion::{Promotions, Terms};
use super::reader::{Problem, Reader};
use crate::coupon::{self, Coupon, Offer, Purchase, Requirement, Save};
use crate::names::Names;
use crate::time::LocalTime;

/// Digits of the cents a symbol speaks of.
const CENTS: u32 = 2;

pub(super) fn read(
    entry: &mut Reader<'_>,
    common: &Terms,
    case: &mut Promotions,
    goods: &Goods,
) -> Result<Vec<Terms>, Problem> {
    let symbol = entry.text(&["gs1", "symbol", "upc", "barcode"])?;
    let symbol = entry.need("gs1", symbol)?;
    let decoded = entry.object("decoded")?;
    let id = common["names"]["en"].as_str().unwrap_or_default().to_owned();
    let coupon = match coupon::decode(symbol) {
        Ok(coupon) => coupon,
        Err(fault) => {
            case.refused.insert(id, fault.fault.code());
            return Ok(Vec::new());
        }
    };
    if let (Coupon::Offer(offer), Some(decoded)) = (&coupon, decoded) {
        compare(offer, decoded)?;
    }
    if let (Coupon::Online(_), Some(amount)) = (&coupon, entry.money(&["amount"])?) {
        return Ok(vec![of(json!({"kind": "basket_amount", "amount_minor": amount, "layer": "coupon"}))]);
    }
    Ok(judge(&coupon, id, case, goods))
}

fn judge(coupon: &Coupon, id: String, case: &mut Promotions, goods: &Goods) -> Vec<Terms> {
    let bought = goods.goods.iter().map(|good| coupon::Good {
        item_id: &good.item_id,
        company_prefix: &good.company_prefix,
        family: &good.family,
        units: u32::try_from(good.quantity).unwrap_or_default(),
        value_minor: good.plain_minor(),
        mass_g: good.mass_g.and_then(|mass_g| u64::try_from(mass_g).ok()).unwrap_or_default(),
    });
    let bought: Vec<_> = bought.collect();
    let at = case.at.unwrap_or_else(|| in_its_time(coupon));
    match (coupon::requirement_met(coupon, &bought, at, &case.retailer), coupon) {
        (Ok(applies), Coupon::Offer(offer)) => {
            let mut terms = of(coupon::promotion::of(offer, &applies, &bought, &id, &Names::default()));
            terms.remove("names");
            vec![terms]
        }
        (Ok(_), _) => Vec::new(),
        (Err(refused), _) => {
            case.refused.insert(id, refused.code());
            Vec::new()
        }
    }
}

/// A day on which the coupon counts, for cases that name no day.
fn in_its_time(coupon: &Coupon) -> LocalTime {
    match coupon {
        Coupon::Offer(offer) => offer.starts.or(offer.expires).map(coupon::Day::begins).unwrap_or_default(),
        _ => LocalTime::default(),
    }
}

/// What the case says the symbol means must be what we read in it.
fn compare(offer: &Offer, mut decoded: Reader<'_>) -> Result<(), Problem> {
    let place = decoded.place().to_owned();
    let check = |field: &str, stated: Option<String>, read: Option<String>| match (stated, read) {
        (Some(stated), Some(read)) if stated != read => {
            Err(Problem::Differs(format!("{place}.{field}: {stated} is stated, the symbol says {read}")))
        }
        (Some(stated), None) => {
            Err(Problem::Differs(format!("{place}.{field}: {stated} is stated, the symbol says nothing")))
        }
        _ => Ok(()),
    };
    let stated = |decoded: &mut Reader<'_>, keys: &[&str]| {
        decoded.any(keys).map(|(_, value)| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    };
    let first = offer.purchases.first();
    check("company_prefix", stated(&mut decoded, &["company_prefix"]), first.map(prefix))?;
    check("offer_code", stated(&mut decoded, &["offer_code"]), offer.offer_code.clone())?;
    check("starts", stated(&mut decoded, &["starts", "start_date"]), offer.starts.map(|day| day.to_string()))?;
    check("expires", stated(&mut decoded, &["expires", "expiration_date"]), offer.expires.map(|day| day.to_string()))?;
    check("serial", stated(&mut decoded, &["serial"]), offer.serial.clone())?;
    if let (Some(stated), Save::Amount(amount) | Save::AmountOffTransaction(amount)) =
        (stated(&mut decoded, &["save_value"]), offer.save)
    {
        // In money, or in the symbol's own cents.
        let cents = number::parse(&stated, CENTS).is_ok_and(|own| own == amount) || stated == amount.to_string();
        check("save_value", Some(stated).filter(|_| !cents), Some(number::format(amount, CENTS)))?;
    }
    for (field, purchase) in [("primary", 0), ("second", 1), ("third", 2)] {
        if let Some(mut stated_purchase) = decoded.object(field)? {
            let purchase = offer.purchases.get(purchase);
            check(
                "family",
                stated(&mut stated_purchase, &["family"]),
                purchase.map(|purchase| purchase.family.digits().to_owned()),
            )?;
            if let Some(units) = purchase.and_then(units) {
                check("requirement", stated(&mut stated_purchase, &["requirement"]), Some(units.to_string()))?;
            }
        }
    }
    Ok(())
}

fn prefix(purchase: &Purchase) -> String {
    match &purchase.company {
        coupon::Company::Prefix(prefix) => prefix.clone(),
        coupon::Company::Manufacturer { number, .. } => number.clone(),
    }
}

/// Units only: amounts and weights are stated in more ways than one.
fn units(purchase: &Purchase) -> Option<u32> {
    match purchase.requirement {
        Requirement::Units(units) => Some(units),
        _ => None,
    }
}
