//! A connection that shows every byte it reads to a [`Splitter`] before the HTTP server sees it.
//!
//! Not here: what becomes of the requests (`recorder.rs`) and how a connection ends (`server.rs`).

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::framing::{RawRequest, Splitter};
use crate::socket::Socket;
use crate::sync::lock;

/// The witness of one connection.
pub(crate) struct Tap(Mutex<Splitter>);

impl Tap {
    pub(crate) fn new(keep_bytes: usize) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Splitter::new(keep_bytes))))
    }

    /// The bytes of the request whose body the server has just read.
    pub(crate) fn next_request(&self) -> Option<RawRequest> {
        lock(&self.0).next_request()
    }

    /// Everything not yet taken.
    pub(crate) fn drain(&self) -> Vec<RawRequest> {
        lock(&self.0).drain()
    }
}

/// The stream; [`Tap`] is its other end.
pub(crate) struct TappedStream {
    pub(crate) inner: Socket,
    pub(crate) tap: Arc<Tap>,
}

impl AsyncRead for TappedStream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.inner).poll_read(cx, buffer);
        if let Poll::Ready(Ok(())) = polled {
            lock(&self.tap.0).feed(&buffer.filled()[before..]);
        }
        polled
    }
}

impl AsyncWrite for TappedStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write_vectored(cx, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}
