//! The configuration: every refusal names its option, none shows a secret.

use payseal::error::Kind;
use payseal::{Config, ConfigBuilder, Outcome, clive};

const SECRET: &str = "hunter2secret";

fn complete() -> ConfigBuilder {
    Config::builder(&clive::PARTNER).base_url("https://api.example.com").api_key("cp_test_key").hmac_secret(SECRET)
}

#[test]
fn every_refusal_names_its_option() {
    for (builder, code, named) in [
        (Config::builder(&clive::PARTNER), "BASE_URL_MISSING", "base URL"),
        (complete().base_url(""), "BASE_URL_MISSING", "base URL"),
        (complete().base_url("api.example.com"), "BASE_URL_INVALID", "base URL"),
        (complete().base_url("http://api.example.com"), "BASE_URL_INSECURE", "base URL"),
        (complete().api_key(""), "API_KEY_INVALID_LOCALLY", "api_key is empty"),
        (complete().api_key(format!("{SECRET}\n")), "API_KEY_INVALID_LOCALLY", "api_key has a control character"),
        (complete().api_key(format!(" {SECRET}")), "API_KEY_INVALID_LOCALLY", "api_key has a space"),
        (complete().api_key(format!("{SECRET} ")), "API_KEY_INVALID_LOCALLY", "api_key has a space"),
        (complete().api_key(format!("{SECRET}☃")), "API_KEY_INVALID_LOCALLY", "api_key has a character beyond Latin-1"),
        (complete().api_key(format!("\u{feff}{SECRET}")), "API_KEY_INVALID_LOCALLY", "api_key has a character"),
        (complete().bearer_token(""), "API_KEY_INVALID_LOCALLY", "bearer_token is empty"),
        (complete().bearer_token(format!("{SECRET}\r\n")), "API_KEY_INVALID_LOCALLY", "bearer_token has a control"),
        (complete().bearer_token(format!(" {SECRET}")), "API_KEY_INVALID_LOCALLY", "bearer_token has a space"),
        (complete().hmac_secret(""), "HMAC_SECRET_MISSING", "HMAC secret"),
        (complete().connect_timeout_ms(0), "OPTION_INVALID", "connect_timeout_ms"),
        (complete().attempt_timeout_ms(0), "OPTION_INVALID", "attempt_timeout_ms"),
    ] {
        let shown = format!("{builder:?}");
        assert!(!shown.contains(SECRET), "{shown}");
        let error = builder.build().unwrap_err();
        assert_eq!((error.kind(), error.code()), (Kind::Config, Some(code)), "{error}");
        assert!(error.message().contains(named), "{error}");
        assert_eq!((error.outcome(), error.attempts(), error.is_retryable()), (Outcome::NotSent, 0, false));
        assert!(!error.advice().is_empty());
        for shown in [error.to_string(), format!("{error:?}")] {
            assert!(!shown.contains(SECRET), "{shown}");
        }
    }
}

#[test]
fn what_is_given_is_what_is_used() {
    let config = complete()
        .bearer_token("jwt")
        .connect_timeout_ms(1)
        .attempt_timeout_ms(2)
        .total_timeout_ms(0)
        .max_retries(0)
        .local_validation(false)
        .build()
        .unwrap();
    let budgets = config.budgets();
    assert_eq!((budgets.connect_timeout_ms, budgets.attempt_timeout_ms), (1, 2));
    assert_eq!((budgets.total_timeout_ms, budgets.max_retries), (0, 0));
    assert!(!config.local_validation());
    assert_eq!(config.credentials().api_key(), b"cp_test_key");
    assert_eq!(config.credentials().bearer(), b"Bearer jwt");
    assert_eq!(config.partner().name, "clive");
    assert_eq!(config.base_url().as_str(), "https://api.example.com");
}

#[test]
fn the_defaults_are_the_documented_ones() {
    let config = complete().build().unwrap();
    let budgets = config.budgets();
    assert_eq!((budgets.connect_timeout_ms, budgets.attempt_timeout_ms), (10_000, 30_000));
    assert_eq!((budgets.total_timeout_ms, budgets.max_retries), (90_000, 2));
    assert!(config.local_validation());
    assert_eq!(config.credentials().bearer(), b"");
}

#[test]
fn plain_http_is_allowed_by_name() {
    let builder = || complete().base_url("http://gateway.internal/api");
    assert_eq!(builder().build().unwrap_err().code(), Some("BASE_URL_INSECURE"));
    assert!(builder().allow_insecure_http(true).build().is_ok());
}

#[test]
fn a_latin_1_key_is_kept_as_the_bytes_of_the_wire() {
    let config = complete().api_key("cp_é").build().unwrap();
    assert_eq!(config.credentials().api_key(), b"cp_\xe9");
}

#[test]
fn credentials_may_be_left_out() {
    let config = Config::builder(&clive::PARTNER).base_url("https://api.example.com").build().unwrap();
    assert!(config.credentials().api_key().is_empty() && config.credentials().signing_key().is_none());
}
