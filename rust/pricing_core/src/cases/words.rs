//! The words of policies, and what the price book calls them. Sources say the same in many words (`half_up`, `half up on
//! the discounted price`), so a word is read by the parts it holds; the tables say which part wins.

use super::reader::Problem;

/// Part of a word -> its meaning; the first that is found counts.
type Table = &'static [(&'static str, &'static str)];

const MODES: Table = &[
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

const FUNDERS: Table = &[
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

const TRIGGERS: Table = &[
    ("auto", ""),
    ("none", ""),
    ("code", "coupon"),
    ("coupon", "coupon"),
    ("voucher", "coupon"),
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

const LEVELS: Table = &[
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

const ROUNDED: Table = &[("price", "price"), ("discount", "discount"), ("saving", "discount")];

const TAX_LEVELS: Table = &[
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

const ALLOCATIONS: Table = &[
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

const WHICH: Table = &[
    ("cheapest", "cheapest"),
    ("lowest", "cheapest"),
    ("dearest", "dearest"),
    ("expensive", "dearest"),
    ("highest", "dearest"),
];

const GROUPINGS: Table = &[
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

const CHOICES: Table = &[
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

const UNIT_ORDERS: Table = &[
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

const RETURNS: Table = &[
    ("reeval", "reevaluate"),
    ("re_eval", "reevaluate"),
    ("claw", "reevaluate"),
    ("reprice", "reevaluate"),
    ("whole", "whole_group"),
    ("group", "whole_group"),
    ("bundle", "whole_group"),
    ("paid", "paid_price"),
];

const LAYERS: Table = &[
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

const BASES: Table = &[
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

const STACKINGS: Table = &[
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

fn look_up(table: Table, word: &str) -> Option<&'static str> {
    let word = plain(word);
    table.iter().find(|(part, _)| word.contains(part)).map(|(_, meaning)| *meaning)
}

/// Whether a stacking word keeps an offer off goods that are marked down: `not_on_marked_down`, `only_undiscounted`.
pub(super) fn spares_marked_down(word: &str) -> bool {
    let word = plain(word);
    ["marked", "markdown", "discounted", "full_price"].iter().any(|part| word.contains(part))
}

/// Lower case, everything but letters and digits a `_`.
pub(super) fn plain(word: &str) -> String {
    let letter = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '_' };
    word.chars().map(letter).collect()
}

macro_rules! readers {
    ($($(#[$doc:meta])* $name:ident = $table:ident, $what:literal;)+) => {
        $($(#[$doc])*
        pub(super) fn $name(word: &str, place: &str) -> Result<&'static str, Problem> {
            look_up($table, word).ok_or_else(|| Problem::NotExpressible(format!("{place}: {word:?} is no {}", $what)))
        })+
    };
}

readers! {
    /// half up, half even, half down, down, up.
    mode = MODES, "way of rounding";
    /// unit, line, basket.
    level = LEVELS, "place of rounding";
    /// unit, line, rate, receipt.
    tax_level = TAX_LEVELS, "place of rounding tax";
    /// How savings are split.
    allocation = ALLOCATIONS, "way of splitting";
    /// Whose favour groups are formed in.
    grouping = GROUPINGS, "way of grouping";
    /// Which of a group are rewarded.
    which = WHICH, "way to pick of a group";
    /// How promotions compete.
    choose = CHOICES, "way of choosing";
    /// Which units come first.
    unit_order = UNIT_ORDERS, "order of units";
    /// What a return gives back.
    returns = RETURNS, "way of returning";
    /// Who pays for a promotion.
    funder = FUNDERS, "one who pays for a promotion";
    /// What unlocks a promotion; empty is nothing.
    trigger = TRIGGERS, "trigger";
    /// When a promotion acts.
    layer = LAYERS, "stage";
    /// What a threshold is judged on.
    base = BASES, "base";
    /// Whether it shares its units.
    stacking = STACKINGS, "way of stacking";
}

/// The parts a sentence about rounding holds: mode, level, of what.
pub(super) fn rounding_sentence(text: &str) -> [Option<&'static str>; 3] {
    [look_up(MODES, text), look_up(LEVELS, text), look_up(ROUNDED, text)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_read_by_their_parts() {
        let parts = rounding_sentence("half_up on the discounted price");
        assert_eq!(parts, [Some("half_up"), None, Some("price")]);
        let parts = rounding_sentence("Half even per line, of the discount");
        assert_eq!(parts, [Some("half_even"), Some("line"), Some("discount")]);
    }

    #[test]
    fn an_unknown_word_is_not_guessed() {
        assert!(matches!(mode("sideways", "policy.rounding"), Err(Problem::NotExpressible(_))));
        assert_eq!(mode("ceiling", ""), Ok("up"));
        assert_eq!(mode("half_down", ""), Ok("half_down"));
        assert_eq!(tax_level("receipt_per_rate", ""), Ok("rate"));
    }
}
