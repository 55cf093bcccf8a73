//! The body of a request: bytes that are written or taken over once and then only lent, by every attempt.
//!
//! ```
//! use payseal::Body;
//! let csv = Body::from("sku,name\nA,B\n");
//! let again = csv.clone(); // the same bytes, not a copy
//! assert_eq!(again.as_ptr(), csv.as_ptr());
//! ```

use std::ops::Deref;
use std::sync::Arc;

/// The exact bytes of a body. A body that a caller gave is shared by its clones; one that was written here is owned.
#[derive(Clone, Default)]
pub struct Body(Bytes);

#[derive(Clone)]
enum Bytes {
    Owned(Vec<u8>),
    Shared(Arc<Vec<u8>>),
}

impl Default for Bytes {
    fn default() -> Self {
        Self::Owned(Vec::new())
    }
}

impl Body {
    /// A body that one request holds alone: a clone would copy it.
    pub(crate) fn owned(bytes: Vec<u8>) -> Self {
        Self(Bytes::Owned(bytes))
    }
}

impl Deref for Body {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.0 {
            Bytes::Owned(bytes) => bytes,
            Bytes::Shared(bytes) => bytes,
        }
    }
}

impl AsRef<[u8]> for Body {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

/// Takes the bytes over without copying them.
impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Bytes::Shared(Arc::new(bytes)))
    }
}

/// Takes the text over without copying it.
impl From<String> for Body {
    fn from(text: String) -> Self {
        Self::from(text.into_bytes())
    }
}

/// Copies the text once.
impl From<&str> for Body {
    fn from(text: &str) -> Self {
        Self::from(text.as_bytes().to_vec())
    }
}

/// Shares the bytes with their other owners.
impl From<Arc<Vec<u8>>> for Body {
    fn from(bytes: Arc<Vec<u8>>) -> Self {
        Self(Bytes::Shared(bytes))
    }
}

impl PartialEq for Body {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Body {}

/// The length alone: a body holds a buyer's data.
impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Body({} bytes)", self.len())
    }
}
