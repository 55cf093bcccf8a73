//! Python values as the canonical body of a request: one intent has the same bytes from every language.
//!
//! Nothing is checked here that the core can check: this file only says what a Python value is in JSON. A value that has
//! no JSON form is refused by name. Arguments of text are taken as `str` objects, never as UTF-8: a `str` may hold lone
//! surrogates, which JSON carries as escapes.

use payseal::amount::AmountError;
use payseal::json::{MAX_DEPTH, Number, Object, Text, Value, WriteError, Writer};
use payseal::operation::{FieldKind, Operation, Place};
use payseal::{Amount, Body, Error};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyInt, PyIterator, PyList, PyMapping, PyString, PyTuple, PyType};

use crate::arguments::raw_bytes;
use crate::guard::{Failure, Result, type_of};

/// A body of the documented size fits without growing.
const BODY_CAPACITY: usize = 320;
/// So many names of a path are shown; the rest of a deep one says nothing more.
const SHOWN_NAMES: usize = 12;

/// The fields of an operation, given in its order; `None` is an absent field.
pub(crate) fn body(operation: &Operation, values: &Bound<'_, PyTuple>) -> Result<Vec<u8>> {
    let mut writer = Writer::with_capacity(BODY_CAPACITY);
    writer.begin_object();
    for (field, given) in operation.request.fields.iter().zip(values.iter_borrowed()) {
        if given.is_none() || field.place == Place::Payload {
            continue;
        }
        writer.field(field.name);
        if field.kind == FieldKind::Text
            && let Ok(text) = given.cast::<PyString>()
        {
            match text.to_str() {
                Ok(text) => writer.string(text),
                Err(_) => writer.utf16(units(&text)?.into_iter()),
            }
        } else if field.kind == FieldKind::Amount
            && let Some(amount) = amount(&given)
        {
            writer.amount(&amount.map_err(|error| Error::validation(&[(field.name, error.to_string())]))?);
        } else {
            let value = value(&given, 1).map_err(|refused| refused.into_failure(field.name))?;
            writer.value(&value).map_err(|error| unwritable(field.name, &error))?;
        }
    }
    writer.end_object();
    Ok(writer.finish())
}

/// The document that is the body of an operation, if it takes one: bytes, or text in UTF-8. They are copied once: what is
/// signed and what is sent must be the same, whatever the caller does with theirs meanwhile.
pub(crate) fn document(operation: &Operation, values: &Bound<'_, PyTuple>) -> Result<Option<Body>> {
    for (field, given) in operation.request.fields.iter().zip(values.iter_borrowed()) {
        if field.place != Place::Payload || given.is_none() {
            continue;
        }
        let refused = |why: String| Failure::Core(Error::validation(&[(field.name, why)]));
        if let Some(bytes) = raw_bytes(&given)? {
            return Ok(Some(Body::from(bytes.bytes().to_vec())));
        }
        let Ok(string) = given.cast::<PyString>() else {
            let is = type_of(&given);
            return Err(refused(format!(
                "Expected the document's own bytes or text, received {is}: write it yourself"
            )));
        };
        let text =
            string.to_str().map_err(|_| refused("Holds a lone surrogate, which has no UTF-8 form".to_owned()))?;
        return Ok(Some(Body::from(text)));
    }
    Ok(None)
}

/// Any value, as the body of a raw request.
pub(crate) fn json(given: &Bound<'_, PyAny>) -> Result<Vec<u8>> {
    let mut writer = Writer::with_capacity(BODY_CAPACITY);
    let value = value(given, 0).map_err(|refused| refused.into_failure("body"))?;
    writer.value(&value).map_err(|error| unwritable("body", &error))?;
    Ok(writer.finish())
}

/// Any value.
pub(crate) fn tree(given: &Bound<'_, PyAny>) -> Result<Value> {
    value(given, 0).map_err(|refused| refused.into_failure("value"))
}

fn unwritable(field: &str, error: &WriteError) -> Error {
    Error::validation(&[(field, error.to_string())])
}

/// Why a value has no JSON form, and where it stands (the innermost name first).
enum Refused {
    Value { path: Vec<String>, why: String },
    Python(PyErr),
}

impl From<PyErr> for Refused {
    fn from(error: PyErr) -> Self {
        Self::Python(error)
    }
}

impl Refused {
    fn new(why: impl Into<String>) -> Self {
        Self::Value { path: Vec::new(), why: why.into() }
    }

    fn under(mut self, name: impl FnOnce() -> String) -> Self {
        if let Self::Value { path, .. } = &mut self {
            path.push(name());
        }
        self
    }

    fn into_failure(self, field: &str) -> Failure {
        match self {
            Self::Python(error) => Failure::Python(error),
            Self::Value { path, why } => {
                let mut shown = field.to_owned();
                shown.extend(path.iter().rev().take(SHOWN_NAMES).map(String::as_str));
                if path.len() > SHOWN_NAMES {
                    shown.push('…');
                }
                Failure::Core(Error::validation(&[(field, format!("{shown} {why}"))]))
            }
        }
    }
}

/// The amount that a value stands for; `None` when it is of no type that an amount may have, for the core to refuse.
fn amount(given: &Bound<'_, PyAny>) -> Option<std::result::Result<Amount, AmountError>> {
    if given.is_instance_of::<PyBool>() {
        return None;
    }
    if let Ok(text) = given.cast::<PyString>() {
        // A lone surrogate is no digit.
        return Some(text.to_str().unwrap_or("\u{FFFD}").parse());
    }
    if let Ok(double) = given.cast::<PyFloat>() {
        return Some(Amount::try_from(double.value()));
    }
    if given.is_instance_of::<PyInt>() {
        let whole = given.extract::<i128>().map_err(|_| AmountError::OutOfRange);
        return Some(whole.and_then(Amount::try_from));
    }
    let text = decimal_text(given)?;
    // `NaN`, `-Infinity`, `sNaN123`: the only texts of a Decimal that begin so.
    let is_finite = !text.trim_start_matches('-').starts_with(|first: char| first.is_ascii_alphabetic());
    Some(if is_finite { text.parse() } else { Err(AmountError::NotFinite) })
}

/// The text of a `decimal.Decimal`, whatever a subclass prints.
fn decimal_text(given: &Bound<'_, PyAny>) -> Option<String> {
    static DECIMAL: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let decimal = DECIMAL.import(given.py(), "decimal", "Decimal").ok()?;
    if !given.is_instance(decimal).ok()? {
        return None;
    }
    decimal.call_method1("__str__", (given,)).ok()?.extract().ok()
}

/// A value of any JSON type. `depth` counts what is open around it.
fn value(given: &Bound<'_, PyAny>, depth: usize) -> std::result::Result<Value, Refused> {
    if let Ok(string) = given.cast::<PyString>() {
        return Ok(Value::String(text(string)?));
    }
    if given.is_none() {
        return Ok(Value::Null);
    }
    if let Ok(flag) = given.cast::<PyBool>() {
        return Ok(Value::Bool(flag.is_true()));
    }
    if given.is_instance_of::<PyInt>() {
        return whole(given);
    }
    if let Ok(double) = given.cast::<PyFloat>() {
        let number = Number::try_from(double.value());
        return number.map(Value::Number).map_err(|_| Refused::new(NOT_FINITE));
    }
    // Also what ends a cycle.
    if depth >= MAX_DEPTH {
        return Err(Refused::new(format!("is nested deeper than {MAX_DEPTH} levels, or holds itself")));
    }
    if let Ok(dict) = given.cast_exact::<PyDict>() {
        // A copy: what is called below may change the dict.
        return members(&dict.items().into_any(), depth);
    }
    if given.is_instance_of::<PyList>() || given.is_instance_of::<PyTuple>() {
        let mut items = Vec::new();
        for (index, item) in PyIterator::from_object(given)?.enumerate() {
            items.push(value(&item?, depth + 1).map_err(|refused| refused.under(|| format!("[{index}]")))?);
        }
        return Ok(Value::Array(items));
    }
    if let Ok(mapping) = given.cast::<PyMapping>() {
        return members(&mapping.items()?.into_any(), depth);
    }
    if let Some(text) = decimal_text(given) {
        return Number::from_text(&text).map(Value::Number).map_err(|_| Refused::new(NOT_FINITE));
    }
    Err(Refused::new(format!("is of type {}, which JSON does not have", type_of(given))))
}

/// In the core's words.
const NOT_FINITE: &str = "is not a finite number; JSON cannot carry NaN or an infinity";

/// An integer of any size; the core refuses what a double cannot carry.
fn whole(given: &Bound<'_, PyAny>) -> std::result::Result<Value, Refused> {
    let inexact = || Refused::new("is a number that a double cannot carry exactly; send it as a string");
    let text = match given.extract::<i64>() {
        Ok(small) => small.to_string(),
        // `int.__repr__`: an IntEnum prints its name. Python itself refuses to print thousands of digits.
        Err(_) => {
            let printed = given.py().get_type::<PyInt>().call_method1("__repr__", (given,)).map_err(|_| inexact())?;
            printed.extract()?
        }
    };
    Number::from_text(&text).map(Value::Number).map_err(|_| inexact())
}

/// The members of a mapping, from its pairs. As in `json.dumps`, an `int` is a name too.
fn members(pairs: &Bound<'_, PyAny>, depth: usize) -> std::result::Result<Value, Refused> {
    let mut object = Object::new();
    for pair in pairs.try_iter()? {
        let (name, given): (Bound<'_, PyAny>, Bound<'_, PyAny>) = pair?.extract()?;
        let key = match name.cast::<PyString>() {
            Ok(name) => text(name)?,
            Err(_) if name.is_instance_of::<PyInt>() && !name.is_instance_of::<PyBool>() => match whole(&name)? {
                Value::Number(number) => Text::from(number.as_str()),
                _ => return Err(Refused::new("has a name that is not text")),
            },
            Err(_) => {
                return Err(Refused::new(format!(
                    "has a name of type {}; the names of JSON members are text",
                    type_of(&name)
                )));
            }
        };
        let item = value(&given, depth + 1).map_err(|refused| refused.under(|| member_name(&key)))?;
        if object.insert(key.clone(), item).is_some() {
            return Err(
                Refused::new("has a number and a text of the same digits for names").under(|| member_name(&key))
            );
        }
    }
    Ok(Value::Object(object))
}

fn member_name(key: &Text) -> String {
    format!(".{}", key.to_string_lossy().chars().take(40).collect::<String>())
}

/// A `str` as JSON text: two code points that are a pair become the one character they mean, as in JavaScript.
fn text(string: &Bound<'_, PyString>) -> PyResult<Text> {
    match string.to_str() {
        Ok(text) => Ok(Text::from(text)),
        Err(_) => Ok(Text::from_utf16(&units(string)?)),
    }
}

fn units(string: &Bound<'_, PyString>) -> PyResult<Vec<u16>> {
    let encode = string.py().get_type::<PyString>().getattr("encode")?;
    let bytes = encode.call1((string, "utf-16-le", "surrogatepass"))?.cast_into::<PyBytes>()?;
    let pairs = bytes.as_bytes().chunks_exact(2);
    Ok(pairs
        .map(|pair| u16::from_le_bytes([pair.first().copied().unwrap_or(0), pair.last().copied().unwrap_or(0)]))
        .collect())
}
