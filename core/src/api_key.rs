//! What an API key says of itself, read leniently: `<vendor>_<sk|pk>_<live|test>_<rest>`.
//!
//! Not a check that a key is genuine, and never a reason to refuse one that reads differently: only what the key plainly
//! says is held against what the endpoint takes. Source: Tybrite, authentication ("parse the segments, not the vendor").
//!
//! ```
//! use payseal::ApiKeyInfo;
//! let key = ApiKeyInfo::parse("acmecommerce_sk_test_51f0").unwrap();
//! assert!(key.is_secret() && key.is_test());
//! assert_eq!(key.vendor(), "acmecommerce"); // a white-label platform's own name
//! assert!(ApiKeyInfo::parse("whatever-the-partner-printed").is_none());
//! ```

/// What can be read from an API key. It holds no more of the key than the vendor's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApiKeyInfo<'a> {
    vendor: &'a str,
    secret: bool,
    test: bool,
}

impl<'a> ApiKeyInfo<'a> {
    /// Reads a key; `None` when it is not of that form. The vendor may be any text, underscores included.
    #[must_use]
    pub fn parse(key: &'a str) -> Option<Self> {
        [("_sk_live_", true, false), ("_sk_test_", true, true), ("_pk_live_", false, false), ("_pk_test_", false, true)]
            .into_iter()
            .filter_map(|(mark, secret, test)| {
                let (vendor, rest) = key.split_once(mark)?;
                (!vendor.is_empty() && !rest.is_empty()).then_some(Self { vendor, secret, test })
            })
            // The first mark counts: what follows it is opaque.
            .min_by_key(|info| info.vendor.len())
    }

    /// Whose platform it is for: `tybrite`, or a white-label platform.
    #[must_use]
    pub fn vendor(&self) -> &'a str {
        self.vendor
    }

    /// Whether it is a secret key (`sk`), for servers only.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        self.secret
    }

    /// Whether it is a publishable key (`pk`), which may stand in a browser.
    #[must_use]
    pub fn is_publishable(&self) -> bool {
        !self.secret
    }

    /// Whether it is for the sandbox.
    #[must_use]
    pub fn is_test(&self) -> bool {
        self.test
    }

    /// Whether it moves real money.
    #[must_use]
    pub fn is_live(&self) -> bool {
        !self.test
    }
}

/// Which kind of API key an endpoint takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
pub enum KeyClass {
    /// Any key.
    Any = 1,
    /// A secret key.
    Secret = 2,
    /// A secret key of the sandbox.
    SecretTest = 3,
}

impl KeyClass {
    /// Every class, in order of number.
    pub const ALL: [KeyClass; 3] = [Self::Any, Self::Secret, Self::SecretTest];

    /// What is wrong with a key for this class, if anything.
    pub(crate) fn problem(self, key: ApiKeyInfo<'_>) -> Option<&'static str> {
        match self {
            Self::Secret | Self::SecretTest if key.is_publishable() => {
                Some("it takes a secret key (…_sk_…), and this one is publishable (…_pk_…)")
            }
            Self::SecretTest if key.is_live() => {
                Some("it takes a sandbox key (…_sk_test_…), and this one is live (…_sk_live_…)")
            }
            Self::Any | Self::Secret | Self::SecretTest => None,
        }
    }
}
