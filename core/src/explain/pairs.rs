//! Test: every mistake of the catalogue, alone and in pairs, is named by its own ids within the first three findings, for each subject.
//!
//! The mistakes are made with the catalogue's own functions, so this says that the search finds what it can make. That what it makes is
//! what other languages write is said by `tests/vectors/explain.json`, which other languages wrote. The only ones that are not named are
//! those that leave the signature right; how many were made is counted, so that none is lost.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use super::messages::Message;
use super::subject::{Encoding, Stamp};
use super::*;
use crate::json;
use crate::sign::SigningKey;

/// The first is written differently by each style: numbers, order, escapes, line ends, letters outside ASCII. The others are for the
/// mistakes that cannot be made with it: LF line ends, a line break at the end, a byte order mark, a JSON string.
const BODIES: &[&str] = &[
    "{\r\n  \"b\": 1e21,\n  \"2\": 1.0, \"a\": \"Zo\u{eb} <&> \\u2615 \\/\",\n \"1\": [1e-7, -0.0, {}, []]\n}",
    "{\n \"b\": \"Zo\u{eb}\", \"a\": 1.0\n}\n",
    "\u{feff}{\n \"b\": \"Zo\u{eb}\", \"a\": 1.0\n}\n",
    "\"{\\n \\\"b\\\": \\\"Zo\u{eb}\\\", \\\"a\\\": 1.0}\"\n",
];
/// Those after the first are for the mistakes that cannot be made with it: digits of hex and of both kinds of base64, quotes, an `=`, white
/// space around it.
const SECRETS: &[&str] = &[
    "whsec_0123456789abcdef",
    "0123456789abcdef",
    "\"abcd=efgh\"",
    " spaced_secret\n",
    "ab-_cdefab_=",
    " \"ab_c=0123456789abcdef\"\n",
];
const T: &str = "1781955476";
const T_MILLISECONDS: &str = "1781955476123";
const NOW: i64 = 1_781_955_480;

#[derive(Clone, Copy, Debug)]
enum Made {
    Body(usize),
    Secret(usize),
    Other(usize),
    /// With this time in the header, the message and the way of this index.
    Message(&'static str, usize, usize),
    Encoding(&'static Mistake),
}

struct Signer {
    subject: Subject,
    given: (&'static str, &'static str),
    body: Vec<u8>,
    secret: Vec<u8>,
    message: Message,
    encoding: Vec<&'static Mistake>,
    header_t: &'static str,
    ids: Vec<&'static str>,
}

fn others() -> [(&'static Mistake, &'static str); 3] {
    [
        (&secrets::API_KEY, "tybrite_sk_test_1"),
        (&secrets::OLD, "the_old_secret"),
        (&secrets::OTHER_ENVIRONMENT, "the_live_secret"),
    ]
}

fn explainer(subject: Subject, secret: &str) -> Explainer {
    let [(_, api_key), (_, old), (_, other)] = others();
    Explainer::new(subject)
        .secret(secret)
        .api_key(api_key)
        .old_secret(old)
        .other_environment_secret(other)
        .now_unix_s(NOW)
}

fn messages_of(subject: Subject, t: &str) -> Vec<Message> {
    // For Clive the time comes from the Date header or from now.
    let stamp = if subject.stamp() == Stamp::None { NOW.to_string() } else { t.to_owned() };
    messages::messages(subject.stamp(), &[stamp.into_bytes()])
}

impl Signer {
    fn new(subject: Subject, (body, secret): (&'static str, &'static str), header_t: &'static str) -> Self {
        let right = messages_of(subject, header_t).into_iter().find(|message| message.least() == 0).unwrap();
        Self {
            subject,
            given: (body, secret),
            body: body.as_bytes().to_vec(),
            secret: secret.as_bytes().to_vec(),
            message: right,
            encoding: Vec::new(),
            header_t,
            ids: Vec::new(),
        }
    }

    /// `None` when the mistake cannot be made here.
    fn make(&mut self, made: Made) -> Option<()> {
        let id = match made {
            Made::Body(index) => {
                let row = &bodies::TABLE[index];
                let changed = row.apply(&self.body, json::parse(&self.body).ok().as_ref())?;
                if changed == self.body {
                    return None;
                }
                self.body = changed;
                row.mistake.id
            }
            Made::Secret(index) => {
                let row = &secrets::TABLE[index];
                let changed = row.apply(&crate::Secret::from(self.secret.clone()))?.expose().to_vec();
                if changed == self.secret {
                    return None;
                }
                self.secret = changed;
                row.mistake.id
            }
            Made::Other(index) => {
                let (mistake, secret) = others()[index];
                self.secret = secret.as_bytes().to_vec();
                mistake.id
            }
            Made::Message(t, index, way) => {
                self.header_t = t;
                self.message = messages_of(self.subject, t).swap_remove(index);
                self.ids.extend(self.message.ways[way].iter().map(|mistake| mistake.id));
                return Some(());
            }
            Made::Encoding(mistake) => {
                self.encoding.push(mistake);
                mistake.id
            }
        };
        self.ids.push(id);
        Some(())
    }

    fn headers(&self) -> Vec<(&'static str, String)> {
        let tag = SigningKey::new(&self.secret).unwrap().digest(&self.message.parts(&self.body));
        let hex: String = tag.iter().map(|byte| format!("{byte:02x}")).collect();
        let has = |mistake: &Mistake| self.encoding.iter().any(|made| made.id == mistake.id);
        let mut text = match self.subject.encoding() {
            _ if has(&encodings::BASE64_OF_HEX) => STANDARD.encode(&hex),
            _ if has(&encodings::BASE64URL) => URL_SAFE_NO_PAD.encode(tag),
            _ if has(&encodings::UPPER_HEX) => hex.to_uppercase(),
            _ if has(&encodings::BASE64) => STANDARD.encode(tag),
            Encoding::Base64 if !has(&encodings::HEX) => STANDARD.encode(tag),
            _ => hex,
        };
        if has(&encodings::PREFIX) {
            text = format!("hmac={text}");
        }
        if has(&encodings::QUOTED) {
            text = format!("\"{text}\"");
        }
        let t = self.header_t;
        match self.subject.stamp() {
            Stamp::InSignature => vec![(self.subject.header(), format!("t={t},v1={text}"))],
            Stamp::Header(name) => vec![(self.subject.header(), text), (name, t.to_owned())],
            Stamp::None => vec![(self.subject.header(), text)],
        }
    }
}

/// Every single mistake that can be made with a subject, and every two of the message, which are one entry of its table.
fn made(subject: Subject) -> Vec<Made> {
    let encodings: &[&Mistake] = match subject.encoding() {
        Encoding::AnyHex => &[&encodings::BASE64, &encodings::BASE64URL, &encodings::BASE64_OF_HEX],
        Encoding::LowerHex => {
            &[&encodings::UPPER_HEX, &encodings::BASE64, &encodings::BASE64URL, &encodings::BASE64_OF_HEX]
        }
        Encoding::Base64 => &[&encodings::HEX, &encodings::UPPER_HEX, &encodings::BASE64URL, &encodings::BASE64_OF_HEX],
    };
    let mut made: Vec<Made> = (0..bodies::TABLE.len()).map(Made::Body).collect();
    made.extend((0..secrets::TABLE.len()).map(Made::Secret));
    made.extend((0..others().len()).map(Made::Other));
    let times: &[&str] = if subject.stamp() == Stamp::None { &[T] } else { &[T, T_MILLISECONDS] };
    let mut known: BTreeSet<Vec<&str>> = BTreeSet::new();
    for t in times {
        let messages = messages_of(subject, t);
        for (index, message) in messages.iter().enumerate() {
            for (way, mistakes) in message.ways.iter().enumerate() {
                // Milliseconds in the header are for the mistakes that cannot be made with seconds.
                let ids: Vec<&str> = mistakes.iter().map(|mistake| mistake.id).collect();
                if !ids.is_empty() && (*t == T || !known.contains(&ids)) {
                    made.push(Made::Message(t, index, way));
                }
            }
        }
        known.extend(messages.iter().flat_map(|message| &message.ways).map(|way| way.iter().map(|m| m.id).collect()));
    }
    made.extend(encodings.iter().chain(&[&encodings::PREFIX, &encodings::QUOTED]).map(|made| Made::Encoding(made)));
    made
}

/// Checks one combination: it is named by its own ids, or it left everything right.
fn check(signer: &Signer) {
    let (body, secret) = signer.given;
    let explanation = explainer(signer.subject, secret).explain(body.as_bytes(), &signer.headers());
    let nothing = Signer::new(signer.subject, signer.given, signer.header_t);
    let mut ids = signer.ids.clone();
    if messages::number(signer.header_t.as_bytes()).is_some_and(messages::is_milliseconds) {
        ids.push("time.milliseconds");
    }
    if signer.headers() == nothing.headers() {
        assert_eq!(explanation.verdict == Verdict::Right, signer.header_t == T, "{ids:?}: {explanation}");
    } else {
        assert_eq!(explanation.verdict, Verdict::Mistaken, "{:?}: {ids:?} of {:?}", signer.subject, signer.given);
        let named = explanation.findings.iter().take(3).any(|finding| finding.names(&ids));
        assert!(named, "{:?}: {ids:?} of {:?} was explained by {explanation}", signer.subject, signer.given);
    }
}

/// What is made twice in one place replaces the first: two messages, two encodings, two other secrets. The order matters only within the
/// body and within the secret.
fn can_be_a_pair((a_index, a): (usize, Made), (b_index, b): (usize, Made)) -> bool {
    let wraps = |mistake: &Mistake| mistake.id.starts_with("signature.");
    match (a, b) {
        (Made::Body(_), Made::Body(_)) | (Made::Secret(_) | Made::Other(_), Made::Secret(_)) => true,
        (Made::Message(..), Made::Message(..)) | (Made::Secret(_) | Made::Other(_), Made::Other(_)) => false,
        (Made::Encoding(a), Made::Encoding(b)) => a.id != b.id && wraps(b) && (!wraps(a) || a_index < b_index),
        _ => a_index < b_index,
    }
}

/// The mistakes made, with the first body and the first secret that they can be made with.
fn make(subject: Subject, mistakes: &[Made]) -> Option<Signer> {
    let of_body = mistakes.iter().any(|made| matches!(made, Made::Body(_)));
    let of_secret = mistakes.iter().any(|made| matches!(made, Made::Secret(_)));
    let bodies = BODIES.iter().take(if of_body { BODIES.len() } else { 1 });
    let mut given =
        bodies.flat_map(|body| SECRETS.iter().take(if of_secret { SECRETS.len() } else { 1 }).map(|s| (*body, *s)));
    given.find_map(|given| {
        let mut signer = Signer::new(subject, given, T);
        mistakes.iter().try_for_each(|made| signer.make(*made)).map(|()| signer)
    })
}

/// Checks all of a subject, and how many there are.
fn every_single_and_pair(subject: Subject, singles: usize, pairs: usize) {
    let all: Vec<(usize, Made)> = made(subject).into_iter().enumerate().collect();
    let mut counted = (0, 0);
    for a in &all {
        let signer = make(subject, &[a.1]).unwrap_or_else(|| panic!("{:?} can be made with nothing given here", a.1));
        check(&signer);
        if signer.ids.len() == 2 {
            counted.1 += 1;
            continue;
        }
        counted.0 += 1;
        for b in all.iter().filter(|b| can_be_a_pair(*a, **b)) {
            match make(subject, &[a.1, b.1]) {
                Some(signer) if signer.ids.len() == 2 => {
                    check(&signer);
                    counted.1 += 1;
                }
                Some(_) => {}
                // A second change of the same thing may find nothing to change; those of two things are independent.
                None => {
                    let one_thing = matches!(
                        (a.1, b.1),
                        (Made::Body(_), Made::Body(_)) | (Made::Secret(_) | Made::Other(_), Made::Secret(_))
                    );
                    assert!(one_thing, "{a:?} and {b:?} can be made with nothing given here");
                }
            }
        }
    }
    assert_eq!(
        counted,
        (singles, pairs),
        "how many were made: a mistake that is new or gone changes it, and nothing else should"
    );
}

#[test]
fn clive_webhooks() {
    every_single_and_pair(Subject::CliveWebhook, 50, 1446);
}

#[test]
fn tybrite_webhooks() {
    every_single_and_pair(Subject::TybriteWebhook, 64, 2174);
}

#[test]
fn clive_requests() {
    every_single_and_pair(Subject::CliveRequest, 51, 1493);
}

#[test]
fn tybrite_requests() {
    every_single_and_pair(Subject::TybriteRequest, 65, 2235);
}

/// No row of the catalogue is left out above.
#[test]
fn the_whole_catalogue_is_made() {
    let mut known: BTreeSet<&str> = received::TIME.iter().map(|mistake| mistake.id).collect();
    for subject in Subject::ALL {
        for single in made(*subject) {
            known.extend(make(*subject, &[single]).unwrap().ids);
        }
    }
    assert_eq!(known, catalogue().map(|mistake| mistake.id).collect());
}

/// The time in the header is read without a hash: it is told beside every other mistake.
#[test]
fn times() {
    for (t, id) in [("1781950000", "time.stale"), ("1781960000", "time.future"), (T_MILLISECONDS, "time.milliseconds")]
    {
        let given = explainer(Subject::TybriteWebhook, SECRETS[0]);
        let signer = Signer::new(Subject::TybriteWebhook, (BODIES[0], SECRETS[0]), t);
        let alone = given.explain(BODIES[0].as_bytes(), &signer.headers());
        assert_eq!((alone.verdict, alone.findings[0].ids()), (Verdict::Mistaken, vec![id]));
        for made in made(Subject::TybriteWebhook) {
            let mut signer = Signer::new(Subject::TybriteWebhook, (BODIES[0], SECRETS[0]), t);
            if matches!(made, Made::Message(..)) || signer.make(made).is_none() {
                continue;
            }
            signer.ids.push(id);
            let explanation = given.explain(BODIES[0].as_bytes(), &signer.headers());
            assert!(explanation.findings[0].names(&signer.ids), "{:?}: {explanation}", signer.ids);
        }
    }
}
