//! Published symbols, ways to write them, and what is no coupon.

use super::*;

/// 2.50 off one of family 120, until 2014-01-31: a published example.
const SAVE_250: &str = "81101061414165432132501101203140131";
/// 0.90 off one of family 678.
const UPC: &str = "512345678900";

#[test]
fn one_purchase_and_its_last_day() {
    let purchase = Purchase {
        company: Company::Prefix("0614141".into()),
        family: Family("120".into()),
        requirement: Requirement::Units(1),
    };
    let expected = Offer {
        offer_code: Some("654321".into()),
        save: Save::Amount(250),
        applies_to: 0,
        purchases: vec![purchase],
        rule: Rule::Any,
        starts: None,
        expires: Day::new(2014, 1, 31),
        serial: None,
        retailer: None,
        store_coupon: false,
        dont_multiply: false,
    };
    assert_eq!(offer(SAVE_250), expected);
}

#[test]
fn one_bundle_or_three_boxes() {
    let offer = offer("8110106141411234562751106501013085093140131");
    assert_eq!((offer.save, offer.rule, offer.purchases.len()), (Save::Amount(75), Rule::Any, 2));
    let second = &offer.purchases[1];
    assert_eq!((second.requirement, second.family.digits()), (Requirement::Units(3), "850"));
    assert_eq!(second.company, Company::Prefix("0614141".into()));
}

#[test]
fn five_off_the_transaction() {
    let offer = offer("(8110)106141416543213500110000310123196000");
    assert_eq!(offer.save, Save::AmountOffTransaction(500));
    assert_eq!(offer.expires, Day::new(2010, 12, 31));
}

#[test]
fn the_shortest_company_prefix() {
    let offer = offer("8110012345612345611110123");
    assert_eq!(offer.purchases[0].company, Company::Prefix("123456".into()));
    assert_eq!((offer.offer_code.as_deref(), offer.save), (Some("123456"), Save::Amount(1)));
}

#[test]
fn scanners_and_people_write_it_differently() {
    let plain = decode(SAVE_250);
    let bracketed = SAVE_250.replacen("8110", "(8110)", 1);
    for symbol in [
        format!("]e0{SAVE_250}"),
        format!("]C1{SAVE_250}"),
        format!("\u{1d}{SAVE_250}"),
        format!("]C1\u{1d}{SAVE_250}"),
        bracketed.clone(),
        format!("]e0{bracketed}"),
    ] {
        assert_eq!(decode(&symbol), plain, "{symbol:?}");
    }
}

#[test]
fn a_positive_offer_file_coupon() {
    let symbol = "81120112345679999990666666";
    let expected = Online { format: 0, funder: "1234567".into(), offer_code: "999999".into(), serial: "666666".into() };
    assert_eq!(expected.book_code(), "8112011234567999999");
    assert_eq!(decode(symbol), Ok(Coupon::Online(expected)));
    let Ok(Coupon::Online(one)) = decode("8112101234561234560123456") else { panic!("format 1") };
    assert_eq!((one.format, one.funder.as_str(), one.serial.as_str()), (1, "123456", "123456"));
    for end in 0..symbol.len() {
        assert!(decode(&symbol[..end]).is_err(), "{}", &symbol[..end]);
    }
    assert_eq!(fault("8112201234561234560123456"), (Fault::Code, Part::Format, 4));
    assert_eq!(fault("811207"), (Fault::Length, Part::Company(0), 5));
    assert_eq!(fault("81120012345612345601234567"), (Fault::TrailingData, Part::Symbol, 25));
}

#[test]
fn a_upc_coupon() {
    let coupon = offer(UPC);
    assert_eq!(coupon.save, Save::Amount(90));
    assert_eq!(coupon.purchases[0].company, Company::Manufacturer { number_system: None, number: "12345".into() });
    assert_eq!(coupon.purchases[0].family.digits(), "678");
    assert_eq!(coupon.purchases[0].requirement, Requirement::Units(1));
    assert_eq!(offer("0512345678900"), coupon, "as an EAN-13");
    assert_eq!(offer("]E00512345678900"), coupon, "as scanners send it");
    assert_eq!(offer("549752590327").purchases[0].requirement, Requirement::Units(2));
    for end in 0..UPC.len() {
        assert!(decode(&UPC[..end]).is_err(), "{}", &UPC[..end]);
    }
}

#[test]
fn the_extended_codes() {
    let extended = |number_system, offer_code: Option<&str>, expires| {
        Ok(Coupon::Extended(Extended { number_system, offer_code: offer_code.map(str::to_owned), expires }))
    };
    assert_eq!(decode("8100354321"), extended('3', Some("54321"), None));
    assert_eq!(decode("(8101)0543210716"), extended('0', Some("54321"), Day::new(2016, 7, 31)));
    assert_eq!(decode("]C181010543210299"), extended('0', Some("54321"), Day::new(1999, 2, 28)));
    assert_eq!(decode("(8102)03"), extended('3', None, None));
    assert_eq!(fault("(8102)13"), (Fault::Code, Part::NumberSystem, 6));
    assert_eq!(fault("81010543211316"), (Fault::NoSuchDay, Part::Expires, 10));
    for symbol in ["8100354321", "81010543210716", "810203"] {
        for end in 0..symbol.len() {
            assert!(decode(&symbol[..end]).is_err(), "{}", &symbol[..end]);
        }
    }
}

#[test]
fn a_upc_coupon_with_what_stands_beside_it() {
    let both = offer("514141100906(8102)03");
    assert_eq!(both.purchases[0].company, Company::Manufacturer { number_system: Some('3'), number: "14141".into() });
    let dated = offer(&format!("{UPC}]C181010543210716"));
    assert_eq!((dated.offer_code.as_deref(), dated.expires), (Some("54321"), Day::new(2016, 7, 31)));
    assert_eq!(dated.save, Save::Amount(90));
    assert_eq!(offer("5141411009068110106141416543213500110000310123196000").save, Save::AmountOffTransaction(500));
    assert_eq!(fault("51414110090677"), (Fault::TrailingData, Part::Symbol, 12));
    assert_eq!(fault("514141100906(8102)034"), (Fault::TrailingData, Part::Symbol, 20));
}

#[test]
fn what_is_no_coupon() {
    assert_eq!(fault(""), (Fault::Truncated, Part::Identifier, 0));
    assert_eq!(fault("036000291452"), (Fault::NotACoupon, Part::Identifier, 0));
    assert_eq!(fault("050000291452"), (Fault::NotACoupon, Part::Identifier, 0));
    assert_eq!(fault("]C10104012345678901"), (Fault::NotACoupon, Part::Identifier, 3));
    assert_eq!(fault("9912345678904"), (Fault::InStore, Part::Identifier, 0));
    assert_eq!(fault("(8110"), (Fault::NotADigit, Part::Identifier, 0));
    assert_eq!(fault("８110"), (Fault::NotADigit, Part::Identifier, 0));
    assert_eq!(fault("512345678901"), (Fault::CheckDigit, Part::CheckDigit, 11));
    assert_eq!(fault("512345678276"), (Fault::Reserved, Part::ValueCode, 9));
}

#[test]
fn faults_name_the_part_and_its_place() {
    assert_eq!(fault("811071234567890123"), (Fault::Length, Part::Company(0), 4));
    assert_eq!(fault("8110106141"), (Fault::Truncated, Part::Company(0), 5));
    assert_eq!(fault("]e08110106141x1"), (Fault::NotADigit, Part::Company(0), 13));
    assert_eq!(fault(&SAVE_250.replacen("3250", "0", 1)), (Fault::Length, Part::SaveValue, 18));
    assert_eq!(fault(&SAVE_250.replacen("3250", "3000", 1)), (Fault::Value, Part::SaveValue, 19));
    assert_eq!(fault(&SAVE_250.replacen("110120", "115120", 1)), (Fault::Code, Part::RequirementCode(0), 24));
    assert_eq!(fault(&SAVE_250.replacen("140131", "140231", 1)), (Fault::NoSuchDay, Part::Expires, 29));
    assert_eq!(fault(&format!("{SAVE_250}4140201")), (Fault::EndsBeforeStart, Part::Starts, 36));
    assert_eq!(fault(&format!("{SAVE_250}7")), (Fault::TrailingData, Part::Symbol, 35));
    assert_eq!(fault(&format!("{SAVE_250}x")), (Fault::TrailingData, Part::Symbol, 35));
    assert_eq!(fault(&format!("{SAVE_250}\u{1d}21123")), (Fault::TrailingData, Part::Symbol, 35));
    assert_eq!(fault(&format!("{SAVE_250}9300")), (Fault::Code, Part::SaveCode, 36));
    assert_eq!(fault(&format!("{SAVE_250}9010")), (Fault::NoSuchPurchase, Part::AppliesTo, 37));
    assert_eq!(fault(&format!("{SAVE_250}9500")), (Fault::Value, Part::SaveValue, 19), "250 %");
    assert_eq!(fault(&format!("{SAVE_250}9000")), (Fault::Truncated, Part::DontMultiply, 39));
    assert_eq!(fault(&format!("{SAVE_250}90002")), (Fault::Code, Part::DontMultiply, 39));
    assert_eq!(fault(&format!("{SAVE_250}60")), (Fault::Length, Part::Retailer, 36));
    let third_alone = format!("{}2111309", &SAVE_250[..28]);
    assert_eq!(fault(&third_alone), (Fault::NoSuchPurchase, Part::Rule, 28));
    assert_eq!(fault(&format!("8110{}", "1".repeat(71))), (Fault::TooLong, Part::Symbol, 4));
    assert_eq!(decode("8110").unwrap_err().to_string(), "coupon: truncated (Company(0) at 4)");
}

#[test]
fn fields_come_once_and_in_order() {
    let start_then_end = format!("{}41401013140131", &SAVE_250[..28]);
    assert_eq!(fault(&start_then_end), (Fault::TrailingData, Part::Symbol, 35));
    assert_eq!(fault(&format!("{SAVE_250}3140131")), (Fault::TrailingData, Part::Symbol, 35));
}
