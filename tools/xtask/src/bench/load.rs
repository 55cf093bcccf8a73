//! `cargo xtask bench calls`: whole signed calls on loopback, each language's client beside what its users would use instead.
//!
//! The server (`payseal-bench serve`) is a process of its own and several times cheaper than any client here. On Linux it and the clients
//! have a core each, so that a rate is what one core of client can do. All clients of a row run at the same time in processes of their own,
//! one of them sending at any moment: a window each, in turn, round after round. A client is a program that is told
//! `threads|tasks|at-once NAME WIDTH URL`, sends for a window for each line it reads, and answers it with `{rate, cpu, ms}`.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::row::Row;
use super::{Budget, Measure, go, node, python, rust_program};
use crate::python::Venv;

/// Who sends.
#[derive(Clone, Copy)]
enum Language {
    Rust,
    Node,
    Python,
    Go,
}

/// What a window says.
#[derive(Clone, Copy)]
enum Metric {
    /// Calls a second.
    Rate,
    /// Microseconds of CPU of the client's process, a call.
    Cpu,
    /// Milliseconds of the window: of all calls at once.
    Ms,
}

use Language::{Go, Node, Python, Rust};
use Metric::{Cpu, Ms, Rate};

/// Clients under one load.
struct Load {
    title: &'static str,
    /// `threads`: so many blocking callers. `tasks`: so many calls in flight, kept up. `at-once`: so many calls, once.
    how: &'static str,
    widths: &'static [usize],
    /// The server takes 50 ms.
    slow: bool,
    /// Ours first.
    clients: &'static [(Language, &'static str)],
    /// At a width: how many times better than a client, or (for ours) the bound.
    goals: &'static [(usize, Metric, &'static str, f64)],
}

/// What one language's own client and its peers are called.
const OURS: &str = "payseal";

const LOADS: &[Load] = &[
    Load {
        title: "Rust, blocking threads",
        how: "threads",
        widths: &[1, 4, 16, 64],
        slow: false,
        clients: &[(Rust, OURS), (Rust, "ureq")],
        goals: &[(1, Rate, "ureq", 0.9)],
    },
    Load {
        title: "Node, calls in flight",
        how: "tasks",
        widths: &[1, 16, 100],
        slow: false,
        clients: NODE,
        goals: &[
            (16, Cpu, "published SDK", 5.0),
            (16, Cpu, "fetch", 5.0),
            (16, Cpu, "axios", 5.0),
            // Not more than 1.3 times its CPU.
            (16, Cpu, "node:http", 0.77),
        ],
    },
    Load {
        title: "Node, calls in flight, 50 ms server",
        how: "tasks",
        widths: &[1000],
        slow: true,
        clients: NODE,
        goals: &[(1000, Rate, "published SDK", 5.0)],
    },
    Load {
        title: "Python, blocking threads",
        how: "threads",
        widths: &[1, 16, 64],
        slow: false,
        clients: &[(Python, OURS), (Python, "requests"), (Python, "httpx"), (Rust, OURS)],
        goals: &[
            (1, Rate, "requests", 5.0),
            (1, Rate, "httpx", 5.0),
            (1, Cpu, "requests", 10.0),
            (1, Cpu, "httpx", 10.0),
            (16, Rate, "requests", 20.0),
            (16, Rate, "httpx", 20.0),
            (16, Cpu, "requests", 10.0),
            (16, Cpu, "httpx", 10.0),
            (1, Rate, "payseal in Rust", 0.85),
            (16, Rate, "payseal in Rust", 0.85),
        ],
    },
    Load {
        title: "Python, asyncio, calls in flight",
        how: "tasks",
        widths: &[1, 16, 100],
        slow: false,
        clients: &[(Python, OURS), (Python, "payseal over aiohttp"), (Python, "aiohttp"), (Python, "httpx")],
        goals: &[(16, Rate, "aiohttp", 2.0)],
    },
    Load {
        title: "Python, asyncio, all at once, 50 ms server",
        how: "at-once",
        widths: &[1000],
        slow: true,
        clients: &[(Python, OURS), (Python, "payseal over aiohttp"), (Python, "aiohttp")],
        goals: &[(1000, Ms, OURS, 500.0)],
    },
    Load {
        title: "Go, goroutines",
        how: "tasks",
        widths: &[1, 16, 100],
        slow: false,
        clients: GO,
        // Not more than 15 % more than the transport alone.
        goals: &[(1, Cpu, "bare net/http", 0.87)],
    },
    Load { title: "Go, goroutines, 50 ms server", how: "tasks", widths: &[1000], slow: true, clients: GO, goals: &[] },
];

const NODE: &[(Language, &str)] =
    &[(Node, OURS), (Node, "published SDK"), (Node, "fetch"), (Node, "undici"), (Node, "axios"), (Node, "node:http")];
const GO: &[(Language, &str)] = &[(Go, OURS), (Go, "net/http by hand"), (Go, "bare net/http")];

/// Builds every client.
pub(super) fn prepare() -> Result<Measure> {
    let programs = Programs { rust: rust_program()?, python: python::venv()? };
    node::build()?;
    go::build()?;
    Ok(Box::new(move |budget| {
        let mut rows = Vec::new();
        for load in LOADS {
            for &width in load.widths {
                rows.extend(measure(&programs, load, width, budget)?);
            }
        }
        Ok(rows)
    }))
}

/// Where the programs are that must be asked for.
struct Programs {
    rust: PathBuf,
    python: Venv,
}

impl Programs {
    fn client(&self, language: Language) -> Command {
        match language {
            Rust => {
                let mut program = Command::new(&self.rust);
                program.arg("load");
                program
            }
            Node => node::program("worker.mjs"),
            Python => python::program(&self.python, "worker.py"),
            Go => go::program(),
        }
    }
}

fn measure(programs: &Programs, load: &Load, width: usize, budget: Budget) -> Result<Vec<Row>> {
    let mut serve = Command::new(&programs.rust);
    let mut server = Process::start(serve.arg("serve"), "the server", 0)?;
    let port = server.hear()?;
    let url = format!("http://127.0.0.1:{}{}", port.trim(), if load.slow { "/slow" } else { "" });
    // A slow server's window holds few calls of each task.
    let factor = if load.slow { 5 } else { 2 };
    let budget = Budget { window_ms: budget.window_ms * factor / 2, ..budget };
    let mut clients = Vec::new();
    for &(language, name) in load.clients {
        let mut program = programs.client(language);
        program.args([load.how, name, &width.to_string(), &url]);
        budget.give(&mut program);
        clients.push(Process::start(&mut program, name, 1)?);
    }
    let mut said = vec![[const { Vec::new() }; 3]; clients.len()];
    let mut first_ms = vec![0.0; clients.len()];
    // The first window opens the connections and warms everything up.
    for round in 0..=budget.windows {
        for turn in 0..clients.len() {
            let client = (turn + round) % clients.len();
            let line = clients[client].ask()?;
            let answer: Value =
                serde_json::from_str(&line).with_context(|| format!("{}: {line}", clients[client].name))?;
            let [rate, cpu, ms] = ["rate", "cpu", "ms"].map(|name| answer[name].as_f64().unwrap_or(f64::NAN));
            if round == 0 {
                first_ms[client] = ms;
                continue;
            }
            for (values, value) in said[client].iter_mut().zip([rate, cpu, ms]) {
                values.push(value);
            }
        }
    }
    for client in clients {
        client.end()?;
    }
    server.end()?;

    let row = |what: &str, case: String, figure: Metric, subject: &str, rounds: Vec<f64>| Row {
        group: format!("{}: {what}", load.title),
        case,
        subject: subject.to_owned(),
        unit: match figure {
            Rate => "calls/s",
            Cpu => "us",
            Ms => "ms",
        }
        .to_owned(),
        rounds,
        goal: load
            .goals
            .iter()
            .find(|(at, of, peer, _)| *at == width && of.index() == figure.index() && *peer == subject)
            .map(|(.., goal)| *goal),
    };
    let figures: &[(Metric, &str)] = if load.how == "at-once" {
        &[(Ms, "all answered"), (Cpu, "CPU of a call")]
    } else {
        &[(Rate, "rate"), (Cpu, "CPU of a call")]
    };
    let mut rows = Vec::new();
    for &(figure, what) in figures {
        for (client, values) in said.iter().enumerate() {
            let subject = subject(load, client);
            rows.push(row(what, width.to_string(), figure, &subject, values[figure.index()].clone()));
        }
    }
    if load.how == "at-once" {
        for (client, ms) in first_ms.into_iter().enumerate() {
            let case = format!("{width}, connections made anew");
            rows.push(row("all answered", case, Ms, &subject(load, client), vec![ms]));
        }
    }
    Ok(rows)
}

impl Metric {
    fn index(self) -> usize {
        match self {
            Rate => 0,
            Cpu => 1,
            Ms => 2,
        }
    }
}

/// The name of a client in the report: ours in another language says so.
fn subject(load: &Load, client: usize) -> String {
    let (language, name) = load.clients[client];
    if client > 0 && name == OURS && matches!(language, Rust) { "payseal in Rust".to_owned() } else { name.to_owned() }
}

/// Answers a line with a line.
struct Process {
    name: String,
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Process {
    /// Starts it, on the first core or on the last one where there are several.
    fn start(program: &mut Command, name: &str, core: usize) -> Result<Self> {
        let mut program = pinned(program, core);
        let mut child = program
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("could not start {program:?}"))?;
        let to = child.stdin.take().context("its input is piped")?;
        let from = BufReader::new(child.stdout.take().context("its output is piped")?);
        Ok(Self { name: name.to_owned(), child, to, from })
    }

    fn ask(&mut self) -> Result<String> {
        self.to.write_all(b"\n").and_then(|()| self.to.flush()).with_context(|| format!("{} has ended", self.name))?;
        self.hear()
    }

    fn hear(&mut self) -> Result<String> {
        let mut line = String::new();
        self.from.read_line(&mut line)?;
        ensure!(!line.is_empty(), "{} ended with {}", self.name, self.child.wait()?);
        Ok(line)
    }

    fn end(mut self) -> Result<()> {
        drop(self.to);
        let status = self.child.wait()?;
        ensure!(status.success(), "{} ended with {status}", self.name);
        Ok(())
    }
}

/// The command under `taskset`, where there is one and a core to spare.
fn pinned(program: &Command, core: usize) -> Command {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let can = cfg!(target_os = "linux") && cores > 1 && Command::new("taskset").arg("-V").output().is_ok();
    let mut pinned = if can {
        let mut pinned = Command::new("taskset");
        pinned.arg("-c").arg(if core == 0 { 0 } else { cores - 1 }.to_string()).arg(program.get_program());
        pinned
    } else {
        Command::new(program.get_program())
    };
    pinned.args(program.get_args());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => pinned.env(name, value),
            None => pinned.env_remove(name),
        };
    }
    if let Some(folder) = program.get_current_dir() {
        pinned.current_dir(folder);
    }
    pinned
}
