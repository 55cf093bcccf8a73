//! What is known about the money, and the faults a host can report.
//!
//! [`Outcome`] is the one question a caller of a payment API has after an error: *may the partner have acted?*
//! [`Fault`] is how a host names what went wrong on the wire; the core, never the host, decides what it means.
//!
//! ```
//! use payseal::{Fault, Outcome};
//! assert_eq!(Fault::ConnectRefused.outcome(), Outcome::NotSent); // no byte of the request left this machine
//! assert_eq!(Fault::Reset.outcome(), Outcome::Unknown);          // the partner may have committed before it
//! ```

use crate::error::Code;

/// What is known about the money after a call.
///
/// The order is the order of what may have happened: [`Call`](crate::Call) keeps the greatest outcome it has seen, so
/// `Unknown` is absorbing. It speaks of one call; a key that is used again after a restart starts from nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(i32)]
pub enum Outcome {
    /// Nothing can have happened: no attempt reached the partner.
    NotSent = 1,
    /// The partner answered no.
    Refused = 2,
    /// It may have happened. Ask again with the same idempotency key, or look the payment up, before doing anything else.
    Unknown = 3,
    /// The partner answered with success.
    Ok = 4,
}

impl Outcome {
    /// Every outcome, in order of number.
    pub const ALL: [Outcome; 4] = [Self::NotSent, Self::Refused, Self::Unknown, Self::Ok];

    /// The name every language uses: `not_sent`, `refused`, `unknown`, `ok`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotSent => "not_sent",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::Ok => "ok",
        }
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What went wrong between this machine and the partner, as the host saw it. The numbers are frozen.
///
/// Name a fault before the first byte of the request only when that is certain; when in doubt say [`Fault::Other`],
/// which counts as "may have been sent". A fault on a reused connection is never one of the first five.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
pub enum Fault {
    /// The host name could not be resolved.
    Dns = 1,
    /// Nothing listens at the address, or no route leads there.
    ConnectRefused = 2,
    /// No connection within the connect time-out.
    ConnectTimeout = 3,
    /// The server's certificate is not trusted, expired, or for another name. Never retried.
    TlsCertificate = 4,
    /// The TLS handshake failed for another reason than the certificate.
    TlsHandshake = 5,
    /// Writing the request failed; a part of it may have arrived.
    WriteFailed = 6,
    /// The connection was closed or reset before a whole answer head.
    Reset = 7,
    /// No whole answer within the attempt's time-out.
    ReadTimeout = 8,
    /// The answer ended before its body was complete.
    Truncated = 9,
    /// Anything else.
    Other = 10,
}

impl Fault {
    /// Every fault, in order of number.
    pub const ALL: [Fault; 10] = [
        Self::Dns,
        Self::ConnectRefused,
        Self::ConnectTimeout,
        Self::TlsCertificate,
        Self::TlsHandshake,
        Self::WriteFailed,
        Self::Reset,
        Self::ReadTimeout,
        Self::Truncated,
        Self::Other,
    ];

    /// The name every language uses, e.g. `connect_refused`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::ConnectRefused => "connect_refused",
            Self::ConnectTimeout => "connect_timeout",
            Self::TlsCertificate => "tls_certificate",
            Self::TlsHandshake => "tls_handshake",
            Self::WriteFailed => "write_failed",
            Self::Reset => "reset",
            Self::ReadTimeout => "read_timeout",
            Self::Truncated => "truncated",
            Self::Other => "other",
        }
    }

    /// The fault of this name, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Fault> {
        Self::ALL.into_iter().find(|fault| fault.as_str() == name)
    }

    /// What one attempt that ended so leaves known: only a fault before the first byte of the request is `NotSent`.
    #[must_use]
    pub const fn outcome(self) -> Outcome {
        match self {
            Self::Dns | Self::ConnectRefused | Self::ConnectTimeout | Self::TlsCertificate | Self::TlsHandshake => {
                Outcome::NotSent
            }
            Self::WriteFailed | Self::Reset | Self::ReadTimeout | Self::Truncated | Self::Other => Outcome::Unknown,
        }
    }

    /// Whether another attempt can end differently. A certificate that is not trusted stays untrusted.
    #[must_use]
    pub const fn is_retryable(self) -> bool {
        !matches!(self, Self::TlsCertificate)
    }

    /// The row of the error table that an error of this fault carries.
    #[must_use]
    pub const fn code(self) -> Code {
        match self {
            Self::Dns => Code::DnsFailed,
            Self::ConnectRefused => Code::ConnectRefused,
            Self::ConnectTimeout => Code::ConnectTimeout,
            Self::TlsCertificate => Code::TlsCertificate,
            Self::TlsHandshake => Code::TlsHandshake,
            Self::WriteFailed => Code::WriteFailed,
            Self::Reset => Code::ConnectionReset,
            Self::ReadTimeout => Code::AttemptTimeout,
            Self::Truncated => Code::AnswerTruncated,
            Self::Other => Code::TransportFailed,
        }
    }
}
