//! A whole signed call on loopback against bare ureq sending the same bytes. The server answers from a thread of this
//! process with a fixed reply, so that only the client's side differs.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};

use payseal::clive::InitializeTransaction;
use payseal::driver::CliveClient;

use crate::harness::{Goal, Group, Report};

const REPLY: &str = r#"{"clive_tx_id":"CLVTX_1739378102312_420","status":"initialized"}"#;

pub fn measure(report: &mut Report) {
    let server = serve().expect("loopback is there");
    let client = CliveClient::builder()
        .base_url(format!("http://{server}/api/v1"))
        .api_key("cp_test_partner_sandbox")
        .hmac_secret("test_hmac_secret")
        .build()
        .expect("the configuration is right");
    let request = InitializeTransaction {
        partner_id: "ECHEZONA001".into(),
        client_id: "AIRPEACE001".into(),
        amount: 750.into(),
        currency: "USD".into(),
        echezona_reference: "EZ12345".into(),
        meta: None,
    };
    let bare: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let url = format!("http://{server}/api/v1/transactions/initialize");
    let body = r#"{"partner_id":"ECHEZONA001","client_id":"AIRPEACE001","amount":750,"currency":"USD","echezona_reference":"EZ12345"}"#;
    report.measure(
        Group::new("a call on loopback, one connection", "payseal CliveClient: sign, send, read, judge", || {
            client.initialize_transaction(&request).expect("the server answers")
        })
        .against("bare ureq, the same bytes, body read", Goal::AtMost(1.10), || {
            let mut answer = bare
                .post(&url)
                .header("content-type", "application/json")
                .header("x-api-key", "cp_test_partner_sandbox")
                .header("x-clive-hmac", "28fd0a9eaddd951e5c3a7df5b811616f745e5583bc5517055d5840bd661c96fd")
                .header("idempotency-key", "init-EZ12345")
                .send(body)
                .expect("the server answers");
            answer.body_mut().read_to_vec().expect("the body comes")
        }),
    );
}

fn serve() -> std::io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    std::thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            std::thread::spawn(move || answer(connection));
        }
    });
    Ok(address)
}

/// Answers every request of a keep-alive connection until the client closes it.
fn answer(connection: TcpStream) -> std::io::Result<()> {
    connection.set_nodelay(true)?;
    let mut out = connection.try_clone()?;
    let mut reader = BufReader::new(connection);
    let (mut line, mut body) = (String::new(), Vec::new());
    let length = REPLY.len();
    let reply =
        format!("HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{REPLY}");
    loop {
        let mut length = 0;
        loop {
            line.clear();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let text = line.trim_end();
            if text.is_empty() {
                break;
            }
            if let Some((name, value)) = text.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        body.resize(length, 0);
        reader.read_exact(&mut body)?;
        out.write_all(reply.as_bytes())?;
    }
}
