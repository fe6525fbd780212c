//! What is said once in a book: its currency and policy, taxes, departments, stacking groups.

use hashbrown::HashMap;

use super::entry::{Entry, Reports};
use crate::document::{self, Outline, Text};
use crate::item::{Department, DepartmentIndex};
use crate::lines::MAX_BASKET_MINOR;
use crate::policy::Policy;
use crate::tax::{Rate, TaxClass, TaxIndex};
use crate::terms::{StackGroup, StackGroupIndex};

pub(crate) const MAX_CURRENCY_EXPONENT: i64 = 3;
const MAX_RATES: usize = 8;
/// 100 %, in 1/1,000 %.
pub(crate) const MAX_RATE_MPCT: i64 = 100_000;
const MPCT_OF_BP: i64 = 10;
pub(crate) const MAX_NODE_BUDGET: i64 = 10_000_000;

/// Entries of a section and their places by id.
pub(super) type Section<'a, T, I> = (Vec<T>, HashMap<&'a str, I>);

/// Checks the head; the currency's exponent is its only number.
pub(super) fn currency_exponent(outline: &Outline<'_>, reports: &mut Reports) -> u8 {
    let mut book = Entry::new("price book", "", reports);
    if outline.id.is_empty() {
        book.fault("id is empty");
    }
    if outline.currency.len() != 3 || !outline.currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
        book.fault(format!("currency {:?} is not three capital letters", &*outline.currency));
    }
    let exponent = book.count("currency_exponent", outline.currency_exponent, 0..=MAX_CURRENCY_EXPONENT);
    u8::try_from(exponent).unwrap_or_default()
}

/// Checks the numbers among the rules.
pub(super) fn check_policy(policy: &Policy, reports: &mut Reports) {
    let mut entry = Entry::new("policy", "", reports);
    entry.within("node_budget", i64::from(policy.node_budget), 1..=MAX_NODE_BUDGET);
    if let Some(cash) = &policy.cash {
        entry.within("cash step_minor", cash.step_minor, 1..=MAX_BASKET_MINOR);
    }
}

pub(super) fn taxes<'a>(written: &'a [document::Tax<'a>], reports: &mut Reports) -> Section<'a, TaxClass, TaxIndex> {
    let mut of_id = HashMap::with_capacity(written.len());
    let mut classes = Vec::with_capacity(written.len());
    for (index, tax) in (0..).map(TaxIndex).zip(written) {
        let mut entry = Entry::new("tax", &tax.id, reports);
        entry.check_id(of_id.insert(&*tax.id, index).is_none());
        classes.push(TaxClass { id: tax.id.to_string(), rates: rates(tax, &mut entry), names: tax.names.clone() });
    }
    (classes, of_id)
}

fn rates(tax: &document::Tax<'_>, entry: &mut Entry<'_>) -> Vec<Rate> {
    match (tax.rate_bp, &tax.rates) {
        (Some(rate_bp), None) => {
            let rate_mpct = entry.count("rate_bp", rate_bp, 0..=MAX_RATE_MPCT / MPCT_OF_BP) * 10;
            vec![Rate { id: String::new(), rate_mpct }]
        }
        (None, Some(rates)) => {
            if rates.len() > MAX_RATES {
                entry.fault(format!("{} rates are more than {MAX_RATES}", rates.len()));
            }
            for (place, rate) in rates.iter().enumerate() {
                if rates[..place].iter().any(|other| other.id == rate.id) {
                    entry.fault(format!("rate {:?} is listed twice", &*rate.id));
                }
            }
            let rate = |rate: &document::Rate<'_>| Rate {
                id: rate.id.to_string(),
                rate_mpct: entry.count("rate_mpct", rate.rate_mpct, 0..=MAX_RATE_MPCT),
            };
            rates.iter().map(rate).collect()
        }
        _ => {
            entry.fault("exactly one of rate_bp, rates is needed");
            Vec::new()
        }
    }
}

pub(super) fn departments<'a>(
    written: &'a [document::Department<'a>],
    reports: &mut Reports,
) -> Section<'a, Department, DepartmentIndex> {
    let mut of_id = HashMap::with_capacity(written.len());
    let mut departments = Vec::with_capacity(written.len());
    for (index, department) in (0..).map(DepartmentIndex).zip(written) {
        let mut entry = Entry::new("department", &department.id, reports);
        entry.check_id(of_id.insert(&*department.id, index).is_none());
        entry.check_names(&department.names);
        departments.push(Department { id: department.id.to_string(), names: department.names.clone() });
    }
    (departments, of_id)
}

pub(super) fn stack_groups<'a>(
    written: &'a [document::StackGroup<'a>],
    reports: &mut Reports,
) -> Section<'a, StackGroup, StackGroupIndex> {
    let mut of_id = HashMap::with_capacity(written.len());
    let mut groups = Vec::with_capacity(written.len());
    for (index, group) in (0..).map(StackGroupIndex).zip(written) {
        let mut entry = Entry::new("stack group", &group.id, reports);
        entry.check_id(of_id.insert(&*group.id, index).is_none());
        let limit = entry.count("limit", group.limit, 1..=i64::from(u32::MAX));
        groups.push(StackGroup { id: group.id.to_string(), limit });
    }
    (groups, of_id)
}

/// The place of what a field names, or a fault.
pub(super) fn named<I: Copy>(
    field: &str,
    id: Option<&Text<'_>>,
    of_id: &HashMap<&str, I>,
    entry: &mut Entry<'_>,
) -> Option<I> {
    let id = id?;
    let found = of_id.get(&**id).copied();
    if found.is_none() {
        entry.fault(format!("unknown {field} {:?}", &**id));
    }
    found
}
