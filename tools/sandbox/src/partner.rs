//! Which partner a listener speaks for, and how that partner words a refusal that no endpoint made.

use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use crate::answer::ApiError;
use crate::tybrite::answer::Refusal;

/// The partner whose API a listener speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartnerApi {
    /// The Clive partner API.
    Clive,
    /// The Tybrite commerce API.
    Tybrite,
}

impl PartnerApi {
    /// `clive` or `tybrite`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clive => "clive",
            Self::Tybrite => "tybrite",
        }
    }

    /// A refusal in the partner's envelope. `code` is Clive's; Tybrite has one code for each status.
    pub(crate) fn refusal(self, status: u16, code: &'static str, message: impl Into<String>) -> Response {
        match self {
            Self::Clive => ApiError::new(status, code, message).into_response(),
            Self::Tybrite => Refusal::of_status(status, message).into_response(),
        }
    }

    /// What the parts that both partners share refuse with.
    pub(crate) fn word(self, error: ApiError) -> Response {
        match self {
            Self::Clive => error.into_response(),
            Self::Tybrite => Refusal::from(error).into_response(),
        }
    }
}
