//! A webhook endpoint in forty lines: takes one POST a connection, answers 200, hands over the raw body.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver as Channel, Sender, channel};
use std::time::Duration;

use anyhow::Context;

/// A delivery, its body exactly as it came: a signature is over bytes, not over what a parser made of them.
pub(super) struct Delivery {
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Delivery {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

pub(super) struct Receiver {
    address: SocketAddr,
    path: &'static str,
    deliveries: Channel<Delivery>,
}

impl Receiver {
    pub(super) fn start(path: &'static str) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let (sender, deliveries) = channel();
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                if let Err(error) = take(connection, &sender) {
                    eprintln!("webhook receiver: {error:#}");
                }
            }
        });
        Ok(Self { address, path, deliveries })
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}{}", self.address, self.path)
    }

    pub(super) fn next(&self) -> anyhow::Result<Delivery> {
        self.deliveries.recv_timeout(Duration::from_secs(20)).context("no webhook arrived within 20 s")
    }
}

fn take(mut connection: TcpStream, sender: &Sender<Delivery>) -> anyhow::Result<()> {
    connection.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut reader = BufReader::new(connection.try_clone()?);
    let mut headers = Vec::new();
    let mut line = String::new();
    reader.read_line(&mut line)?; // POST /webhooks/… HTTP/1.1
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
    let delivery = Delivery { headers, body: Vec::new() };
    let length = delivery.header("content-length").context("no content-length")?.parse()?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    connection.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")?;
    // The demo may be over already.
    let _ = sender.send(Delivery { body, ..delivery });
    Ok(())
}
