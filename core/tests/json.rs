//! What the JSON module refuses, how it reads, and what its types promise. Vectors: `canonical_body.rs`; limits and laws: `json_laws.rs`.

use payseal::json::{
    Number, NumberError, Object, ParseErrorKind, Text, Value, WriteError, Writer, is_json, members, parse,
    parse_answer, redact,
};

fn text(value: &str) -> Value {
    parse(value.as_bytes()).unwrap()
}

fn written(value: &Value) -> String {
    let mut writer = Writer::new();
    writer.value(value).unwrap();
    String::from_utf8(writer.finish()).unwrap()
}

fn refused(value: &Value) -> WriteError {
    let mut writer = Writer::new();
    let error = writer.value(value).unwrap_err();
    assert!(writer.finish().is_empty(), "what was refused leaves nothing behind");
    error
}

mod refusals {
    use super::*;

    #[test]
    fn a_changed_id_is_named_by_its_path() {
        let value = text(r#"{"lines":[{"sku":1},{"a b":[{"":9007199254740993}]}]}"#);
        let mut body = Writer::new();
        body.begin_object();
        body.field("meta");
        let error = body.value(&value).unwrap_err();
        assert_eq!(error, WriteError::Inexact { path: r#"meta.lines[1]["a b"][0][""]"#.into() });
        body.null();
        body.end_object();
        assert_eq!(body.finish(), br#"{"meta":null}"#, "the writer can go on");
    }

    #[test]
    fn a_root_has_a_name_too() {
        assert_eq!(refused(&text("9007199254740993")), WriteError::Inexact { path: "the value".into() });
        assert_eq!(refused(&text("[0,1e309]")), WriteError::NotFinite { path: "[1]".into() });
        let error = Writer::new().number(f64::NAN).unwrap_err();
        assert_eq!(error, WriteError::NotFinite { path: "the value".into() });
    }

    #[test]
    fn a_path_stays_short_and_printable_whatever_the_keys() {
        let key = "k\n".repeat(100_000);
        let value = Value::from(Object::from([(key.as_str(), Object::from([(key.as_str(), text("1e-400"))]))]));
        let mut body = Writer::new();
        body.begin_object();
        body.field(&key);
        let error = body.value(&value).unwrap_err();
        let WriteError::Inexact { path } = error else { panic!("{error}") };
        assert!(path.len() < 1_000, "{} bytes", path.len());
        assert!(!path.contains('\n'));
    }

    #[test]
    fn not_finite_names_the_field() {
        let mut body = Writer::new();
        body.begin_object();
        body.field("amount");
        for double in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(body.number(double), Err(WriteError::NotFinite { path: "amount".into() }));
        }
        assert_eq!(body.finish(), br#"{"amount":"#);
    }

    #[test]
    fn errors_of_reading_say_where_and_quote_nothing() {
        for (json, kind, line, column) in [
            (&b"{\"s3cret\": \"s3cret\" s3cret}"[..], ParseErrorKind::Syntax, 1, 21),
            (b"{\n\"s3cret\": s3cret", ParseErrorKind::Syntax, 2, 11),
            (b"\"s3cret", ParseErrorKind::Incomplete, 1, 7),
            (b"", ParseErrorKind::Incomplete, 1, 0),
            (b"[\n\"s3cret \xFF\"]", ParseErrorKind::NotUtf8, 2, 9),
            (b"\"s3cret\" \"s3cret\"", ParseErrorKind::Syntax, 1, 10),
            (b"\xEF\xBB\xBF{}", ParseErrorKind::Syntax, 1, 1),
        ] {
            let error = parse(json).unwrap_err();
            let shown = String::from_utf8_lossy(json);
            assert_eq!((error.kind, error.line, error.column), (kind, line, column), "{shown}");
            assert!(!format!("{error} {error:?}").contains("s3cret"), "{error}");
        }
    }

    #[test]
    fn integers_that_a_double_would_change() {
        assert_eq!(Number::try_from(9_007_199_254_740_993_i64), Err(NumberError::Inexact));
        assert_eq!(Value::try_from(u64::MAX), Err(NumberError::Inexact));
        assert_eq!(Value::try_from(f64::NAN), Err(NumberError::NotFinite));
        assert_eq!(written(&Value::try_from(-9_007_199_254_740_992_i64).unwrap()), "-9007199254740992");
        for not in ["", "01", "-01", "+1", "1.", ".1", "1e", "0x1", "NaN", " 1", "-"] {
            assert_eq!(Number::from_text(not), Err(NumberError::NotANumber), "{not:?}");
        }
        for is in ["0", "-0", "0.0", "10", "-1.5E+3"] {
            assert_eq!(Number::from_text(is).unwrap().as_str(), is);
        }
    }
}

mod reading {
    use super::*;

    #[test]
    fn an_answer_loses_nothing() {
        let json = r#"{"rate":0.1234567890123456789,"id":12345678901234567890,"z":1.50,"b":"\ud83d"}"#;
        let answer = parse_answer(json.as_bytes()).unwrap();
        assert_eq!(answer.get("rate").unwrap().to_string(), "0.1234567890123456789");
        assert_eq!(answer.get("id").unwrap().as_number().unwrap().as_str(), "12345678901234567890");
        assert_eq!(answer.get("z").unwrap().as_number().unwrap().as_str(), "1.50");
        assert_eq!(answer.to_string(), json.replace("1.50", "1.5"));
    }

    #[test]
    fn an_answer_is_read_as_leniently_as_response_json() {
        let read = |bytes: &[u8]| parse_answer(bytes).map(|value| value.to_string());
        assert_eq!(read(b"\xEF\xBB\xBF {}"), Ok("{}".into()));
        assert_eq!(read(b"\"a\xFFb\xE2\x82\""), Ok("\"a\u{FFFD}b\u{FFFD}\"".into()));
        assert_eq!(read(b"\"\xED\xA0\x80\""), Ok("\"\u{FFFD}\u{FFFD}\u{FFFD}\"".into()), "a surrogate in UTF-8");
        for bad in [&b"\xEF\xBB\xBF\xEF\xBB\xBF{}"[..], b"\xFF{}", b"", b"<html>", b"{\"a\":1"] {
            assert!(read(bad).is_err() && !is_json(bad), "{bad:?}");
        }
    }

    #[test]
    fn members_are_given_as_they_stand() {
        let json =
            " { \"a\" : [1, \"]}\\\"\" , {}] ,\"\\u0062\\n\":\"x\\\\\", \"c\":-1.50e3 ,\"a\":{\"d\":[]},\"e\":null}  ";
        let found: Vec<_> = members(json.as_bytes()).unwrap().collect();
        let expected =
            [("a", r#"[1, "]}\"" , {}]"#), ("b\n", r#""x\\""#), ("c", "-1.50e3"), ("a", r#"{"d":[]}"#), ("e", "null")];
        assert_eq!(found.iter().map(|(key, raw)| (key.as_ref(), *raw)).collect::<Vec<_>>(), expected);
        assert!(matches!(found[0].0, std::borrow::Cow::Borrowed(_)), "a plain key is not copied");
        assert_eq!(members(b"{}").unwrap().count(), 0);
        for (bad, kind) in [
            (&b"[]"[..], ParseErrorKind::NotAnObject),
            (b"{\"a\":1}}", ParseErrorKind::Syntax),
            (b"{\"a\":", ParseErrorKind::Incomplete),
            (b"{\"a\xFF\":1}", ParseErrorKind::NotUtf8),
        ] {
            assert_eq!(members(bad).unwrap_err().kind, kind);
        }
    }

    #[test]
    fn redaction_reaches_every_depth() {
        let mut answer = text(r#"{"KEY":1,"list":[[{"key":{"key":"x"},"monkey":"y"}]],"o":{"Signing_Secret":[1]}}"#);
        redact(&mut answer, &["key", "signing_secret"]);
        assert_eq!(
            answer.to_string(),
            r#"{"KEY":"[REDACTED]","list":[[{"key":"[REDACTED]","monkey":"y"}]],"o":{"Signing_Secret":"[REDACTED]"}}"#
        );
    }
}

mod values {
    use super::*;

    #[test]
    fn a_text_has_one_form() {
        let pair = Text::from_utf16(&[0xD83D, 0xDE00]);
        assert_eq!(pair, Text::from("\u{1F600}"));
        let half = Text::from_utf16(&[0xDE00, 0xD83D]);
        assert_eq!((half.as_str(), half.to_string_lossy().as_ref()), (None, "\u{FFFD}\u{FFFD}"));
        assert_eq!(format!("{half:?}"), "\"\\u{de00}\\u{d83d}\"");
        let mut object = Object::new();
        object.insert(half.clone(), 1);
        object.insert(pair, 2);
        object.insert("\u{1F600}", 3);
        object.insert(half, 4);
        assert_eq!(written(&object.into()), "{\"\\ude00\\ud83d\":4,\"\u{1F600}\":3}");
    }

    #[test]
    fn an_object_keeps_first_places_and_last_values() {
        let mut object = Object::from([("a", 1), ("b", 2), ("a", 3), ("c", 4)]);
        assert_eq!(object.iter().map(|(key, _)| key.as_str().unwrap()).collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(object.remove("a"), Some(Value::from(3)));
        assert_eq!(object.remove("a"), None);
        assert_eq!(object.insert("b", "x"), Some(Value::from(2)));
        assert_eq!((object.len(), object.is_empty(), object.get("c")), (2, false, Some(&Value::from(4))));
        assert_eq!(written(&object.into()), r#"{"b":"x","c":4}"#);
    }

    #[test]
    fn accessors_answer_only_for_their_own_kind() {
        let value = text(r#"{"n":75.00,"s":"x","b":false,"a":[],"z":null,"l":"\ud800"}"#);
        let get = |key| value.get(key).unwrap();
        assert_eq!((get("n").as_f64(), get("n").as_i64(), get("n").as_str()), (Some(75.0), Some(75), None));
        assert_eq!((get("s").as_str(), get("s").as_bool(), get("s").get("x")), (Some("x"), None, None));
        assert_eq!((get("b").as_bool(), get("a").as_array()), (Some(false), Some(&[][..])));
        assert!(get("z").is_null() && !get("b").is_null());
        assert_eq!((get("l").as_str(), get("a").as_object(), value.get("none")), (None, None, None));
    }

    #[test]
    fn conversions_from_serde_json_keep_the_values() {
        let tree = serde_json::json!({"a": [1, -2.5, "x", null, true, [], {}], "b": {"c": {}}, "n": u64::MAX});
        let value = Value::from(tree.clone());
        assert_eq!(value.to_string(), r#"{"a":[1,-2.5,"x",null,true,[],{}],"b":{"c":{}},"n":18446744073709551615}"#);
        let serde_json::Value::Object(members) = tree else { panic!("an object") };
        assert_eq!(Value::from(Object::from(members)), value);
        assert_eq!(Value::from(serde_json::json!("x")), Value::from("x"));
        let deep = (0..2_000).fold(serde_json::Value::Null, |inner, _| serde_json::Value::Array(vec![inner]));
        assert!(matches!(refused(&Value::from(deep)), WriteError::TooDeep { .. }));
    }

    #[test]
    fn strings_are_the_same_by_every_way_in() {
        for length in 0..40 {
            for special in ["\"", "\\", "\n", "\u{0}", "\u{1f}", "\u{7f}", "\u{2028}", "\u{1F600}", "/"] {
                let string = format!("{}{special}{}", "a".repeat(length), "b".repeat(17));
                let (mut by_str, mut by_units) = (Writer::new(), Writer::new());
                by_str.string(&string);
                by_units.utf16(string.encode_utf16());
                let by_str = by_str.finish();
                assert_eq!(by_str, by_units.finish());
                assert_eq!(serde_json::from_slice::<String>(&by_str).unwrap(), string);
            }
        }
    }
}
