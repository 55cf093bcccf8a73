//! Every endpoint in one table: who may call it, what it needs, and what runs.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::extract::{RawPathParams, Request, State};
use axum::routing::{MethodFilter, on};
use hyper::Method;

use super::answer::{Refusal, Reply};
use super::call::Call;
use super::keys::Access;
use super::limits::Bucket;
use super::{gate, hooks, ingest, orders, payments, reserve, system, tools};
use crate::app::App;
use crate::control;
use crate::recorder::CONTROL_PREFIX;

type Answering = Pin<Box<dyn Future<Output = Result<Reply, Refusal>> + Send>>;

/// One endpoint.
pub(crate) struct Endpoint {
    pub method: Method,
    pub path: &'static str,
    pub access: Access,
    /// What a connected app's key must have been granted.
    pub scope: Option<&'static str>,
    /// Needs `X-Timestamp`, `X-Signature` and `Idempotency-Key`.
    pub signed: bool,
    /// A limit of its own.
    pub bucket: Option<Bucket>,
    pub run: fn(Call) -> Answering,
}

impl Endpoint {
    const fn new(method: Method, path: &'static str, access: Access, run: fn(Call) -> Answering) -> Self {
        Self { method, path, access, scope: None, signed: false, bucket: None, run }
    }

    const fn signed(mut self) -> Self {
        self.signed = true;
        self
    }

    const fn scope(mut self, scope: &'static str) -> Self {
        self.scope = Some(scope);
        self
    }

    const fn limited(mut self, bucket: Bucket) -> Self {
        self.bucket = Some(bucket);
        self
    }
}

macro_rules! run {
    ($handler:path) => {
        |call| Box::pin($handler(call))
    };
}

static ENDPOINTS: [Endpoint; 26] = {
    use Access::{Any, Public, Secret, SecretTest, Store};
    const GET: Method = Method::GET;
    const POST: Method = Method::POST;
    const PATCH: Method = Method::PATCH;
    const DELETE: Method = Method::DELETE;
    [
        Endpoint::new(GET, "/", Public, run!(system::info)),
        Endpoint::new(GET, "/v1/health", Public, run!(system::health)),
        Endpoint::new(GET, "/v1/payments/methods", Any, run!(payments::methods::list)),
        // The scope list has no payments write scope, and the guide lets connected apps initialise (D26).
        Endpoint::new(POST, "/v1/payments/initialize", Secret, run!(payments::initialize::run))
            .signed()
            .limited(Bucket::Initialize),
        Endpoint::new(POST, "/v1/payments/verify", Secret, run!(payments::verify::run)).scope("payments:read"),
        Endpoint::new(POST, "/v1/orders", Secret, run!(orders::create::run)).signed().scope("orders:write"),
        Endpoint::new(GET, "/v1/orders", Secret, run!(orders::read::list)).scope("orders:read"),
        Endpoint::new(GET, "/v1/orders/{id}", Secret, run!(orders::read::get)).scope("orders:read"),
        Endpoint::new(PATCH, "/v1/orders/{id}", Secret, run!(orders::update::run)).signed().scope("orders:write"),
        Endpoint::new(POST, "/v1/checkout/reserve", Any, run!(reserve::run)).limited(Bucket::Reserve),
        Endpoint::new(POST, "/v1/ingest/products", Store, run!(ingest::products::run)).signed(),
        Endpoint::new(GET, "/v1/ingest/sample", Public, run!(ingest::public::sample)).limited(Bucket::IngestTest),
        Endpoint::new(POST, "/v1/ingest/test", Public, run!(ingest::public::test)).limited(Bucket::IngestTest),
        Endpoint::new(POST, "/v1/webhook_endpoints", Secret, run!(hooks::endpoints::create)).limited(Bucket::Webhooks),
        Endpoint::new(GET, "/v1/webhook_endpoints", Secret, run!(hooks::endpoints::list)).limited(Bucket::Webhooks),
        Endpoint::new(GET, "/v1/webhook_endpoints/{id}", Secret, run!(hooks::endpoints::get)).limited(Bucket::Webhooks),
        Endpoint::new(PATCH, "/v1/webhook_endpoints/{id}", Secret, run!(hooks::endpoints::update))
            .limited(Bucket::Webhooks),
        Endpoint::new(DELETE, "/v1/webhook_endpoints/{id}", Secret, run!(hooks::endpoints::delete))
            .limited(Bucket::Webhooks),
        Endpoint::new(POST, "/v1/webhook_endpoints/{id}/test", Secret, run!(hooks::endpoints::test))
            .limited(Bucket::Webhooks),
        Endpoint::new(GET, "/v1/webhook_events", Secret, run!(hooks::events::list)).limited(Bucket::Webhooks),
        Endpoint::new(GET, "/v1/webhook_events/{id}", Secret, run!(hooks::events::get)).limited(Bucket::Webhooks),
        Endpoint::new(POST, "/v1/webhook_events/{id}/retry", Secret, run!(hooks::events::retry))
            .limited(Bucket::Webhooks),
        Endpoint::new(POST, "/v1/sandbox/reset", SecretTest, run!(tools::reset)),
        Endpoint::new(DELETE, "/v1/sandbox/data", SecretTest, run!(tools::reset)),
        Endpoint::new(POST, "/v1/sandbox/time", SecretTest, run!(tools::advance_time)),
        Endpoint::new(POST, "/v1/sandbox/webhooks/replay", SecretTest, run!(tools::replay_webhook)),
    ]
};

/// The Tybrite listener's routes, and the control endpoints beside them.
pub(crate) fn router(app: Arc<App>) -> Router {
    let mut router = Router::new().nest(CONTROL_PREFIX, control::routes());
    for endpoint in &ENDPOINTS {
        let filter = MethodFilter::try_from(endpoint.method.clone()).unwrap_or(MethodFilter::GET);
        let handler = move |State(app): State<Arc<App>>, parameters: RawPathParams, request: Request| {
            let parameters = parameters.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            gate::serve(app, endpoint, parameters, request)
        };
        router = router.route(endpoint.path, on(filter, handler));
    }
    router
        .fallback(async || Refusal::new(404, "not_found", "There is nothing at this path"))
        .method_not_allowed_fallback(async || Refusal::of_status(405, "This path does not have this method"))
        .layer(axum::extract::DefaultBodyLimit::disable())
        .with_state(app)
}
