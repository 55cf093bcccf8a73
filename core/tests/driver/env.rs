//! `from_env`, each case in a process of its own.

use payseal::clive::ListTransactions;
use payseal::driver::{CliveClient, TybriteClient};
use payseal_sandbox::{API_KEY, HMAC_SECRET};

use crate::child;
use crate::support::{checkout, sandbox};

const NAMES: [&str; 3] = ["CLIVE_API_BASE_URL", "CLIVE_API_KEY", "CLIVE_HMAC_SECRET"];

/// What a child says about a client from these variables.
fn from_env(variables: &[(&str, &str)]) -> String {
    child::run("env::a_client_from_the_environment", &["child"], variables)
}

#[test]
fn a_client_from_the_environment() {
    if let Some([_]) = child::arguments() {
        match CliveClient::from_env() {
            Ok(client) => {
                client.list_transactions(&ListTransactions {}).expect("a list");
                client.create_checkout_intent(&checkout("EZ1")).expect("a checkout");
                println!("works: {client:?}");
            }
            Err(error) => println!("{}: {error}", error.kind()),
        }
        return;
    }
    let sandbox = sandbox();
    let url = sandbox.base_url();
    let good = [(NAMES[0], url.as_str()), (NAMES[1], API_KEY), (NAMES[2], HMAC_SECRET)];
    let text = from_env(&good);
    assert!(text.contains("works: CliveClient"), "{text}");
    assert!(!text.contains(API_KEY) && !text.contains(HMAC_SECRET), "{text}");
    assert_eq!(sandbox.ledger().commits("transactions/checkout-intent", "EZ1"), 1);

    let codes = ["BASE_URL_MISSING", "API_KEY_INVALID_LOCALLY", "HMAC_SECRET_MISSING"];
    for ((name, code), missing) in NAMES.into_iter().zip(codes).zip(0..) {
        let mut without = good.to_vec();
        without.remove(missing);
        let text = from_env(&without);
        assert!(text.contains("ConfigError: ") && text.contains(code), "{text}");
        assert!(text.contains(&format!("the environment variable {name} is not set")), "{text}");
        let mut empty = good;
        empty[missing].1 = "";
        let text = from_env(&empty);
        assert!(text.contains(&format!("the environment variable {name} is empty")) && text.contains(code), "{text}");
    }
    for (index, value, code) in [
        (0, "localhost:4390/api/v1", "BASE_URL_INVALID"),
        (0, "ftp://example.com", "BASE_URL_INVALID"),
        (0, "http://api.example.com/api/v1", "BASE_URL_INSECURE"),
        (0, "https://user:pw@example.com", "BASE_URL_INVALID"),
        (1, "key with a line\nbreak", "API_KEY_INVALID_LOCALLY"),
    ] {
        let mut wrong = good;
        wrong[index].1 = value;
        let text = from_env(&wrong);
        assert!(text.contains("ConfigError: ") && text.contains(code), "{text}");
        assert!(text.contains(NAMES[index]), "the variable is not named: {text}");
        assert!(!text.contains("pw@") && !text.contains("line\nbreak"), "{text}");
    }
    assert_eq!(sandbox.requests().len(), 2);
}

#[test]
fn a_tybrite_client_from_the_environment() {
    if let Some([_]) = child::arguments() {
        match TybriteClient::from_env() {
            Ok(client) => println!("works: {client:?}"),
            Err(error) => println!("{}: {error}", error.kind()),
        }
        return;
    }
    let run =
        |variables: &[(&str, &str)]| child::run("env::a_tybrite_client_from_the_environment", &["child"], variables);
    let names = ["TYBRITE_API_BASE_URL", "TYBRITE_API_KEY", "TYBRITE_HMAC_SECRET"];
    let good = [(names[0], "http://127.0.0.1:4391"), (names[1], "tybrite_sk_test_51f0"), (names[2], "st0re_secret")];
    let text = run(&good);
    assert!(text.contains("works: TybriteClient"), "{text}");
    assert!(!text.contains("51f0") && !text.contains("st0re"), "{text}");
    for (missing, name) in names.into_iter().enumerate() {
        let mut without = good.to_vec();
        without.remove(missing);
        let text = run(&without);
        assert!(text.contains(&format!("the environment variable {name} is not set")), "{text}");
    }
    let mut swapped = good;
    swapped[2].1 = good[1].1;
    let text = run(&swapped);
    assert!(text.contains("HMAC_SECRET_IS_API_KEY") && text.contains(names[2]) && !text.contains("51f0"), "{text}");
}
