//! A JSON object that keeps the order its members were put in. *Not for* request bodies with declared fields: those go straight through
//! [`Writer`](super::Writer).
//!
//! ```
//! use payseal::json::{Object, Value};
//!
//! let mut meta = Object::from([("cart", "c-9"), ("channel", "app")]);
//! meta.insert("2", 7);
//! meta.insert("cart", "c-10"); // the place of the first, the value of the last
//! assert_eq!(meta.get("cart"), Some(&Value::from("c-10")));
//! // Written as JavaScript writes it: integer-like keys first, ascending.
//! assert_eq!(Value::from(meta).to_string(), r#"{"2":7,"cart":"c-10","channel":"app"}"#);
//! ```

use std::hash::{Hash, Hasher};

use indexmap::{Equivalent, IndexMap};

use super::{Text, Value};

/// Members in insertion order with unique keys: a key that comes again keeps its first place and takes the last value, as in `JSON.parse`.
///
/// Looking up and inserting take constant time. Two objects are equal when they have the same members in any order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object(IndexMap<Text, Value>);

/// Looks a `&str` up without making a `Text` of it.
struct Key<'a>(&'a str);

impl Hash for Key<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl Equivalent<Text> for Key<'_> {
    fn equivalent(&self, key: &Text) -> bool {
        key == self.0
    }
}

impl Object {
    /// An object without members.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty object with room for `members`.
    #[must_use]
    pub fn with_capacity(members: usize) -> Self {
        Self(IndexMap::with_capacity(members))
    }

    /// The value of a member.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(&Key(key))
    }

    /// Sets a member and returns the value it had. A new key goes to the end, a known key keeps its place.
    pub fn insert(&mut self, key: impl Into<Text>, value: impl Into<Value>) -> Option<Value> {
        self.0.insert(key.into(), value.into())
    }

    /// Takes a member out, keeping the order of the others; the time grows with the number of members after it.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        self.0.shift_remove(&Key(key))
    }

    /// How many members there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no member.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The members in insertion order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Text, &Value)> {
        self.0.iter()
    }

    /// The members in insertion order, their values to be changed.
    pub fn iter_mut(&mut self) -> impl ExactSizeIterator<Item = (&Text, &mut Value)> {
        self.0.iter_mut()
    }

    /// The members in the order JavaScript writes them (ECMA-262 §10.1.11.1): array indices ascending, then the others as inserted.
    pub(crate) fn in_written_order(&self) -> WrittenOrder<'_> {
        if !self.0.keys().any(|key| array_index(key).is_some()) {
            return WrittenOrder::AsInserted(self.0.iter());
        }
        let (mut indices, mut others) = (Vec::new(), Vec::new());
        for (key, value) in &self.0 {
            match array_index(key) {
                Some(index) => indices.push((index, (key, value))),
                None => others.push((key, value)),
            }
        }
        indices.sort_unstable_by_key(|(index, _)| *index);
        let mut members: Vec<_> = indices.into_iter().map(|(_, member)| member).collect();
        members.append(&mut others);
        WrittenOrder::Sorted(members.into_iter())
    }
}

/// See [`Object::in_written_order`]; the common case allocates nothing.
pub(crate) enum WrittenOrder<'a> {
    AsInserted(indexmap::map::Iter<'a, Text, Value>),
    Sorted(std::vec::IntoIter<(&'a Text, &'a Value)>),
}

impl<'a> Iterator for WrittenOrder<'a> {
    type Item = (&'a Text, &'a Value);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::AsInserted(members) => members.next(),
            Self::Sorted(members) => members.next(),
        }
    }
}

/// The number of an "array index" key (ECMA-262 §6.1.7): canonical decimal text of an integer from 0 to 2^32 - 2.
fn array_index(key: &Text) -> Option<u32> {
    let text = key.as_str()?;
    // What parsing would take besides: a sign, a zero in front.
    if !matches!(text.as_bytes(), b"0" | [b'1'..=b'9', ..]) {
        return None;
    }
    text.parse().ok().filter(|index| *index != u32::MAX)
}

impl IntoIterator for Object {
    type Item = (Text, Value);
    type IntoIter = indexmap::map::IntoIter<Text, Value>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<K: Into<Text>, V: Into<Value>> FromIterator<(K, V)> for Object {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(members: I) -> Self {
        Self(members.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }
}

impl<K: Into<Text>, V: Into<Value>, const N: usize> From<[(K, V); N]> for Object {
    fn from(members: [(K, V); N]) -> Self {
        members.into_iter().collect()
    }
}
