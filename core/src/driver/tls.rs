//! Which certificate authorities are trusted: the platform's; the bundled ones where the platform has none; and the
//! caller's own besides.

use std::sync::Arc;

use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem};

use crate::error::{Code, Error};

/// Which certificate authorities a client trusts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TlsRoots {
    /// Those of the operating system.
    Platform,
    /// Those bundled with this crate (Mozilla's), because the system has none. The client says so in a warning.
    Bundled,
    /// Those of the operating system and the extra ones that were given.
    PlatformAndExtra,
    /// Only the extra ones that were given, because the system has none. The client says so in a warning.
    ExtraOnly,
}

/// The TLS settings of a client, and what it trusts.
pub(super) fn config(extra_ca_pem: Option<&[u8]>) -> Result<(TlsConfig, TlsRoots), Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let (roots, which) = match extra_ca_pem {
        Some(pem) => with_extra(pem)?,
        None if rustls_platform_verifier::Verifier::new(Arc::clone(&provider)).is_ok() => {
            (RootCerts::PlatformVerifier, TlsRoots::Platform)
        }
        None => {
            tracing::warn!(target: "payseal", "this system has no CA certificates; the bundled ones are used");
            (RootCerts::WebPki, TlsRoots::Bundled)
        }
    };
    let tls = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(provider)
        .root_certs(roots)
        .build();
    Ok((tls, which))
}

fn with_extra(pem: &[u8]) -> Result<(RootCerts, TlsRoots), Error> {
    let mut certificates = Vec::new();
    for item in parse_pem(pem) {
        match item {
            Ok(PemItem::Certificate(certificate)) => certificates.push(certificate),
            Ok(_) => {}
            Err(_) => return Err(Error::because(Code::TlsRootsUnreadable, "the PEM text is malformed")),
        }
    }
    if certificates.is_empty() {
        return Err(Error::because(Code::TlsRootsUnreadable, "there is no certificate in the PEM text"));
    }
    let system = rustls_native_certs::load_native_certs().certs;
    let which = if system.is_empty() {
        tracing::warn!(target: "payseal", "this system has no CA certificates; only the extra ones are trusted");
        TlsRoots::ExtraOnly
    } else {
        TlsRoots::PlatformAndExtra
    };
    certificates.extend(system.iter().map(|der| Certificate::from_der(der).to_owned()));
    Ok((RootCerts::new_with_certs(&certificates), which))
}
