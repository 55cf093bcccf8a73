//! What every partner's client has: it is made from a builder or the environment, sends typed requests, intents and raw
//! requests. Not for the operations themselves: their methods stand with their descriptions.

/// The client type of a partner: how it is made, and the methods that all of them have.
macro_rules! client {
    ($client:ident, $partner:expr, $from_env:literal) => {
        $crate::driver::client::methods! { $client }

        impl $client {
            /// Starts a client.
            #[must_use]
            pub fn builder() -> $crate::driver::ClientBuilder<Self> {
                $crate::driver::ClientBuilder::new(&$partner, Self)
            }

            #[doc = $from_env]
            ///
            /// # Errors
            /// A `ConfigError` that names the variable which is missing, empty or wrong.
            pub fn from_env() -> Result<Self, $crate::Error> {
                Self::builder_from_env()?.build()
            }

            /// A builder that holds what [`from_env`](Self::from_env) reads, for programs that set more than that.
            ///
            /// # Errors
            /// A `ConfigError` that names the variable which is missing or empty.
            pub fn builder_from_env() -> Result<$crate::driver::ClientBuilder<Self>, $crate::Error> {
                $crate::driver::ClientBuilder::from_env(&$partner, Self)
            }
        }
    };
}

/// The methods that every client has.
macro_rules! methods {
    ($client:ident) => {
        impl $client {
            /// Sends a typed request with options of its own.
            ///
            /// # Errors
            /// [`Error`](crate::Error): its `outcome()` says what is known about the money.
            pub fn send<R: $crate::partners::model::Request>(
                &self,
                request: &R,
                options: &$crate::driver::RequestOptions,
            ) -> Result<$crate::Answer<R::Response>, $crate::Error> {
                let intent = $crate::Intent::new(&self.0.config, request, options.idempotency_key.as_deref())?;
                self.send_intent(intent, options).map($crate::Answer::typed)
            }

            /// The intent of a typed request: checked, and with its key fixed, but not sent. Its idempotency key and its
            /// [`record`](crate::Intent::record) are what to write down before [`send_intent`](Self::send_intent).
            ///
            /// # Errors
            /// A `ValidationError` that names the field.
            pub fn intent<R: $crate::partners::model::Request>(
                &self,
                request: &R,
                idempotency_key: Option<&str>,
            ) -> Result<$crate::Intent, $crate::Error> {
                self.0.keyed($crate::Intent::new(&self.0.config, request, idempotency_key)?)
            }

            /// The same intent with its idempotency key fixed: drawn now, unless it follows from the request. For hosts whose
            /// input is JSON text, which write the key down before [`send_intent`](Self::send_intent).
            ///
            /// # Errors
            /// `ENTROPY_UNAVAILABLE` when the system gives no random bytes.
            pub fn with_key_fixed(&self, intent: $crate::Intent) -> Result<$crate::Intent, $crate::Error> {
                self.0.keyed(intent)
            }

            /// Sends an intent. The key in `options` is not looked at: the intent has its own.
            ///
            /// # Errors
            /// [`Error`](crate::Error): its `outcome()` says what is known about the money.
            pub fn send_intent(
                &self,
                intent: $crate::Intent,
                options: &$crate::driver::RequestOptions,
            ) -> Result<$crate::Answer, $crate::Error> {
                self.0.send(intent, options)
            }

            /// Calls an endpoint that this version does not describe. Without an idempotency key it is sent once.
            ///
            /// # Errors
            /// [`Error`](crate::Error): its `outcome()` says what is known about the money.
            pub fn raw_request(
                &self,
                request: &$crate::RawRequest<'_>,
                options: &$crate::driver::RequestOptions,
            ) -> Result<$crate::Answer, $crate::Error> {
                self.0.send($crate::Intent::raw(&self.0.config, request)?, options)
            }

            /// The configuration of this client.
            #[must_use]
            pub fn config(&self) -> &std::sync::Arc<$crate::Config> {
                &self.0.config
            }

            /// Which certificate authorities it trusts.
            #[must_use]
            pub fn tls_roots(&self) -> $crate::driver::TlsRoots {
                self.0.tls_roots
            }
        }

        impl std::fmt::Debug for $client {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($client)).field("config", &self.0.config).finish_non_exhaustive()
            }
        }
    };
}

pub(super) use {client, methods};
