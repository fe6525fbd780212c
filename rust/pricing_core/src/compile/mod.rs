//! From a document to a book: everything is checked, every fault is listed.
//!
//! Entries that have not the shape of one come first ([`crate::document`]), then what makes no sense in the others. Where an
//! entry that others may name is malformed, that they name something unknown is not told: it would be noise.

#[cfg(test)]
pub(crate) mod documents;
mod entry;
mod head;
mod index;
mod items;
mod kinds;
mod promotion;
mod scopes;
mod tiers;
mod times;

use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

pub use entry::MAX_PRICE_MINOR;
pub(crate) use head::{MAX_CURRENCY_EXPONENT, MAX_NODE_BUDGET, MAX_RATE_MPCT};
pub(crate) use index::build as build_index;

use crate::direct::{Glance, PlainTerms};
use crate::document::{self, Outline};
use crate::error::{Faults, PriceBookFaults};
use crate::item::Good;
use crate::lookup::IdTable;
use crate::policy::Policy;
use crate::price_book::{Lookup, PriceBook};
use crate::terms::Promotion;
use entry::{Entry, Reports};
use items::Names;
use promotion::Surroundings;
use scopes::{Groups, Scopes};

/// Compiles a price book document (JSON, UTF-8), or lists every fault in it.
pub fn compile(json: &[u8]) -> Result<PriceBook, PriceBookFaults> {
    let outline = document::outline(json)?;
    let (mut shapes, mut reports) = (Faults::default(), Reports::default());
    let written_taxes: Vec<document::Tax<'_>> = document::entries("taxes", &outline.taxes, &mut shapes);
    let written_departments: Vec<document::Department<'_>> =
        document::entries("departments", &outline.departments, &mut shapes);
    let written_items: Vec<document::Item<'_>> = document::entries("items", &outline.items, &mut shapes);
    let written_groups: Vec<document::StackGroup<'_>> =
        document::entries("stack_groups", &outline.stack_groups, &mut shapes);
    let policy = policy(&outline, &mut shapes, &mut reports);
    let currency_exponent = head::currency_exponent(&outline, &mut reports);
    let (taxes, tax_of_id) = head::taxes(&written_taxes, &mut reports);
    let (departments, department_of_id) = head::departments(&written_departments, &mut reports);
    let (stack_groups, group_of_id) = head::stack_groups(&written_groups, &mut reports);
    let names = Names { taxes: &tax_of_id, departments: &department_of_id };
    let goods = items::goods(&written_items, &names, &mut reports);
    let groups = Groups::of(&written_items, &department_of_id);
    let mut surroundings = Surroundings {
        policy,
        stack_groups: &group_of_id,
        scopes: Scopes::new(&goods, &groups, outline.promotions.len()),
    };
    let offers = offers(&outline.promotions, &mut surroundings, &mut shapes, &mut reports);
    let scopes = surroundings.scopes.into_list();
    shapes.with_sense(reports.faults).none_or(())?;
    let index = index::build(&offers.promotions, &scopes, &goods.items).ok_or_else(too_large)?;
    let lookup = Lookup {
        goods: goods.items.iter().map(Good::of).collect(),
        items: goods.ids,
        codes: goods.codes,
        glances: offers.glances,
        terms: offers.terms,
        promotions: offers.ids,
    };
    Ok(PriceBook {
        content_hash: content_hash(json),
        id: outline.id.to_string(),
        currency: outline.currency.to_string(),
        currency_exponent,
        policy,
        taxes,
        departments,
        items: goods.items,
        scopes,
        stack_groups,
        promotions: offers.promotions,
        index,
        warnings: PriceBookFaults::from(reports.warnings).0,
        lookup,
    })
}

fn policy(outline: &Outline<'_>, shapes: &mut Faults, reports: &mut Reports) -> Policy {
    let Some(raw) = outline.policy else { return Policy::default() };
    match document::policy(raw) {
        Ok(policy) => {
            head::check_policy(&policy, reports);
            policy
        }
        Err(problem) => {
            shapes.add("policy", problem);
            Policy::default()
        }
    }
}

/// The promotions, the ways to find them, and what pricing looks at first.
struct Offers {
    promotions: Vec<Promotion>,
    ids: IdTable,
    glances: Vec<Glance>,
    terms: Vec<PlainTerms>,
}

/// Reads and checks one after the other: a hundred thousand of them are never held as written, and each is done with while
/// it is at hand.
fn offers<'a>(
    raw: &[&'a RawValue],
    surroundings: &mut Surroundings<'_, 'a>,
    shapes: &mut Faults,
    reports: &mut Reports,
) -> Offers {
    let mut offers = Offers {
        promotions: Vec::with_capacity(raw.len()),
        ids: IdTable::with_capacity(raw.len()),
        glances: Vec::with_capacity(raw.len()),
        terms: Vec::with_capacity(raw.len()),
    };
    for (position, raw) in raw.iter().enumerate() {
        match document::one(raw) {
            Ok(written) => offers.enter(written, surroundings, reports),
            Err(problem) => shapes.add(format!("promotions[{position}]"), problem),
        }
    }
    offers
}

impl Offers {
    fn enter<'a>(
        &mut self,
        written: document::Promotion<'a>,
        surroundings: &mut Surroundings<'_, 'a>,
        reports: &mut Reports,
    ) {
        let place = u32::try_from(self.promotions.len()).unwrap_or(u32::MAX);
        let known = &self.promotions;
        let new = self.ids.enter(&written.common.id, place, |other| known[other as usize].id.as_str());
        let promotion = promotion::promotion(written, new, surroundings, reports);
        self.glances.push(Glance::of(&promotion));
        self.terms.push(PlainTerms::of(&promotion));
        self.promotions.push(promotion);
    }
}

fn too_large() -> PriceBookFaults {
    let mut reports = Reports::default();
    Entry::new("price book", "", &mut reports)
        .fault("the promotions' scopes name more than 4,294,967,295 items together");
    reports.faults.into()
}

fn content_hash(json: &[u8]) -> String {
    let digest = Sha256::digest(json);
    let digits = digest.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}

#[cfg(test)]
mod tests;
