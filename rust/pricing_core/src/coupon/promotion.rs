//! A coupon taken, as a promotion in the source form of the price book.

use serde_json::{Map, Value, json};

use super::redeem::{Applies, Good};
use super::terms::{Offer, Save};
use crate::names::Names;

/// The promotion a coupon becomes for one basket, as an entry of the document's `promotions`. `id` must not be another
/// promotion's: two coupons of one offer are two promotions. `names` is what the customer reads on the receipt.
///
/// It acts once, in the layer of coupons, on the goods `applies` named. It repeats none of the coupon's conditions: it is
/// made after [`super::requirement_met`] judged them, and made anew when the basket changes. The manufacturer pays unless it is
/// a store coupon, so tax stays on the full price.
///
/// ```
/// use pricing_core::coupon::{self, Coupon, Day, Good};
///
/// let Coupon::Offer(offer) = coupon::decode("81101061414165432132501101203140131")? else { panic!("terms inside") };
/// let soup = Good { item_id: "soup", company_prefix: "0614141", family: "120", units: 1, value_minor: 400, mass_g: 0 };
/// let at = Day::new(2014, 1, 15).unwrap().begins();
/// let applies = coupon::requirement_met(&Coupon::Offer(offer.clone()), &[soup], at, "").unwrap();
/// let names = serde_json::from_str(r#"{"en": "Coupon", "zh-CN": "优惠券"}"#).unwrap();
/// let promotion = coupon::promotion::of(&offer, &applies, &[soup], "C1", &names);
/// assert_eq!((&promotion["kind"], &promotion["amount_minor"]), (&"basket_amount".into(), &250.into()));
/// assert_eq!((&promotion["layer"], &promotion["funding"]), (&"coupon".into(), &"manufacturer".into()));
/// # Ok::<(), coupon::CouponFault>(())
/// ```
pub fn of(offer: &Offer, applies: &Applies, goods: &[Good<'_>], id: &str, names: &Names) -> Value {
    let funding = if offer.store_coupon { "store" } else { "manufacturer" };
    let scope = match offer.save {
        Save::AmountOffTransaction(_) => json!({ "all": true }),
        _ => json!({ "items": item_ids(applies, goods) }),
    };
    let mut promotion = Map::new();
    promotion.insert("id".to_owned(), json!(id));
    promotion.insert("names".to_owned(), json!(names));
    promotion.insert("layer".to_owned(), json!("coupon"));
    promotion.insert("funding".to_owned(), json!(funding));
    promotion.insert("scope".to_owned(), scope);
    promotion.extend(effect(offer.save, applies.units));
    Value::Object(promotion)
}

/// The kind and its numbers.
fn effect(save: Save, units: u32) -> Map<String, Value> {
    let effect = match save {
        Save::Amount(amount) | Save::AmountOffTransaction(amount) => {
            json!({ "kind": "basket_amount", "amount_minor": amount })
        }
        Save::FreeItem(None) => json!({ "kind": "units_free", "units": 1 }),
        Save::FreeItem(Some(up_to)) => json!({ "kind": "units_free", "units": 1, "limits": { "cap_minor": up_to } }),
        Save::FreeUnits(free) => json!({ "kind": "units_free", "units": free }),
        Save::Percent(percent_bp) if units == 0 => json!({ "kind": "percent_off", "percent_bp": percent_bp }),
        Save::Percent(percent_bp) => {
            json!({ "kind": "percent_off", "percent_bp": percent_bp, "limits": { "max_units": units } })
        }
        // No basket meets it: `requirement_met` has sent it to the cashier.
        Save::Cashier => json!({ "kind": "basket_amount", "amount_minor": 0 }),
    };
    match effect {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

/// The ids, each once, ascending.
fn item_ids<'a>(applies: &Applies, goods: &[Good<'a>]) -> Vec<&'a str> {
    let mut ids: Vec<&str> = applies.goods.iter().map(|place| goods[*place].item_id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
