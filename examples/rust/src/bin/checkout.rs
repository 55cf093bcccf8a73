//! A checkout as a merchant's backend makes it: write down what identifies it, send, write down the answer.
//!
//! Run it against the sandbox: `cargo run -p payseal-sandbox`, then
//! `CLIVE_API_BASE_URL=http://127.0.0.1:4390/api/v1 CLIVE_API_KEY=cp_test_partner_sandbox CLIVE_HMAC_SECRET=test_hmac_secret \
//!  cargo run -p payseal-examples --bin checkout -- EZ12345 750.00`

use payseal::clive::CreateCheckoutIntent;
use payseal::driver::{CliveClient, RequestOptions};
use payseal::{Error, Outcome};

fn main() -> Result<(), Error> {
    let mut arguments = std::env::args().skip(1);
    let reference = arguments.next().unwrap_or_else(|| "EZ12345".into());
    let amount = arguments.next().unwrap_or_else(|| "750.00".into());

    let client = CliveClient::from_env()?;
    let request = CreateCheckoutIntent {
        partner_id: "ECHEZONA001".into(),
        client_id: "AIRPEACE001".into(),
        amount: amount.parse().map_err(Error::from)?,
        currency: "USD".into(),
        email: "buyer@example.com".into(),
        echezona_reference: reference,
        statement_descriptor_suffix: Some("AIRPEACE".into()),
        meta: None,
    };

    // Before the first byte leaves: after a crash this record tells how to ask again.
    let intent = client.intent(&request, None)?;
    println!("to persist now:   {}", intent.record().to_value());

    match client.send_intent(intent, &RequestOptions::new()) {
        Ok(answer) => {
            println!("to persist then:  {}", answer.record().to_value());
            println!("{} attempt(s), replayed: {}", answer.attempts(), answer.replayed());
            Ok(())
        }
        Err(error) => {
            match error.outcome() {
                Outcome::Unknown => println!("it may have happened; ask again under {:?}", error.idempotency_key()),
                outcome => println!("nothing was charged ({outcome})"),
            }
            Err(error)
        }
    }
}
