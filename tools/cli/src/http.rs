//! One HTTP/1.1 request to a program on this machine: the user's app, the sandbox. *Not for* partners: they are called by the library.
//!
//! Headers go out as they are given, in their casing; a redirect is an answer like any other.

use std::fmt::{self, Display};
use std::net::IpAddr;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{CONTENT_TYPE, HOST, HeaderValue};
use hyper::{Request, Response, Uri};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};

use crate::exit::{Exit, Failure};

/// How much of an answer is read.
const MAX_ANSWER: usize = 64 * 1024 * 1024;

/// How long a control endpoint of the sandbox may take.
const CONTROL_LIMIT: Duration = Duration::from_secs(10);

/// An `http://` URL.
#[derive(Clone, Debug)]
pub(crate) struct Address {
    uri: Uri,
    host: String,
    port: u16,
}

impl Address {
    /// Reads the URL that `option` names.
    pub(crate) fn parse(option: &str, url: &str) -> Result<Self, Failure> {
        let wrong =
            |why: &str| Failure::usage(format_args!("{option}: {why}; write {option} http://127.0.0.1:3000/path"));
        let uri: Uri = url.parse().map_err(|_| wrong("that is no URL"))?;
        if uri.scheme_str() != Some("http") {
            return Err(wrong("only http:// is spoken here, without TLS"));
        }
        let authority = uri.authority().ok_or_else(|| wrong("the host is missing"))?;
        if authority.as_str().contains('@') {
            return Err(wrong("user and password do not belong in it"));
        }
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_owned();
        let port = authority.port_u16().unwrap_or(80);
        Ok(Self { uri, host, port })
    }

    /// Whether it names this machine. A name is only known when it is resolved, so [`send`] looks again.
    pub(crate) fn is_loopback(&self) -> bool {
        self.host == "localhost" || self.host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }

    /// Path and query.
    pub(crate) fn path(&self) -> &str {
        self.uri.path_and_query().map_or("/", |path| path.as_str())
    }

    /// `http://host:port`.
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.authority())
    }

    fn authority(&self) -> &str {
        self.uri.authority().map_or("", |authority| authority.as_str())
    }
}

impl Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(&self.uri, f)
    }
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum NoAnswer {
    /// Nothing was sent.
    NotSent(String),
    /// It may have arrived.
    Unknown(String),
}

impl Display for NoAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::NotSent(why) | Self::Unknown(why)) = self;
        f.write_str(why)
    }
}

/// Where requests may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// This machine only.
    Loopback,
    /// Any host; the user has said so.
    Anywhere,
}

/// Sends once, on a connection of its own, and reads the whole answer. `Host` is the address's, whatever the request says.
pub(crate) async fn send(
    address: &Address,
    mut request: Request<Full<Bytes>>,
    reach: Reach,
    limit: Duration,
) -> Result<Response<Bytes>, NoAnswer> {
    let late = || format!("no answer within {} s", limit.as_secs());
    let not_sent = |error: &dyn Display| NoAnswer::NotSent(format!("{}: {error}", address.authority()));
    let connected = tokio::time::timeout(limit, TcpStream::connect((address.host.as_str(), address.port))).await;
    let stream = connected.map_err(|_| not_sent(&late()))?.map_err(|error| not_sent(&error))?;
    if reach == Reach::Loopback && !stream.peer_addr().is_ok_and(|peer| peer.ip().is_loopback()) {
        return Err(not_sent(&"it is not on this machine; --allow-non-loopback permits it"));
    }
    let host = HeaderValue::from_str(address.authority()).map_err(|error| not_sent(&error))?;
    request.headers_mut().insert(HOST, host);
    let answered = async {
        let mut builder = http1::Builder::new();
        builder.preserve_header_case(true);
        let (mut sender, connection) =
            builder.handshake(TokioIo::new(stream)).await.map_err(|error| error.to_string())?;
        let driver = tokio::spawn(connection);
        let answer = sender.send_request(request).await.map_err(|error| error.to_string())?;
        let (head, body) = answer.into_parts();
        let body = Limited::new(body, MAX_ANSWER).collect().await.map_err(|error| error.to_string())?;
        driver.abort();
        Ok(Response::from_parts(head, body.to_bytes()))
    };
    let unknown = |error: &dyn Display| NoAnswer::Unknown(format!("{}: {error}", address.authority()));
    let answered: Result<_, String> = tokio::time::timeout(limit, answered).await.map_err(|_| unknown(&late()))?;
    answered.map_err(|error| unknown(&error))
}

/// A runtime for commands that need one.
pub(crate) fn runtime() -> Result<Runtime, Failure> {
    let runtime = Builder::new_current_thread().enable_all().max_blocking_threads(2).build();
    runtime.map_err(|error| Failure::local(format_args!("the runtime: {error}")))
}

/// One of a sandbox's control endpoints: the body of its answer.
pub(crate) fn control(sandbox: &Address, method: &str, path: &str, body: &str) -> Result<Bytes, Failure> {
    let request = Request::builder().method(method).uri(path).header(CONTENT_TYPE, "application/json");
    let request = request.body(Full::new(Bytes::copy_from_slice(body.as_bytes()))).map_err(Failure::local)?;
    let answer = runtime()?.block_on(send(sandbox, request, Reach::Anywhere, CONTROL_LIMIT));
    let answer = answer.map_err(|error| Failure {
        exit: Exit::NotSent,
        message: format!("--sandbox {error}; is it running? `payseal sandbox` starts one"),
    })?;
    if !answer.status().is_success() {
        return Err(Failure::usage(format_args!(
            "--sandbox: {} answered {} to {method} {path}; is it a sandbox of this version?",
            sandbox.origin(),
            answer.status().as_u16()
        )));
    }
    Ok(answer.into_body())
}
