//! Test: every mistake of the catalogue, alone and in pairs, is named within the first three findings.
//!
//! The mistakes are made with the catalogue's own functions, so this says that the search finds what it can make. That what it makes is
//! what other languages write is said by `tests/vectors/explain.json`, which other languages wrote.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use super::messages::Message;
use super::subject::{Encoding, Stamp};
use super::*;
use crate::json;
use crate::sign::SigningKey;

/// Each style writes it differently: numbers, order, escapes, line ends, letters outside ASCII.
const BODY: &[u8] = "{\r\n  \"b\": 1e21,\n  \"2\": 1.0, \"a\": \"Zo\u{eb} <&> caf\u{e9} \\u2615 \\/\",\n \"1\": [1e-7, -0.0, {}, []]\n}".as_bytes();
/// A text that can be decoded as hex and as both kinds of base64, has a prefix and an `=`, and white space around it.
const SECRETS: &[&str] =
    &["whsec_0123456789abcdef", "0123456789abcdef", "\"abcd=efgh\"", " spaced_secret\n", "ab-_cdefab_="];
const T: &str = "1781955476";
const NOW: i64 = 1_781_955_480;

#[derive(Clone, Copy)]
enum Made {
    Body(usize),
    Secret(usize),
    Other(usize),
    /// The index of the message among those of one mistake.
    Message(usize),
    Encoding(&'static Mistake),
}

struct Signer {
    subject: Subject,
    body: Vec<u8>,
    secret: Vec<u8>,
    message: Message,
    encoding: Vec<&'static Mistake>,
    header_t: String,
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

fn messages_of(subject: Subject, t: &str, mistakes: usize) -> Vec<Message> {
    // For Clive the time comes from the Date header or from now.
    let stamp = if subject.stamp() == Stamp::None { NOW.to_string() } else { t.to_owned() };
    let all = messages::messages(subject.stamp(), &[stamp.into_bytes()]);
    all.into_iter().filter(|message| message.mistakes.len() == mistakes).collect()
}

impl Signer {
    fn new(subject: Subject, secret: &str, header_t: &str) -> Self {
        Self {
            subject,
            body: BODY.to_vec(),
            secret: secret.as_bytes().to_vec(),
            message: messages_of(subject, header_t, 0).remove(0),
            encoding: Vec::new(),
            header_t: header_t.to_owned(),
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
                self.secret = row.apply(&crate::Secret::from(self.secret.clone()))?.expose().to_vec();
                row.mistake.id
            }
            Made::Other(index) => {
                let (mistake, secret) = others()[index];
                self.secret = secret.as_bytes().to_vec();
                mistake.id
            }
            Made::Message(index) => {
                self.message = messages_of(self.subject, &self.header_t, 1).into_iter().nth(index)?;
                self.message.mistakes[0].id
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
        let t = &self.header_t;
        match self.subject.stamp() {
            Stamp::InSignature => vec![(self.subject.header(), format!("t={t},v1={text}"))],
            Stamp::Header(name) => vec![(self.subject.header(), text), (name, t.clone())],
            Stamp::None => vec![(self.subject.header(), text)],
        }
    }
}

/// Every single mistake that can be made with a subject.
fn singles(subject: Subject) -> Vec<Made> {
    let encodings: &[&Mistake] = match subject.encoding() {
        Encoding::AnyHex => &[&encodings::BASE64, &encodings::BASE64URL, &encodings::BASE64_OF_HEX],
        Encoding::LowerHex => {
            &[&encodings::UPPER_HEX, &encodings::BASE64, &encodings::BASE64URL, &encodings::BASE64_OF_HEX]
        }
        Encoding::Base64 => &[&encodings::HEX, &encodings::UPPER_HEX, &encodings::BASE64URL, &encodings::BASE64_OF_HEX],
    };
    // In Tybrite's list a prefix or quotes belong to another item.
    let wrapped: &[&Mistake] =
        if subject.stamp() == Stamp::InSignature { &[] } else { &[&encodings::PREFIX, &encodings::QUOTED] };
    let mut made: Vec<Made> = (0..bodies::TABLE.len()).map(Made::Body).collect();
    made.extend((0..secrets::TABLE.len()).map(Made::Secret));
    made.extend((0..others().len()).map(Made::Other));
    made.extend((0..messages_of(subject, T, 1).len()).map(Made::Message));
    made.extend(encodings.iter().chain(wrapped).map(|mistake| Made::Encoding(mistake)));
    made
}

/// Checks one combination; says whether it was named by its own names (rather than by a simpler way to the same bytes).
fn check(signer: &Signer, given: &Explainer) -> bool {
    let explanation = given.explain(BODY, &signer.headers());
    let mut wanted = signer.ids.clone();
    wanted.sort_unstable();
    let first_three: Vec<Vec<&str>> = explanation.findings.iter().take(3).map(Finding::ids).collect();
    let named = first_three.iter().any(|ids| {
        let mut ids = ids.clone();
        ids.sort_unstable();
        ids == wanted
    });
    // HMAC has no collisions: a finding with fewer mistakes writes the very bytes that were signed.
    let simpler =
        explanation.verdict == Verdict::Right || first_three.first().is_some_and(|ids| ids.len() < wanted.len());
    let synonym = first_three.iter().any(|ids| same_body(signer, ids));
    assert!(named || simpler || synonym, "{:?}: {wanted:?} was explained by {first_three:?}", signer.subject);
    named
}

/// Whether `ids` are two mistakes of the body, one of them the same, that write the very same bytes: of JSON that was written again twice
/// often only the last writer shows, and there may be more such pairs than three.
fn same_body(signer: &Signer, ids: &[&str]) -> bool {
    let mut other = Signer::new(signer.subject, SECRETS[0], T);
    let row = |id: &&str| bodies::TABLE.iter().position(|row| row.mistake.id == *id);
    let made = ids.iter().all(|id| row(id).is_some_and(|index| other.make(Made::Body(index)).is_some()));
    made && ids.len() == signer.ids.len() && ids.iter().any(|id| signer.ids.contains(id)) && other.body == signer.body
}

/// What is made twice in one place replaces the first: two messages, two encodings, two other secrets.
fn can_be_a_pair(a: Made, b: Made) -> bool {
    let wraps = |mistake: &Mistake| mistake.id.starts_with("signature.");
    match (a, b) {
        (Made::Message(_), Made::Message(_)) => false,
        (Made::Encoding(a), Made::Encoding(b)) => !wraps(a) && wraps(b),
        (_, Made::Other(_)) => !matches!(a, Made::Secret(_) | Made::Other(_)),
        _ => true,
    }
}

/// How many were named by their own names, and how many by another way to the same bytes. Pairs within the body are the same for every
/// subject and cost the most: `body_pairs` says whether they are tried.
fn every_single_and_pair(subject: Subject, secret: &str, body_pairs: bool) -> (usize, usize) {
    let given = explainer(subject, secret);
    let singles = singles(subject);
    let (mut named, mut simpler) = (0, 0);
    let mut count = |named_by_name: bool| if named_by_name { named += 1 } else { simpler += 1 };
    for (index, a) in singles.iter().enumerate() {
        let mut signer = Signer::new(subject, secret, T);
        if signer.make(*a).is_none() {
            continue;
        }
        count(check(&signer, &given));
        for (other, b) in singles.iter().enumerate() {
            // The order matters only within the body and within the secret.
            let same_place = matches!(
                (a, b),
                (Made::Body(_), Made::Body(_)) | (Made::Secret(_), Made::Secret(_)) | (Made::Other(_), Made::Secret(_))
            );
            let both_body = matches!((a, b), (Made::Body(_), Made::Body(_)));
            if (both_body && !body_pairs) || !can_be_a_pair(*a, *b) || (!same_place && other < index) {
                continue;
            }
            let mut signer = Signer::new(subject, secret, T);
            if signer.make(*a).and_then(|()| signer.make(*b)).is_some() {
                count(check(&signer, &given));
            }
        }
    }
    // Two mistakes of the message are one entry of its table.
    for message in messages_of(subject, T, 2) {
        let mut signer = Signer::new(subject, secret, T);
        signer.ids = message.mistakes.iter().map(|mistake| mistake.id).collect();
        signer.message = message;
        count(check(&signer, &given));
    }
    (named, simpler)
}

#[test]
fn clive_requests() {
    let (named, simpler) = every_single_and_pair(Subject::CliveRequest, SECRETS[1], true);
    assert!(named > 800 && simpler < named / 2, "{named} named, {simpler} by another way to the same bytes");
}

/// Secrets that the other mistakes can be made with: quotes, `=`, white space, the URL-safe alphabet.
#[test]
fn secrets_of_every_kind() {
    for secret in &SECRETS[2..] {
        let given = explainer(Subject::CliveWebhook, secret);
        for a in 0..secrets::TABLE.len() {
            let mut signer = Signer::new(Subject::CliveWebhook, secret, T);
            if signer.make(Made::Secret(a)).is_none() {
                continue;
            }
            check(&signer, &given);
            for b in 0..secrets::TABLE.len() {
                let mut signer = Signer::new(Subject::CliveWebhook, secret, T);
                if signer.make(Made::Secret(a)).and_then(|()| signer.make(Made::Secret(b))).is_some() {
                    check(&signer, &given);
                }
            }
        }
    }
}

/// The time in the header is read without a hash: it is told beside every other mistake.
#[test]
fn times() {
    for (t, id) in [("1781950000", "time.stale"), ("1781960000", "time.future"), ("1781955476123", "time.milliseconds")]
    {
        let given = explainer(Subject::TybriteWebhook, SECRETS[0]);
        let mut signer = Signer::new(Subject::TybriteWebhook, SECRETS[0], t);
        let alone = given.explain(BODY, &signer.headers());
        assert_eq!((alone.verdict, alone.findings[0].ids()), (Verdict::Mistaken, vec![id]));
        for made in singles(Subject::TybriteWebhook) {
            signer = Signer::new(Subject::TybriteWebhook, SECRETS[0], t);
            if signer.make(made).is_some() {
                signer.ids.push(id);
                assert!(check(&signer, &given), "{:?}", signer.ids);
            }
        }
    }
}

#[test]
fn tybrite_requests() {
    let (named, simpler) = every_single_and_pair(Subject::TybriteRequest, SECRETS[0], false);
    assert!(named > 800 && simpler < named / 2, "{named} named, {simpler} by another way to the same bytes");
}
