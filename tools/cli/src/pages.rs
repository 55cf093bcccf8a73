//! `payseal completions SHELL` and `payseal man`: written from the same description as the command line itself.

use std::path::PathBuf;

use clap::{Args, CommandFactory};
use clap_complete::Shell;
use serde::Serialize;

use crate::Cli;
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// Prints the completions of a shell.
#[derive(Args)]
pub(crate) struct Completions {
    /// The shell.
    shell: Shell,
}

/// Prints the manual page, or writes those of all commands.
#[derive(Args)]
pub(crate) struct Man {
    /// Write one page for each command to this directory, which must exist.
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

#[derive(Serialize)]
struct Page<'a> {
    ok: bool,
    text: &'a str,
}

pub(crate) fn completions(arguments: &Completions, output: Output) -> Result<Exit, Failure> {
    let mut bytes = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "payseal", &mut bytes);
    print(&bytes, output)
}

pub(crate) fn man(arguments: &Man, output: Output) -> Result<Exit, Failure> {
    if let Some(directory) = &arguments.dir {
        clap_mangen::generate_to(Cli::command(), directory)
            .map_err(|error| Failure::local(format_args!("--dir {}: {error}", directory.display())))?;
        return Ok(Exit::Done);
    }
    let mut bytes = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut bytes).map_err(Failure::local)?;
    print(&bytes, output)
}

fn print(bytes: &[u8], output: Output) -> Result<Exit, Failure> {
    output.result(bytes, &Page { ok: true, text: &String::from_utf8_lossy(bytes) })?;
    Ok(Exit::Done)
}
