//! HTTPS before a sandbox, for the C client's tests: an authority of its own, and servers whose certificates are good, expired or for
//! another host. Not a proxy to copy: it moves bytes between two sockets by asking each in turn.

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// How long one side is asked before the other one is.
const TURN: Duration = Duration::from_millis(5);

/// What a test needs to know: where the servers are, and which file holds their authority's certificate.
pub(crate) struct Front {
    /// The authority, as PEM.
    pub(crate) ca_file: PathBuf,
    /// `https://127.0.0.1:port` of the servers with a good, an expired and another host's certificate.
    pub(crate) origins: [(&'static str, String); 3],
}

/// Starts the three servers before `backend` (`127.0.0.1:port`); they live as long as this process.
pub(crate) fn start(backend: &str, work: &Path) -> anyhow::Result<Front> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
    let ca_file = work.join("ca.pem");
    std::fs::write(&ca_file, authority.pem())?;

    let serve = |host: &str, expired: bool| -> anyhow::Result<String> {
        let mut params = CertificateParams::new(vec![host.to_owned()])?;
        if expired {
            (params.not_before, params.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2020, 2, 1));
        }
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &authority)?;
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)?;
        listen(Arc::new(config), backend.to_owned())
    };
    let origins = [
        ("PAYSEAL_TEST_TLS_GOOD", serve("127.0.0.1", false)?),
        ("PAYSEAL_TEST_TLS_EXPIRED", serve("127.0.0.1", true)?),
        ("PAYSEAL_TEST_TLS_OTHER_HOST", serve("other.example", false)?),
    ];
    Ok(Front { ca_file, origins })
}

fn listen(config: Arc<ServerConfig>, backend: String) -> anyhow::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let origin = format!("https://{}", listener.local_addr()?);
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let (config, backend) = (Arc::clone(&config), backend.clone());
            std::thread::spawn(move || {
                // A refused handshake ends here; what the client made of it is what the test looks at.
                let _ = pipe(client, config, &backend);
            });
        }
    });
    Ok(origin)
}

fn pipe(client: TcpStream, config: Arc<ServerConfig>, backend: &str) -> anyhow::Result<()> {
    let mut plain = TcpStream::connect(backend).context("the sandbox")?;
    for side in [&client, &plain] {
        side.set_read_timeout(Some(TURN))?;
        side.set_nodelay(true)?;
    }
    let mut secured = StreamOwned::new(ServerConnection::new(config)?, client);
    loop {
        carry(&mut secured, &mut plain)?;
        carry(&mut plain, &mut secured)?;
    }
}

/// Moves what `from` has now; an error when it has ended.
fn carry(from: &mut impl Read, to: &mut impl Write) -> anyhow::Result<()> {
    let mut buffer = [0; 16 * 1024];
    match from.read(&mut buffer) {
        Ok(0) => Err(anyhow!("ended")),
        Ok(count) => {
            to.write_all(&buffer[..count])?;
            Ok(to.flush()?)
        }
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
