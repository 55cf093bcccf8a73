//! The bodies that may have been signed: the one given, what one mistake makes of it, and what two make of it.
//!
//! Each is kept once, with every way that leads to it: programs that write the same bytes cannot be told apart, and are hashed once.

use super::bodies::{Apply, BodyMistake, TABLE};
use super::mistake::{Mistake, Mistakes};
use super::style::SOURCE;
use crate::json::{self, Value};

/// A body, and the mistakes that make it, the fewest and the likeliest first.
pub(super) struct Body {
    pub bytes: Vec<u8>,
    pub ways: Vec<Mistakes>,
}

/// The body given comes first; then those of one mistake.
pub(super) struct Bodies {
    pub list: Vec<Body>,
    /// Two mistakes are only tried where one may be.
    complete: bool,
}

/// JSON that several bodies hold alike, apart from white space and escapes.
struct Tree {
    value: Value,
    /// The same value as text that keeps numbers and order: what makes two trees one.
    text: Vec<u8>,
    /// The bodies of one mistake that hold it, as indices of the list.
    bodies: Vec<usize>,
}

impl Body {
    /// The fewest mistakes that make it.
    pub(super) fn least(&self) -> usize {
        self.ways.first().map_or(0, Vec::len)
    }
}

impl Bodies {
    pub(super) fn new(given: &[u8]) -> Self {
        Self { list: vec![Body { bytes: given.to_vec(), ways: vec![Vec::new()] }], complete: false }
    }

    /// Adds what one mistake makes of the body given.
    pub(super) fn add_singles(&mut self) {
        let Some(given) = self.list.first().filter(|_| !self.complete).map(|body| body.bytes.clone()) else { return };
        self.complete = true;
        let parsed = json::parse(&given).ok();
        for row in TABLE {
            // A mistake that changes nothing was not made.
            let Some(bytes) = row.apply(&given, parsed.as_ref()).filter(|bytes| *bytes != given) else { continue };
            match self.list.iter_mut().find(|body| body.bytes == bytes) {
                Some(body) => body.ways.push(vec![&row.mistake]),
                None => self.list.push(Body { bytes, ways: vec![vec![&row.mistake]] }),
            }
        }
    }

    /// Shows each body that two mistakes make, with all second mistakes that make it of all those first ones (indices of the list), until
    /// told to stop. Some are shown more than once, and some of them are in the list.
    pub(super) fn doubles(&self, mut show: impl FnMut(&[u8], &[usize], &[&'static Mistake]) -> bool) {
        if !self.complete {
            return;
        }
        let mut trees: Vec<Tree> = Vec::new();
        for (index, body) in self.list.iter().enumerate().skip(1) {
            for row in TABLE {
                let Apply::Bytes(bytes) = row.apply else { continue };
                let Some(bytes) = bytes(&body.bytes).filter(|bytes| *bytes != body.bytes) else { continue };
                if !show(&bytes, &[index], &[&row.mistake]) {
                    return;
                }
            }
            let Ok(value) = json::parse(&body.bytes) else { continue };
            let Some(text) = SOURCE.write(&value, body.bytes.len()) else { continue };
            match trees.iter_mut().find(|tree| tree.text == text) {
                Some(tree) => tree.bodies.push(index),
                None => trees.push(Tree { value, text, bodies: vec![index] }),
            }
        }
        for tree in trees {
            for (bytes, seconds) in tree.written() {
                let changed = |first: &usize| self.list.get(*first).is_some_and(|body| body.bytes != bytes);
                let firsts: Vec<usize> = tree.bodies.iter().copied().filter(changed).collect();
                if !firsts.is_empty() && !show(&bytes, &firsts, &seconds) {
                    return;
                }
            }
        }
    }
}

impl Tree {
    /// Each text that a program writes of it, once, with the programs that do.
    fn written(&self) -> Vec<(Vec<u8>, Mistakes)> {
        let mut written: Vec<(Vec<u8>, Mistakes)> = Vec::new();
        for BodyMistake { mistake, apply } in TABLE {
            let Apply::Style(style) = apply else { continue };
            let Some(bytes) = style.write(&self.value, self.text.len()) else { continue };
            match written.iter_mut().find(|known| known.0 == bytes) {
                Some(known) => known.1.push(mistake),
                None => written.push((bytes, vec![mistake])),
            }
        }
        written
    }
}
