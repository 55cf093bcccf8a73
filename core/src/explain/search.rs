//! The search: from what was received to the mistakes that reproduce it, the fewest first.
//!
//! A candidate is a body, a key and a message form. Each is kept once with all the mistakes that lead to it, hashed once, and compared
//! with everything that the received header can be read as: equal bodies, equal secrets and mistakes of encoding cost nothing.

use ctutils::CtEq;

use super::Explainer;
use super::answer::{Explanation, Finding, NotTried, Verdict};
use super::bodies_tried::Bodies;
use super::encodings::Tag;
use super::keys::{self, Key, Keys};
use super::messages::{self, Message};
use super::mistake::{Mistake, Mistakes, catalogue};
use super::received;
use super::same;
use super::subject::Stamp;
use crate::json;

/// A longer body is only tried as it is.
const MAX_BODY: usize = 1024 * 1024;

/// How many bytes are hashed before the search ends.
const MAX_WORK: usize = 256 * 1024 * 1024;

/// The most mistakes that are tried together.
pub(super) const MOST: usize = 2;

pub(super) fn run(explainer: &Explainer, body: &[u8], headers: &[(&[u8], &[u8])]) -> Explanation {
    let subject = explainer.subject;
    let values: Vec<&[u8]> = received::values(headers, subject.header()).collect();
    let mut tags = Vec::new();
    for value in &values {
        received::read(subject, value, &mut tags);
    }
    let mut not_tried = Vec::new();
    let stamps = received::stamps(explainer, &values, headers, &mut not_tried);
    if tags.is_empty() {
        let mistakes = vec![received::no_signature(&values)];
        let findings = vec![Finding { mistakes, same: Vec::new(), secret_index: None }];
        return Explanation {
            verdict: Verdict::NoSignature,
            findings,
            mistakes_tried: 0,
            combinations_tried: 0,
            not_tried,
        };
    }
    keys::not_tried(explainer, &mut not_tried);
    let time = received::time(explainer, &stamps);
    let mut search = Search {
        bodies: Bodies::new(body),
        keys: Keys::new(),
        messages: messages::messages(subject.stamp(), &stamps),
        hasher: Hasher { tags, found: Vec::new(), combinations: 0, work: 0 },
        fewest: 0,
    };
    if !search.run(explainer, &stamps, &mut not_tried) {
        not_tried.push(NotTried {
            what: "pairs",
            why: "the body is large: the search ended after 256 MiB had been hashed; try a smaller body",
        });
    }
    let mistakes_tried =
        catalogue().filter(|mistake| !not_tried.iter().any(|part| mistake.id.starts_with(part.what))).count();
    let findings = search.findings(explainer, &time);
    let verdict = match findings.first() {
        None if search.hasher.found.is_empty() => Verdict::Unexplained,
        None => Verdict::Right,
        Some(_) => Verdict::Mistaken,
    };
    Explanation { verdict, findings, mistakes_tried, combinations_tried: search.hasher.combinations, not_tried }
}

pub(super) struct Search {
    pub bodies: Bodies,
    pub keys: Keys,
    pub messages: Vec<Message>,
    pub hasher: Hasher,
    /// How many mistakes were tried last: where something fits, it takes as many.
    fewest: usize,
}

/// Candidates go in, what fits comes out.
pub(super) struct Hasher {
    pub tags: Vec<Tag>,
    pub found: Vec<Found>,
    combinations: usize,
    work: usize,
}

/// What reproduces a tag, once for each tag. Tag, key and message are indices of their lists.
pub(super) struct Found {
    pub tag: usize,
    pub body: Vec<u8>,
    pub key: usize,
    pub message: usize,
}

impl Search {
    /// Tries no mistake, then one, then two, and stops where something fits: what needs more mistakes writes the same bytes. False when
    /// there was too much to do.
    fn run(&mut self, explainer: &Explainer, stamps: &[Vec<u8>], not_tried: &mut Vec<NotTried>) -> bool {
        for mistakes in 0..=MOST {
            self.fewest = mistakes;
            self.keys.grow(explainer, mistakes);
            if mistakes == 1 {
                self.change_the_body(not_tried);
            }
            let fits_work = self.try_all(mistakes) && (mistakes < MOST || self.try_doubles());
            if !self.hasher.found.is_empty() || !fits_work {
                return fits_work;
            }
        }
        self.try_within_the_second(explainer.subject.stamp(), stamps)
    }

    fn change_the_body(&mut self, not_tried: &mut Vec<NotTried>) {
        let Some(given) = self.bodies.list.first() else { return };
        if given.bytes.len() > MAX_BODY {
            not_tried.push(NotTried { what: "body.", why: "the body is larger than 1 MiB" });
            return;
        }
        if json::parse(&given.bytes).is_err() {
            not_tried.push(NotTried { what: "body.reserialized.", why: "the body given is not JSON" });
        }
        self.bodies.add_singles();
    }

    /// Every candidate that has at least so many mistakes.
    fn try_all(&mut self, mistakes: usize) -> bool {
        for body in &self.bodies.list {
            let Some(left) = mistakes.checked_sub(body.least()) else { break };
            if !self.hasher.try_body(&body.bytes, &self.keys.list, &self.messages, left) {
                return false;
            }
        }
        true
    }

    /// Two mistakes in the body, and none elsewhere.
    fn try_doubles(&mut self) -> bool {
        if !self.hasher.found.is_empty() || !self.hasher.wants(0) {
            return true;
        }
        let Self { bodies, keys, messages, hasher, .. } = self;
        let mut fits_work = true;
        bodies.doubles(|bytes, _, _| {
            // One mistake writes it too, or none: it was tried.
            let known = bodies.list.iter().any(|body| body.bytes == bytes);
            fits_work = known || hasher.try_body(bytes, &keys.list, messages, 0);
            fits_work && hasher.found.is_empty()
        });
        fits_work
    }

    /// Milliseconds of which the header tells only the second: a thousand messages, with no other mistake. Last, because they are many.
    fn try_within_the_second(&mut self, expected: Stamp, stamps: &[Vec<u8>]) -> bool {
        let Some(body) = self.bodies.list.first() else { return true };
        for stamp in stamps {
            let from = self.messages.len();
            self.messages.extend(messages::within_the_second(expected, stamp));
            for message in from..self.messages.len() {
                let fits = self.hasher.try_one(&body.bytes, &self.keys.list, &self.messages, (0, message), 0);
                if !fits || !self.hasher.found.is_empty() {
                    return fits;
                }
            }
        }
        true
    }

    /// What was found, in words: for each signature one finding, with everything that writes the same bytes.
    fn findings(&mut self, explainer: &Explainer, time: &[&'static Mistake]) -> Vec<Finding> {
        let right = self.fewest == 0;
        if !right && !self.hasher.found.is_empty() {
            self.keys.grow(explainer, MOST);
        }
        let mut findings: Vec<Finding> = Vec::new();
        // What is right needs no second opinion: only the time is told of it.
        for found in self.hasher.found.iter().take(if right { 1 } else { usize::MAX }) {
            let mut ways = if right { vec![Mistakes::new()] } else { same::ways(self, found) };
            for way in &mut ways {
                way.extend(time);
            }
            let mut ways = ways.into_iter();
            let Some(mistakes) = ways.next().filter(|mistakes| !mistakes.is_empty()) else { continue };
            let key = self.keys.list.get(found.key).and_then(|key| key.ways.first());
            findings.push(Finding { mistakes, same: ways.collect(), secret_index: key.and_then(|way| way.index) });
        }
        findings.sort_by_key(|finding| finding.mistakes.len());
        findings
    }
}

impl Hasher {
    /// Whether a tag of so many mistakes is still to be explained.
    fn wants(&self, mistakes: usize) -> bool {
        let found = |index| self.found.iter().any(|found| found.tag == index);
        self.tags.iter().enumerate().any(|(index, tag)| tag.mistakes.len() == mistakes && !found(index))
    }

    /// The body with every key and message, where the mistakes of all with those of a tag are exactly so many.
    fn try_body(&mut self, body: &[u8], keys: &[Key], messages: &[Message], mistakes: usize) -> bool {
        for (k, key) in keys.iter().enumerate() {
            let Some(left) = mistakes.checked_sub(key.least()) else { break };
            for (m, message) in messages.iter().enumerate() {
                let Some(left) = left.checked_sub(message.least()) else { break };
                if !self.try_one(body, keys, messages, (k, m), left) {
                    return false;
                }
            }
        }
        true
    }

    /// One candidate, against the tags of so many mistakes.
    fn try_one(
        &mut self,
        body: &[u8],
        keys: &[Key],
        messages: &[Message],
        (k, m): (usize, usize),
        tag_mistakes: usize,
    ) -> bool {
        let (Some(key), Some(message)) = (keys.get(k), messages.get(m)) else { return true };
        if !self.wants(tag_mistakes) {
            return true;
        }
        if self.work > MAX_WORK {
            return false;
        }
        self.work += body.len() + 256;
        self.combinations += 1;
        let digest = key.key.digest(&message.parts(body));
        for (index, tag) in self.tags.iter().enumerate().filter(|(_, tag)| tag.mistakes.len() == tag_mistakes) {
            if digest.ct_eq(&tag.bytes).to_bool() && !self.found.iter().any(|found| found.tag == index) {
                self.found.push(Found { tag: index, body: body.to_vec(), key: k, message: m });
            }
        }
        true
    }
}
