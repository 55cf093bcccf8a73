//! Amounts against their vectors, each refusal, and the law that decimal text of 15 digits comes back as it was.

use payseal::amount::{Amount, AmountError};
use payseal::json::{Number, Value, Writer, parse};

fn code(error: &AmountError) -> &'static str {
    match error {
        AmountError::Empty => "empty",
        AmountError::NotANumber { .. } => "not_a_number",
        AmountError::NotFinite => "not_finite",
        AmountError::TooManyDigits { .. } => "too_many_digits",
        AmountError::OutOfRange => "out_of_range",
        _ => "unknown",
    }
}

fn written(amount: Amount) -> String {
    let mut writer = Writer::new();
    writer.amount(&amount);
    String::from_utf8(writer.finish()).unwrap()
}

#[test]
fn every_row() {
    let file = parse(include_bytes!("../../tests/vectors/amount.json")).unwrap();
    let rows = file.get("rows").and_then(Value::as_array).unwrap();
    assert!(rows.len() >= 130, "only {} rows", rows.len());
    let mut refusals = std::collections::BTreeSet::new();
    for row in rows {
        let (id, expect) = (row.get("id").unwrap(), row.get("expect").unwrap());
        let input = |kind| row.get("input").and_then(|input| input.get(kind)).and_then(Value::as_str);
        let made = match (input("text"), input("integer"), input("f64")) {
            (Some(text), ..) => text.parse::<Amount>(),
            (_, Some(integer), _) => Amount::try_from(integer.parse::<i64>().unwrap()),
            (.., Some(bits)) => Amount::try_from(f64::from_bits(u64::from_str_radix(bits, 16).unwrap())),
            _ => panic!("{id}: no input"),
        };
        match made {
            Ok(amount) => {
                assert_eq!(Some(amount.to_string().as_str()), expect.get("text").and_then(Value::as_str), "{id}");
                assert_eq!(written(amount), amount.to_string(), "{id}");
                assert_eq!(Amount::try_from(&Number::from(amount)), Ok(amount), "{id}");
            }
            Err(error) => {
                assert_eq!(Some(code(&error)), expect.get("error").and_then(Value::as_str), "{id}");
                if let AmountError::TooManyDigits { digits } = error {
                    assert_eq!(expect.get("digits").and_then(Value::as_i64), i64::try_from(digits).ok(), "{id}");
                }
                refusals.insert(code(&error));
            }
        }
    }
    assert_eq!(refusals.len(), 5, "a row for each refusal: {refusals:?}");
}

#[test]
fn small_integers_need_no_check() {
    let amounts = [
        Amount::from(-75_i8),
        Amount::from(75_u8),
        Amount::from(i16::MIN),
        Amount::from(u16::MAX),
        Amount::from(i32::MIN),
        Amount::from(u32::MAX),
    ];
    assert_eq!(amounts.map(|amount| amount.to_string()).join(" "), "-75 75 -32768 65535 -2147483648 4294967295");
}

#[test]
fn large_integers_are_carried_exactly_or_refused() {
    assert_eq!(Amount::try_from(999_999_999_999_999_i64).unwrap().to_string(), "999999999999999");
    assert_eq!(Amount::try_from(1_000_000_000_000_001_u64), Err(AmountError::TooManyDigits { digits: 16 }));
    assert_eq!(Amount::try_from(10_i128.pow(20)).unwrap().to_string(), "100000000000000000000");
    assert_eq!(Amount::try_from(-(10_i128.pow(21))), Err(AmountError::OutOfRange));
    assert_eq!(Amount::try_from(u128::MAX), Err(AmountError::TooManyDigits { digits: 39 }));
    assert_eq!(Amount::try_from(i128::MIN), Err(AmountError::TooManyDigits { digits: 39 }));
}

#[test]
fn json_numbers_must_be_exact() {
    let read = |text| Amount::try_from(&Number::from_text(text).unwrap());
    assert_eq!(read("75.00").unwrap().to_string(), "75");
    assert_eq!(read("0.30000000000000004").unwrap().to_string(), "0.30000000000000004");
    assert_eq!(read("9007199254740993"), Err(AmountError::TooManyDigits { digits: 16 }));
    assert_eq!(read("1e-400"), Err(AmountError::OutOfRange));
    assert_eq!(read("1e400"), Err(AmountError::NotFinite));
}

#[test]
fn sign_and_order() {
    let amount = |text: &str| Amount::try_from(text).unwrap();
    assert!(amount("0.01").is_positive());
    for not_positive in ["0", "-0", "-1"] {
        assert!(!amount(not_positive).is_positive());
    }
    assert!(amount("9.99") < amount("10") && amount("75.00") == Amount::from(75));
    assert_eq!(format!("{:>8}|{:<6}|", amount("75.50"), amount("1")), "    75.5|1     |");
}

#[test]
fn an_error_quotes_little_and_nothing_unprintable() {
    let refuse = |text: &str| text.parse::<Amount>().unwrap_err();
    assert_eq!(
        refuse("1,000").to_string(),
        "the amount \"1,000\" is not decimal text; write it like \"75.00\", without spaces, separators or a currency sign"
    );
    for text in ["x".repeat(1_000_000), "\n\u{0}\u{202E}".repeat(30), "é".repeat(41), "1_".repeat(21)] {
        let AmountError::NotANumber { shown } = refuse(&text) else { panic!("not a number") };
        assert_eq!(shown.chars().count(), 40);
        assert!(shown.ends_with('…') && !shown.contains(['\n', '\u{0}', '\u{202E}']), "{shown}");
    }
    let AmountError::NotANumber { shown } = refuse(&"y".repeat(40)) else { panic!("not a number") };
    assert_eq!(shown, "y".repeat(40));
}

/// Below the smallest double of full precision even 15 digits cannot be kept: that is the size, not the digits.
#[test]
fn a_number_too_small_for_its_digits_is_out_of_range() {
    let Value::Number(number) = parse(b"1.23456789012345e-320").unwrap() else { panic!("not a number") };
    assert_eq!(Amount::try_from(&number), Err(AmountError::OutOfRange));
    let Value::Number(number) = parse(b"1.234567890123456e-320").unwrap() else { panic!("not a number") };
    assert_eq!(Amount::try_from(&number), Err(AmountError::TooManyDigits { digits: 16 }));
}

mod laws {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

        /// Plain decimal text without needless zeros is its own canonical form.
        #[test]
        fn plain_text_comes_back(units in 1_u64..1_000_000_000_000_000, decimals in 0_usize..7) {
            let digits = format!("{units:0>width$}", width = decimals + 1);
            let (whole, fraction) = digits.split_at(digits.len() - decimals);
            let fraction = fraction.trim_end_matches('0');
            let plain = if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") };
            prop_assert_eq!(plain.parse::<Amount>().unwrap().to_string(), plain);
        }

        #[test]
        fn any_text_is_judged_without_panic(text in "[0-9eE.+\\- _x]{0,24}") {
            if let Ok(amount) = text.parse::<Amount>() {
                let printed = amount.to_string();
                prop_assert_eq!(printed.parse::<Amount>(), Ok(amount));
                prop_assert!(!printed.contains('e'));
                prop_assert_eq!(text.parse::<f64>().unwrap(), amount.as_f64());
            }
        }

        #[test]
        fn any_double_prints_what_reads_back(bits in any::<u64>()) {
            let double = f64::from_bits(bits);
            match Amount::try_from(double) {
                Ok(amount) => prop_assert_eq!(amount.to_string().parse::<f64>().unwrap(), double),
                Err(error) => prop_assert!(!double.is_finite() && error == AmountError::NotFinite),
            }
        }
    }
}
