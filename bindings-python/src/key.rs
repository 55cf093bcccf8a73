//! `SigningKey`: every signature of both partners, over `str` (its UTF-8) or bytes.

use payseal::error::Code;
use payseal::{Error, Secret};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::arguments::{Bytes, raw_bytes, secret};
use crate::guard::{Result, guard, invalid, type_of};

/// From this size on signing takes long enough for other threads to run meanwhile.
const RELEASE_BYTES: usize = 16 * 1024;

/// An HMAC-SHA256 key with its inner and outer state computed once. Shows nothing of itself.
#[pyclass(frozen, module = "payseal._payseal")]
pub(crate) struct SigningKey(payseal::SigningKey);

#[inline]
fn body<'a>(given: &'a Bound<'_, PyAny>, name: &str) -> Result<Bytes<'a>> {
    if let Some(bytes) = raw_bytes(given)? {
        return Ok(bytes);
    }
    if let Ok(string) = given.cast::<PyString>() {
        return match string.to_str() {
            Ok(text) => Ok(Bytes::Borrowed(text.as_bytes())),
            Err(_) => Err(invalid(name, "holds a lone surrogate, which has no UTF-8 form: give the bytes").into()),
        };
    }
    Err(invalid(name, format_args!("must be str, bytes, bytearray or memoryview, not {}", type_of(given))).into())
}

impl SigningKey {
    /// Computes over the body, without the interpreter when it is large.
    #[inline]
    fn over<T: Send>(
        &self,
        given: &Bound<'_, PyAny>,
        compute: impl FnOnce(&payseal::SigningKey, &[u8]) -> T + Send,
    ) -> Result<T> {
        let body = body(given, "body")?;
        let bytes = body.bytes();
        Ok(if bytes.len() < RELEASE_BYTES {
            compute(&self.0, bytes)
        } else {
            given.py().detach(|| compute(&self.0, bytes))
        })
    }
}

#[pymethods]
impl SigningKey {
    #[new]
    fn new(secret_: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(secret_.py(), || {
            let secret: Secret = secret(secret_, "secret")?;
            let key = payseal::SigningKey::new(secret.expose());
            Ok(Self(key.map_err(|_| Error::new(Code::HmacSecretMissing))?))
        })
    }

    /// Lowercase hex of HMAC-SHA256(secret, body): Clive's `x-clive-hmac`.
    #[pyo3(signature = (body, /))]
    fn sign_hex<'py>(&self, body: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyString>> {
        guard(body.py(), || Ok(PyString::new(body.py(), &self.over(body, |key, body| key.sign_hex(body))?)))
    }

    /// Lowercase hex of HMAC-SHA256(secret, `timestamp.body`).
    #[pyo3(signature = (timestamp, body, /))]
    fn sign_hex_timestamped<'py>(
        &self,
        timestamp: &Bound<'py, PyAny>,
        body: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyString>> {
        guard(body.py(), || {
            let timestamp = self::body(timestamp, "timestamp")?;
            let signature = self.over(body, |key, body| key.sign_hex_timestamped(timestamp.bytes(), body))?;
            Ok(PyString::new(body.py(), &signature))
        })
    }

    /// Padded base64 of HMAC-SHA256(secret, `timestamp.body`), the timestamp in Unix seconds: Tybrite's `X-Signature`.
    #[pyo3(signature = (timestamp, body, /))]
    fn sign_base64_timestamped<'py>(&self, timestamp: u64, body: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyString>> {
        guard(body.py(), || {
            let signature = self.over(body, |key, body| key.sign_base64_timestamped(timestamp, body))?;
            Ok(PyString::new(body.py(), &signature))
        })
    }

    /// URL-safe base64 without padding of HMAC-SHA256(secret, message).
    #[pyo3(signature = (message, /))]
    fn sign_base64url<'py>(&self, message: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyString>> {
        guard(message.py(), || {
            Ok(PyString::new(message.py(), &self.over(message, |key, body| key.sign_base64url(body))?))
        })
    }

    /// Whether `signature` is that of `sign_hex`, in constant time.
    #[pyo3(signature = (body, signature, /))]
    fn verify_hex(&self, body: &Bound<'_, PyAny>, signature: &Bound<'_, PyAny>) -> PyResult<bool> {
        guard(body.py(), || {
            let received = received(signature)?;
            self.over(body, |key, body| key.verify_hex(body, received.bytes()))
        })
    }

    /// Whether `signature` is that of `sign_hex_timestamped`, in constant time.
    #[pyo3(signature = (timestamp, body, signature, /))]
    fn verify_hex_timestamped(
        &self,
        timestamp: &Bound<'_, PyAny>,
        body: &Bound<'_, PyAny>,
        signature: &Bound<'_, PyAny>,
    ) -> PyResult<bool> {
        guard(body.py(), || {
            let (timestamp, received) = (received(timestamp)?, received(signature)?);
            self.over(body, |key, body| key.verify_hex_timestamped(timestamp.bytes(), body, received.bytes()))
        })
    }

    /// Whether `signature` is that of `sign_base64_timestamped`, in constant time; the timestamp as it was received.
    #[pyo3(signature = (timestamp, body, signature, /))]
    fn verify_base64_timestamped(
        &self,
        timestamp: &Bound<'_, PyAny>,
        body: &Bound<'_, PyAny>,
        signature: &Bound<'_, PyAny>,
    ) -> PyResult<bool> {
        guard(body.py(), || {
            let (timestamp, received) = (received(timestamp)?, received(signature)?);
            self.over(body, |key, body| key.verify_base64_timestamped(timestamp.bytes(), body, received.bytes()))
        })
    }

    fn __repr__(&self) -> &'static str {
        "SigningKey([REDACTED])"
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err("SigningKey cannot be pickled or copied: it holds a secret"))
    }
}

/// What somebody sent: text that has no UTF-8 form matches nothing.
fn received<'a>(given: &'a Bound<'_, PyAny>) -> Result<Bytes<'a>> {
    match given.cast::<PyString>() {
        Ok(string) if string.to_str().is_err() => Ok(Bytes::Borrowed(b"")),
        _ => body(given, "signature"),
    }
}
