//! What was hashed was not put together as it should be: the timestamp, the separator, the order.

use super::mistake::{Mistake, Mistakes};
use super::search::MOST;
use super::subject::Stamp;

macro_rules! message {
    ($name:ident, $id:literal, $cause:literal, $fix:literal) => {
        pub(super) static $name: Mistake = Mistake { id: concat!("message.", $id), cause: $cause, fix: $fix };
    };
}

message!(
    TIMESTAMP_MISSING,
    "timestamp_missing",
    "The signature is over the body alone, without the timestamp.",
    "Sign <timestamp>.<body>, with the timestamp exactly as it stands in the header."
);
message!(
    TIMESTAMP_ADDED,
    "timestamp_added",
    "The signature is over timestamp and body; here only the body is signed.",
    "Sign the body alone: there is no timestamp in this partner's scheme."
);
message!(
    MILLISECONDS,
    "timestamp_milliseconds",
    "The timestamp that was signed is in milliseconds; the header says seconds.",
    "Compute the timestamp once, in seconds, and use the same text in the header and in what is signed."
);
message!(
    SECONDS,
    "timestamp_seconds",
    "The timestamp that was signed is in seconds; the header says milliseconds.",
    "Compute the timestamp once, in seconds, and use the same text in the header and in what is signed."
);
message!(
    OTHER_SECOND,
    "timestamp_other_second",
    "The timestamp that was signed is a second or two from the one in the header: it was computed twice.",
    "Compute the timestamp once and use the same text in the header and in what is signed."
);
message!(
    BODY_FIRST,
    "body_first",
    "The signature is over <body>.<timestamp>.",
    "Put the timestamp first: <timestamp>.<body>."
);

/// A separator between timestamp and body that is not the dot.
struct Separator {
    text: &'static [u8],
    mistake: Mistake,
}

macro_rules! separator {
    ($id:literal, $text:literal, $name:literal) => {
        Separator {
            text: $text,
            mistake: Mistake {
                id: concat!("message.separator_", $id),
                cause: concat!("The signature has ", $name, " between timestamp and body, not a dot."),
                fix: "Join timestamp and body with one dot.",
            },
        }
    };
}

static SEPARATORS: &[Separator] = &[
    separator!("none", b"", "nothing"),
    separator!("colon", b":", "a colon"),
    separator!("newline", b"\n", "a line break"),
    separator!("pipe", b"|", "a bar"),
    separator!("comma", b",", "a comma"),
    separator!("dash", b"-", "a dash"),
    separator!("space", b" ", "a space"),
];

static OTHERS: &[&Mistake] =
    &[&TIMESTAMP_MISSING, &TIMESTAMP_ADDED, &MILLISECONDS, &SECONDS, &OTHER_SECOND, &BODY_FIRST];

pub(super) fn all() -> impl Iterator<Item = &'static Mistake> {
    OTHERS.iter().copied().chain(SEPARATORS.iter().map(|separator| &separator.mistake))
}

/// A message: timestamp and separator before the body or after it, and the mistakes that make it, the fewest first.
#[derive(Clone, Debug)]
pub(super) struct Message {
    pub ways: Vec<Mistakes>,
    before: Vec<u8>,
    after: Vec<u8>,
}

impl Message {
    fn new(mistakes: Mistakes, before: Vec<u8>, after: Vec<u8>) -> Self {
        Self { ways: vec![mistakes], before, after }
    }

    /// The fewest mistakes that make it.
    pub(super) fn least(&self) -> usize {
        self.ways.first().map_or(0, Vec::len)
    }

    /// The parts that are hashed one after the other.
    pub(super) fn parts<'a>(&'a self, body: &'a [u8]) -> [&'a [u8]; 3] {
        [&self.before, body, &self.after]
    }

    /// The body with which it is these bytes.
    pub(super) fn body_in<'b>(&self, signed: &'b [u8]) -> Option<&'b [u8]> {
        signed.strip_prefix(&*self.before)?.strip_suffix(&*self.after)
    }
}

/// A timestamp that may have been signed.
struct Time {
    text: Vec<u8>,
    mistake: Option<&'static Mistake>,
}

/// Every message of at most two mistakes, the fewest first. `stamps` are the timestamps that are known, as they stand in the headers.
pub(super) fn messages(expected: Stamp, stamps: &[Vec<u8>]) -> Vec<Message> {
    let mut out: Vec<Message> = Vec::new();
    let alone = if expected == Stamp::None { Vec::new() } else { vec![&TIMESTAMP_MISSING] };
    out.push(Message::new(alone, Vec::new(), Vec::new()));
    for time in stamps.iter().flat_map(|stamp| times(stamp)) {
        let mut with = |mistakes: &[&'static Mistake], before: &[&[u8]], after: &[&[u8]]| {
            let mistakes: Mistakes =
                added(expected).into_iter().chain(time.mistake).chain(mistakes.iter().copied()).collect();
            if mistakes.len() <= MOST {
                out.push(Message::new(mistakes, before.concat(), after.concat()));
            }
        };
        with(&[], &[&time.text, b"."], &[]);
        with(&[&BODY_FIRST], &[], &[b".", &time.text]);
        for Separator { text, mistake } in SEPARATORS {
            with(&[mistake], &[&time.text, text], &[]);
            with(&[&BODY_FIRST, mistake], &[], &[text, &time.text]);
        }
    }
    out.sort_by_key(Message::least);
    let mut distinct: Vec<Message> = Vec::new();
    for message in out {
        match distinct.iter_mut().find(|known| known.before == message.before && known.after == message.after) {
            Some(known) => known.ways.extend(message.ways),
            None => distinct.push(message),
        }
    }
    distinct
}

/// What it is already to sign a timestamp.
fn added(expected: Stamp) -> Option<&'static Mistake> {
    (expected == Stamp::None).then_some(&TIMESTAMP_ADDED)
}

/// The timestamps in milliseconds within the second that the header says: their last three digits are not known. With no other mistake.
pub(super) fn within_the_second(expected: Stamp, stamp: &[u8]) -> impl Iterator<Item = Message> + '_ {
    let last = if number(stamp).is_some_and(|number| !is_milliseconds(number)) { 999 } else { 0 };
    (1..=last).map(move |ms: u32| {
        let mistakes = added(expected).into_iter().chain([&MILLISECONDS]).collect();
        Message::new(mistakes, [stamp, format!("{ms:03}.").as_bytes()].concat(), Vec::new())
    })
}

fn times(stamp: &[u8]) -> Vec<Time> {
    let mut times = vec![Time { text: stamp.to_vec(), mistake: None }];
    let Some(number) = number(stamp) else { return times };
    let mut with =
        |mistake, number: i64| times.push(Time { text: number.to_string().into_bytes(), mistake: Some(mistake) });
    if is_milliseconds(number) {
        with(&SECONDS, number / 1000);
    } else {
        with(&MILLISECONDS, number.saturating_mul(1000));
        for shift in [-1, 1, -2, 2] {
            with(&OTHER_SECOND, number.saturating_add(shift));
        }
    }
    times
}

/// At most 15 decimal digits.
pub(super) fn number(stamp: &[u8]) -> Option<i64> {
    if stamp.is_empty() || stamp.len() > 15 || !stamp.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(stamp).ok()?.parse().ok()
}

/// From the year 5138 on, or milliseconds since 1973.
pub(super) fn is_milliseconds(number: i64) -> bool {
    number >= 100_000_000_000
}
