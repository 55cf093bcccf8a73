//! What a listener does with a connection before HTTP: nothing, a TLS handshake, or the answer of a server that knows TLS 1.1 only.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// What a listener speaks.
#[derive(Clone)]
pub(crate) enum Wire {
    /// HTTP at once.
    Plain,
    /// TLS 1.2 and 1.3 with one certificate.
    Tls(TlsAcceptor),
    /// TLS 1.1 and nothing newer.
    Tls11,
}

/// A connection that HTTP is spoken on.
pub(crate) enum Socket {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Wire {
    /// The connection, or none if the client did not like what it was shown.
    pub(crate) async fn shake_hands(&self, stream: TcpStream) -> Option<Socket> {
        match self {
            Self::Plain => Some(Socket::Plain(stream)),
            Self::Tls(acceptor) => acceptor.accept(stream).await.ok().map(|stream| Socket::Tls(Box::new(stream))),
            Self::Tls11 => {
                // Whatever the client makes of it, no request follows.
                let _ = tls11_hello(stream).await;
                None
            }
        }
    }
}

/// Answers a ClientHello as a server does that speaks TLS 1.1 and nothing newer (RFC 4346 §7.4.1.3): a ServerHello with version
/// 3.2. rustls cannot speak it, so it is written by hand. A client that wants TLS 1.2 ends the handshake here.
async fn tls11_hello(mut stream: TcpStream) -> io::Result<()> {
    let mut head = [0; 5];
    stream.read_exact(&mut head).await?;
    let mut hello = vec![0; usize::from(u16::from_be_bytes([head[3], head[4]]))];
    stream.read_exact(&mut hello).await?;
    let mut answer = vec![
        0x16, 3, 2, 0, 42, // record: handshake, TLS 1.1, 42 bytes
        2, 0, 0, 38, // ServerHello, 38 bytes
        3, 2, // TLS 1.1
    ];
    answer.extend_from_slice(b"payseal sandbox, TLS 1.1 only!!!"); // the 32 bytes that are random elsewhere
    answer.extend_from_slice(&[
        0, // no session
        0xc0, 0x13, // TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, which every TLS 1.1 client of the last years offers
        0,    // no compression
    ]);
    stream.write_all(&answer).await?;
    // The client's alert, until it closes; closing first could take the answer away from it.
    let mut ignored = [0; 256];
    while stream.read(&mut ignored).await? > 0 {}
    Ok(())
}

impl Socket {
    /// The connection beneath, for what only TCP can do.
    pub(crate) fn tcp(&self) -> &TcpStream {
        match self {
            Self::Plain(stream) => stream,
            Self::Tls(stream) => stream.get_ref().0,
        }
    }
}

/// Does the same with whichever stream it is.
macro_rules! either {
    ($socket:expr, $stream:ident => $do:expr) => {
        match $socket {
            Socket::Plain($stream) => $do,
            Socket::Tls($stream) => $do,
        }
    };
}

impl AsyncRead for Socket {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        either!(&mut *self, stream => Pin::new(stream).poll_read(cx, buffer))
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        either!(&mut *self, stream => Pin::new(stream).poll_write(cx, bytes))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        either!(&mut *self, stream => Pin::new(stream).poll_write_vectored(cx, parts))
    }

    fn is_write_vectored(&self) -> bool {
        either!(self, stream => stream.is_write_vectored())
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        either!(&mut *self, stream => Pin::new(stream).poll_flush(cx))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        either!(&mut *self, stream => Pin::new(stream).poll_shutdown(cx))
    }
}
