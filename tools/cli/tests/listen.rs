//! `payseal listen` and `payseal trigger`: deliveries of real sandboxes, through the listener, to an app that writes down what it got.

mod common;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use common::*;
use payseal::webhook::{TestDelivery, WebhookPartner};
use serde_json::{Value, json};

/// What nothing may print.
const SECRET: &str = "whsec never to be printed 4";
const BODY: &str = "{ \"id\":\"evt_1\",\r\n\"type\" :\"order.paid\",\"x\":1.50}\n";

/// An app: each request's raw head and body, and always the same answer.
struct App {
    url: String,
    got: Receiver<(String, Vec<u8>)>,
}

impl App {
    fn start(answer: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}/webhooks?from=payseal", listener.local_addr().expect("an address"));
        let (sender, got) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (head, body) = read(&stream);
                let _ = (&stream).write_all(answer.as_bytes());
                if sender.send((head, body)).is_err() {
                    return;
                }
            }
        });
        Self { url, got }
    }

    #[track_caller]
    fn next(&self) -> (String, Vec<u8>) {
        self.got.recv_timeout(Duration::from_secs(60)).expect("a delivery")
    }
}

/// Head and body of one message with a length.
fn read(stream: &TcpStream) -> (String, Vec<u8>) {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert!(reader.read_line(&mut head).expect("a line") > 0, "{head}");
    }
    let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).expect("the body");
    (head, body)
}

/// A tenth of a second, before something is looked at again.
fn nap() -> bool {
    std::thread::sleep(Duration::from_millis(100));
    false
}

const OK: &str = "HTTP/1.1 204 No Content\r\nX-App: yes\r\n\r\n";

/// A listener as a process; killed when dropped.
struct Listening {
    child: Child,
    lines: BufReader<ChildStdout>,
    began: String,
}

impl Listening {
    fn start(options: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_payseal"))
            .args([&["listen"], options, &["--port", "0"]].concat())
            .env_clear()
            .env("W", SECRET)
            .env("CLIVE_API_KEY", API_KEY)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let lines = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut listening = Self { child, lines, began: String::new() };
        listening.began = listening.line();
        listening
    }

    #[track_caller]
    fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).expect("a line");
        assert!(!line.is_empty(), "it has ended");
        assert!(!line.contains("never to be") && !line.contains(API_KEY), "a secret was printed: {line}");
        line
    }

    #[track_caller]
    fn json(&mut self) -> Value {
        serde_json::from_str(&self.line()).expect("JSON")
    }

    fn url(&self) -> String {
        let (_, rest) = self.began.split_once("http://").expect("an address");
        let end = rest.find(['"', ';', ',', ' ']).expect("its end");
        format!("http://{}", &rest[..end])
    }

    fn address(&self) -> String {
        self.url().trim_start_matches("http://").trim_end_matches('/').to_owned()
    }

    /// Ctrl-C; gives what it prints last, and it must have ended well.
    #[track_caller]
    fn interrupt(mut self) -> String {
        let status = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().expect("kill");
        assert!(status.success());
        let mut rest = String::new();
        self.lines.read_to_string(&mut rest).expect("the rest");
        assert_eq!(self.child.wait().expect("its end").code(), Some(0), "{rest}");
        rest
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends bytes as they are and reads the answer.
fn post(address: &str, head: &str, body: &[u8]) -> (String, Vec<u8>) {
    let mut stream = TcpStream::connect(address).expect("connect");
    let length = body.len();
    let head = format!("POST /any/path HTTP/1.1\r\nHost: listener\r\n{head}Content-Length: {length}\r\n\r\n");
    stream.write_all(&[head.as_bytes(), body].concat()).expect("sent");
    read(&stream)
}

fn signed(partner: WebhookPartner, secret: &str) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_secs();
    let delivery = TestDelivery::signed(partner, secret, BODY, now.cast_signed()).expect("signed");
    let (name, value) = &delivery.headers()[1];
    format!("{name}: {value}\r\n")
}

#[test]
fn bytes_and_headers_reach_the_app_and_its_answer_the_sender() {
    let app = App::start(OK);
    let mut listening = Listening::start(&["tybrite", "--forward-to", &app.url, "--secret-env", "W", "--json"]);
    let began: Value = serde_json::from_str(&listening.began).expect("JSON");
    assert_eq!((&began["forward_to"], &began["webhook_secret"]), (&json!(app.url), &json!(null)));
    let signature = signed(WebhookPartner::Tybrite, SECRET);
    let head = format!(
        "{signature}X-CuStOm: A, b\r\nx-custom: c\r\nConnection: X-Hop\r\nX-Hop: 1\r\nContent-Type: application/json\r\n"
    );
    let (answer, _) = post(&listening.address(), &head, BODY.as_bytes());
    assert!(answer.starts_with("HTTP/1.1 204 ") && answer.contains("X-App: yes\r\n"), "{answer}");
    let (head, body) = app.next();
    assert!(head.starts_with("POST /webhooks?from=payseal HTTP/1.1\r\n"), "{head}");
    assert_eq!(String::from_utf8_lossy(&body), BODY);
    for line in [&*signature, "X-CuStOm: A, b\r\n", "x-custom: c\r\n", "Content-Type: application/json\r\n"] {
        assert!(head.contains(line), "{line} is not in {head}");
    }
    assert!(!head.contains("X-Hop") && !head.contains("listener") && head.contains("127.0.0.1:"), "{head}");
    let line = listening.json();
    assert_eq!(
        (&line["verified"], &line["event_type"], &line["id"]),
        (&json!(true), &json!("order.paid"), &json!("evt_1"))
    );
    assert_eq!((&line["dedupe_key"], &line["secret_index"]), (&json!("tybrite:evt_1"), &json!(0)));
    assert_eq!((&line["app_status"], &line["answered"], &line["problem"]), (&json!(204), &json!(204), &json!(null)));
    let summary: Value = serde_json::from_str(&listening.interrupt()).expect("JSON");
    assert_eq!(summary, json!({"deliveries":1,"verified":1,"taken":1}));
}

#[test]
fn a_mismatch_is_explained_and_still_forwarded() {
    let app = App::start("HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\nno");
    let mut listening = Listening::start(&["clive", "--forward-to", &app.url, "--secret-env", "W"]);
    assert!(
        listening.began.starts_with("payseal listen: Clive's deliveries at http://127.0.0.1:"),
        "{}",
        listening.began
    );
    let (answer, body) =
        post(&listening.address(), &signed(WebhookPartner::Clive, &format!("{SECRET}\n")), BODY.as_bytes());
    assert!(answer.starts_with("HTTP/1.1 400 ") && body == b"no", "{answer}");
    assert_eq!(app.next().1, BODY.as_bytes());
    let line = listening.line();
    assert!(line.ends_with("Z  -  -  NOT VERIFIED [WEBHOOK_SIGNATURE_MISMATCH]  app 400\n"), "{line}");
    let told: String = (0..5).map(|_| listening.line()).collect();
    assert!(told.contains("    reason: none of") && told.contains("    1. secret.newline_added\n"), "{told}");
    assert!(told.contains("       cause: ") && told.contains("       fix:   "), "{told}");
    assert_eq!(listening.interrupt(), "payseal listen: 1 delivered, 0 verified, 0 answered with success by your app\n");
}

#[test]
fn without_an_app_it_answers_itself_and_a_missing_app_is_502() {
    let mut alone = Listening::start(&["clive", "--secret-env", "W", "--json"]);
    let (right, wrong) = (signed(WebhookPartner::Clive, SECRET), signed(WebhookPartner::Clive, "another"));
    assert!(post(&alone.address(), &right, BODY.as_bytes()).0.starts_with("HTTP/1.1 200 "));
    assert_eq!(alone.json()["answered"], json!(200));
    assert!(post(&alone.address(), &wrong, BODY.as_bytes()).0.starts_with("HTTP/1.1 400 "));
    let line = alone.json();
    assert_eq!(
        (&line["problem"]["code"], &line["explanation"]["verdict"]),
        (&json!("WEBHOOK_SIGNATURE_MISMATCH"), &json!("unexplained"))
    );
    let mut stream = TcpStream::connect(alone.address()).expect("connect");
    stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").expect("sent");
    assert!(read(&stream).0.starts_with("HTTP/1.1 405 "));
    drop(stream);
    assert_eq!(alone.interrupt(), "{\"deliveries\":2,\"verified\":1,\"taken\":0}\n");

    let closed = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a port");
    let mut listening =
        Listening::start(&["clive", "--secret-env", "W", "--json", "--forward-to", &format!("http://{closed}/")]);
    assert!(post(&listening.address(), &right, BODY.as_bytes()).0.starts_with("HTTP/1.1 502 "));
    let line = listening.json();
    assert!(line["app_status"].is_null() && line["app_error"].is_string(), "{line}");
}

#[test]
fn a_redirect_of_the_app_is_its_answer() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").expect("a port");
    elsewhere.set_nonblocking(true).expect("set");
    let answer = format!(
        "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://{}/\r\nContent-Length: 0\r\n\r\n",
        elsewhere.local_addr().expect("an address")
    );
    let app = App::start(answer.leak());
    let mut listening = Listening::start(&["clive", "--secret-env", "W", "--json", "--forward-to", &app.url]);
    let (head, _) = post(&listening.address(), &signed(WebhookPartner::Clive, SECRET), BODY.as_bytes());
    assert!(head.starts_with("HTTP/1.1 307 "), "{head}");
    assert_eq!(listening.json()["app_status"], json!(307));
    assert_eq!(elsewhere.accept().expect_err("nobody comes").kind(), std::io::ErrorKind::WouldBlock);
}

#[test]
fn it_registers_with_clives_sandbox_and_deregisters() {
    let sandbox = sandbox("");
    let app = App::start(OK);
    let options = ["clive", "--sandbox", &sandbox.base_url(), "--forward-to", &app.url, "--secret-env", "W", "--json"];
    let mut listening = Listening::start(&options);
    let created = payseal(&["request", "clive", "create_checkout_intent", "--data", CHECKOUT]).to(&sandbox.base_url());
    created.run().expect(0);
    let intent = sandbox.ledger().transactions[0].stripe_payment_intent_id.clone().expect("an intent");
    sandbox.stripe_event("payment_intent.succeeded", &intent);
    let (head, body) = app.next();
    assert!(head.to_ascii_lowercase().contains("x-clive-signature: "), "{head}");
    let line = listening.json();
    assert_eq!((&line["verified"], &line["event_type"]), (&json!(true), &json!("transaction_succeeded")));
    assert_eq!(sandbox.webhooks()[0].body.as_bytes(), body, "byte for byte");
    listening.interrupt();
    sandbox.stripe_event("charge.refunded", &intent);
    assert!(sandbox.webhooks().iter().skip(1).all(|webhook| webhook.url.is_none()), "nobody is called any more");
}

#[test]
fn it_registers_with_tybrites_sandbox_and_deregisters() {
    let sandbox = sandbox("");
    let url = sandbox.tybrite_base_url();
    let app = App::start(OK);
    let options = ["tybrite", "--sandbox", &url, "--forward-to", &app.url, "--json"];
    let mut listening = Listening::start(&options);
    let began: Value = serde_json::from_str(&listening.began).expect("JSON");
    assert_eq!((&began["sandbox"], &began["webhook_secret"]), (&json!(url), &json!(null)));
    let data = r#"{"provider":"mpesa","amount":1000,"phone":"254712345678"}"#;
    let request = ["request", "tybrite", "payments.initialize", "--json", "--data", data];
    let initialized = payseal(&request).to_tybrite(&url).run().expect(0).json();
    let reference = initialized["body"]["checkout_request_id"].as_str().expect("a reference");
    sandbox.tybrite_pay(reference, payseal_sandbox::PaymentStatus::Paid).expect("paid");
    let mut types = Vec::new();
    while !types.contains(&"payment.succeeded".to_owned()) {
        let (_, body) = app.next();
        let line = listening.json();
        assert_eq!((&line["verified"], &line["app_status"]), (&json!(true), &json!(204)), "{line}");
        // The sandbox writes an attempt down when it has its answer.
        let sent = || sandbox.tybrite_webhooks().iter().any(|sent| sent.body.as_bytes() == body);
        assert!((0..600).any(|_| sent() || nap()), "byte for byte");
        types.push(line["event_type"].as_str().expect("a type").to_owned());
    }
    listening.interrupt();
    let list = ["request", "tybrite", "webhook_endpoints.list", "--json"];
    let left = payseal(&list).to_tybrite(&url).run().expect(0).json();
    assert_eq!(left["body"]["webhook_endpoints"], json!([]));

    // The endpoint's own secret is only shown when it is asked for.
    let shown = Listening::start(&["tybrite", "--sandbox", &url, "--show-secret", "--json"]);
    let began: Value = serde_json::from_str(&shown.began).expect("JSON");
    assert!(began["webhook_secret"].as_str().is_some_and(|secret| secret.len() > 20), "{began}");
}

#[test]
fn trigger_sends_what_verifies() {
    let mut listening = Listening::start(&["tybrite", "--secret-env", "W", "--json"]);
    let url = listening.url();
    let trigger = |options: &[&str]| {
        payseal(&[&["trigger", "tybrite", "--to", &url, "--secret-env", "W"], options].concat()).env("W", SECRET)
    };
    assert_eq!(trigger(&["order.refunded"]).run().expect(0).stdout, "status: 200\n");
    let line = listening.json();
    assert_eq!((&line["verified"], &line["event_type"]), (&json!(true), &json!("order.refunded")));
    let own = trigger(&["--data", "-", "--json"]).stdin(BODY).run().expect(0).json();
    assert_eq!((&own["ok"], &own["status"]), (&json!(true), &json!(200)));
    assert_eq!(listening.json()["id"], json!("evt_1"));
    assert_eq!(trigger(&["order.paid", "--timestamp", "1"]).run().expect(1).stdout, "status: 400\n");
    assert_eq!(listening.json()["problem"]["code"], json!("WEBHOOK_TOO_OLD"));
    assert_eq!(trigger(&["order.paid"]).env("W", "x").run().expect(1).stdout, "status: 400\n");
    drop(listening);
    trigger(&["order.paid"]).run().expect(4);
    trigger(&[]).run().expect(2);
    let far = ["trigger", "clive", "transaction_failed", "--to", "http://192.0.2.1/", "--secret-env", "W"];
    payseal(&far).env("W", "x").run().expect(2).says(&["--to is not on this machine", "--allow-non-loopback"]);
}

#[test]
fn wrong_options_are_named_with_their_fix() {
    let listen = |options: &[&str]| {
        let run = payseal(&[&["listen"], options, &["--port", "0"]].concat());
        run.env("W", SECRET).run()
    };
    listen(&["clive"]).expect(2).says(&["CLIVE_WEBHOOK_SECRET is not set", "--secret-env"]);
    let far = ["clive", "--secret-env", "W", "--forward-to", "http://192.0.2.1/"];
    listen(&far).expect(2).says(&["--forward-to is not on this machine", "--allow-non-loopback"]);
    listen(&["clive", "--secret-env", "W", "--host", "0.0.0.0"]).expect(2).says(&["--host is not on this machine"]);
    listen(&["clive", "--secret-env", "W", "--forward-to", "https://x/"])
        .expect(2)
        .says(&["--forward-to: only http://"]);
    listen(&["clive", "--secret-env", "W", "--forward-to", "x"])
        .expect(2)
        .says(&["--forward-to", "http://127.0.0.1:3000"]);
    listen(&["clive", "--sandbox", "http://127.0.0.1:1"]).expect(4).says(&["--sandbox", "payseal sandbox"]);
    let sandbox = sandbox("");
    // Clive's listener has no Tybrite API.
    listen(&["tybrite", "--sandbox", &sandbox.origin()]).expect(1).says(&["Tybrite listener"]);
    let live = ["listen", "tybrite", "--port", "0", "--sandbox", &sandbox.tybrite_base_url()];
    payseal(&live).env("TYBRITE_API_KEY", "tybrite_sk_live_x").run().expect(2).says(&["is a live key"]);
}
