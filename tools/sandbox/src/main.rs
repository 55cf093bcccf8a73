//! The command: starts one sandbox and says where it is.

use std::process::ExitCode;

use clap::Parser;
use payseal_sandbox::cli::{self, SandboxArgs};

/// A local server that speaks the Clive and Tybrite APIs, verifies every signature, keeps state and makes faults on demand.
#[derive(Parser)]
#[command(name = "payseal-sandbox", version)]
struct Arguments {
    #[command(flatten)]
    sandbox: SandboxArgs,
    /// Say where it is as one JSON object.
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    let Arguments { sandbox, json } = Arguments::parse();
    let error = cli::run(sandbox, "payseal-sandbox", json);
    eprintln!("payseal-sandbox: cannot start: {error}");
    ExitCode::FAILURE
}
