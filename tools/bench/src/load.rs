//! The two ends of the load tests of all languages (tools/xtask/src/bench/load.rs): a server that is several times cheaper than any
//! client, and the Rust client or bare ureq under load.
//!
//! `serve` answers from one thread with a fixed reply; a path that begins with `/slow` waits 50 ms first. It says its port in
//! a line, and then, for each line it reads, how many connections and requests it has had since the last one.
//! `load threads CLIENT THREADS URL` sends until a window is over for each line it reads, and says its rate and CPU.

use std::io::{self, BufRead, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use payseal::driver::CliveClient;
use payseal_bench_paths::{ANSWER, SECRET, initialize_transaction};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const SLOW: Duration = Duration::from_millis(50);
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
    let length = ANSWER.len();
    let mut reply =
        format!("HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n")
            .into_bytes();
    reply.extend_from_slice(ANSWER);
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
        connection.write_all(&reply).await?;
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

/// A client under load, one call after the other on each of `threads`.
pub(crate) fn load(client: &str, threads: &str, url: &str) -> Result<(), Box<dyn std::error::Error>> {
    let threads: usize = threads.parse()?;
    let window: u64 = std::env::var("PAYSEAL_BENCH_WINDOW_MS").ok().and_then(|text| text.parse().ok()).unwrap_or(500);
    let send: Box<dyn Fn() + Sync> = match client {
        "payseal" => payseal_client(url)?,
        "ureq" => bare_ureq(url),
        _ => return Err(format!("no client `{client}`: payseal, ureq").into()),
    };
    for line in io::stdin().lock().lines() {
        line?;
        let began = Instant::now();
        let until = began + Duration::from_millis(window);
        let done: Vec<(u64, u64)> = thread::scope(|scope| {
            let running: Vec<_> = (0..threads).map(|_| scope.spawn(|| calls_until(&*send, until))).collect();
            running.into_iter().map(|thread| thread.join().expect("every call is answered")).collect::<io::Result<_>>()
        })?;
        let took = began.elapsed().as_secs_f64();
        let (calls, cpu_ns) = done.into_iter().fold((0, 0), |sum, own| (sum.0 + own.0, sum.1 + own.1));
        #[allow(clippy::cast_precision_loss, reason = "thousands")]
        let (calls, cpu_us) = (calls as f64, cpu_ns as f64 / 1e3);
        println!("{{\"rate\":{:.0},\"cpu\":{:.2},\"ms\":{:.1}}}", calls / took, cpu_us / calls, took * 1e3);
        io::stdout().flush()?;
    }
    Ok(())
}

/// How many calls a thread made, and the nanoseconds of CPU it used.
fn calls_until(send: &dyn Fn(), until: Instant) -> io::Result<(u64, u64)> {
    let (mut calls, before) = (0, thread_cpu_ns()?);
    while Instant::now() < until {
        send();
        calls += 1;
    }
    Ok((calls, thread_cpu_ns()? - before))
}

fn payseal_client(url: &str) -> Result<Box<dyn Fn() + Sync>, payseal::Error> {
    let client = CliveClient::builder().base_url(url).api_key("cp_test_key").hmac_secret(SECRET).build()?;
    Ok(Box::new(move || {
        let answer = client.initialize_transaction(&initialize_transaction()).expect("the server answers");
        assert!(answer.clive_tx_id.is_some());
    }))
}

/// The same bytes as ours, without making or judging them.
fn bare_ureq(url: &str) -> Box<dyn Fn() + Sync> {
    let limit = 256;
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_idle_connections(limit)
        .max_idle_connections_per_host(limit)
        .build()
        .into();
    let url = format!("{url}/transactions/initialize");
    let body = r#"{"partner_id":"ECHEZONA001","client_id":"AIRPEACE001","amount":750,"currency":"USD","echezona_reference":"EZ12345"}"#;
    Box::new(move || {
        let mut answer = agent
            .post(&url)
            .header("content-type", "application/json")
            .header("x-api-key", "cp_test_key")
            .header("x-clive-hmac", "28fd0a9eaddd951e5c3a7df5b811616f745e5583bc5517055d5840bd661c96fd")
            .header("idempotency-key", "init-EZ12345")
            .send(body)
            .expect("the server answers");
        assert_eq!(answer.body_mut().read_to_vec().expect("the body comes"), ANSWER);
    })
}

/// CPU time of this thread up to when it last waited, in nanoseconds. It waits in every call.
fn thread_cpu_ns() -> io::Result<u64> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    stat.split_whitespace().next().and_then(|ns| ns.parse().ok()).ok_or_else(|| io::Error::other(stat))
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
