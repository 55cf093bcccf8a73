//! What the tests share: the real binary, a real sandbox, and the rule that no output ever holds a credential.

#![allow(dead_code, unreachable_pub, reason = "each test file uses a part")]

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use payseal_sandbox::{Sandbox, SandboxConfig, parse_faults};
use serde_json::Value;

/// Credentials that stand nowhere else, so that finding one in an output means that it was printed.
pub const API_KEY: &str = "cp_test_never_to_be_printed_1";
pub const HMAC_SECRET: &str = "hmac never \"to be\" printed 2";

pub const CHECKOUT: &str = r#"{"partner_id":"ECHEZONA001","client_id":"AIRPEACE001","amount":750,"currency":"USD","email":"buyer@example.com","echezona_reference":"EZ1"}"#;

pub fn sandbox(spec: &str) -> Sandbox {
    let faults = if spec.is_empty() { Vec::new() } else { parse_faults(spec).expect(spec) };
    let config =
        SandboxConfig { api_key: API_KEY.into(), hmac_secret: HMAC_SECRET.into(), faults, ..SandboxConfig::default() };
    Sandbox::start(config).expect("start")
}

/// How a run ended.
pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        assert_eq!(self.stdout.matches('\n').count(), 1, "one line: {}", self.stdout);
        serde_json::from_str(&self.stdout).expect("JSON on standard output")
    }

    /// Fails unless standard error holds each of these and standard output nothing.
    #[track_caller]
    pub fn says(&self, parts: &[&str]) {
        assert_eq!(self.stdout, "");
        for part in parts {
            assert!(self.stderr.contains(part), "{part:?} is not in: {}", self.stderr);
        }
    }
}

/// One run of the binary.
pub struct Run {
    command: Command,
    stdin: Vec<u8>,
}

pub fn payseal(arguments: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_payseal"));
    command.args(arguments).env_clear().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    Run { command, stdin: Vec::new() }
}

impl Run {
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// The environment of a merchant's backend that talks to this sandbox.
    pub fn to(self, base_url: &str) -> Self {
        self.env("CLIVE_API_BASE_URL", base_url).env("CLIVE_API_KEY", API_KEY).env("CLIVE_HMAC_SECRET", HMAC_SECRET)
    }

    /// The environment of a store's backend that talks to this sandbox with its public credentials.
    pub fn to_tybrite(self, base_url: &str) -> Self {
        self.env("TYBRITE_API_BASE_URL", base_url)
            .env("TYBRITE_API_KEY", payseal_sandbox::TYBRITE_SECRET_TEST_KEY)
            .env("TYBRITE_HMAC_SECRET", payseal_sandbox::TYBRITE_HMAC_SECRET)
    }

    pub fn stdin(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.stdin = bytes.as_ref().to_vec();
        self
    }

    #[track_caller]
    pub fn run(mut self) -> Ran {
        let mut child = self.command.spawn().expect("the binary runs");
        // A command that reads no input may be gone before it is all written.
        let _ = child.stdin.take().expect("a pipe").write_all(&self.stdin);
        let output = child.wait_with_output().expect("it ends");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        let ran = Ran { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) };
        for secret in [API_KEY, HMAC_SECRET, "hmac never"] {
            assert!(!ran.stdout.contains(secret) && !ran.stderr.contains(secret), "a credential was printed");
        }
        assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
        ran
    }
}

/// A directory of the test's own, gone when dropped.
pub struct Directory(pub PathBuf);

impl Directory {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("payseal-cli-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a directory");
        Self(path)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).expect("written");
        path.to_str().expect("UTF-8").to_owned()
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
