//! `from_env`, each case in a process of its own.

use payseal::clive::ListTransactions;
use payseal::driver::CliveClient;
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
