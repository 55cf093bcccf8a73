//! Our ureq transport: TCP in slices of at most 100 ms, so that a caller's stop and the attempt's deadline are seen
//! while resolving, connecting, writing and reading. Plain ureq retries interrupted system calls and cannot be stopped.
//!
//! `ureq::unversioned` is outside semver; the workspace pins the patch line this was written for.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, Either, LazyBuffers, NextTimeout, Transport,
};
use ureq::{Error, Timeout};
use zeroize::Zeroize;

use super::attempt::{self, Over, Stage};

impl From<Over> for Error {
    fn from(over: Over) -> Self {
        match over {
            Over::Deadline => Error::Timeout(Timeout::Global),
            // Never `Interrupted`: std and rustls take that for a signal and try again, for ever.
            Over::Stopped => Error::Io(io::Error::other("stopped by the caller")),
        }
    }
}

/// Runs `work` on a thread of its own and waits for it in slices. A system call that hangs outlives the wait, not us.
fn in_slices<T: Send + 'static>(
    until: Option<Instant>,
    reason: Timeout,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    let (sender, receiver) = sync_channel(1);
    // The receiver is gone when the wait was given up: nobody is left to tell.
    std::thread::Builder::new().name("payseal-connect".into()).spawn(move || drop(sender.send(work())))?;
    wait(&receiver, until, reason)
}

fn wait<T>(receiver: &Receiver<T>, until: Option<Instant>, reason: Timeout) -> Result<T, Error> {
    loop {
        match receiver.recv_timeout(next_slice(until, reason)?) {
            Ok(result) => return Ok(result),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Err(Error::ConnectionFailed),
        }
    }
}

/// When ureq's own time-out ends: that of connecting, TLS handshake and proxy included. The attempt's deadline is ours.
fn deadline(timeout: NextTimeout) -> Option<Instant> {
    timeout.not_zero().and_then(|left| Instant::now().checked_add(*left))
}

/// How long the next wait may be, within the attempt's deadline and `until`.
fn next_slice(until: Option<Instant>, reason: Timeout) -> Result<Duration, Error> {
    let slice = attempt::next_slice()?;
    match until.map(|until| until.saturating_duration_since(Instant::now())) {
        None => Ok(slice),
        Some(Duration::ZERO) => Err(Error::Timeout(reason)),
        Some(left) => Ok(slice.min(left)),
    }
}

/// Looks nothing up: ureq asks before it looks into the pool, for every request, and an open connection needs no address.
/// Names are looked up where a connection is opened, in [`SlicedTcp`].
#[derive(Debug)]
pub(super) struct LateResolver;

impl Resolver for LateResolver {
    fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        Ok(self.empty())
    }
}

/// The addresses of a host, looked up on a thread of its own; an address needs no look-up.
fn look_up(uri: &Uri, until: Option<Instant>) -> Result<Vec<SocketAddr>, Error> {
    let bad = || Error::BadUri("the URL has no scheme or host".into());
    let (scheme, authority) = uri.scheme().zip(uri.authority()).ok_or_else(bad)?;
    let address = DefaultResolver::host_and_port(scheme, authority).ok_or_else(bad)?;
    if let Ok(address) = address.parse() {
        return Ok(vec![address]);
    }
    let found = in_slices(until, Timeout::Resolve, move || address.to_socket_addrs().map(Iterator::collect::<Vec<_>>))?;
    found.ok().filter(|addresses| !addresses.is_empty()).ok_or(Error::HostNotFound)
}

/// Looks the host up and opens a connection on a thread of its own, address after address.
#[derive(Debug)]
pub(super) struct SlicedTcp;

impl<In: Transport> Connector<In> for SlicedTcp {
    type Out = Either<In, Tcp>;

    fn connect(&self, details: &ConnectionDetails<'_>, chained: Option<In>) -> Result<Option<Self::Out>, Error> {
        if let Some(tunnel) = chained {
            return Ok(Some(Either::A(tunnel)));
        }
        let until = deadline(details.timeout);
        attempt::reached(Stage::Resolving);
        let addresses = look_up(details.uri, until)?;
        attempt::reached(Stage::Connecting);
        let stream = in_slices(until, Timeout::Connect, move || connect_one_of(&addresses, until))??;
        stream.set_nodelay(true)?;
        let (input, output) = (details.config.input_buffer_size(), details.config.output_buffer_size());
        let buffers = LazyBuffers::new(input, output);
        Ok(Some(Either::B(Tcp { stream, buffers, unsent: Vec::new(), waits: Waits::default(), just_read: false })))
    }
}

/// Each address gets an even share of what is left, so that a dead first one does not use up all the time.
fn connect_one_of(addresses: &[SocketAddr], until: Option<Instant>) -> io::Result<TcpStream> {
    let mut last = io::Error::from(ErrorKind::HostUnreachable);
    for (index, address) in addresses.iter().enumerate() {
        let result = match until {
            None => TcpStream::connect(address),
            Some(until) => {
                let others = u32::try_from(addresses.len() - index).unwrap_or(u32::MAX).max(1);
                let share = until.saturating_duration_since(Instant::now()) / others;
                TcpStream::connect_timeout(address, share.max(Duration::from_millis(1)))
            }
        };
        match result {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// The socket time-outs in force, to spare the system call when nothing changes.
#[derive(Debug, Default)]
struct Waits {
    read: Option<Duration>,
    write: Option<Duration>,
}

/// Output is gathered up to this size, so that head and body of a request leave in one packet and one system call.
const GATHER_BYTES: usize = 16 * 1024;

/// A TCP connection that waits in slices.
pub(super) struct Tcp {
    stream: TcpStream,
    buffers: LazyBuffers,
    /// Gathered output; written at the latest before input is awaited.
    unsent: Vec<u8>,
    waits: Waits,
    /// Whether input was read since somebody asked whether the connection is open.
    just_read: bool,
}

/// Shows no bytes: they hold credentials.
impl std::fmt::Debug for Tcp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tcp").field("stream", &self.stream).finish_non_exhaustive()
    }
}

impl Tcp {
    fn write_unsent(&mut self, timeout: NextTimeout) -> Result<(), Error> {
        let Self { stream, unsent, waits, .. } = self;
        let until = deadline(timeout);
        let mut rest = unsent.as_slice();
        while !rest.is_empty() {
            let slice = next_slice(until, timeout.reason)?;
            if waits.write != Some(slice) {
                stream.set_write_timeout(Some(slice))?;
                waits.write = Some(slice);
            }
            match stream.write(rest) {
                Ok(0) => return Err(io::Error::from(ErrorKind::WriteZero).into()),
                Ok(written) => rest = rest.get(written..).unwrap_or_default(),
                Err(error) if is_slice_over(&error) => {}
                Err(error) => return Err(error.into()),
            }
        }
        unsent.zeroize();
        Ok(())
    }
}

fn is_slice_over(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
}

impl Transport for Tcp {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.unsent.extend_from_slice(self.buffers.output().get(..amount).unwrap_or_default());
        if self.unsent.len() < GATHER_BYTES { Ok(()) } else { self.write_unsent(timeout) }
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.write_unsent(timeout)?;
        let Self { stream, buffers, waits, just_read, .. } = self;
        let until = deadline(timeout);
        loop {
            let slice = next_slice(until, timeout.reason)?;
            if waits.read != Some(slice) {
                stream.set_read_timeout(Some(slice))?;
                waits.read = Some(slice);
            }
            match stream.read(buffers.input_append_buf()) {
                Ok(read) => {
                    buffers.input_appended(read);
                    *just_read = true;
                    return Ok(read > 0);
                }
                Err(error) if is_slice_over(&error) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn is_open(&mut self) -> bool {
        // ureq asks when it puts a connection away and when it takes it out again. The first time, an answer has only just
        // been read: three system calls would tell what they tell the second time, before a byte is written.
        if std::mem::take(&mut self.just_read) {
            return true;
        }
        // An idle connection has nothing to say: bytes or an end mean that it must not be used again.
        let probe = |stream: &mut TcpStream| -> io::Result<bool> {
            stream.set_nonblocking(true)?;
            let quiet = matches!(stream.read(&mut [0]), Err(error) if error.kind() == ErrorKind::WouldBlock);
            stream.set_nonblocking(false)?;
            Ok(quiet)
        };
        probe(&mut self.stream).unwrap_or(false)
    }
}

/// Stands on top of TLS and notes when the first byte of the request may leave. What is said to a proxy to open the
/// tunnel is not the request.
#[derive(Debug)]
pub(super) struct NoteSent {
    /// Whether the client has a proxy: then a connection that is opened without one is the connection to it.
    pub(super) has_proxy: bool,
}

impl<In: Transport> Connector<In> for NoteSent {
    type Out = Noted<In>;

    fn connect(&self, details: &ConnectionDetails<'_>, chained: Option<In>) -> Result<Option<Self::Out>, Error> {
        let to_proxy = self.has_proxy && details.config.proxy().is_none();
        let stage = if to_proxy { Stage::Tunnelling } else { Stage::Sent };
        Ok(chained.map(|transport| Noted { transport, stage, once: to_proxy, noted: false }))
    }
}

/// Marks the stage between the open connection and the TLS handshake.
#[derive(Debug)]
pub(super) struct NoteHandshake;

impl<In: Transport> Connector<In> for NoteHandshake {
    type Out = In;

    fn connect(&self, _: &ConnectionDetails<'_>, chained: Option<In>) -> Result<Option<Self::Out>, Error> {
        attempt::reached(Stage::Handshaking);
        Ok(chained)
    }
}

/// See [`NoteSent`].
#[derive(Debug)]
pub(super) struct Noted<T> {
    transport: T,
    /// What the first byte means.
    stage: Stage,
    /// Whether only the first one does: the bytes that follow the CONNECT are those of the tunnel.
    once: bool,
    noted: bool,
}

impl<T: Transport> Transport for Noted<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.transport.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        if !(self.once && self.noted) {
            attempt::reached(self.stage);
            self.noted = true;
        }
        self.transport.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.transport.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.transport.is_open()
    }

    fn is_tls(&self) -> bool {
        self.transport.is_tls()
    }
}
