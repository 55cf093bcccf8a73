//! From what ureq reports to the frozen table of faults. The stage decides where the error alone does not: before the
//! first byte of the request nothing can have happened, afterwards everything can.

use std::io::ErrorKind;

use ureq::Error;

use super::attempt::Stage;
use crate::outcome::Fault;

/// The fault of an attempt that ended with `error` at `stage`.
pub(super) fn of(error: &Error, stage: Stage) -> Fault {
    match stage {
        Stage::Sent => after_sent(error),
        Stage::Resolving => Fault::Dns,
        Stage::Connecting | Stage::Tunnelling | Stage::Handshaking => before_sent(error, stage),
    }
}

fn before_sent(error: &Error, stage: Stage) -> Fault {
    if let Some(tls) = tls_error(error) {
        return match tls {
            rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented => Fault::TlsCertificate,
            _ => Fault::TlsHandshake,
        };
    }
    match error {
        Error::Timeout(_) => Fault::ConnectTimeout,
        Error::HostNotFound => Fault::Dns,
        Error::Io(io) if io.kind() == ErrorKind::TimedOut => Fault::ConnectTimeout,
        Error::ConnectProxyFailed(_) => Fault::ConnectRefused,
        _ if stage == Stage::Handshaking => Fault::TlsHandshake,
        _ => Fault::ConnectRefused,
    }
}

fn after_sent(error: &Error) -> Fault {
    match error {
        Error::Timeout(_) => Fault::ReadTimeout,
        Error::Io(io) if matches!(io.kind(), ErrorKind::BrokenPipe | ErrorKind::WriteZero) => Fault::WriteFailed,
        Error::Io(_) => Fault::Reset,
        _ => Fault::Other,
    }
}

/// A rustls error arrives by itself, or inside an I/O error when it came up in the handshake.
fn tls_error(error: &Error) -> Option<&rustls::Error> {
    match error {
        Error::Rustls(tls) => Some(tls),
        Error::Io(io) => io.get_ref()?.downcast_ref::<rustls::Error>(),
        _ => None,
    }
}
