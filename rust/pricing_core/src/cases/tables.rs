//! What the words of cases mean, table by table: a word is looked up by the parts it holds.

/// Part of a word -> its meaning; the first that is found counts.
pub(super) type Table = &'static [(&'static str, &'static str)];

pub(super) const MODES: Table = &[
    ("ties_down", "half_down"),
    ("tie_down", "half_down"),
    ("ties_to_even", "half_even"),
    ("ties_even", "half_even"),
    ("ties_up", "half_up"),
    ("half_up", "half_up"),
    ("half_even", "half_even"),
    ("bank", "half_even"),
    ("half_down", "half_down"),
    ("nearest", "half_up"),
    ("third_decimal", "half_up"),
    ("trunc", "down"),
    ("floor", "down"),
    ("down", "down"),
    ("ceil", "up"),
    ("up", "up"),
    ("round", "half_up"),
];

pub(super) const FUNDERS: Table = &[
    ("manufact", "manufacturer"),
    ("vendor", "manufacturer"),
    ("supplier", "manufacturer"),
    ("brand", "manufacturer"),
    ("third", "manufacturer"),
    ("store", "store"),
    ("retail", "store"),
    ("shop", "store"),
    ("merchant", "store"),
];

pub(super) const TRIGGERS: Table = &[
    ("auto", ""),
    ("none", ""),
    ("code", "coupon"),
    ("coupon", "coupon"),
    ("voucher", "coupon"),
    ("gs1", "coupon"),
    ("tender", "tender"),
    ("pay", "tender"),
    ("paid", "tender"),
    ("member", "identity"),
    ("loyal", "identity"),
    ("employee", "identity"),
    ("staff", "identity"),
    ("ident", "identity"),
    ("customer", "identity"),
    ("group", "identity"),
];

pub(super) const LEVELS: Table = &[
    ("unit", "unit"),
    ("piece", "unit"),
    ("each", "unit"),
    ("line", "line"),
    ("item", "line"),
    ("basket", "basket"),
    ("order", "basket"),
    ("cart", "basket"),
    ("receipt", "basket"),
    ("invoice", "basket"),
    ("total", "basket"),
    ("once", "basket"),
];

pub(super) const TAX_LEVELS: Table = &[
    ("rate", "rate"),
    ("class", "rate"),
    ("unit", "unit"),
    ("line", "line"),
    ("item", "line"),
    ("receipt", "receipt"),
    ("invoice", "receipt"),
    ("order", "receipt"),
    ("basket", "receipt"),
    ("cart", "receipt"),
    ("total", "receipt"),
    ("document", "receipt"),
    ("global", "receipt"),
];

pub(super) const ALLOCATIONS: Table = &[
    ("gross", "largest_remainder_with_tax"),
    ("with_tax", "largest_remainder_with_tax"),
    ("tax_incl", "largest_remainder_with_tax"),
    ("incl_tax", "largest_remainder_with_tax"),
    ("including_tax", "largest_remainder_with_tax"),
    ("to_pay", "largest_remainder_with_tax"),
    ("last", "last_line"),
    ("first", "first_line"),
    ("equal", "equal_per_unit"),
    ("even", "equal_per_unit"),
    ("largest", "largest_remainder"),
    ("proportion", "largest_remainder"),
    ("prorat", "largest_remainder"),
    ("pro_rata", "largest_remainder"),
    ("value", "largest_remainder"),
    ("across", "largest_remainder"),
    ("weight", "largest_remainder"),
    ("per_unit", "equal_per_unit"),
];

pub(super) const WHICH: Table = &[
    ("cheapest", "cheapest"),
    ("lowest", "cheapest"),
    ("dearest", "dearest"),
    ("expensive", "dearest"),
    ("highest", "dearest"),
];

pub(super) const GROUPINGS: Table = &[
    ("customer", "customer"),
    ("best", "customer"),
    ("retailer", "retailer"),
    ("merchant", "retailer"),
    ("basket", "basket_order"),
    ("order", "basket_order"),
    ("scan", "basket_order"),
    ("line", "basket_order"),
    ("dearest", "customer"),
    ("cheapest", "retailer"),
];

pub(super) const CHOICES: Table = &[
    ("all_apply", "priority"),
    ("stack_in_order", "priority"),
    ("stack", "priority"),
    ("priority", "priority"),
    ("in_order", "priority"),
    ("best_single", "best_single_per_line"),
    ("best_per_line", "best_single_per_line"),
    ("best_for_customer", "best_for_customer"),
    ("favour_customer", "best_for_customer"),
    ("one_application", "one_application"),
    ("favour_retailer", "favour_retailer"),
    ("first_come", "first_come"),
    ("compound_on_original", "compound_on_original"),
    ("compound_on_remaining", "compound_on_remaining"),
    ("compound", "compound_on_remaining"),
];

pub(super) const UNIT_ORDERS: Table = &[
    ("net", "cheapest_net_first"),
    ("cheapest", "cheapest_first"),
    ("lowest", "cheapest_first"),
    ("dearest", "dearest_first"),
    ("expensive", "dearest_first"),
    ("highest", "dearest_first"),
    ("basket", "basket_order"),
    ("line", "basket_order"),
    ("scan", "basket_order"),
    ("order", "basket_order"),
];

pub(super) const RETURNS: Table = &[
    ("reeval", "reevaluate"),
    ("re_eval", "reevaluate"),
    ("claw", "reevaluate"),
    ("reprice", "reevaluate"),
    ("whole", "whole_group"),
    ("group", "whole_group"),
    ("bundle", "whole_group"),
    ("paid", "paid_price"),
];

pub(super) const LAYERS: Table = &[
    ("price", "price"),
    ("pre", "price"),
    ("markdown", "price"),
    ("post", "basket"),
    ("basket", "basket"),
    ("order", "basket"),
    ("cart", "basket"),
    ("threshold", "basket"),
    ("coupon", "coupon"),
    ("tender", "tender"),
    ("payment", "tender"),
    ("item", "item"),
    ("line", "item"),
    ("product", "item"),
    ("default", "item"),
];

pub(super) const BASES: Table = &[
    ("undiscounted", "before_offers"),
    ("after", "after_earlier"),
    ("remaining", "after_earlier"),
    ("left", "after_earlier"),
    ("net", "after_earlier"),
    ("paid", "after_earlier"),
    ("before", "before_offers"),
    ("plain", "before_offers"),
    ("gross", "before_offers"),
    ("original", "before_offers"),
    ("subtotal", "before_offers"),
    ("full", "before_offers"),
    ("list", "before_offers"),
    ("regular", "before_offers"),
    ("shelf", "before_offers"),
    ("discounted", "after_earlier"),
];

pub(super) const STACKINGS: Table = &[
    ("non_stack", "exclusive_unit"),
    ("not_stack", "exclusive_unit"),
    ("no_stack", "exclusive_unit"),
    ("not_combin", "exclusive_unit"),
    ("non_combin", "exclusive_unit"),
    ("exclusive_unit", "exclusive_unit"),
    ("per_unit", "exclusive_unit"),
    ("exclusive_line", "exclusive_line"),
    ("per_line", "exclusive_line"),
    ("exclusive", "exclusive_basket"),
    ("alone", "exclusive_basket"),
    ("best_price", "exclusive_unit"),
    ("compound", "stacks"),
    ("combin", "stacks"),
    ("stack", "stacks"),
    ("joint", "stacks"),
    ("cumul", "stacks"),
    ("additive", "stacks"),
];
