//! `payseal`: signs, sends, looks up and tries out, from a shell.
//!
//! One file a command. What a partner is comes from the core's tables; only making a client (`client.rs`) and the pipeline that
//! `--curl` prints (`curl.rs`) have a line for each partner. Guide: `docs/cli.md`.

mod arguments;
mod client;
mod curl;
mod exit;
mod explain;
mod http;
mod input;
mod keygen;
mod listen;
mod operations;
mod output;
mod pages;
mod progress;
mod raw;
mod raw_http;
mod received;
mod recorded;
mod request;
mod secrets;
mod sign;
mod trigger;
mod verify;

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
    /// Say whether a webhook delivery is the partner's.
    Verify(verify::Arguments),
    /// Say which known mistake a signature that does not fit comes from.
    Explain(explain::Arguments),
    /// Take webhook deliveries, verify them and forward them to your app.
    Listen(listen::Arguments),
    /// Send a signed test delivery to your app.
    Trigger(trigger::Arguments),
    /// Send one call of a described operation.
    Request(request::Arguments),
    /// Send one call to an endpoint that has no description.
    Raw(raw::Arguments),
    /// List the operations, or the fields of one.
    Operations(operations::Arguments),
    /// Run the sandbox: the partners' APIs on this machine, with faults on demand.
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
        Command::Verify(arguments) => verify::run(&arguments, output),
        Command::Explain(arguments) => explain::run(&arguments, output),
        Command::Listen(arguments) => listen::run(&arguments, output),
        Command::Trigger(arguments) => trigger::run(&arguments, output),
        Command::Request(arguments) => request::run(&arguments, output),
        Command::Raw(arguments) => raw::run(&arguments, output),
        Command::Operations(arguments) => operations::run(&arguments, output),
        Command::Sandbox(arguments) => {
            let error = sandbox::run(arguments, "payseal sandbox", json);
            Err(Failure::local(format_args!("the sandbox cannot start: {error}")))
        }
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
