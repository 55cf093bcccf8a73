//! One language's runner: a process that takes a line and answers with a line. Not for what the lines mean.
//!
//! It is given time for each line. When that is over, or when it ends, the scenario fails; the next one starts it again.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::Value;

use crate::manifest::present;

/// How a runner is started.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// The program and its arguments.
    pub words: Vec<String>,
    /// Environment variables on top of the judge's.
    pub env: Vec<(String, String)>,
}

/// What one call came to, as the runner says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// The call's id, given back.
    pub id: String,
    /// The value, if it succeeded; null is one.
    #[serde(default, deserialize_with = "present")]
    pub ok: Option<Value>,
    /// What the language tells about the answer besides.
    pub meta: Option<Value>,
    /// The error, if it failed.
    pub error: Option<SaidError>,
    /// What the attempt hook was told, in order.
    pub events: Vec<Event>,
}

impl Said {
    /// `ok`, or the error's outcome.
    #[must_use]
    pub fn outcome(&self) -> Option<&str> {
        match &self.error {
            Some(error) => error.outcome.as_deref(),
            None => self.ok.as_ref().map(|_| "ok"),
        }
    }
}

/// An error as a language shows it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaidError {
    /// The class.
    pub kind: Option<String>,
    /// The code.
    pub code: Option<String>,
    /// The text for people, without what follows from the other members.
    pub message: Option<String>,
    /// The HTTP status.
    pub status: Option<u16>,
    /// The partner's hint.
    pub hint: Option<String>,
    /// Which environment answered.
    pub environment: Option<String>,
    /// The rate limit that the answer stated.
    pub rate_limit: Option<Value>,
    /// The partner's details.
    pub details: Option<Value>,
    /// What is known about the money.
    pub outcome: Option<String>,
    /// Whether the same call can be made again.
    pub retryable: Option<bool>,
    /// How many attempts were begun.
    pub attempts: Option<u32>,
    /// The operation.
    pub operation: Option<String>,
    /// The idempotency key.
    pub idempotency_key: Option<String>,
    /// The request id.
    pub request_id: Option<String>,
    /// The wait the partner asks for.
    pub retry_after_ms: Option<u64>,
    /// The fault of the wire.
    pub fault: Option<String>,
    /// The beginning of a foreign error page.
    pub response_text: Option<String>,
    /// What to do about it.
    pub advice: Option<String>,
    /// What an earlier step achieved.
    pub completed: Option<Value>,
}

/// One call of the attempt hook.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// `started` or `ended`.
    pub phase: String,
    /// From 1.
    pub attempt: u32,
    /// The operation.
    pub operation: String,
    /// The key.
    pub idempotency_key: Option<String>,
    /// The status, if an answer came.
    pub status: Option<u16>,
    /// The fault, if none came.
    pub fault: Option<String>,
    /// What the call knows so far; absent when an attempt starts.
    pub outcome: Option<String>,
    /// When the next attempt follows.
    pub retry_in_ms: Option<u64>,
}

/// How long a runner may take for one call: every attempt its time, every wait its most, and a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(60);

/// What became of a line.
pub(crate) enum Asked {
    /// The line it answered with.
    Answered(String),
    /// It had not answered in time and was killed, as was asked for; with what it had printed to standard error.
    Killed(String),
}

/// Gives a line to the runner, which is started if none is running. `kill_after_us`: it is killed so long after, unless it has
/// answered.
///
/// # Errors
/// The runner cannot be started, ended, or did not answer in time.
pub(crate) fn ask(
    running: &mut Option<Runner>,
    program: &Program,
    line: &str,
    kill_after_us: Option<u64>,
) -> anyhow::Result<Asked> {
    if running.is_none() {
        *running = Some(Runner::start(program)?);
    }
    let runner = running.as_mut().context("no runner")?;
    let Some(kill_after_us) = kill_after_us else { return runner.ask(line, PATIENCE).map(Asked::Answered) };
    let answer = runner.ask_within(line, Duration::from_micros(kill_after_us))?;
    Ok(match (answer, running.take()) {
        (None, Some(runner)) => Asked::Killed(runner.kill()),
        (answer, runner) => {
            *running = runner;
            Asked::Answered(answer.unwrap_or_default())
        }
    })
}

/// A runner that was started.
pub struct Runner {
    child: Child,
    stdin: ChildStdin,
    lines: Receiver<std::io::Result<String>>,
    stderr: Arc<Mutex<Vec<u8>>>,
    readers: Vec<JoinHandle<()>>,
}

impl Runner {
    /// Starts it.
    ///
    /// # Errors
    /// When the system cannot.
    pub fn start(program: &Program) -> anyhow::Result<Self> {
        let (name, arguments) = program.words.split_first().context("a runner without a program")?;
        let mut child = Command::new(name)
            .args(arguments)
            .envs(program.env.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("starting {name}"))?;
        let stdin = child.stdin.take().context("no stdin")?;
        let stdout = child.stdout.take().context("no stdout")?;
        let mut errors = child.stderr.take().context("no stderr")?;
        let (sender, lines) = channel();
        let stderr = Arc::<Mutex<Vec<u8>>>::default();
        let kept = Arc::clone(&stderr);
        let readers = vec![
            std::thread::spawn(move || {
                for line in BufReader::new(stdout).lines() {
                    if sender.send(line).is_err() {
                        return;
                    }
                }
            }),
            std::thread::spawn(move || {
                let mut chunk = [0; 4096];
                while let Ok(read @ 1..) = std::io::Read::read(&mut errors, &mut chunk) {
                    kept.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(&chunk[..read]);
                }
            }),
        ];
        Ok(Self { child, stdin, lines, stderr, readers })
    }

    /// Gives it a line and takes the line it answers with.
    ///
    /// # Errors
    /// The runner ended, or did not answer in time. It cannot be used any more.
    fn ask(&mut self, line: &str, patience: Duration) -> anyhow::Result<String> {
        match self.ask_within(line, patience)? {
            Some(answer) => Ok(answer),
            None => bail!("the runner gave no answer in {} s; it printed: {}", patience.as_secs(), self.stderr_end()),
        }
    }

    /// Gives it a line, and takes the line it answers with if one comes by then. None: it is still at it, and good for
    /// nothing but [`Runner::kill`].
    ///
    /// # Errors
    /// The runner ended.
    fn ask_within(&mut self, line: &str, time: Duration) -> anyhow::Result<Option<String>> {
        let written = self.stdin.write_all(line.as_bytes()).and_then(|()| self.stdin.write_all(b"\n"));
        if written.and_then(|()| self.stdin.flush()).is_err() {
            bail!("{}", self.how_it_ended());
        }
        match self.lines.recv_timeout(time) {
            Ok(answer) => answer.map(Some).context("the runner's answer is not UTF-8"),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => bail!("{}", self.how_it_ended()),
        }
    }

    /// Everything it has printed to standard error so far.
    #[must_use]
    pub fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.stderr.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }

    /// What it has printed to standard error since it was last asked for it; it is not kept any longer.
    #[must_use]
    pub fn take_stderr(&mut self) -> Vec<u8> {
        std::mem::take(&mut *self.stderr.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Ends it and gives everything it printed to standard error, and what it printed without being asked.
    ///
    /// # Errors
    /// When it does not end with status 0 once its input is closed.
    pub fn finish(mut self) -> anyhow::Result<(String, Vec<String>)> {
        drop(self.stdin);
        let status = self.child.wait().context("waiting for the runner")?;
        for reader in self.readers.drain(..) {
            let _ = reader.join();
        }
        let stderr = String::from_utf8_lossy(&self.stderr.lock().unwrap_or_else(PoisonError::into_inner)).into_owned();
        anyhow::ensure!(status.success(), "the runner ended with {status}; it printed: {}", tail(&stderr));
        Ok((stderr, self.lines.try_iter().map_while(Result::ok).collect()))
    }

    /// Ends it at once (SIGKILL), and gives what it printed to standard error.
    pub fn kill(mut self) -> String {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
        for reader in self.readers.drain(..) {
            let _ = reader.join();
        }
        self.stderr()
    }

    fn how_it_ended(&mut self) -> String {
        let status = self.child.wait().map_or_else(|error| error.to_string(), |status| status.to_string());
        format!("the runner ended ({status}); it printed: {}", self.stderr_end())
    }

    fn stderr_end(&self) -> String {
        tail(&self.stderr()).to_owned()
    }
}

fn tail(text: &str) -> &str {
    let from = text.len().saturating_sub(2_000);
    &text[text.ceil_char_boundary(from)..]
}
