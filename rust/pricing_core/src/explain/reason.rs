//! Why a touched promotion did not fire: one reason each, with its numbers.

use crate::terms::PromotionIndex;

/// The first thing that kept a promotion from firing, in the order in which a person would check it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Outside its dates or hours.
    WindowClosed,
    /// The customer lacks its identity or group.
    NotIdentified,
    /// Its code was not presented.
    CouponMissing,
    /// It hangs on a means of payment that is not the one chosen.
    TenderMissing,
    /// Nothing of it is left: for this member, today, or in its campaign.
    LimitUsedUp,
    /// Its goods are marked as not discountable, or a price was given by hand.
    ExcludedItem,
    /// Other goods it requires are not in the basket.
    MissingRequired {
        /// Units there.
        have: u32,
        /// Units needed.
        need: u32,
    },
    /// Too few units for a group or a condition.
    MissingUnits {
        /// Units there and free.
        have: u32,
        /// Units needed.
        need: u32,
    },
    /// A slot of its bundle cannot be filled.
    MissingSlot {
        /// Its place in the bundle.
        slot: u32,
        /// Units there and free.
        have: u32,
        /// Units needed.
        need: u32,
    },
    /// Its threshold is not reached.
    MissingSpend {
        /// The value there, in minor units.
        have_minor: i64,
        /// The value needed; one minor unit more if it must be more than reached.
        need_minor: i64,
    },
    /// What it offers is not below what the goods cost already, or their floor forbids it.
    NothingCheaper,
    /// Its units serve another promotion that saves more.
    LostAgainst {
        /// Which.
        promotion: PromotionIndex,
        /// By how much, in minor units.
        by_minor: i64,
    },
    /// Its stacking group is full.
    StackGroupFull,
    /// A promotion that is alone on its line or basket fired.
    ExclusiveElsewhere,
}

impl Reason {
    /// The reason's stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::WindowClosed => "window_closed",
            Self::NotIdentified => "not_identified",
            Self::CouponMissing => "coupon_missing",
            Self::TenderMissing => "tender_missing",
            Self::LimitUsedUp => "limit_used_up",
            Self::ExcludedItem => "excluded_item",
            Self::MissingRequired { .. } => "missing_required",
            Self::MissingUnits { .. } => "missing_units",
            Self::MissingSlot { .. } => "missing_slot",
            Self::MissingSpend { .. } => "missing_spend",
            Self::NothingCheaper => "nothing_cheaper",
            Self::LostAgainst { .. } => "lost_against",
            Self::StackGroupFull => "stack_group_full",
            Self::ExclusiveElsewhere => "exclusive_elsewhere",
        }
    }
}
