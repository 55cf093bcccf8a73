//! The certificates that the TLS listeners show, good and bad, made anew at each start.
//!
//! Not here: the handshake (`socket.rs`).

use std::fmt::Display;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::socket::Wire;

/// What a TLS listener shows to those who connect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsMode {
    /// A valid certificate for this address, `127.0.0.1` and `localhost`, of the sandbox's authority.
    Good,
    /// The same, but it ended in February 2020.
    Expired,
    /// The same, but for `wrong-host.example`.
    WrongHost,
    /// A valid one of an authority that is shown to nobody.
    UnknownCa,
    /// A server that speaks TLS 1.1 and nothing newer.
    Tls11,
}

impl TlsMode {
    /// Every mode.
    pub const ALL: [Self; 5] = [Self::Good, Self::Expired, Self::WrongHost, Self::UnknownCa, Self::Tls11];

    /// As the command line writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Expired => "expired",
            Self::WrongHost => "wrong-host",
            Self::UnknownCa => "unknown-ca",
            Self::Tls11 => "tls1.1",
        }
    }
}

/// One TLS listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TlsListener {
    /// What it shows.
    pub mode: TlsMode,
    /// Its port; 0 takes a free one.
    pub port: u16,
}

impl FromStr for TlsListener {
    type Err = String;

    /// `expired`, `good:4443`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (name, port) = text.split_once(':').unwrap_or((text, "0"));
        let mode = TlsMode::ALL.into_iter().find(|mode| mode.as_str() == name);
        let modes = TlsMode::ALL.map(TlsMode::as_str).join(", ");
        let mode = mode.ok_or_else(|| format!("there is no mode {name:?}; there are {modes}"))?;
        let port = port.parse().map_err(|_| format!("{port:?} is not a port; write for example {name}:4443"))?;
        Ok(Self { mode, port })
    }
}

/// What can be looked up about the TLS listeners.
pub(crate) struct TlsShown {
    pub ca_pem: String,
    /// Clive's.
    pub listeners: Vec<(TlsMode, SocketAddr)>,
    /// Tybrite's, in the same order.
    pub tybrite: Vec<(TlsMode, SocketAddr)>,
}

/// The authority to trust, and the one not to.
pub(crate) struct Authority {
    host: IpAddr,
    known: CertifiedIssuer<'static, KeyPair>,
    unknown: CertifiedIssuer<'static, KeyPair>,
}

impl Authority {
    pub(crate) fn new(host: IpAddr) -> io::Result<Self> {
        Ok(Self { host, known: authority("payseal sandbox")?, unknown: authority("payseal sandbox, unknown")? })
    }

    pub(crate) fn pem(&self) -> String {
        self.known.pem()
    }

    /// What a listener of this mode speaks.
    pub(crate) fn wire(&self, mode: TlsMode) -> io::Result<Wire> {
        let issuer = match mode {
            TlsMode::Tls11 => return Ok(Wire::Tls11),
            TlsMode::UnknownCa => &self.unknown,
            TlsMode::Good | TlsMode::Expired | TlsMode::WrongHost => &self.known,
        };
        let names = match mode {
            TlsMode::WrongHost => vec!["wrong-host.example".to_owned()],
            _ => vec!["127.0.0.1".to_owned(), "localhost".to_owned(), self.host.to_string()],
        };
        let mut params = CertificateParams::new(names).map_err(failed)?;
        params.distinguished_name.push(DnType::CommonName, mode.as_str());
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        (params.not_before, params.not_after) = match mode {
            TlsMode::Expired => (date_time_ymd(2020, 1, 1), date_time_ymd(2020, 2, 1)),
            _ => (date_time_ymd(2025, 1, 1), date_time_ymd(2045, 1, 1)),
        };
        let key = KeyPair::generate().map_err(failed)?;
        let certificate = params.signed_by(&key, issuer).map_err(failed)?;
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(failed)?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .map_err(failed)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Wire::Tls(TlsAcceptor::from(Arc::new(config))))
    }
}

fn authority(name: &str) -> io::Result<CertifiedIssuer<'static, KeyPair>> {
    let mut params = CertificateParams::new(Vec::new()).map_err(failed)?;
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    (params.not_before, params.not_after) = (date_time_ymd(2025, 1, 1), date_time_ymd(2045, 1, 1));
    CertifiedIssuer::self_signed(params, KeyPair::generate().map_err(failed)?).map_err(failed)
}

fn failed(error: impl Display) -> io::Error {
    io::Error::other(format!("cannot make certificates: {error}"))
}
