//! Arguments, read so that no message quotes a value: what is misplaced may be a secret.

use payseal::Secret;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyByteArray, PyBytes, PyMemoryView, PyString};

use crate::guard::{Result, invalid, type_of};

/// An argument that may be `None` or absent.
pub(crate) fn optional<'a, 'py, T>(
    given: Option<&'a Bound<'py, PyAny>>,
    name: &str,
    read: impl FnOnce(&'a Bound<'py, PyAny>, &str) -> Result<T>,
) -> Result<Option<T>> {
    given.filter(|given| !given.is_none()).map(|given| read(given, name)).transpose()
}

/// Text without lone surrogates.
pub(crate) fn text(given: &Bound<'_, PyAny>, name: &str) -> Result<String> {
    let Ok(string) = given.cast::<PyString>() else {
        return Err(invalid(name, format_args!("must be a str, not {}", type_of(given))).into());
    };
    match string.to_str() {
        Ok(text) => Ok(text.to_owned()),
        Err(_) => Err(invalid(name, "holds a lone surrogate, which has no UTF-8 form").into()),
    }
}

/// A secret: text, used as its UTF-8 bytes, or bytes.
pub(crate) fn secret(given: &Bound<'_, PyAny>, name: &str) -> Result<Secret> {
    if let Ok(bytes) = given.cast::<PyBytes>() {
        return Ok(Secret::from(bytes.as_bytes().to_vec()));
    }
    if let Ok(bytes) = given.cast::<PyByteArray>() {
        return Ok(Secret::from(bytes.to_vec()));
    }
    if given.is_instance_of::<PyString>() {
        return Ok(Secret::from(text(given, name)?.into_bytes()));
    }
    Err(invalid(name, format_args!("must be a str or bytes, not {}", type_of(given))).into())
}

/// Bytes: borrowed where Python guarantees that they do not change.
pub(crate) enum Bytes<'a> {
    Borrowed(&'a [u8]),
    Owned(Vec<u8>),
}

impl Bytes<'_> {
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Borrowed(bytes) => bytes,
            Self::Owned(bytes) => bytes,
        }
    }
}

/// What is bytes in Python; `None` for anything else.
#[inline]
pub(crate) fn raw_bytes<'a>(given: &'a Bound<'_, PyAny>) -> Result<Option<Bytes<'a>>> {
    if let Ok(bytes) = given.cast::<PyBytes>() {
        return Ok(Some(Bytes::Borrowed(bytes.as_bytes())));
    }
    if let Ok(bytes) = given.cast::<PyByteArray>() {
        return Ok(Some(Bytes::Owned(bytes.to_vec())));
    }
    if given.is_instance_of::<PyMemoryView>() {
        return Ok(Some(Bytes::Owned(given.call_method0("tobytes")?.extract()?)));
    }
    Ok(None)
}

/// True or false, and nothing that is merely truthy.
pub(crate) fn flag(given: &Bound<'_, PyAny>, name: &str) -> Result<bool> {
    match given.cast::<PyBool>() {
        Ok(flag) => Ok(flag.is_true()),
        Err(_) => Err(invalid(name, format_args!("must be a bool, not {}", type_of(given))).into()),
    }
}

/// A whole number, 0 or more.
pub(crate) fn count<T: TryFrom<u64>>(given: &Bound<'_, PyAny>, name: &str) -> Result<T> {
    let number = if given.is_instance_of::<PyBool>() { None } else { given.extract::<u64>().ok() };
    match number.and_then(|number| T::try_from(number).ok()) {
        Some(number) => Ok(number),
        None => Err(invalid(name, "must be a whole number, 0 or more").into()),
    }
}
