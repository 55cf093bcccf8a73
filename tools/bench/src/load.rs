//! The two ends of a load test that the benches of other languages use: a server that is several times cheaper than any
//! client, and the Rust client under the same load.
//!
//! `serve` answers from one thread with a fixed reply; a path that begins with `/slow` waits 50 ms first. It says its port in
//! a line, and then, for each line it reads, how many connections and requests it has had since the last one.
//! `load PORT THREADS` sends until half a second is over for each line it reads, and says its rate and CPU.

use std::io::{self, BufRead, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use payseal::clive::InitializeTransaction;
use payseal::driver::CliveClient;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const BODY: &str = r#"{"clive_tx_id":"CLVTX_1739378102312_420","status":"initialized"}"#;
const SLOW: Duration = Duration::from_millis(50);
const WINDOW: Duration = Duration::from_millis(500);
const MAX_REQUEST_BYTES: usize = 16 * 1024;

#[derive(Default)]
struct Counts {
    connections: AtomicU64,
    requests: AtomicU64,
}

/// Serves until standard input ends.
pub(crate) fn serve() -> io::Result<()> {
    let counts = Arc::new(Counts::default());
    let served = Arc::clone(&counts);
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    println!("{}", listener.local_addr()?.port());
    listener.set_nonblocking(true)?;
    thread::spawn(move || -> io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let listener = TcpListener::from_std(listener)?;
            loop {
                let (connection, _) = listener.accept().await?;
                served.connections.fetch_add(1, Ordering::Relaxed);
                let counts = Arc::clone(&served);
                // A client that goes away ends its connection with an error: nothing to tell anybody.
                tokio::spawn(async move { answer(connection, &counts).await.ok() });
            }
        })
    });
    for line in io::stdin().lock().lines() {
        line?;
        let (connections, requests) = (&counts.connections, &counts.requests);
        println!("{} {}", connections.swap(0, Ordering::Relaxed), requests.swap(0, Ordering::Relaxed));
        io::stdout().flush()?;
    }
    Ok(())
}

/// Answers every request of a keep-alive connection until the client closes it.
async fn answer(mut connection: TcpStream, counts: &Counts) -> io::Result<()> {
    connection.set_nodelay(true)?;
    let reply = format!(
        "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{BODY}",
        BODY.len()
    );
    let mut buffer = vec![0; MAX_REQUEST_BYTES];
    let mut filled = 0;
    loop {
        let read = connection.read(&mut buffer[filled..]).await?;
        if read == 0 {
            return Ok(());
        }
        filled += read;
        let Some(length) = request_length(&buffer[..filled]) else { continue };
        if filled < length {
            continue;
        }
        if buffer.starts_with(b"POST /slow") {
            tokio::time::sleep(SLOW).await;
        }
        connection.write_all(reply.as_bytes()).await?;
        counts.requests.fetch_add(1, Ordering::Relaxed);
        buffer.copy_within(length..filled, 0);
        filled -= length;
    }
}

/// The length of the first request, once its head is there.
fn request_length(bytes: &[u8]) -> Option<usize> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&bytes[..end]).ok()?;
    let body = head.lines().filter_map(|line| line.split_once(':')).find_map(|(name, value)| {
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok()).flatten()
    });
    Some(end + body.unwrap_or(0))
}

/// The Rust client, one call after the other on each of `threads`.
pub(crate) fn load(port: &str, threads: &str) -> Result<(), Box<dyn std::error::Error>> {
    let threads: usize = threads.parse()?;
    let client = CliveClient::builder()
        .base_url(format!("http://127.0.0.1:{port}"))
        .api_key("cp_test_key")
        .hmac_secret("test_hmac_secret")
        .build()?;
    for line in io::stdin().lock().lines() {
        line?;
        let (began, cpu) = (Instant::now(), cpu_us()?);
        let calls: u64 = thread::scope(|scope| {
            let running: Vec<_> = (0..threads).map(|_| scope.spawn(|| send(&client, began + WINDOW))).collect();
            running.into_iter().map(|thread| thread.join().expect("every call is answered")).sum()
        });
        let took = began.elapsed();
        #[allow(clippy::cast_precision_loss, reason = "thousands")]
        let (rate, cpu) = (calls as f64 / took.as_secs_f64(), (cpu_us()? - cpu) as f64 / calls as f64);
        println!("{{\"rate\":{rate:.0},\"cpu\":{cpu:.2}}}");
        io::stdout().flush()?;
    }
    Ok(())
}

fn send(client: &CliveClient, until: Instant) -> u64 {
    let mut calls = 0;
    while Instant::now() < until {
        let request = InitializeTransaction {
            partner_id: "ECHEZONA001".into(),
            client_id: "AIRPEACE001".into(),
            amount: 750.into(),
            currency: "USD".into(),
            echezona_reference: "EZ12345".into(),
            meta: None,
        };
        let answer = client.initialize_transaction(&request).expect("the server answers");
        assert!(answer.clive_tx_id.is_some());
        calls += 1;
    }
    calls
}

/// CPU time of this process, from `/proc` (hundredths of a second).
fn cpu_us() -> Result<u64, Box<dyn std::error::Error>> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let (_, after_name) = stat.rsplit_once(')').ok_or("a name in /proc/self/stat")?;
    let times: Vec<u64> = after_name.split_whitespace().skip(11).take(2).map(str::parse).collect::<Result<_, _>>()?;
    Ok(times.iter().sum::<u64>() * 10_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_ends_where_its_body_ends() {
        assert_eq!(request_length(b"POST / HTTP/1.1\r\nContent-Le"), None);
        assert_eq!(request_length(b"GET / HTTP/1.1\r\n\r\n"), Some(18));
        assert_eq!(request_length(b"POST / HTTP/1.1\r\ncontent-length: 2\r\n\r\nab"), Some(40));
    }
}
