//! The limits of the JSON module on hostile input, and its laws on random input. Fixed cases: `json.rs`.

use payseal::json::{
    MAX_DEPTH, Object, ParseErrorKind, Text, Value, WriteError, Writer, canonical, is_json, members, parse,
    parse_answer,
};

fn written(value: &Value) -> String {
    let mut writer = Writer::new();
    writer.value(value).unwrap();
    String::from_utf8(writer.finish()).unwrap()
}

fn refused(value: &Value) -> WriteError {
    Writer::new().value(value).unwrap_err()
}

mod limits {
    use super::*;

    /// JSON nested so deep, arrays and objects in turn.
    fn nested(levels: usize) -> String {
        let open: String = (0..levels).map(|level| if level % 2 == 0 { "[" } else { "{\"k\":" }).collect();
        let close: String = (0..levels).rev().map(|level| if level % 2 == 0 { "]" } else { "}" }).collect();
        format!("{open}0{close}")
    }

    /// The smallest stack that a host is likely to call us on.
    fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
        std::thread::Builder::new().stack_size(512 * 1024).spawn(work).unwrap().join().unwrap();
    }

    #[test]
    fn readers_refuse_one_level_above_the_limit() {
        on_a_small_stack(|| {
            let (at, above) = (nested(MAX_DEPTH), nested(MAX_DEPTH + 1));
            let value = parse(at.as_bytes()).unwrap();
            // What a host does with a tree that it was given: copy, compare, print, drop.
            assert_eq!(value.clone(), value);
            assert!(!format!("{value:?}").is_empty());
            assert_eq!(canonical(at.as_bytes()).unwrap(), at.as_bytes());
            assert_eq!(parse_answer(at.as_bytes()).unwrap(), value);
            assert!(is_json(at.as_bytes()));

            let error = parse(above.as_bytes()).unwrap_err();
            // 64 of `[`, 64 of `{"k":`, and then the place.
            assert_eq!((error.kind, error.line, error.column), (ParseErrorKind::TooDeep, 1, 64 + 64 * 5 + 1));
            assert_eq!(parse_answer(above.as_bytes()).unwrap_err().kind, ParseErrorKind::TooDeep);
            assert_eq!(members(format!("{{\"a\":{at}}}").as_bytes()).unwrap_err().kind, ParseErrorKind::TooDeep);
            assert!(!is_json(above.as_bytes()));
        });
    }

    /// A list of many orders has more brackets than the limit and is not deep; a text may hold as many as it likes.
    #[test]
    fn many_brackets_are_not_depth() {
        let many = 3 * MAX_DEPTH;
        let deepest = nested(MAX_DEPTH - 1);
        for text in [
            format!("[{}0]", "[],".repeat(many)),
            format!("[{}0]", "{},".repeat(many)),
            format!("[\"{}\"]", "[{".repeat(many)),
            format!("[\"\\\"{}\"]", "{[".repeat(many)),
            format!("[{deepest},{deepest},\"]\",{deepest}]"),
        ] {
            assert!(parse(text.as_bytes()).is_ok() && is_json(text.as_bytes()), "{text}");
            assert_eq!(canonical(text.as_bytes()).unwrap(), text.as_bytes());
        }
        let above = format!("[\"{}]\",{}]", "[".repeat(many), nested(MAX_DEPTH));
        let error = parse(above.as_bytes()).unwrap_err();
        let place = above.rfind("{\"k\":0").unwrap() + 1;
        assert_eq!((error.kind, error.line, error.column), (ParseErrorKind::TooDeep, 1, place));
    }

    #[test]
    fn hostile_depth_does_not_reach_the_stack() {
        on_a_small_stack(|| {
            for piece in ["[", "{\"a\":", "[[{\"a\":"] {
                let open = piece.repeat(1_000_000);
                assert_eq!(parse(open.as_bytes()).unwrap_err().kind, ParseErrorKind::Incomplete);
            }
            let closed = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
            assert_eq!(parse(closed.as_bytes()).unwrap_err().kind, ParseErrorKind::TooDeep);
            assert!(!is_json(closed.as_bytes()));
        });
    }

    #[test]
    fn the_writer_refuses_depth_and_counts_what_is_open() {
        let deep = |levels: usize| (0..levels).fold(Value::Null, |inner, _| Value::Array(vec![inner]));
        assert_eq!(written(&deep(MAX_DEPTH)).len(), 2 * MAX_DEPTH + 4);
        let error = refused(&deep(MAX_DEPTH + 1));
        let WriteError::TooDeep { path } = error else { panic!("{error}") };
        assert!(path.starts_with("[0][0]") && path.ends_with('…') && path.len() < 200, "{path}");

        let mut body = Writer::new();
        body.begin_object();
        body.field("meta");
        assert!(matches!(body.value(&deep(MAX_DEPTH)), Err(WriteError::TooDeep { .. })));
        body.value(&deep(MAX_DEPTH - 1)).unwrap();
        body.end_object();
        assert!(parse(&body.finish()).is_ok(), "what is written can be read");
    }

    /// 30 s is far above what a linear build takes here and far below what a quadratic one would.
    #[test]
    fn a_million_keys_take_linear_time() {
        // A time that grows with the square of the members would be days.
        let json: String = (0..500_000).rev().map(|key| format!(",\"{key}\":0,\"k{key}\":1")).collect();
        let value = parse(format!("{{{}}}", json.get(1..).unwrap()).as_bytes()).unwrap();
        assert_eq!(value.as_object().unwrap().len(), 1_000_000);
        assert_eq!(value.get("k77").and_then(Value::as_i64), Some(1));
        let body = written(&value);
        assert!(body.starts_with(r#"{"0":0,"1":0,"2":0,"#) && body.ends_with(r#""k1":1,"k0":1}"#));
    }

    #[test]
    fn long_numbers_and_hostile_exponents_are_read_exactly() {
        let number = |text: &str| parse(text.as_bytes()).unwrap();
        let long = format!("0.{}1e100001", "0".repeat(100_000));
        assert_eq!(number(&long).as_f64(), Some(1.0));
        assert_eq!(written(&number(&long)), "1");
        let digits = "9".repeat(1_000_000);
        assert!(matches!(refused(&number(&digits)), WriteError::NotFinite { .. }));
        assert!(matches!(refused(&number(&format!("0.{digits}"))), WriteError::Inexact { .. }));
        assert_eq!(number("1e999999999999999999999").as_f64(), None);
        assert_eq!(number("-1e-999999999999999999999").as_f64(), Some(0.0));
    }
}

mod laws {
    use super::*;
    use proptest::prelude::*;
    use serde_json::value::RawValue;

    fn any_text() -> impl Strategy<Value = Text> {
        let unit = prop_oneof![4 => 0x20_u16..0x7F, 1 => 0_u16..0x20, 2 => 0xD7FE_u16..0xE002, 1 => any::<u16>()];
        prop_oneof![
            3 => proptest::collection::vec(unit, 0..24).prop_map(|units| Text::from_utf16(&units)),
            1 => any::<u32>().prop_map(|index| Text::from(index.to_string())),
        ]
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let double = any::<u64>().prop_map(f64::from_bits).prop_filter("finite", |double| double.is_finite());
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            double.prop_map(|double| Value::try_from(double).unwrap()),
            any_text().prop_map(Value::from),
        ];
        leaf.prop_recursive(5, 64, 8, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
                any_object(inner).prop_map(Value::from)
            ]
        })
    }

    fn any_object(inner: impl Strategy<Value = Value>) -> impl Strategy<Value = Object> {
        proptest::collection::vec((any_text(), inner), 0..8).prop_map(|members| members.into_iter().collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

        #[test]
        fn what_is_written_reads_back(value in any_value()) {
            let body = written(&value);
            // Equality of objects does not look at the order, which the canonical text may have changed.
            prop_assert_eq!(&parse(body.as_bytes()).unwrap(), &value);
            prop_assert_eq!(&value.to_string(), &body);
            prop_assert_eq!(canonical(body.as_bytes()).unwrap(), body.into_bytes());
        }

        #[test]
        fn any_bytes_are_judged_alike_and_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            prop_assert_eq!(is_json(&bytes), parse_answer(&bytes).is_ok());
            prop_assert_eq!(parse(&bytes).is_ok(), serde_json::from_slice::<&RawValue>(&bytes).is_ok());
        }

        /// Text that comes close to JSON finds more than random bytes.
        #[test]
        fn almost_json_is_judged_alike_and_never_panics(text in "[\\[\\]{}\",:0-9eE.+\\-tfnu\\\\ ad8]{0,12}", inside in any::<bool>()) {
            let text = if inside { format!("{{\"a\":\"{text}\"}}") } else { text };
            let valid = serde_json::from_str::<&RawValue>(&text).is_ok();
            prop_assert_eq!(parse(text.as_bytes()).is_ok(), valid);
            prop_assert_eq!(is_json(text.as_bytes()), valid);
            for (_, raw) in members(text.as_bytes()).into_iter().flatten() {
                prop_assert!(parse(raw.as_bytes()).is_ok(), "{} in {}", raw, text);
            }
        }

        #[test]
        fn members_and_the_tree_agree(object in any_object(any_value())) {
            let body = written(&object.clone().into());
            let mut seen = 0;
            for (key, raw) in members(body.as_bytes()).unwrap() {
                seen += 1;
                let value = parse(raw.as_bytes()).unwrap();
                prop_assert!(object.iter().any(|(name, other)| name.to_string_lossy() == key && *other == value), "{}", key);
            }
            prop_assert_eq!(seen, object.len());
        }

        #[test]
        fn a_cut_body_is_never_read(value in any_value(), at in any::<proptest::sample::Index>()) {
            let body = written(&Value::from(vec![value]));
            let cut = at.index(body.len());
            prop_assert!(parse_answer(&body.as_bytes()[..cut]).is_err());
        }
    }
}
