//! What the tests share: clients, requests, and a TCP server whose behaviour is a closure.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use payseal::clive::{CreateCheckoutIntent, InitializeTransaction, PaySettlement};
use payseal::driver::{ClientBuilder, CliveClient};
use payseal_sandbox::{API_KEY, HMAC_SECRET, Sandbox, SandboxConfig};

pub const CHECKOUT: &str = "/transactions/checkout-intent";
/// An answer to a checkout, with the secret that nothing may show.
pub const ANSWER: &str = r#"{"clive_tx_id":"CLVTX_1","status":"pending","client_secret":"pi_1_secret_leak"}"#;

pub fn sandbox() -> Sandbox {
    Sandbox::start(SandboxConfig::default()).expect("a sandbox")
}

/// A client with the sandbox's credentials and room for retries, but not for long waits.
pub fn builder(base_url: impl Into<String>) -> ClientBuilder<CliveClient> {
    CliveClient::builder().base_url(base_url).api_key(API_KEY).hmac_secret(HMAC_SECRET)
}

pub fn client(base_url: impl Into<String>) -> CliveClient {
    builder(base_url).build().expect("a client")
}

pub fn checkout(reference: &str) -> CreateCheckoutIntent {
    CreateCheckoutIntent {
        partner_id: "ECHEZONA001".into(),
        client_id: "AIRPEACE001".into(),
        amount: 750.into(),
        currency: "USD".into(),
        email: "buyer@example.com".into(),
        echezona_reference: reference.into(),
        statement_descriptor_suffix: Some("AIRPEACE".into()),
        meta: None,
    }
}

pub fn initialize(reference: &str) -> InitializeTransaction {
    InitializeTransaction {
        partner_id: "ECHEZONA001".into(),
        client_id: "AIRPEACE001".into(),
        amount: 750.into(),
        currency: "USD".into(),
        echezona_reference: reference.into(),
        meta: None,
    }
}

/// A call that is never sent twice.
pub fn payout() -> PaySettlement {
    PaySettlement { settlement_batch_id: "3f2b8c1e-0000-4000-8000-000000000001".into() }
}

/// Waits until something holds, looking often.
pub fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(10), "waited too long for {what}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// The result, and how long it took.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let began = Instant::now();
    let result = work();
    (result, began.elapsed())
}

/// One request as a server read it.
#[derive(Clone, Debug)]
pub struct Received {
    pub head: String,
    pub body: Vec<u8>,
}

impl Received {
    pub fn line(&self) -> &str {
        self.head.lines().next().unwrap_or_default()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// Reads one request; `None` when the client closed instead.
pub fn receive(stream: &mut (impl Read + ?Sized)) -> Option<Received> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => return None,
        }
    }
    let head = String::from_utf8(head).expect("an ASCII head");
    let mut received = Received { head, body: Vec::new() };
    let length = received.header("content-length").map_or(0, |text| text.parse().expect("a length"));
    received.body = vec![0; length];
    stream.read_exact(&mut received.body).ok()?;
    Some(received)
}

/// A whole answer that leaves the connection open.
pub fn answer(status: u16, body: &str) -> String {
    format!("HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

/// Reads one request and answers it; `false` when there was none.
pub fn serve_once(stream: &mut TcpStream, bytes: &str) -> bool {
    receive(stream).is_some() && stream.write_all(bytes.as_bytes()).is_ok()
}

/// Holds a connection until the client closes it.
pub fn hold(stream: &mut TcpStream) {
    let _ = io::copy(stream, &mut io::sink());
}

/// A server on 127.0.0.1 that does with each connection what its closure says; the number counts connections from 1.
/// Dropping it closes everything.
pub struct Server {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
    open: Arc<Mutex<Vec<TcpStream>>>,
    stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    pub fn start(handle: impl Fn(TcpStream, usize) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("bind");
        let address = listener.local_addr().expect("address");
        let (connections, stopped) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let open = Arc::new(Mutex::new(Vec::new()));
        let thread = {
            let (connections, stopped, open) = (Arc::clone(&connections), Arc::clone(&stopped), Arc::clone(&open));
            let handle = Arc::new(handle);
            std::thread::spawn(move || {
                for stream in listener.incoming().map_while(Result::ok) {
                    if stopped.load(Ordering::Acquire) {
                        return;
                    }
                    let number = connections.fetch_add(1, Ordering::AcqRel) + 1;
                    open.lock().expect("lock").push(stream.try_clone().expect("clone"));
                    let handle = Arc::clone(&handle);
                    std::thread::spawn(move || {
                        let closing = stream.try_clone();
                        handle(stream, number);
                        // The clone above would keep the connection open.
                        let _ = closing.map(|stream| stream.shutdown(Shutdown::Both));
                    });
                }
            })
        };
        Self { address, connections, open, stopped, thread: Some(thread) }
    }

    /// Answers every request of every connection with the same bytes.
    pub fn answering(bytes: impl Into<String>) -> Self {
        let bytes = bytes.into();
        Self::start(move |mut stream, _| while serve_once(&mut stream, &bytes) {})
    }

    /// A server that accepts, reads, and never answers.
    pub fn silent() -> Self {
        Self::start(|mut stream, _| hold(&mut stream))
    }

    /// A server that never answers, and says when it has a whole request.
    pub fn that_only_receives() -> (Self, Arc<AtomicBool>) {
        let received = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&received);
        let server = Self::start(move |mut stream, _| {
            flag.store(receive(&mut stream).is_some(), Ordering::Release);
            hold(&mut stream);
        });
        (server, received)
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    pub fn url(&self) -> String {
        format!("http://{}/api/v1", self.address)
    }

    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Acquire)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Release);
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        for stream in self.open.lock().expect("lock").drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}
