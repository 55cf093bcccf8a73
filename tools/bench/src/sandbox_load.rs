//! How many signed creates a second the sandbox takes: N clients on keep-alive connections, every answer read, the ledger compared.
//!
//! Clients and server share the machine, so the rate is a lower bound. Not a gate for the rate, but one for the rest: a request
//! without its 201, or a ledger that does not hold each intent exactly once, fails.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use payseal::SigningKey;
use payseal_sandbox::{API_KEY, HMAC_SECRET, Sandbox, SandboxConfig};

use crate::harness::row;

const CLIENTS: usize = 16;
const EACH: usize = 1_250;
const GOAL_PER_S: f64 = 2_000.0;

/// Runs the load and prints the rate.
pub(crate) fn run() -> Result<(), String> {
    let sandbox = Sandbox::start(SandboxConfig::default()).map_err(|error| error.to_string())?;
    let port = sandbox.port();
    let began = Instant::now();
    let answered: Result<usize, String> = thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS).map(|client| scope.spawn(move || send_all(port, client))).collect();
        clients.into_iter().map(|client| client.join().unwrap_or_else(|_| Err("a client panicked".to_owned()))).sum()
    });
    let took = began.elapsed();
    let answered = answered?;
    let ledger = sandbox.ledger();
    let once = ledger.commits.iter().filter(|commit| commit.count == 1).count();
    if (answered, once, ledger.transactions.len()) != (CLIENTS * EACH, CLIENTS * EACH, CLIENTS * EACH) {
        let transactions = ledger.transactions.len();
        return Err(format!(
            "{answered} answered, {once} committed once, {transactions} transactions, of {}",
            CLIENTS * EACH
        ));
    }
    #[allow(clippy::cast_precision_loss, reason = "thousands")]
    let rate = answered as f64 / took.as_secs_f64();
    let case = format!("{answered} signed creates, {CLIENTS} clients");
    row(
        "the sandbox, each answered 201 and committed once",
        &case,
        "payseal-sandbox",
        "calls/s",
        &[rate],
        Some(GOAL_PER_S),
    );
    Ok(())
}

fn send_all(port: u16, client: usize) -> Result<usize, String> {
    let key = SigningKey::new(HMAC_SECRET).map_err(|error| error.to_string())?;
    let mut stream = TcpStream::connect(("127.0.0.1", port)).map_err(|error| error.to_string())?;
    let limit = Some(Duration::from_secs(30));
    stream.set_nodelay(true).and_then(|()| stream.set_read_timeout(limit)).map_err(|error| error.to_string())?;
    let mut answer = vec![0; 16 * 1024];
    for number in 0..EACH {
        let reference = format!("EZ{client}-{number}");
        let body = format!(
            r#"{{"partner_id":"ECHEZONA001","client_id":"AIRPEACE001","amount":750,"currency":"USD","email":"buyer@example.com","echezona_reference":"{reference}"}}"#
        );
        let request = format!(
            "POST /api/v1/transactions/checkout-intent HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n\
             x-api-key: {API_KEY}\r\nx-clive-hmac: {}\r\nidempotency-key: checkout-{reference}\r\n\
             Content-Length: {}\r\n\r\n{body}",
            key.sign_hex(body.as_bytes()),
            body.len(),
        );
        stream.write_all(request.as_bytes()).map_err(|error| error.to_string())?;
        let status = read_answer(&mut stream, &mut answer).map_err(|error| error.to_string())?;
        if status != "201" {
            return Err(format!("{reference} was answered {status}"));
        }
    }
    Ok(EACH)
}

/// Reads one answer whole; gives its status.
fn read_answer<'b>(stream: &mut TcpStream, buffer: &'b mut [u8]) -> io::Result<&'b str> {
    let mut filled = 0;
    loop {
        let read = stream.read(&mut buffer[filled..])?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        filled += read;
        let text = std::str::from_utf8(&buffer[..filled]).map_err(io::Error::other)?;
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().filter_map(|line| line.split_once(": "));
        let length =
            length.filter(|(name, _)| name.eq_ignore_ascii_case("content-length")).find_map(|(_, n)| n.parse().ok());
        if body.len() >= length.unwrap_or(0) {
            break;
        }
    }
    let text = std::str::from_utf8(&buffer[..filled]).map_err(io::Error::other)?;
    Ok(text.split(' ').nth(1).unwrap_or_default())
}
