//! How a case is paid: `"tenders": [{"wallet": "115.00"}]`, or the name of the one tender.

use serde_json::{Map, Value};

use super::policy::Settings;
use super::reader::{Problem, Reader, decimal};
use crate::lines::MAX_BASKET_MINOR;

/// Tenders of a case.
#[derive(Clone, Debug, Default)]
pub(super) struct Tenders {
    /// The tender promotions may hang on.
    pub(super) chosen: Option<String>,
    /// Name and amount in minor units; `None` is the rest.
    pub(super) paid: Vec<(String, Option<i64>)>,
}

/// Tenders that make goods tax exempt.
const EXEMPTING: &[&str] = &["food_stamps", "food_stamp", "foodstamps", "snap", "ebt", "wic", "exempting"];

impl Tenders {
    /// Reads them where cases state them: on the case, in its policy, among what it expects.
    pub(super) fn read(
        top: &mut Reader<'_>,
        settings: &Settings,
        expected: Option<&Map<String, Value>>,
        asked: &[String],
    ) -> Result<Self, Problem> {
        let stated = top.any(&["tenders", "tender", "payments", "payment"]).map(|(_, value)| value);
        let stated = stated.or(settings.tenders.as_ref()).or_else(|| expected?.get("tenders"));
        let mut tenders = Self::default();
        if let Some(stated) = stated {
            tenders.add(stated, top.digits())?;
        }
        let named = tenders.paid.iter().map(|(name, _)| name).find(|name| asked.contains(name));
        // A promotion that hangs on a tender: the case presents it unless it says how it is paid.
        tenders.chosen = named.or(tenders.paid.first().map(|(name, _)| name)).or(asked.first()).cloned();
        Ok(tenders)
    }

    fn add(&mut self, stated: &Value, digits: u32) -> Result<(), Problem> {
        let place = "tenders";
        match stated {
            Value::String(name) => self.paid.push((name.clone(), None)),
            Value::Array(entries) => entries.iter().try_for_each(|entry| self.add(entry, digits))?,
            Value::Object(fields) => match fields.get("tender").or(fields.get("kind")).or(fields.get("type")) {
                Some(name) => {
                    let name = name.as_str().unwrap_or_default().to_owned();
                    let amount = fields.get("amount").map(|amount| decimal(amount, digits, place)).transpose()?;
                    self.paid.push((name, amount));
                }
                None => {
                    for (name, amount) in fields {
                        self.paid.push((name.clone(), Some(decimal(amount, digits, place)?)));
                    }
                }
            },
            _ => return Err(Problem::Malformed(format!("{place}: is no list of tenders"))),
        }
        Ok(())
    }

    /// The sum of the amounts stated.
    pub(super) fn sum_minor(&self) -> i64 {
        self.paid.iter().filter_map(|(_, amount)| *amount).sum()
    }

    /// What is paid with a tender that makes goods tax exempt; all of it if no amount is stated.
    pub(super) fn exempting_minor(&self) -> i64 {
        let exempting = |name: &str| EXEMPTING.contains(&super::words::plain(name).as_str());
        let paid = self.paid.iter().filter(|(name, _)| exempting(name));
        paid.map(|(_, amount)| amount.unwrap_or(MAX_BASKET_MINOR)).sum()
    }
}
