//! The headers of a delivery, whatever a framework calls headers: a mapping (Flask, Django, Starlette, `http.client`), pairs
//! of text or of bytes (ASGI), or the `environ` of WSGI, whose names are `HTTP_X_CLIVE_SIGNATURE`.

use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyDict, PyList, PyString, PyTuple};

use crate::guard::{Result, invalid, type_of};

/// Names and values as bytes; only those whose name is `wanted`.
pub(crate) fn pairs(given: &Bound<'_, PyAny>, wanted: impl Fn(&str) -> bool) -> Result<Vec<(String, Vec<u8>)>> {
    let mut found = Vec::new();
    if let Ok(dict) = given.cast_exact::<PyDict>() {
        for (name, value) in dict {
            take(&mut found, &name, &value, &wanted)?;
        }
        return Ok(found);
    }
    let items = if given.hasattr("items")? { given.call_method0("items")? } else { given.clone() };
    let unusable = || {
        let is = type_of(given);
        invalid("headers", format_args!("must be the headers of a request, a mapping or a list of pairs, not {is}"))
    };
    if items.is_instance_of::<PyString>() || items.is_instance_of::<PyBytes>() {
        return Err(unusable().into());
    }
    for item in items.try_iter().map_err(|_| unusable())? {
        let (name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item?.extract().map_err(|_| unusable())?;
        take(&mut found, &name, &value, &wanted)?;
    }
    Ok(found)
}

fn take(
    found: &mut Vec<(String, Vec<u8>)>,
    name: &Bound<'_, PyAny>,
    value: &Bound<'_, PyAny>,
    wanted: impl Fn(&str) -> bool,
) -> Result<()> {
    let name = match name.cast::<PyString>() {
        Ok(text) => text.to_str().unwrap_or_default().to_owned(),
        Err(_) => String::from_utf8_lossy(&octets(name).unwrap_or_default()).into_owned(),
    };
    // WSGI's form: no header has an underscore there, because servers drop or replace those that do.
    let name = name.strip_prefix("HTTP_").map_or_else(|| name.clone(), |rest| rest.replace('_', "-"));
    if !wanted(&name) || value.is_none() {
        return Ok(());
    }
    if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
        for each in value.try_iter()? {
            let each = each?;
            found.push((name.clone(), octets(&each).ok_or_else(|| odd(&name, &each))?));
        }
    } else {
        let value = octets(value).ok_or_else(|| odd(&name, value))?;
        found.push((name, value));
    }
    Ok(())
}

fn odd(name: &str, value: &Bound<'_, PyAny>) -> payseal::Error {
    invalid("headers", format_args!("{name} must be text or bytes, not {}", type_of(value)))
}

/// The bytes of a value. Frameworks show each byte as one character (Latin-1); text beyond that came from no wire.
fn octets(value: &Bound<'_, PyAny>) -> Option<Vec<u8>> {
    if let Ok(bytes) = value.cast::<PyBytes>() {
        return Some(bytes.as_bytes().to_vec());
    }
    if let Ok(bytes) = value.cast::<PyByteArray>() {
        return Some(bytes.to_vec());
    }
    let text = value.cast::<PyString>().ok()?;
    let text = text.to_str().unwrap_or("\u{fffd}");
    let latin1: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(c).ok()).collect();
    Some(latin1.unwrap_or_else(|| text.as_bytes().to_vec()))
}
