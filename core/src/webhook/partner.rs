//! Which partner sends, and how it signs: the data that the verifier reads.

/// A partner that sends webhooks.
///
/// ```
/// use payseal::webhook::WebhookPartner;
/// assert_eq!(WebhookPartner::by_name("clive"), Some(WebhookPartner::Clive));
/// assert_eq!(WebhookPartner::Clive.header(), "X-Clive-Signature");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WebhookPartner {
    /// `X-Clive-Signature: <hex of the body>` (Clive, Webhooks). The encoding is not stated there: lowercase hex is expected, upper case
    /// and a `sha256=` prefix are tolerated.
    Clive,
    /// `X-Tybrite-Signature: t=<Unix seconds>,v1=<hex of t.body>` (Tybrite, Webhooks, signature).
    Tybrite,
}

impl WebhookPartner {
    /// Every partner that sends webhooks.
    pub const ALL: &'static [Self] = &[Self::Clive, Self::Tybrite];

    /// The partner of this name, e.g. `clive`.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|partner| partner.name() == name)
    }

    /// The name in lower case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Clive => "clive",
            Self::Tybrite => "tybrite",
        }
    }

    /// The name for people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Clive => "Clive",
            Self::Tybrite => "Tybrite",
        }
    }

    /// The header that carries the signature, as the partner writes it.
    #[must_use]
    pub const fn header(self) -> &'static str {
        match self {
            Self::Clive => "X-Clive-Signature",
            Self::Tybrite => "X-Tybrite-Signature",
        }
    }

    /// Whether the signature covers a time, so that an old delivery can be told from a new one.
    #[must_use]
    pub const fn has_timestamp(self) -> bool {
        matches!(self, Self::Tybrite)
    }
}

impl std::fmt::Display for WebhookPartner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.title())
    }
}
