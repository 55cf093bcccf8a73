//! The search: from what was received to the mistakes that reproduce it, the fewest first.
//!
//! A candidate is a body, a key and a message form, each with its mistakes. Each candidate is hashed once and compared with everything
//! that the received header can be read as, so that mistakes of encoding cost nothing.

use ctutils::CtEq;

use super::Explainer;
use super::answer::{Explanation, Finding, NotTried, Verdict};
use super::bodies::{self, BodyMistake};
use super::encodings::{self, Tag};
use super::messages::{self, Message};
use super::mistake::{Mistake, catalogue};
use super::secrets;
use super::subject::{Stamp, Subject};
use crate::json;
use crate::secret::Secret;
use crate::sign::SigningKey;

/// A longer body is only tried as it is.
const MAX_BODY: usize = 1024 * 1024;

/// How many bytes are hashed before the search ends.
const MAX_WORK: usize = 256 * 1024 * 1024;

/// How old a signature may be, in seconds: the tolerance of both partners.
const TOLERANCE_S: u64 = 300;

/// How many findings are told.
const MAX_FINDINGS: usize = 8;

macro_rules! found_in_header {
    ($name:ident, $id:literal, $cause:literal, $fix:literal) => {
        static $name: Mistake = Mistake { id: $id, cause: $cause, fix: $fix };
    };
}

found_in_header!(
    STALE,
    "time.stale",
    "The timestamp is more than 300 s old.",
    "Check the clocks; sign again for each attempt; verify before the delivery waits in a queue."
);
found_in_header!(
    FUTURE,
    "time.future",
    "The timestamp is more than 300 s in the future.",
    "Check the clocks: the verifier's is behind the signer's."
);
found_in_header!(
    HEADER_MILLISECONDS,
    "time.milliseconds",
    "The timestamp in the header is in milliseconds; seconds are expected.",
    "Write Unix seconds into the header, and sign the same text."
);
found_in_header!(
    MISSING,
    "signature.missing",
    "There is no signature header.",
    "Check the name of the header and that no proxy takes it out."
);
found_in_header!(
    UNREADABLE,
    "signature.unreadable",
    "The signature header holds nothing that 32 bytes could be read from: it is cut, or of another scheme.",
    "Compare the header as it arrives with the partner's documentation."
);
found_in_header!(SHA1, "signature.sha1", "The signature is as long as that of HMAC-SHA1.", "Use HMAC-SHA256.");
found_in_header!(SHA512, "signature.sha512", "The signature is as long as that of HMAC-SHA512.", "Use HMAC-SHA256.");

/// What is read off the headers, without a hash.
pub(super) static TIME: &[&Mistake] = &[&STALE, &FUTURE, &HEADER_MILLISECONDS, &MISSING, &UNREADABLE, &SHA1, &SHA512];

/// A secret that may have signed.
struct Key {
    mistakes: Vec<&'static Mistake>,
    key: SigningKey,
    secret: Secret,
    index: Option<usize>,
}

/// A body that may have been signed.
struct Body {
    mistakes: Vec<&'static Mistake>,
    bytes: Vec<u8>,
}

pub(super) fn run(explainer: &Explainer, body: &[u8], headers: &[(&[u8], &[u8])]) -> Explanation {
    let subject = explainer.subject;
    let values: Vec<&[u8]> = values(headers, subject.header()).collect();
    let mut tags = Vec::new();
    for value in &values {
        read(subject, value, &mut tags);
    }
    let mut not_tried = Vec::new();
    let stamps = stamps(explainer, &values, headers, &mut not_tried);
    if tags.is_empty() {
        let mistake = match values.first() {
            None => &MISSING,
            Some(value) => length_of_another_hash(value),
        };
        let findings = vec![Finding { mistakes: vec![mistake], secret_index: None }];
        return Explanation {
            verdict: Verdict::NoSignature,
            findings,
            mistakes_tried: 0,
            combinations_tried: 0,
            not_tried,
        };
    }
    let time = time(explainer, &stamps);
    let mut search = Search {
        body: Body { mistakes: Vec::new(), bytes: body.to_vec() },
        keys: keys(explainer, &mut not_tried),
        messages: messages::messages(subject.stamp(), &stamps),
        tags,
        stamps,
        findings: Vec::new(),
        combinations: 0,
        work: 0,
    };
    let complete = search.run(&mut not_tried);
    if !complete {
        not_tried.push(NotTried {
            what: "pairs",
            why: "the body is large: the search ended after 256 MiB had been hashed; try a smaller body",
        });
    }
    let mistakes_tried =
        catalogue().filter(|mistake| !not_tried.iter().any(|part| mistake.id.starts_with(part.what))).count();
    let verdict = match search.findings.first() {
        None => Verdict::Unexplained,
        Some(finding) if finding.mistakes.is_empty() && time.is_empty() => Verdict::Right,
        Some(_) => Verdict::Mistaken,
    };
    for finding in &mut search.findings {
        finding.mistakes.extend(time.iter().copied());
    }
    search.findings.retain(|finding| !finding.mistakes.is_empty());
    Explanation {
        verdict,
        findings: search.findings,
        mistakes_tried,
        combinations_tried: search.combinations,
        not_tried,
    }
}

struct Search {
    body: Body,
    keys: Vec<Key>,
    messages: Vec<Message>,
    tags: Vec<Tag>,
    stamps: Vec<Vec<u8>>,
    findings: Vec<Finding>,
    combinations: usize,
    work: usize,
}

impl Search {
    /// Tries no mistake, then one, then two, and stops where something fits: what needs more mistakes writes the same bytes. False when
    /// there was too much to do.
    fn run(&mut self, not_tried: &mut Vec<NotTried>) -> bool {
        let body = std::mem::replace(&mut self.body, Body { mistakes: Vec::new(), bytes: Vec::new() });
        let singles = if body.bytes.len() > MAX_BODY {
            not_tried.push(NotTried { what: "body.", why: "the body is larger than 1 MiB" });
            Vec::new()
        } else {
            if json::parse(&body.bytes).is_err() {
                not_tried.push(NotTried { what: "body.reserialized.", why: "the body given is not JSON" });
            }
            changed(&body).collect()
        };
        for mistakes in 0..=2 {
            let mut fits_work = self.try_all(&body, mistakes);
            for single in &singles {
                fits_work &= mistakes == 0 || self.try_all(single, mistakes);
            }
            if mistakes == 2 {
                for single in &singles {
                    for double in changed(single) {
                        // What the second mistake takes back is not a pair.
                        fits_work &= double.bytes == body.bytes || self.try_all(&double, mistakes);
                        if self.findings.len() >= MAX_FINDINGS || !fits_work {
                            return fits_work;
                        }
                    }
                }
            }
            if !self.findings.is_empty() || !fits_work {
                return fits_work;
            }
        }
        self.try_within_the_second(&body);
        true
    }

    /// Everything with this body that has exactly so many mistakes.
    fn try_all(&mut self, body: &Body, mistakes: usize) -> bool {
        let Some(left) = mistakes.checked_sub(body.mistakes.len()) else { return true };
        for key in self.keys.iter().take_while(|key| key.mistakes.len() <= left) {
            for message in &self.messages {
                let Some(left) = left.checked_sub(key.mistakes.len() + message.mistakes.len()) else { break };
                if !self.tags.iter().any(|tag| tag.mistakes.len() == left) {
                    continue;
                }
                if self.work > MAX_WORK {
                    return false;
                }
                self.work += body.bytes.len() + 256;
                self.combinations += 1;
                let digest = key.key.digest(&message.parts(&body.bytes));
                for tag in self.tags.iter().filter(|tag| tag.mistakes.len() == left) {
                    if digest.ct_eq(&tag.bytes).to_bool() {
                        let finding = finding(body, key, message, tag);
                        // The same two in the other order are the same two.
                        let known = |known: &Finding| known.mistakes.iter().all(|m| finding.mistakes.contains(m));
                        if self.findings.len() < MAX_FINDINGS && !self.findings.iter().any(known) {
                            self.findings.push(finding);
                        }
                    }
                }
            }
        }
        true
    }

    /// Milliseconds of which the header tells only the second: a thousand messages, with no other mistake. Last, because they are many.
    fn try_within_the_second(&mut self, body: &Body) {
        for stamp in &self.stamps {
            for message in messages::within_the_second(stamp) {
                for key in self.keys.iter().filter(|key| key.mistakes.is_empty()) {
                    if self.work > MAX_WORK {
                        return;
                    }
                    self.work += body.bytes.len() + 256;
                    self.combinations += 1;
                    let digest = key.key.digest(&message.parts(&body.bytes));
                    for tag in self.tags.iter().filter(|tag| tag.mistakes.is_empty()) {
                        if digest.ct_eq(&tag.bytes).to_bool() {
                            self.findings.push(finding(body, key, &message, tag));
                        }
                    }
                }
            }
        }
    }
}

fn finding(body: &Body, key: &Key, message: &Message, tag: &Tag) -> Finding {
    let parts = [&body.mistakes, &message.mistakes, &key.mistakes, &tag.mistakes];
    Finding { mistakes: parts.into_iter().flatten().copied().collect(), secret_index: key.index }
}

/// The body after each mistake that changes it.
fn changed(body: &Body) -> impl Iterator<Item = Body> + '_ {
    let parsed = json::parse(&body.bytes).ok();
    bodies::TABLE.iter().filter_map(move |row: &'static BodyMistake| {
        let bytes = row.apply(&body.bytes, parsed.as_ref())?;
        let mistakes = body.mistakes.iter().copied().chain([&row.mistake]).collect();
        (bytes != body.bytes).then_some(Body { mistakes, bytes })
    })
}

/// Every secret with at most two mistakes, the fewest first.
fn keys(explainer: &Explainer, not_tried: &mut Vec<NotTried>) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    let mut add = |mistakes: Vec<&'static Mistake>, secret: Secret, index| {
        // Two ways to the same bytes: the first has the fewer mistakes, or is the likelier.
        let known =
            keys.iter().any(|known| known.mistakes.len() < mistakes.len() && known.secret.ct_eq(secret.expose()));
        if let (false, Ok(key)) = (known, SigningKey::try_from(&secret)) {
            keys.push(Key { mistakes, key, secret, index });
        }
    };
    for (index, secret) in explainer.secrets.iter().enumerate() {
        add(Vec::new(), secret.clone(), Some(index));
    }
    for (mistake, secret) in &explainer.others {
        add(vec![*mistake], secret.clone(), None);
    }
    let given = explainer.secrets.iter().enumerate().map(|(index, secret)| (None, secret, Some(index)));
    let others = explainer.others.iter().map(|(mistake, secret)| (Some(*mistake), secret, None));
    for (other, secret, index) in given.chain(others) {
        for first in secrets::TABLE {
            let Some(changed) = first.apply(secret) else { continue };
            let mistakes: Vec<_> = other.into_iter().chain([&first.mistake]).collect();
            for second in secrets::TABLE.iter().filter(|_| other.is_none()) {
                if let Some(twice) = second.apply(&changed) {
                    add(vec![&first.mistake, &second.mistake], twice, index);
                }
            }
            add(mistakes, changed, index);
        }
    }
    keys.sort_by_key(|key| key.mistakes.len());
    for (mistake, why) in [
        (&secrets::API_KEY, "the API key was not given"),
        (&secrets::OLD, "no old secret was given"),
        (&secrets::OTHER_ENVIRONMENT, "no secret of the other environment was given"),
    ] {
        if !explainer.others.iter().any(|(given, _)| given.id == mistake.id) {
            not_tried.push(NotTried { what: mistake.id, why });
        }
    }
    if explainer.secrets.is_empty() {
        not_tried.push(NotTried { what: "secret.", why: "no secret was given" });
    }
    keys
}

fn values<'h>(headers: &[(&'h [u8], &'h [u8])], name: &'static str) -> impl Iterator<Item = &'h [u8]> {
    headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name.as_bytes())).map(|(_, value)| *value)
}

/// Every signature that the header's value may hold.
fn read(subject: Subject, value: &[u8], tags: &mut Vec<Tag>) {
    let tolerated: &[u8] = match subject {
        Subject::CliveWebhook => b"sha256=",
        Subject::TybriteWebhook => b"v1=",
        Subject::CliveRequest | Subject::TybriteRequest => b"",
    };
    // A list, for every subject: proxies join headers, and somebody may send the other partner's form.
    for item in value.split(|byte| *byte == b',').take(64) {
        encodings::tags(item, subject.encoding(), tolerated, tags);
    }
}

/// The timestamps that may have been signed, as text; the one that should have been comes first.
fn stamps(
    explainer: &Explainer,
    values_of_signature: &[&[u8]],
    headers: &[(&[u8], &[u8])],
    not_tried: &mut Vec<NotTried>,
) -> Vec<Vec<u8>> {
    let in_signature =
        values_of_signature.iter().flat_map(|value| value.split(|byte| *byte == b',')).filter_map(|item| {
            let stamp = item.trim_ascii().strip_prefix(b"t=")?;
            Some(stamp.to_vec())
        });
    let in_header = values(headers, "X-Timestamp").map(|value| value.trim_ascii().to_vec());
    let mut stamps: Vec<Vec<u8>> = match explainer.subject.stamp() {
        Stamp::InSignature => in_signature.collect(),
        Stamp::Header(_) => in_header.collect(),
        // Nobody says which time it was: any that is near.
        Stamp::None => {
            let date = values(headers, "Date").filter_map(|value| {
                let since = httpdate::parse_http_date(std::str::from_utf8(value).ok()?).ok()?;
                let since = since.duration_since(std::time::SystemTime::UNIX_EPOCH).ok()?;
                Some(since.as_secs().to_string().into_bytes())
            });
            let now = explainer.now_unix_s.map(|now| now.to_string().into_bytes());
            in_signature.chain(in_header).chain(date).chain(now).collect()
        }
    };
    stamps.truncate(4);
    if stamps.is_empty() {
        let why = match explainer.subject.stamp() {
            Stamp::None => "no time is known: give now, or all headers",
            _ => "the headers hold no timestamp",
        };
        not_tried.push(NotTried { what: "message.timestamp", why });
        not_tried.push(NotTried { what: "message.separator", why });
        not_tried.push(NotTried { what: "message.body_first", why });
    }
    if explainer.now_unix_s.is_none() && explainer.subject.stamp() != Stamp::None {
        not_tried.push(NotTried { what: "time.stale", why: "now was not given" });
        not_tried.push(NotTried { what: "time.future", why: "now was not given" });
    }
    stamps
}

/// What is wrong with the time in the header.
fn time(explainer: &Explainer, stamps: &[Vec<u8>]) -> Vec<&'static Mistake> {
    let mut mistakes: Vec<&'static Mistake> = Vec::new();
    if explainer.subject.stamp() == Stamp::None {
        return mistakes;
    }
    let Some(number) = stamps.first().and_then(|stamp| messages::number(stamp)) else { return mistakes };
    let mut seconds = number;
    if messages::is_milliseconds(number) {
        mistakes.push(&HEADER_MILLISECONDS);
        seconds /= 1000;
    }
    if let Some(now) = explainer.now_unix_s.filter(|now| now.abs_diff(seconds) > TOLERANCE_S) {
        mistakes.push(if seconds < now { &STALE } else { &FUTURE });
    }
    mistakes
}

fn length_of_another_hash(value: &[u8]) -> &'static Mistake {
    let longest = value.split(|byte| !byte.is_ascii_alphanumeric()).max_by_key(|run| run.len()).unwrap_or_default();
    match longest.len() {
        40 if longest.iter().all(u8::is_ascii_hexdigit) => &SHA1,
        128 if longest.iter().all(u8::is_ascii_hexdigit) => &SHA512,
        _ => &UNREADABLE,
    }
}
