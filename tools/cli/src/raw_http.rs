//! Takes apart an HTTP/1.1 request that was captured as text: by a log, by `tcpdump -A`, by a proxy. The body's bytes stay what they are.

/// What a captured request says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Captured {
    /// As they stood there, white space around the values taken off.
    pub headers: Vec<(Vec<u8>, Vec<u8>)>,
    /// The payload, chunk framing removed.
    pub body: Vec<u8>,
    /// What the reader should know: the capture was cut, or holds more than this request.
    pub note: Option<String>,
}

/// Reads a head that ends with an empty line, its lines with CRLF or LF, and the body behind it. What stands before the request line
/// (packet headers of `tcpdump -A`) is passed over; the request line itself may be missing.
pub(crate) fn parse(bytes: &[u8]) -> Result<Captured, String> {
    let (headers, rest) = head(bytes)?;
    let value = |name: &str| {
        let found = headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name.as_bytes()));
        found.map(|(_, value)| String::from_utf8_lossy(value).into_owned())
    };
    let (body, note) = if value("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
        (unchunked(rest)?, None)
    } else {
        // Without a length, everything is body: a log need not have kept that header.
        let length = value("content-length").and_then(|length| length.parse::<usize>().ok());
        match length {
            Some(length) if rest.len() < length => {
                let note = format!("the body has {} bytes and Content-Length says {length}: it was cut", rest.len());
                (rest.to_vec(), Some(note))
            }
            Some(length) if rest.len() > length => {
                let over = rest.len() - length;
                let note =
                    format!("Content-Length says {length}; {over} byte(s) behind the body are not part of the request");
                (rest.get(..length).unwrap_or(rest).to_vec(), Some(note))
            }
            _ => (rest.to_vec(), None),
        }
    };
    Ok(Captured { headers, body, note })
}

/// A head's headers, as [`parse`] takes them; without an empty line, to the end.
pub(crate) fn headers(bytes: &[u8]) -> Result<Vec<(Vec<u8>, Vec<u8>)>, String> {
    if bytes.trim_ascii().is_empty() {
        return Ok(Vec::new());
    }
    if bytes.ends_with(b"\n\n") || bytes.windows(4).any(|window| window == b"\r\n\r\n") {
        return head(bytes).map(|(headers, _)| headers);
    }
    head(&[bytes, b"\n\n"].concat()).map(|(headers, _)| headers)
}

/// One `Name: value`.
pub(crate) fn header(line: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    let (name, value) = (line.get(..colon)?, line.get(colon + 1..)?);
    let token = !name.is_empty() && name.iter().all(|byte| byte.is_ascii_graphic());
    token.then(|| (name.to_vec(), value.trim_ascii().to_vec()))
}

type Head<'b> = (Vec<(Vec<u8>, Vec<u8>)>, &'b [u8]);

fn head(bytes: &[u8]) -> Result<Head<'_>, String> {
    let mut headers = Vec::new();
    let (mut rest, mut number, mut begun) = (bytes, 0, false);
    loop {
        number += 1;
        let end = rest.iter().position(|byte| *byte == b'\n');
        let end =
            end.ok_or("there is no empty line between head and body; the head's lines must be kept as they came")?;
        let (line, after) = (rest.get(..end).unwrap_or_default(), rest.get(end + 1..).unwrap_or_default());
        rest = after;
        match line.strip_suffix(b"\r").unwrap_or(line) {
            [] if !begun => {} // before the head
            [] => return Ok((headers, rest)),
            line if headers.is_empty() && is_request_line(line) => begun = true,
            line => match header(line) {
                Some(header) => {
                    begun = true;
                    headers.push(header);
                }
                // tcpdump's own line of address and length comes before the first header.
                None if headers.is_empty() => {}
                None => return Err(format!("line {number} of the head is not `Name: value`")),
            },
        }
    }
}

/// Whether a line ends as a request line does, whatever a capture has put before it.
fn is_request_line(line: &[u8]) -> bool {
    let text = String::from_utf8_lossy(line);
    text.ends_with(" HTTP/1.1") || text.ends_with(" HTTP/1.0") || text.ends_with(" HTTP/2")
}

/// The payload of a body that came in chunks.
fn unchunked(mut rest: &[u8]) -> Result<Vec<u8>, String> {
    let cut = || "Transfer-Encoding is chunked and the chunks are cut".to_owned();
    let mut body = Vec::new();
    loop {
        let end = rest.iter().position(|byte| *byte == b'\n').ok_or_else(cut)?;
        let line = String::from_utf8_lossy(rest.get(..end).unwrap_or_default()).into_owned();
        let digits = line.trim().split(';').next().unwrap_or_default().trim_end().to_owned();
        let size = usize::from_str_radix(&digits, 16)
            .map_err(|_| "Transfer-Encoding is chunked and the body is not: was the capture decoded?".to_owned())?;
        rest = rest.get(end + 1..).unwrap_or_default();
        if size == 0 {
            return Ok(body);
        }
        body.extend_from_slice(rest.get(..size).ok_or_else(cut)?);
        rest = rest.get(size..).unwrap_or_default();
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).ok_or_else(cut)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &[u8]) -> Vec<u8> {
        parse(text).expect("a request").body
    }

    #[test]
    fn heads_end_in_either_way_and_bodies_keep_their_bytes() {
        assert_eq!(body(b"POST /x HTTP/1.1\r\nA: b\r\n\r\n{\r\n\n}\n"), b"{\r\n\n}\n");
        assert_eq!(body(b"POST /x HTTP/1.1\nA: b\n\n\n\xff"), b"\n\xff");
        assert_eq!(body(b"A: b\n\n"), b"");
        let captured = parse(b"\nE..4.POST /x HTTP/1.1\r\nX-Signature:  a=b: c \r\n\r\nx").expect("a request");
        assert_eq!(captured.headers, [(b"X-Signature".to_vec(), b"a=b: c".to_vec())]);
    }

    #[test]
    fn a_length_says_where_the_body_ends() {
        let captured = parse(b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}\n").expect("a request");
        assert_eq!(captured.body, b"{}");
        assert!(captured.note.is_some_and(|note| note.contains("1 byte(s) behind")));
        let captured = parse(b"POST / HTTP/1.1\r\ncontent-length: 9\r\n\r\n{}").expect("a request");
        assert!(captured.note.is_some_and(|note| note.contains("it was cut")));
    }

    #[test]
    fn chunks_are_put_together() {
        let head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
        let text = |chunks: &str| format!("{head}{chunks}").into_bytes();
        assert_eq!(body(&text("1\r\n{\r\n3;x=y\r\n\r\n}\r\n0\r\n\r\n")), b"{\r\n}");
        for wrong in ["{}", "5\r\nab", "zz\r\n", "2\r\n{}"] {
            assert!(parse(&text(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_no_head_is_refused() {
        for text in [&b""[..], b"POST / HTTP/1.1", b"A: b\r\n{}", b"A: b\nnonsense\n\n"] {
            assert!(parse(text).is_err(), "{text:?}");
        }
        assert_eq!(headers(b"POST / HTTP/1.1\r\nA: b").expect("headers").len(), 1);
        assert_eq!(headers(b"\n"), Ok(Vec::new()));
        assert_eq!(parse(b"POST / HTTP/1.1\n\n{}").map(|captured| captured.body), Ok(b"{}".to_vec()));
        assert_eq!(headers(b"A: b\r\nC: d\r\n").expect("headers").len(), 2);
    }
}
