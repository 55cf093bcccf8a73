//! Whole trees, written and built without recursion: the stack of what is open is a `Vec`, so that no input can exhaust the thread's.
//! *Not for* the grammar of JSON text (`scan.rs`) or for strings (`escape.rs`).

use super::object::WrittenOrder;
use super::{MAX_DEPTH, Number, Object, Text, Value, WriteError, Writer, escape};

/// What a walk starts from.
#[derive(Clone, Copy)]
pub(super) enum Root<'a> {
    Value(&'a Value),
    Object(&'a Object),
}

/// Writes a tree, refusing what a double would change and what is nested too deep.
pub(super) fn exact(writer: &mut Writer, tree: Root<'_>) -> Result<(), WriteError> {
    let root = writer.path();
    if matches!(tree, Root::Object(_)) && writer.depth() >= MAX_DEPTH {
        return Err(WriteError::TooDeep { path: named(root) });
    }
    write(writer, tree, |writer, value, open| match value {
        Value::Number(number) => match (number.exact_f64(), number.as_f64()) {
            (Some(double), _) => {
                writer.finite(double);
                Ok(())
            }
            (None, Some(_)) => Err(WriteError::Inexact { path: path(root.clone(), open) }),
            (None, None) => Err(WriteError::NotFinite { path: path(root.clone(), open) }),
        },
        Value::Array(_) | Value::Object(_) if writer.depth() >= MAX_DEPTH => {
            Err(WriteError::TooDeep { path: path(root.clone(), open) })
        }
        _ => Ok(()),
    })
}

/// The canonical text of any tree; a number that a double would change keeps its own digits.
pub(super) fn lossless(value: &Value) -> Vec<u8> {
    let mut writer = Writer::new();
    let written: Result<(), std::convert::Infallible> = write(&mut writer, Root::Value(value), |writer, value, _| {
        if let Value::Number(number) = value {
            write_lossless(writer, number);
        }
        Ok(())
    });
    match written {
        Ok(()) => writer.finish(),
    }
}

fn write_lossless(writer: &mut Writer, number: &Number) {
    match number.exact_f64() {
        Some(double) => writer.finite(double),
        None => writer.raw(number.as_str()),
    }
}

/// An array or object whose members are being written.
enum Open<'a> {
    Array { rest: std::slice::Iter<'a, Value>, index: usize },
    Object { rest: WrittenOrder<'a>, key: Option<&'a Text> },
}

fn begin<'a>(writer: &mut Writer, object: &'a Object) -> Open<'a> {
    writer.begin_object();
    Open::Object { rest: object.in_written_order(), key: None }
}

/// Walks a tree in written order. `check` sees every value first; it writes the numbers, and what it refuses ends the walk.
fn write<'a, E>(
    writer: &mut Writer,
    root: Root<'a>,
    mut check: impl FnMut(&mut Writer, &'a Value, &[Open<'a>]) -> Result<(), E>,
) -> Result<(), E> {
    let mut open: Vec<Open<'a>> = Vec::new();
    let mut next = match root {
        Root::Value(value) => Some(value),
        Root::Object(object) => {
            open.push(begin(writer, object));
            None
        }
    };
    loop {
        if let Some(value) = next {
            check(writer, value, &open)?;
            match value {
                Value::Null => writer.null(),
                Value::Bool(value) => writer.bool(*value),
                Value::Number(_) => {}
                Value::String(text) => writer.text(text),
                Value::Array(items) => {
                    writer.begin_array();
                    open.push(Open::Array { rest: items.iter(), index: 0 });
                }
                Value::Object(object) => open.push(begin(writer, object)),
            }
        }
        next = match open.last_mut() {
            None => return Ok(()),
            Some(Open::Array { rest, index }) => {
                *index += 1;
                rest.next()
            }
            Some(Open::Object { rest, key }) => rest.next().map(|(name, value)| {
                *key = Some(name);
                writer.key(name);
                value
            }),
        };
        if next.is_none() {
            match open.pop() {
                Some(Open::Array { .. }) => writer.end_array(),
                _ => writer.end_object(),
            }
        }
    }
}

/// The longest path an error shows, in bytes; the keys of a hostile tree may be of any length.
const PATH_LIMIT: usize = 160;

/// The path of the value now being written, as in `meta.order_id[2]`.
fn path(root: String, open: &[Open<'_>]) -> String {
    let mut path = root;
    for level in open {
        if path.len() > PATH_LIMIT {
            path.push('…');
            return path;
        }
        match level {
            Open::Array { index, .. } => path.push_str(&format!("[{}]", index.saturating_sub(1))),
            Open::Object { key, .. } => {
                let mut name = Vec::new();
                if let Some(key) = key {
                    escape::quote_utf16(&mut name, key.utf16().take(PATH_LIMIT));
                }
                push_name(&mut path, &name);
            }
        }
    }
    named(path)
}

/// A path that is never empty.
pub(super) fn named(path: String) -> String {
    if path.is_empty() { "the value".to_owned() } else { path }
}

/// The path that one quoted name makes; empty for no name.
pub(super) fn path_of(quoted: &[u8]) -> String {
    let mut path = String::new();
    if !quoted.is_empty() {
        push_name(&mut path, quoted);
    }
    path
}

/// `.name` for a plain name, `["any name"]` for others, cut when long.
fn push_name(path: &mut String, quoted: &[u8]) {
    let whole = String::from_utf8_lossy(quoted.get(..PATH_LIMIT).unwrap_or(quoted));
    let cut = if quoted.len() > PATH_LIMIT { "…" } else { "" };
    let plain = whole.trim_matches('"');
    if !plain.is_empty() && plain.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-') {
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(plain);
        path.push_str(cut);
    } else {
        path.push('[');
        path.push_str(&whole);
        path.push_str(cut);
        path.push(']');
    }
}

/// Builds a tree from its pieces in text order.
#[derive(Default)]
pub(super) struct Builder {
    open: Vec<Building>,
}

enum Building {
    Array(Vec<Value>),
    /// The key is that of the value to come.
    Object(Object, Option<Text>),
}

impl Builder {
    pub(super) fn begin_array(&mut self) {
        self.open.push(Building::Array(Vec::new()));
    }

    pub(super) fn begin_object(&mut self) {
        self.open.push(Building::Object(Object::new(), None));
    }

    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Whether the next string is a key.
    pub(super) fn wants_key(&self) -> bool {
        matches!(self.open.last(), Some(Building::Object(_, None)))
    }

    pub(super) fn key(&mut self, name: Text) {
        if let Some(Building::Object(_, key)) = self.open.last_mut() {
            *key = Some(name);
        }
    }

    /// Adds a value; gives it back when it is the whole tree.
    pub(super) fn value(&mut self, value: Value) -> Option<Value> {
        match self.open.last_mut() {
            None => return Some(value),
            Some(Building::Array(items)) => items.push(value),
            Some(Building::Object(object, key)) => {
                if let Some(key) = key.take() {
                    object.insert(key, value);
                }
            }
        }
        None
    }

    /// Ends the innermost array or object; gives the tree back when that was the whole of it.
    pub(super) fn end(&mut self) -> Option<Value> {
        let value = match self.open.pop()? {
            Building::Array(items) => Value::Array(items),
            Building::Object(object, _) => Value::Object(object),
        };
        self.value(value)
    }
}
