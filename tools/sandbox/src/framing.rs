//! Cuts the bytes of one connection into requests, keeping every byte as it arrived.
//!
//! This is a witness beside the HTTP server, not its parser: it decides nothing about the request. It only has to find where a
//! message ends (`Content-Length` or chunks), so that what is recorded is what came off the socket.

use std::collections::VecDeque;

/// A head longer than this is not a request anybody meant to send.
const MAX_HEAD_BYTES: usize = 1024 * 1024;

/// One request as bytes.
#[derive(Debug, Default)]
pub(crate) struct RawRequest {
    /// Request line and headers, up to and including the empty line.
    pub head: Vec<u8>,
    /// The payload, chunk framing removed.
    pub body: Vec<u8>,
    /// The payload with its chunk framing, when it came in chunks.
    pub chunked_wire: Option<Vec<u8>>,
    /// Whether the message arrived whole and was kept whole.
    pub complete: bool,
}

enum Phase {
    Head,
    Fixed {
        left: u64,
    },
    ChunkSize,
    ChunkData {
        left: u64,
    },
    ChunkEnd,
    Trailers,
    /// The bytes make no sense as HTTP/1.1; what follows belongs to the same unfinished record.
    Lost,
}

/// Fed with what a socket delivers; yields whole requests in order.
pub(crate) struct Splitter {
    phase: Phase,
    current: RawRequest,
    line: Vec<u8>,
    ready: VecDeque<RawRequest>,
    keep_bytes: usize,
    overflow: bool,
}

impl Splitter {
    /// `keep_bytes`: how much of one body is kept; the rest is counted and dropped.
    pub(crate) fn new(keep_bytes: usize) -> Self {
        Self {
            phase: Phase::Head,
            current: RawRequest::default(),
            line: Vec::new(),
            ready: VecDeque::new(),
            keep_bytes,
            overflow: false,
        }
    }

    /// Takes the next bytes of the connection.
    pub(crate) fn feed(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let used = match self.phase {
                Phase::Head => self.head(bytes),
                Phase::Fixed { left } => self.fixed(bytes, left),
                Phase::ChunkData { left } => self.chunk_data(bytes, left),
                Phase::ChunkSize | Phase::ChunkEnd | Phase::Trailers => self.chunk_line(bytes),
                Phase::Lost => {
                    keep(&mut self.current.body, bytes, self.keep_bytes, &mut self.overflow);
                    bytes.len()
                }
            };
            bytes = &bytes[used..];
        }
    }

    /// The next whole request.
    pub(crate) fn next_request(&mut self) -> Option<RawRequest> {
        self.ready.pop_front()
    }

    /// What is left when the connection ends: whole requests nobody asked for, then the unfinished one.
    pub(crate) fn drain(&mut self) -> Vec<RawRequest> {
        let mut rest: Vec<RawRequest> = self.ready.drain(..).collect();
        let current = std::mem::take(&mut self.current);
        self.phase = Phase::Head;
        if !current.head.is_empty() || !current.body.is_empty() {
            rest.push(current);
        }
        rest
    }

    fn head(&mut self, bytes: &[u8]) -> usize {
        let used = line_length(bytes);
        let head = &mut self.current.head;
        head.extend_from_slice(&bytes[..used]);
        // Empty lines before the request line are allowed (RFC 9112, 2.2) and stay in the record.
        let started = head.iter().any(|byte| !matches!(byte, b'\r' | b'\n'));
        if started && (head.ends_with(b"\n\r\n") || head.ends_with(b"\n\n")) {
            self.after_head();
        } else if head.len() > MAX_HEAD_BYTES {
            self.phase = Phase::Lost;
        }
        used
    }

    fn after_head(&mut self) {
        let mut headers = [httparse::EMPTY_HEADER; 256];
        let mut parsed = httparse::Request::new(&mut headers);
        if !matches!(parsed.parse(&self.current.head), Ok(httparse::Status::Complete(_))) {
            self.phase = Phase::Lost;
            return;
        }
        let value = |name: &str| {
            parsed.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name)).map(|header| header.value)
        };
        if value("transfer-encoding").is_some() {
            self.current.chunked_wire = Some(Vec::new());
            self.phase = Phase::ChunkSize;
            return;
        }
        let length = match value("content-length") {
            None => Some(0),
            Some(text) => std::str::from_utf8(text).ok().and_then(|text| text.trim().parse::<u64>().ok()),
        };
        match length {
            Some(0) => self.finish(),
            Some(left) => self.phase = Phase::Fixed { left },
            None => self.phase = Phase::Lost,
        }
    }

    fn fixed(&mut self, bytes: &[u8], left: u64) -> usize {
        let used = at_most(bytes.len(), left);
        keep(&mut self.current.body, &bytes[..used], self.keep_bytes, &mut self.overflow);
        let left = left - used as u64;
        self.phase = Phase::Fixed { left };
        if left == 0 {
            self.finish();
        }
        used
    }

    fn chunk_data(&mut self, bytes: &[u8], left: u64) -> usize {
        let used = at_most(bytes.len(), left);
        keep(&mut self.current.body, &bytes[..used], self.keep_bytes, &mut self.overflow);
        self.keep_wire(&bytes[..used]);
        let left = left - used as u64;
        self.phase = if left == 0 { Phase::ChunkEnd } else { Phase::ChunkData { left } };
        used
    }

    fn chunk_line(&mut self, bytes: &[u8]) -> usize {
        let used = line_length(bytes);
        self.keep_wire(&bytes[..used]);
        self.line.extend_from_slice(&bytes[..used]);
        if !self.line.ends_with(b"\n") {
            if self.line.len() > MAX_HEAD_BYTES {
                self.phase = Phase::Lost;
            }
            return used;
        }
        let line = std::mem::take(&mut self.line);
        let text = std::str::from_utf8(&line).unwrap_or("?").trim();
        match self.phase {
            Phase::ChunkSize => {
                let size = text.split(';').next().unwrap_or_default().trim();
                self.phase = match u64::from_str_radix(size, 16) {
                    Ok(0) => Phase::Trailers,
                    Ok(left) => Phase::ChunkData { left },
                    Err(_) => Phase::Lost,
                };
            }
            Phase::Trailers if text.is_empty() => self.finish(),
            Phase::ChunkEnd => self.phase = if text.is_empty() { Phase::ChunkSize } else { Phase::Lost },
            _ => {}
        }
        used
    }

    fn keep_wire(&mut self, bytes: &[u8]) {
        if let Some(wire) = &mut self.current.chunked_wire {
            keep(wire, bytes, self.keep_bytes * 2, &mut self.overflow);
        }
    }

    fn finish(&mut self) {
        let mut request = std::mem::take(&mut self.current);
        request.complete = !std::mem::take(&mut self.overflow);
        self.ready.push_back(request);
        self.phase = Phase::Head;
    }
}

/// Up to and including the next line feed, or everything.
fn line_length(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| at + 1)
}

fn at_most(available: usize, left: u64) -> usize {
    usize::try_from(left).map_or(available, |left| left.min(available))
}

fn keep(into: &mut Vec<u8>, bytes: &[u8], limit: usize, overflow: &mut bool) {
    let room = limit.saturating_sub(into.len()).min(bytes.len());
    into.extend_from_slice(&bytes[..room]);
    *overflow |= room < bytes.len();
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &[u8] = b"POST /a HTTP/1.1\r\nHOST: x\r\ncontent-Length: 3\r\n\r\nabc\
        POST /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nhi\r\n1\r\n!\r\n0\r\nT: 1\r\n\r\n\
        GET /c HTTP/1.1\r\n\r\n";

    fn check(splitter: &mut Splitter) {
        let first = splitter.next_request().expect("first");
        assert_eq!(first.head, b"POST /a HTTP/1.1\r\nHOST: x\r\ncontent-Length: 3\r\n\r\n");
        assert_eq!(first.body, b"abc");
        let second = splitter.next_request().expect("second");
        assert_eq!(second.body, b"hi!");
        assert_eq!(second.chunked_wire.expect("wire"), b"2;x=y\r\nhi\r\n1\r\n!\r\n0\r\nT: 1\r\n\r\n");
        assert_eq!(splitter.next_request().expect("third").head, b"GET /c HTTP/1.1\r\n\r\n");
        assert!(splitter.next_request().is_none());
        assert!(splitter.drain().is_empty());
    }

    #[test]
    fn whole_and_byte_by_byte_give_the_same_requests() {
        let mut whole = Splitter::new(1024);
        whole.feed(TWO);
        check(&mut whole);

        let mut single = Splitter::new(1024);
        for byte in TWO {
            single.feed(std::slice::from_ref(byte));
        }
        check(&mut single);
    }

    #[test]
    fn nonsense_and_half_requests_are_kept_as_incomplete() {
        let mut splitter = Splitter::new(1024);
        splitter.feed(b"hello there\r\n\r\nmore");
        assert!(splitter.next_request().is_none());
        let rest = splitter.drain();
        assert_eq!((rest.len(), rest[0].complete), (1, false));
        assert_eq!(rest[0].head, b"hello there\r\n\r\n");
        assert_eq!(rest[0].body, b"more");

        splitter.feed(b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf");
        assert_eq!(splitter.drain()[0].body, b"half");
    }

    #[test]
    fn a_large_body_is_counted_but_not_kept_whole() {
        let mut splitter = Splitter::new(4);
        splitter.feed(b"POST / HTTP/1.1\r\nContent-Length: 6\r\n\r\n123456GET / HTTP/1.1\r\n\r\n");
        let first = splitter.next_request().expect("first");
        assert_eq!((first.body.as_slice(), first.complete), (b"1234".as_slice(), false));
        assert!(splitter.next_request().expect("second").complete);
    }
}
