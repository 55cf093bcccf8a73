//! The same without Payseal's client: `Call` says what to send and what an answer means, this program moves the bytes over
//! a plain `TcpStream`. Any HTTP stack fits in the place of `exchange`.
//!
//! `CLIVE_API_BASE_URL=http://127.0.0.1:4390/api/v1 … cargo run -p payseal-examples --bin own_http`

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use payseal::clive::{self, ListTransactions};
use payseal::{Call, CallOptions, Config, Fault, HttpRequest, Intent, Now, Step};

type Headers = Vec<(String, Vec<u8>)>;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let env = |name: &str| std::env::var(name).map_err(|_| format!("{name} is not set"));
    let config = Arc::new(
        Config::builder(&clive::PARTNER)
            .base_url(env("CLIVE_API_BASE_URL")?)
            .api_key(env("CLIVE_API_KEY")?)
            .hmac_secret(env("CLIVE_HMAC_SECRET")?)
            .build()?,
    );
    let started = Instant::now();
    let now = || Now {
        mono_ms: started.elapsed().as_millis() as u64,
        unix_s: SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_secs() as i64),
    };
    let mut entropy = [0; 32];
    getrandom::fill(&mut entropy)?;

    let intent = Intent::new(&config, &ListTransactions {}, None)?;
    let mut call = Call::new(config, intent, CallOptions::default(), now(), entropy)?;
    loop {
        match call.step() {
            Step::Send { request, attempt_timeout_ms } => {
                match exchange(request, Duration::from_millis(attempt_timeout_ms)) {
                    Ok((status, headers, body)) => {
                        let headers: Vec<(&str, &[u8])> = headers.iter().map(|(n, v)| (n.as_str(), &v[..])).collect();
                        call.on_response(status, &headers, Some(body), now())?;
                    }
                    Err(fault) => call.on_transport_error(fault, now())?,
                }
            }
            Step::Wait { delay_ms } => {
                std::thread::sleep(Duration::from_millis(delay_ms));
                call.on_waited(now())?;
            }
            Step::Done(done) => {
                match &done.result {
                    Ok(answer) => println!("HTTP {}: {} bytes", answer.status(), answer.body().len()),
                    Err(error) => println!("{error}"),
                }
                return Ok(done.result.as_ref().map(|_| ()).map_err(Clone::clone)?);
            }
        }
    }
}

/// One exchange over plain HTTP/1.1, `Connection: close`. What cannot be known is reported as "may have been sent".
fn exchange(request: &HttpRequest, timeout: Duration) -> Result<(u16, Headers, Vec<u8>), Fault> {
    let rest = request.url.strip_prefix("http://").ok_or(Fault::Other)?;
    let (host, path) = rest.split_once('/').ok_or(Fault::Other)?;
    let mut connection = TcpStream::connect(host).map_err(|_| Fault::ConnectRefused)?;
    connection.set_read_timeout(Some(timeout)).map_err(|_| Fault::ConnectRefused)?;

    let mut bytes =
        format!("{} /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n", request.method.as_str()).into_bytes();
    for (name, value) in request.headers.iter() {
        bytes.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
    }
    let body = request.body.as_deref().unwrap_or_default();
    bytes.extend(format!("content-length: {}\r\n\r\n", body.len()).into_bytes());
    bytes.extend(body);
    connection.write_all(&bytes).map_err(|_| Fault::WriteFailed)?;

    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).map_err(|_| Fault::ReadTimeout)?;
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").ok_or(Fault::Reset)?;
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or(Fault::Other)?;
    let headers = head.lines().skip(1).filter_map(|line| line.split_once(':'));
    let headers: Headers = headers.map(|(name, value)| (name.to_owned(), value.trim().into())).collect();
    Ok((status, headers, answer.split_off(end + 4)))
}
