//! How often, how many, how much: limits over all applications of a promotion.

use std::collections::BTreeMap;

use super::{Report, Whole, sum, trace::parts_of};
use crate::price_book::PriceBook;
use crate::priced::PricedBasket;
use crate::terms::{Kind, Limits, PromotionIndex};

/// Whether promotions keep to how often, how many and how much.
pub(super) fn kept(report: &mut Report, book: &PriceBook, priced: &PricedBasket) {
    let mut used: BTreeMap<PromotionIndex, (i128, i128, i128)> = BTreeMap::new();
    for application in &priced.trace.applications {
        let parts = parts_of(priced, application);
        let used = used.entry(application.promotion).or_default();
        used.0 += application.groups.whole();
        used.1 += sum(parts.iter().filter(|part| part.saving_minor > 0).map(|part| part.units));
        used.2 += sum(parts.iter().map(|part| part.saving_minor));
    }
    for (index, (groups, units, saved)) in used {
        let promotion = book.promotion(index);
        let Limits { per_basket, max_units, cap_minor, cap_includes_tax, campaign, campaign_minor, .. } =
            promotion.limits;
        let place = index.0 as usize;
        let grouped = matches!(
            promotion.kind,
            Kind::Group { .. } | Kind::Bundle { .. } | Kind::DistinctSet(_) | Kind::SpendGroup { .. }
        );
        let unlimited = u32::MAX;
        if grouped {
            report.at_most("no more groups than the basket's limit", place, groups, per_basket.unwrap_or(unlimited));
            report.at_most("no more groups than the campaign's limit", place, groups, campaign.unwrap_or(unlimited));
        }
        report.at_most("no more units than the limit", place, units, max_units.unwrap_or(unlimited));
        report.at_most("no more than the campaign's money", place, saved, campaign_minor.unwrap_or(i64::MAX));
        let cap = cap_minor.filter(|_| !cap_includes_tax).unwrap_or(i64::MAX);
        report.at_most("no more than the cap", place, saved, cap);
    }
}
