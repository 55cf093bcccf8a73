//! Writes canonical JSON straight into bytes, in the order you say. *Not for* reading, and not a checker of your own structure: call
//! `begin_…`/`end_…` in pairs and a `field` before each member's value.
//!
//! ```
//! use payseal::{amount::Amount, json::{Object, Value, Writer}};
//!
//! let mut body = Writer::with_capacity(256);
//! body.begin_object();
//! body.field("amount");
//! body.amount(&Amount::from(75));
//! body.field("currency");
//! body.string("BBD");
//! body.field("meta");
//! body.value(&Value::from(Object::from([("b", 1), ("10", 2), ("9", 3)]))).unwrap();
//! body.end_object();
//! assert_eq!(body.finish(), br#"{"amount":75,"currency":"BBD","meta":{"9":3,"10":2,"b":1}}"#);
//! ```

use super::{Number, Object, Text, Value, WriteError, escape, tree};
use crate::amount::Amount;

/// A push writer over one `Vec<u8>`; commas and colons are its business. What it writes is what `JSON.stringify` writes (ECMA-262 §25.5.2).
///
/// Unpaired calls do not panic; they give text that is not JSON.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    out: Vec<u8>,
    depth: usize,
    /// Where the last field's name stands in `out`, quotes included: the start of the path in an error.
    field: (usize, usize),
}

impl Writer {
    /// A writer without room set aside.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A writer with room for so many bytes.
    #[must_use]
    pub fn with_capacity(bytes: usize) -> Self {
        Self { out: Vec::with_capacity(bytes), ..Self::default() }
    }

    /// Opens an object.
    pub fn begin_object(&mut self) {
        self.open(b'{');
    }

    /// Closes the object.
    pub fn end_object(&mut self) {
        self.close(b'}');
    }

    /// Opens an array.
    pub fn begin_array(&mut self) {
        self.open(b'[');
    }

    /// Closes the array.
    pub fn end_array(&mut self) {
        self.close(b']');
    }

    /// The name of the next member. Members are written in the order of these calls.
    pub fn field(&mut self, name: &str) {
        self.separate();
        let start = self.out.len();
        escape::quote(&mut self.out, name);
        self.field = (start, self.out.len());
        self.out.push(b':');
    }

    /// The name of the next member, as a text that may hold lone surrogates.
    pub fn key(&mut self, name: &Text) {
        match name.as_str() {
            Some(name) => self.field(name),
            None => {
                self.separate();
                let start = self.out.len();
                escape::quote_utf16(&mut self.out, name.utf16());
                self.field = (start, self.out.len());
                self.out.push(b':');
            }
        }
    }

    /// A string.
    pub fn string(&mut self, text: &str) {
        self.separate();
        escape::quote(&mut self.out, text);
    }

    /// A string that may hold lone surrogates; they are written as `\udxxx`.
    pub fn text(&mut self, text: &Text) {
        match text.as_str() {
            Some(text) => self.string(text),
            None => self.utf16(text.utf16()),
        }
    }

    /// A string given as UTF-16 code units. Two units of a pair become the one character they mean.
    pub fn utf16(&mut self, units: impl Iterator<Item = u16>) {
        self.separate();
        escape::quote_utf16(&mut self.out, units);
    }

    /// A number: the shortest text that reads back as the same double (ECMA-262 §6.1.6.1.20); `-0` is `0`.
    ///
    /// # Errors
    /// [`WriteError::NotFinite`] for NaN and the infinities; nothing is written then.
    pub fn number(&mut self, double: f64) -> Result<(), WriteError> {
        if !double.is_finite() {
            return Err(WriteError::NotFinite { path: tree::named(self.path()) });
        }
        self.finite(double);
        Ok(())
    }

    /// A whole number.
    ///
    /// # Errors
    /// [`WriteError::Inexact`] when a double cannot carry it.
    pub fn integer(&mut self, integer: i64) -> Result<(), WriteError> {
        let number = Number::try_from(integer).map_err(|_| WriteError::Inexact { path: self.path() })?;
        self.raw(number.as_str());
        Ok(())
    }

    /// An amount, as a number.
    pub fn amount(&mut self, amount: &Amount) {
        self.finite(amount.as_f64());
    }

    /// `true` or `false`.
    pub fn bool(&mut self, value: bool) {
        self.raw(if value { "true" } else { "false" });
    }

    /// `null`.
    pub fn null(&mut self) {
        self.raw("null");
    }

    /// A tree. The members of its objects are written in JavaScript's order: array indices ascending, then the others as inserted.
    ///
    /// # Errors
    /// [`WriteError::Inexact`] and [`WriteError::NotFinite`] for a number that a double cannot carry, [`WriteError::TooDeep`] for nesting
    /// beyond [`MAX_DEPTH`](super::MAX_DEPTH), what is open around the value counted in. The path starts with the last field written;
    /// nothing of the value is left in the output.
    ///
    /// ```
    /// use payseal::json::{Writer, parse};
    ///
    /// let mut body = Writer::new();
    /// body.begin_object();
    /// body.field("meta");
    /// let error = body.value(&parse(br#"{"order_id":[1,2,9007199254740993]}"#).unwrap()).unwrap_err();
    /// assert_eq!(error.to_string(), "meta.order_id[2] is a number that a double cannot carry exactly; send it as a string");
    /// ```
    pub fn value(&mut self, value: &Value) -> Result<(), WriteError> {
        self.tree(tree::Root::Value(value))
    }

    /// The same for an object that is not wrapped in a [`Value`].
    ///
    /// # Errors
    /// As [`value`](Self::value).
    pub fn object(&mut self, object: &Object) -> Result<(), WriteError> {
        self.tree(tree::Root::Object(object))
    }

    fn tree(&mut self, root: tree::Root<'_>) -> Result<(), WriteError> {
        let before = self.clone_position();
        tree::exact(self, root).inspect_err(|_| self.restore(before))
    }

    /// The bytes written.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.out
    }

    /// How many arrays and objects are open.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// The path of the value to be written next, as far as the writer knows it: the last field's name, or nothing.
    pub(super) fn path(&self) -> String {
        let name = self.out.get(self.field.0..self.field.1).unwrap_or_default();
        tree::path_of(name)
    }

    pub(super) fn finite(&mut self, double: f64) {
        self.separate();
        self.out.extend_from_slice(ryu_js::Buffer::new().format_finite(double).as_bytes());
    }

    /// Text that is JSON already.
    pub(super) fn raw(&mut self, json: &str) {
        self.separate();
        self.out.extend_from_slice(json.as_bytes());
    }

    /// A comma, unless this is the first thing inside what is open. The last byte says which it is: no value ends with one of these.
    fn separate(&mut self) {
        if !matches!(self.out.last(), None | Some(b'{' | b'[' | b':')) {
            self.out.push(b',');
        }
    }

    fn open(&mut self, bracket: u8) {
        self.separate();
        self.out.push(bracket);
        self.depth = self.depth.saturating_add(1);
    }

    fn close(&mut self, bracket: u8) {
        self.out.push(bracket);
        self.depth = self.depth.saturating_sub(1);
    }

    fn clone_position(&self) -> (usize, usize, (usize, usize)) {
        (self.out.len(), self.depth, self.field)
    }

    fn restore(&mut self, (length, depth, field): (usize, usize, (usize, usize))) {
        self.out.truncate(length);
        self.depth = depth;
        self.field = field;
    }
}
