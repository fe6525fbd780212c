//! Symbols made from parts: every combination of optional fields, and random parts.

use proptest::prelude::*;

use super::*;

/// The parts of an AI 8110, written as they stand in the symbol.
#[derive(Clone, Debug)]
struct Parts {
    company: String,
    offer_code: String,
    save_value: String,
    first: [String; 3],
    second: Option<(char, [String; 3], Option<String>)>,
    third: Option<([String; 3], Option<String>)>,
    expires: Option<String>,
    starts: Option<String>,
    serial: Option<String>,
    retailer: Option<String>,
    rest: Option<[char; 4]>,
}

impl Parts {
    /// The symbol, and where it could end and still be one.
    fn encode(&self) -> (String, Vec<usize>) {
        let less_six = |part: &str| format!("{}{part}", part.len() - 6);
        let purchase = |[value, code, family]: &[String; 3]| format!("{}{value}{code}{family}", value.len());
        let company = |own: &Option<String>| own.as_deref().map_or_else(|| "9".to_owned(), less_six);
        let value = format!("{}{}", self.save_value.len(), self.save_value);
        let head = format!("8110{}{}{value}{}", less_six(&self.company), self.offer_code, purchase(&self.first));
        let fields = [
            self.second.as_ref().map(|(rule, parts, own)| format!("1{rule}{}{}", purchase(parts), company(own))),
            self.third.as_ref().map(|(parts, own)| format!("2{}{}", purchase(parts), company(own))),
            self.expires.as_ref().map(|day| format!("3{day}")),
            self.starts.as_ref().map(|day| format!("4{day}")),
            self.serial.as_deref().map(|serial| format!("5{}", less_six(serial))),
            self.retailer.as_deref().map(|retailer| format!("6{}", less_six(retailer))),
            self.rest.map(|codes| format!("9{}", codes.iter().collect::<String>())),
        ];
        let mut ends = vec![head.len()];
        let symbol = fields.into_iter().flatten().fold(head, |symbol, field| {
            ends.push(symbol.len() + field.len());
            symbol + &field
        });
        (symbol, ends)
    }

    /// What the parts mean, worked out apart from the reader.
    fn meaning(&self) -> Offer {
        let own = |company: &Option<String>| Company::Prefix(company.clone().unwrap_or_else(|| self.company.clone()));
        let mut purchases = vec![purchase(Company::Prefix(self.company.clone()), &self.first)];
        purchases.extend(self.second.iter().map(|(_, parts, company)| purchase(own(company), parts)));
        purchases.extend(self.third.iter().map(|(parts, company)| purchase(own(company), parts)));
        let rule = match self.second.as_ref().map_or('0', |(rule, ..)| *rule) {
            '0' => Rule::Any,
            '1' => Rule::All,
            '2' => Rule::FirstAndAnother,
            _ => Rule::Together,
        };
        let value: i64 = self.save_value.parse().unwrap();
        let [save_code, applies_to, store_coupon, dont_multiply] = self.rest.unwrap_or(['0'; 4]);
        let save = match save_code {
            '0' => Save::Amount(value),
            '1' => Save::FreeItem((value > 0).then_some(value)),
            '2' => Save::FreeUnits(u32::try_from(value).unwrap()),
            '5' => Save::Percent(u32::try_from(value * 100).unwrap()),
            _ => Save::AmountOffTransaction(value),
        };
        Offer {
            offer_code: Some(self.offer_code.clone()),
            save,
            applies_to: applies_to.to_digit(10).unwrap() as usize,
            purchases,
            rule,
            starts: self.starts.as_deref().map(yymmdd),
            expires: self.expires.as_deref().map(yymmdd),
            serial: self.serial.clone(),
            retailer: self.retailer.clone(),
            store_coupon: store_coupon != '0',
            dont_multiply: dont_multiply == '1',
        }
    }
}

fn yymmdd(digits: &str) -> Day {
    let number = |range: std::ops::Range<usize>| digits[range].parse::<u8>().unwrap();
    Day::new(2000 + u16::from(number(0..2)), number(2..4), number(4..6)).unwrap()
}

fn purchase(company: Company, [value, code, family]: &[String; 3]) -> Purchase {
    let amount: i64 = value.parse().unwrap();
    let requirement = match code.as_str() {
        "0" => Requirement::Units(u32::try_from(amount).unwrap()),
        "1" => Requirement::Value(amount),
        "2" => Requirement::Transaction(amount),
        "3" => Requirement::Mass((u64::try_from(amount).unwrap() * 45_359_237).div_ceil(10_000_000)),
        "4" => Requirement::Mass(u64::try_from(amount).unwrap()),
        _ => Requirement::Cashier,
    };
    Purchase { company, family: Family(family.clone()), requirement }
}

/// A symbol means what its parts mean, and cut off anywhere but after a field it is none.
fn check(parts: &Parts) {
    let (symbol, ends) = parts.encode();
    if symbol.len() - 4 > 70 {
        assert_eq!(fault(&symbol), (Fault::TooLong, Part::Symbol, 4), "{symbol}");
        return;
    }
    assert_eq!(offer(&symbol), parts.meaning(), "{symbol}");
    for end in (0..symbol.len()).filter(|end| !ends.contains(end)) {
        assert!(decode(&symbol[..end]).is_err(), "{} of {symbol}", &symbol[..end]);
    }
}

fn strings(parts: [&str; 3]) -> [String; 3] {
    parts.map(str::to_owned)
}

#[test]
fn every_combination_of_optional_fields() {
    for fields in 0..1_u32 << 7 {
        let has = |field: u32| fields >> field & 1 == 1;
        let when = |field: u32, text: &str| has(field).then(|| text.to_owned());
        // A third purchase needs a second; that it is refused without one has its own test.
        let second = has(0) || has(1);
        check(&Parts {
            company: "0614141".into(),
            offer_code: "654321".into(),
            save_value: "25".into(),
            first: strings(["1", "0", "120"]),
            second: second.then(|| ('1', strings(["500", "1", "130"]), None)),
            third: has(1).then(|| (strings(["2", "0", "140"]), None)),
            expires: when(2, "241231"),
            starts: when(3, "240229"),
            serial: when(4, "123456"),
            retailer: when(5, "0099999"),
            rest: has(6).then_some(['1', '0', '1', '1']),
        });
    }
}

#[test]
fn a_pound_is_a_little_more_than_453_grams() {
    let offer = offer("81101061414165432127531003120101541209");
    let masses: Vec<Requirement> = offer.purchases.iter().map(|purchase| purchase.requirement).collect();
    assert_eq!(masses, [Requirement::Mass(454), Requirement::Mass(5)], "1.00 lb, 0.005 kg");
}

fn number(lengths: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = String> {
    lengths
        .prop_flat_map(|length| proptest::collection::vec(proptest::char::range('0', '9'), length))
        .prop_map(String::from_iter)
}

fn requirement() -> impl Strategy<Value = [String; 3]> {
    (number(1..=5), proptest::sample::select(vec!["0", "1", "2", "3", "4", "9"]), number(3..=3))
        .prop_map(|(value, code, family)| [value, code.to_owned(), family])
}

fn some_day() -> impl Strategy<Value = String> {
    (0..100, 1..=12, 1..=28).prop_map(|(year, month, day)| format!("{year:02}{month:02}{day:02}"))
}

/// At most three optional fields of any size fit into 70 digits often enough.
fn parts() -> impl Strategy<Value = Parts> {
    let company = || number(6..=12);
    let second = (proptest::char::range('0', '3'), requirement(), proptest::option::of(company()));
    let third = (requirement(), proptest::option::of(company()));
    let digit = proptest::char::range;
    let rest = (proptest::sample::select(vec!['0', '1', '2', '5', '6']), digit('0', '9'), digit('0', '1'));
    let others = proptest::option::of((second, proptest::option::weighted(0.3, third)));
    let days = proptest::option::of((some_day(), some_day()));
    let tail = (proptest::option::weighted(0.3, number(6..=15)), proptest::option::weighted(0.3, number(7..=13)));
    (company(), number(6..=6), 1..=100_u32, requirement(), others, days, tail, proptest::option::of(rest)).prop_map(
        |(company, offer_code, save_value, first, others, days, (serial, retailer), rest)| {
            let (second, third) = others.map_or((None, None), |(second, third)| (Some(second), third));
            let (starts, expires) = days.map_or((None, None), |(one, other)| {
                if one < other { (Some(one), Some(other)) } else { (Some(other), Some(one)) }
            });
            Parts {
                company,
                offer_code,
                save_value: save_value.to_string(),
                first,
                second,
                third,
                expires,
                starts,
                serial,
                retailer,
                rest: rest.map(|(code, store, multiply)| [code, '0', store, multiply]),
            }
        },
    )
}

proptest! {
    #[test]
    fn what_is_encoded_is_decoded(parts in parts()) {
        check(&parts);
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,40}") {
        let _ = decode(&text);
    }

    #[test]
    fn no_digits_make_it_panic(lead in proptest::sample::select(vec!["8110", "8112", "8101", "5", "05"]), digits in number(0..=72)) {
        if let Err(fault) = decode(&format!("{lead}{digits}")) {
            prop_assert!(fault.at <= lead.len() + digits.len());
        }
    }
}
