//! The listener: connections in, deliveries handled, until somebody interrupts.

use std::convert::Infallible;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;

use super::delivery::{Deliveries, Summary};
use crate::exit::Failure;

/// How long deliveries that are on their way may take once it was interrupted.
const LAST_WAIT: Duration = Duration::from_secs(5);

/// Serves until the process is interrupted; `began` is called when nothing can be missed any more.
pub(super) async fn serve(
    listener: TcpListener,
    deliveries: Deliveries,
    began: impl FnOnce() -> Result<(), Failure>,
) -> Result<Summary, Failure> {
    listener.set_nonblocking(true).map_err(Failure::local)?;
    let listener = tokio::net::TcpListener::from_std(listener).map_err(Failure::local)?;
    let mut interrupted = std::pin::pin!(interruption().map_err(Failure::local)?);
    began()?;
    let deliveries = Arc::new(deliveries);
    let connections = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut interrupted => break,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                // A connection that was gone before it was taken, or too many open files: neither ends the listening.
                eprintln!("payseal: a connection could not be taken: {error}");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let deliveries = Arc::clone(&deliveries);
        let service = service_fn(move |request| {
            let deliveries = Arc::clone(&deliveries);
            async move { Ok::<_, Infallible>(deliveries.take(request).await) }
        });
        let mut builder = http1::Builder::new();
        builder.preserve_header_case(true).timer(TokioTimer::new()).header_read_timeout(Duration::from_secs(30));
        let connection = connections.watch(builder.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            if let Err(error) = connection.await
                && !error.is_timeout()
            {
                eprintln!("payseal: a connection ended early: {error}");
            }
        });
    }
    // What is still under way then is the sender's to repeat.
    let _ = tokio::time::timeout(LAST_WAIT, connections.shutdown()).await;
    Ok(deliveries.summary())
}

/// Ends at Ctrl-C, or when the process is told to end. Signals count from the call on, not from the first look.
#[cfg(unix)]
fn interruption() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn interruption() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without the signal there is nothing to wait for but the end of the process.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
