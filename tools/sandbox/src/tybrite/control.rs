//! The control endpoints under `/_sandbox/tybrite`: play the shopper, look at webhooks and hurry them, switch limits on.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::{Value, json};

use super::hooks::deliver::send_due;
use super::payments::model::{PaymentStatus, UnknownPayment};
use super::payments::progress;
use super::switches::Switches;
use crate::answer::{Answer, ApiError};
use crate::app::App;
use crate::control::{done, parse};
use crate::sync::lock;

/// The endpoints, without `/_sandbox/tybrite`.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/pay", post(pay))
        .route("/webhooks", get(webhooks))
        .route("/webhooks/hurry", post(hurry))
        .route("/switches", get(switches).post(switch))
}

type Shared = State<Arc<App>>;

/// Moves a payment on, and begins the webhooks that follow. Must be called on the sandbox's runtime.
pub(crate) fn settle(
    app: &Arc<App>,
    reference: &str,
    status: PaymentStatus,
    result_code: Option<Value>,
) -> Result<(), UnknownPayment> {
    let now_ms = app.clock.now_ms();
    let settled = progress::settle(&mut lock(&app.tybrite.books), reference, status, result_code, now_ms);
    send_due(app);
    settled.map(drop)
}

async fn pay(State(app): Shared, body: Bytes) -> Result<Answer, ApiError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Pay {
        reference: String,
        #[serde(default = "paid")]
        status: PaymentStatus,
        /// M-Pesa's `result_code`, a string or an integer.
        result_code: Option<Value>,
    }
    fn paid() -> PaymentStatus {
        PaymentStatus::Paid
    }
    let pay: Pay = parse(&body)?;
    settle(&app, &pay.reference, pay.status, pay.result_code)
        .map_err(|error| ApiError::field("reference", error.to_string()))?;
    Ok(done())
}

async fn webhooks(State(app): Shared) -> Answer {
    Answer::ok(&json!({ "items": app.tybrite.sent() }))
}

async fn hurry(State(app): Shared) -> Answer {
    app.tybrite.hurry();
    done()
}

async fn switches(State(app): Shared) -> Answer {
    Answer::ok(&*lock(&app.tybrite.switches))
}

/// What is left out stays as it is.
async fn switch(State(app): Shared, body: Bytes) -> Result<Answer, ApiError> {
    let asked: Value = parse(&body)?;
    // Checked as a whole first: a name that is wrong must not be lost in the merge.
    parse::<Switches>(&body)?;
    let switches = &mut *lock(&app.tybrite.switches);
    let mut merged = serde_json::to_value(&*switches).map_err(ApiError::internal)?;
    if let (Value::Object(merged), Value::Object(asked)) = (&mut merged, asked) {
        merged.extend(asked);
    }
    *switches = serde_json::from_value(merged).map_err(ApiError::internal)?;
    Ok(Answer::ok(&*switches))
}
