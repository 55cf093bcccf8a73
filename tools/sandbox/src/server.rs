//! The listening socket and its connections: accepts, taps, serves HTTP/1.1, and ends a connection the way a fault wants it.
//!
//! Not here: what a request means (`service.rs` and the routers).

use std::future::poll_fn;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use hyper::body::Bytes;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::app::App;
use crate::partner::PartnerApi;
use crate::recorder::is_control;
use crate::service;
use crate::socket::{Socket, Wire};
use crate::sync::{lock, real_now_ms};
use crate::tap::{Tap, TappedStream};

/// How a connection ends when a fault does not let the request be answered.
pub(crate) enum Ending {
    /// RST instead of FIN.
    Reset,
    /// These bytes, then a close.
    Parting(Bytes),
    /// These bytes, then RST.
    PartingReset(Bytes),
    /// Nothing, until the client closes.
    Silence,
}

/// What the requests of one connection share.
pub(crate) struct Connection {
    pub id: u64,
    pub partner: PartnerApi,
    pub tap: Arc<Tap>,
    ending: Mutex<Option<Ending>>,
}

impl Connection {
    /// Takes effect when the service then fails: the HTTP server lets go of the socket without writing.
    pub(crate) fn end_with(&self, ending: Ending) {
        *lock(&self.ending) = Some(ending);
    }
}

/// Accepts until `stop` changes. Connections are tasks of the runtime and go with it.
pub(crate) async fn run(
    listener: TcpListener,
    wire: Wire,
    partner: PartnerApi,
    app: Arc<App>,
    router: Router,
    mut stop: watch::Receiver<()>,
) {
    loop {
        let accepted = tokio::select! {
            _ = stop.changed() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, _)) => {
                let id = app.connections.fetch_add(1, Ordering::Relaxed) + 1;
                let (wire, app, router) = (wire.clone(), app.clone(), router.clone());
                tokio::spawn(async move {
                    // Small answers must not wait for more bytes; failing to say so costs only time.
                    let _ = stream.set_nodelay(true);
                    // A handshake that failed never became a request, so there is nothing to record.
                    if let Some(socket) = wire.shake_hands(stream).await {
                        serve(socket, id, partner, app, router).await;
                    }
                });
            }
            // Out of file descriptors, most likely: the connections that end will free some.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

async fn serve(stream: Socket, id: u64, partner: PartnerApi, app: Arc<App>, router: Router) {
    let tap = Tap::new(app.config.max_body_bytes);
    let connection = Arc::new(Connection { id, partner, tap: tap.clone(), ending: Mutex::new(None) });
    let handler = {
        let (app, connection) = (app.clone(), connection.clone());
        service_fn(move |request| Box::pin(service::serve(app.clone(), router.clone(), connection.clone(), request)))
    };
    let mut http = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(None)
        .serve_connection(TokioIo::new(TappedStream { inner: stream, tap }), handler);
    // Without shutdown, because an ending may still want the socket; an error here is the client's or our own `Aborted`.
    let _ = poll_fn(|cx| http.poll_without_shutdown(cx)).await;
    let stream = http.into_parts().io.into_inner().inner;
    record_rest(&app, &connection);
    let ending = lock(&connection.ending).take();
    end(stream, ending).await;
}

/// Bytes that never became an answered request: malformed heads, bodies that stopped half way.
fn record_rest(app: &App, connection: &Connection) {
    for raw in connection.tap.drain() {
        let target = raw.head.split(|byte| *byte == b' ').nth(1).unwrap_or_default();
        if !is_control(&String::from_utf8_lossy(target)) {
            app.recorder.push(connection.partner, connection.id, real_now_ms(), raw);
        }
    }
}

async fn end(mut stream: Socket, ending: Option<Ending>) {
    match ending {
        None => {
            let _ = stream.shutdown().await;
        }
        Some(Ending::Reset) => {
            // Closing with zero linger makes the kernel send RST.
            let _ = stream.tcp().set_zero_linger();
        }
        Some(Ending::PartingReset(bytes)) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.flush().await;
            // RST overtakes what is still on its way; the client is to see the bytes first.
            tokio::time::sleep(Duration::from_millis(20)).await;
            let _ = stream.tcp().set_zero_linger();
        }
        Some(Ending::Parting(bytes)) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
        Some(Ending::Silence) => {
            let mut ignored = [0; 1024];
            while matches!(stream.read(&mut ignored).await, Ok(read) if read > 0) {}
        }
    }
}
