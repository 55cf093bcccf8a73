//! What was signed, and how it should have been: the data that the search starts from.

/// What was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Subject {
    /// A webhook of Clive: `X-Clive-Signature`, hex of the body.
    CliveWebhook,
    /// A webhook of Tybrite: `X-Tybrite-Signature: t=…,v1=…`, hex of `t.body`.
    TybriteWebhook,
    /// A request to Clive: `x-clive-hmac`, lowercase hex of the body.
    CliveRequest,
    /// A request to Tybrite: `X-Signature`, base64 of `X-Timestamp.body`.
    TybriteRequest,
}

/// Where the time that is signed stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stamp {
    /// No time is signed.
    None,
    /// `t=` in the signature header.
    InSignature,
    /// A header of its own.
    Header(&'static str),
}

/// How the 32 bytes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Hex of either case.
    AnyHex,
    /// Lowercase hex only.
    LowerHex,
    /// The standard alphabet with padding.
    Base64,
}

impl Subject {
    /// Every subject.
    pub const ALL: &'static [Self] =
        &[Self::CliveWebhook, Self::TybriteWebhook, Self::CliveRequest, Self::TybriteRequest];

    /// The subject of this name, e.g. `clive_webhook`.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|subject| subject.name() == name)
    }

    /// What the headers say was signed: the first subject whose signature header is among them.
    ///
    /// ```
    /// use payseal::explain::Subject;
    /// assert_eq!(Subject::of_headers(&[("x-clive-SIGNATURE", "")]), Some(Subject::CliveWebhook));
    /// assert_eq!(Subject::of_headers(&[("x-timestamp", "1")]), None);
    /// ```
    #[must_use]
    pub fn of_headers<N: AsRef<[u8]>, V>(headers: &[(N, V)]) -> Option<Self> {
        let is_there = |subject: &&Self| {
            headers.iter().any(|(name, _)| name.as_ref().eq_ignore_ascii_case(subject.header().as_bytes()))
        };
        Self::ALL.iter().find(is_there).copied()
    }

    /// The name every language uses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CliveWebhook => "clive_webhook",
            Self::TybriteWebhook => "tybrite_webhook",
            Self::CliveRequest => "clive_request",
            Self::TybriteRequest => "tybrite_request",
        }
    }

    /// The header that carries the signature.
    #[must_use]
    pub const fn header(self) -> &'static str {
        match self {
            Self::CliveWebhook => "X-Clive-Signature",
            Self::TybriteWebhook => "X-Tybrite-Signature",
            Self::CliveRequest => "x-clive-hmac",
            Self::TybriteRequest => "X-Signature",
        }
    }

    pub(super) const fn stamp(self) -> Stamp {
        match self {
            Self::CliveWebhook | Self::CliveRequest => Stamp::None,
            Self::TybriteWebhook => Stamp::InSignature,
            Self::TybriteRequest => Stamp::Header("X-Timestamp"),
        }
    }

    pub(super) const fn encoding(self) -> Encoding {
        match self {
            Self::CliveWebhook | Self::TybriteWebhook => Encoding::AnyHex,
            Self::CliveRequest => Encoding::LowerHex,
            Self::TybriteRequest => Encoding::Base64,
        }
    }
}
