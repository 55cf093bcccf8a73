//! Keeps what clients sent, as bytes, within a bound.
//!
//! Recording is a push of bytes that are already there; header lists and texts are made when somebody looks.

use std::collections::VecDeque;
use std::sync::Mutex;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::framing::RawRequest;
use crate::partner::PartnerApi;
use crate::sync::lock;

/// Control requests are not recorded: they are the observer's, not the client's.
pub(crate) const CONTROL_PREFIX: &str = "/_sandbox";

/// One request as it came off the socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedRequest {
    /// Counts up from 1; gaps never occur, so a first number above 1 means that older requests were dropped or cleared.
    pub seq: u64,
    /// Whose listener it came to.
    pub partner: PartnerApi,
    /// Which connection it came on; equal numbers mean that the connection was reused.
    pub connection: u64,
    /// When it was read, in milliseconds since 1970.
    pub at_ms: i64,
    /// False when the connection ended too early, the bytes were not HTTP/1.1, or the body was too large to keep whole.
    pub complete: bool,
    /// Method of the request line; empty when there was none.
    pub method: String,
    /// Target of the request line: path and query as sent.
    pub target: String,
    /// Request line, headers and the empty line, byte for byte.
    pub head: Vec<u8>,
    /// Headers in the order and casing they were sent in. Values are bytes read as Latin-1.
    pub headers: Vec<(String, String)>,
    /// The payload, byte for byte (chunk framing removed).
    pub body: Vec<u8>,
    /// The payload with its chunk framing, when it came in chunks.
    pub chunked_wire: Option<Vec<u8>>,
}

impl RecordedRequest {
    /// The path without the query.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The first header of that name, in any casing.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The head as text, bytes read as Latin-1.
    #[must_use]
    pub fn head_text(&self) -> String {
        latin1(&self.head)
    }

    /// Everything that came off the socket for this request.
    #[must_use]
    pub fn raw(&self) -> Vec<u8> {
        [self.head.as_slice(), self.chunked_wire.as_deref().unwrap_or(&self.body)].concat()
    }

    pub(crate) fn to_json(&self) -> Value {
        json!({
            "seq": self.seq,
            "partner": self.partner.as_str(),
            "connection": self.connection,
            "at_ms": self.at_ms,
            "complete": self.complete,
            "method": self.method,
            "target": self.target,
            "head": self.head_text(),
            "headers": self.headers,
            "body_base64": STANDARD.encode(&self.body),
            "body_utf8": std::str::from_utf8(&self.body).ok(),
            "raw_base64": STANDARD.encode(self.raw()),
        })
    }
}

struct Entry {
    seq: u64,
    partner: PartnerApi,
    connection: u64,
    at_ms: i64,
    raw: RawRequest,
}

impl Entry {
    fn bytes(&self) -> usize {
        self.raw.head.len() + self.raw.body.len() + self.raw.chunked_wire.as_ref().map_or(0, Vec::len)
    }

    fn view(&self) -> RecordedRequest {
        let mut lines = self.raw.head.split(|byte| *byte == b'\n').map(trim).filter(|line| !line.is_empty());
        let first = latin1(lines.next().unwrap_or_default());
        let mut words = first.split(' ');
        let headers = lines
            .map(|line| {
                let colon = line.iter().position(|byte| *byte == b':').unwrap_or(line.len());
                let value = line.get(colon + 1..).unwrap_or_default();
                (latin1(&line[..colon]), latin1(trim(value)))
            })
            .collect();
        RecordedRequest {
            seq: self.seq,
            partner: self.partner,
            connection: self.connection,
            at_ms: self.at_ms,
            complete: self.raw.complete,
            method: words.next().unwrap_or_default().to_owned(),
            target: words.next().unwrap_or_default().to_owned(),
            head: self.raw.head.clone(),
            headers,
            body: self.raw.body.clone(),
            chunked_wire: self.raw.chunked_wire.clone(),
        }
    }
}

#[derive(Default)]
struct Entries {
    last_seq: u64,
    bytes: usize,
    list: VecDeque<Entry>,
}

/// The bounded list.
pub(crate) struct Recorder {
    entries: Mutex<Entries>,
    max_requests: usize,
    max_bytes: usize,
}

impl Recorder {
    pub(crate) fn new(max_requests: usize, max_bytes: usize) -> Self {
        Self { entries: Mutex::default(), max_requests, max_bytes }
    }

    pub(crate) fn push(&self, partner: PartnerApi, connection: u64, at_ms: i64, raw: RawRequest) {
        self.push_and(partner, connection, at_ms, raw, |_| ());
    }

    /// The same, and something made of the entry.
    fn push_and<T>(
        &self,
        partner: PartnerApi,
        connection: u64,
        at_ms: i64,
        raw: RawRequest,
        made: impl FnOnce(&Entry) -> T,
    ) -> T {
        let entries = &mut *lock(&self.entries);
        entries.last_seq += 1;
        let entry = Entry { seq: entries.last_seq, partner, connection, at_ms, raw };
        let made = made(&entry);
        entries.bytes += entry.bytes();
        entries.list.push_back(entry);
        while entries.list.len() > self.max_requests || entries.bytes > self.max_bytes {
            let Some(oldest) = entries.list.pop_front() else { break };
            entries.bytes -= oldest.bytes();
        }
        made
    }

    /// Keeps the request and shows it.
    pub(crate) fn push_and_show(
        &self,
        partner: PartnerApi,
        connection: u64,
        at_ms: i64,
        raw: RawRequest,
    ) -> RecordedRequest {
        self.push_and(partner, connection, at_ms, raw, Entry::view)
    }

    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        lock(&self.entries).list.iter().map(Entry::view).collect()
    }

    pub(crate) fn clear(&self) {
        let entries = &mut *lock(&self.entries);
        entries.list.clear();
        entries.bytes = 0;
    }
}

/// Whether a raw request is aimed at the control endpoints.
pub(crate) fn is_control(path: &str) -> bool {
    path.strip_prefix(CONTROL_PREFIX).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
}

fn trim(bytes: &[u8]) -> &[u8] {
    bytes.trim_ascii()
}

/// Bytes as text that loses none of them.
pub(crate) fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}
