//! Certificate authorities and servers that speak TLS, for the tests.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::support::{Received, Server, receive};

/// An authority that nobody trusts until its PEM is given.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

/// What a server shows.
pub enum Shown {
    Valid,
    Expired,
    ForAnotherHost,
}

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("parameters");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("a certificate"))
    }

    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// A server's configuration with a certificate of this authority.
    pub fn server(&self, shown: &Shown) -> Arc<ServerConfig> {
        let names = match shown {
            Shown::ForAnotherHost => vec!["other.example".to_owned()],
            Shown::Valid | Shown::Expired => {
                vec!["127.0.0.1".to_owned(), "localhost".to_owned(), "partner.test".to_owned()]
            }
        };
        let mut params = CertificateParams::new(names).expect("parameters");
        if let Shown::Expired = shown {
            (params.not_before, params.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2020, 2, 1));
        }
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.0).expect("a certificate");
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .expect("a certificate and its key");
        Arc::new(config)
    }
}

/// A connection that speaks TLS.
pub type TlsStream = StreamOwned<ServerConnection, TcpStream>;

pub fn accept(config: &Arc<ServerConfig>, stream: TcpStream) -> TlsStream {
    StreamOwned::new(ServerConnection::new(Arc::clone(config)).expect("a connection"), stream)
}

/// Reads requests and answers each with the same bytes, until the client goes.
pub fn serve(stream: &mut (impl Read + Write), bytes: &str, seen: impl Fn(Received)) {
    while let Some(request) = receive(stream) {
        seen(request);
        if stream.write_all(bytes.as_bytes()).and_then(|()| stream.flush()).is_err() {
            return;
        }
    }
}

/// A server that answers every request over TLS.
pub fn tls_server(config: Arc<ServerConfig>, bytes: String) -> Server {
    Server::start(move |stream, _| serve(&mut accept(&config, stream), &bytes, |_| {}))
}
