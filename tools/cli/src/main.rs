//! `payseal`: signs, sends, looks up and tries out, from a shell.
//!
//! One file a command. What a partner is comes from the core's tables; only making a client (`client.rs`) and the pipeline that
//! `--curl` prints (`curl.rs`) have a line for each partner. Guide: `docs/cli.md`.

mod arguments;
mod client;
mod curl;
mod exit;
mod input;
mod keygen;
mod operations;
mod output;
mod pages;
mod progress;
mod raw;
mod request;
mod secrets;
mod sign;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use payseal_sandbox::cli::{self as sandbox, SandboxArgs};

use exit::Failure;
use output::Output;

/// Signs, sends, looks up and tries out the traffic between a merchant's backend and its payment partners.
#[derive(Parser)]
#[command(name = "payseal", version, after_help = exit::HELP)]
pub(crate) struct Cli {
    /// Print one JSON object on standard output, success or not.
    #[arg(long, global = true)]
    json: bool,
    /// No warnings and no progress on standard error.
    #[arg(long, short, global = true)]
    quiet: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Print the signature of a body.
    Sign(sign::Arguments),
    /// Send one call of a described operation.
    Request(request::Arguments),
    /// Send one call to an endpoint that has no description.
    Raw(raw::Arguments),
    /// List the operations, or the fields of one.
    Operations(operations::Arguments),
    /// Run the sandbox: the partner's API on this machine, with faults on demand.
    Sandbox(SandboxArgs),
    /// Make credentials for tests. They are printed: use them for nothing else.
    Keygen(keygen::Arguments),
    /// Print the completions of a shell.
    Completions(pages::Completions),
    /// Print the manual page, or write those of all commands to a directory.
    Man(pages::Man),
}

fn main() -> ExitCode {
    let Cli { json, quiet, command } = Cli::parse();
    let output = Output { json, quiet };
    let done = match command {
        Command::Sign(arguments) => sign::run(&arguments, output),
        Command::Request(arguments) => request::run(&arguments, output),
        Command::Raw(arguments) => raw::run(&arguments, output),
        Command::Operations(arguments) => operations::run(&arguments, output),
        Command::Sandbox(arguments) => return sandbox::run(arguments, "payseal sandbox", json),
        Command::Keygen(arguments) => keygen::run(&arguments, output),
        Command::Completions(arguments) => pages::completions(&arguments, output),
        Command::Man(arguments) => pages::man(&arguments, output),
    };
    match done {
        Ok(exit) => exit.into(),
        Err(Failure { exit, message }) => {
            output.failure(exit, &message);
            exit.into()
        }
    }
}
