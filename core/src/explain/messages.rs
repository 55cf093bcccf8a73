//! What was hashed was not put together as it should be: the timestamp, the separator, the order.

use super::mistake::Mistake;
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

/// A message: timestamp and separator before the body or after it.
#[derive(Clone, Debug)]
pub(super) struct Message {
    pub mistakes: Vec<&'static Mistake>,
    before: Vec<u8>,
    after: Vec<u8>,
}

impl Message {
    /// The parts that are hashed one after the other.
    pub(super) fn parts<'a>(&'a self, body: &'a [u8]) -> [&'a [u8]; 3] {
        [&self.before, body, &self.after]
    }
}

/// A timestamp that may have been signed.
struct Time {
    text: Vec<u8>,
    mistake: Option<&'static Mistake>,
}

/// Every message of at most two mistakes, the fewest first. `stamps` are the timestamps that are known, as they stand in the headers.
pub(super) fn messages(expected: Stamp, stamps: &[Vec<u8>]) -> Vec<Message> {
    let mut out = Vec::new();
    let body_alone = |mistakes| Message { mistakes, before: Vec::new(), after: Vec::new() };
    let base: &[&'static Mistake] = match expected {
        Stamp::None => {
            out.push(body_alone(Vec::new()));
            &[&TIMESTAMP_ADDED]
        }
        Stamp::InSignature | Stamp::Header(_) => {
            out.push(body_alone(vec![&TIMESTAMP_MISSING]));
            &[]
        }
    };
    for time in stamps.iter().flat_map(|stamp| times(stamp)) {
        let mut with = |mistake: Option<&'static Mistake>, before: Vec<u8>, after: Vec<u8>| {
            let mistakes: Vec<_> = base.iter().copied().chain(time.mistake).chain(mistake).collect();
            if mistakes.len() <= 2 {
                out.push(Message { mistakes, before, after });
            }
        };
        with(None, [&*time.text, b"."].concat(), Vec::new());
        with(Some(&BODY_FIRST), Vec::new(), [b".", &*time.text].concat());
        for separator in SEPARATORS {
            with(Some(&separator.mistake), [&*time.text, separator.text].concat(), Vec::new());
        }
    }
    out.sort_by_key(|message| message.mistakes.len());
    out
}

/// The timestamps in milliseconds within the second that the header says: their last three digits are not known. One mistake, alone.
pub(super) fn within_the_second(stamp: &[u8]) -> impl Iterator<Item = Message> + '_ {
    let last = if number(stamp).is_some_and(|number| !is_milliseconds(number)) { 999 } else { 0 };
    (1..=last).map(move |ms: u32| Message {
        mistakes: vec![&MILLISECONDS],
        before: [stamp, format!("{ms:03}.").as_bytes()].concat(),
        after: Vec::new(),
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
