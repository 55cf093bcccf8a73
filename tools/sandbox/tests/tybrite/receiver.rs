//! A webhook receiver that writes down what it gets and answers as it was told.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

pub struct Delivery {
    pub head: String,
    pub body: String,
}

impl Delivery {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

pub struct Receiver {
    pub url: String,
    pub got: Arc<Mutex<Vec<Delivery>>>,
}

impl Receiver {
    /// Gives these answers first, then 200.
    pub fn start(statuses: &[u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("bind");
        let url = format!("http://127.0.0.1:{}/hooks", listener.local_addr().expect("address").port());
        let got = Arc::new(Mutex::new(Vec::new()));
        let mut answers = statuses.to_vec();
        let log = got.clone();
        // Ends with the test's process.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.expect("a connection");
                let delivery = read(&mut stream);
                log.lock().expect("log").push(delivery);
                let status = if answers.is_empty() { 200 } else { answers.remove(0) };
                let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: 5\r\n\r\nthere");
                stream.write_all(answer.as_bytes()).expect("answer");
            }
        });
        Self { url, got }
    }

    pub fn count(&self) -> usize {
        self.got.lock().expect("log").len()
    }
}

fn read(stream: &mut impl Read) -> Delivery {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).expect("head");
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).expect("text");
    let delivery = Delivery { head, body: String::new() };
    let length = delivery.header("content-length").expect("length").parse().expect("number");
    let mut body = vec![0; length];
    stream.read_exact(&mut body).expect("body");
    Delivery { body: String::from_utf8(body).expect("text"), ..delivery }
}
