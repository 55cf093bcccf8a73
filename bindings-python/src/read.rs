//! JSON values as Python objects: what `json.loads` would give, lone surrogates and integers of any size included.

use payseal::json::{Text, Value};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyInt, PyList, PyString};

/// The value as an object. Nesting is bounded: the core reads nothing deeper than its `MAX_DEPTH`.
pub(crate) fn object<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Value::Null => py.None().into_bound(py),
        Value::Bool(value) => PyBool::new(py, *value).to_owned().into_any(),
        Value::Number(number) => self::number(py, number.as_str())?,
        Value::String(text) => self::text(py, text)?.into_any(),
        Value::Array(items) => {
            let list = PyList::empty(py);
            for item in items {
                list.append(object(py, item)?)?;
            }
            list.into_any()
        }
        Value::Object(members) => {
            let dict = PyDict::new(py);
            for (name, value) in members.iter() {
                dict.set_item(self::text(py, name)?, object(py, value)?)?;
            }
            dict.into_any()
        }
    })
}

fn number<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    if text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        if let Ok(small) = text.parse::<i64>() {
            return Ok(PyInt::new(py, small).into_any());
        }
        // Python limits how many digits it reads; beyond, the text is kept rather than the digits lost.
        return Ok(py.get_type::<PyInt>().call1((text,)).unwrap_or_else(|_| PyString::new(py, text).into_any()));
    }
    Ok(PyFloat::new(py, text.parse().unwrap_or(f64::INFINITY)).into_any())
}

fn text<'py>(py: Python<'py>, text: &Text) -> PyResult<Bound<'py, PyString>> {
    match text.as_str() {
        Some(text) => Ok(PyString::new(py, text)),
        None => {
            let units: Vec<u8> = text.utf16().flat_map(u16::to_le_bytes).collect();
            PyString::from_encoded_object(&PyBytes::new(py, &units), Some(c"utf-16-le"), Some(c"surrogatepass"))
        }
    }
}
