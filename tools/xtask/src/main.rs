//! `cargo xtask`: what the repository does for itself. Not shipped.
//!
//! `cargo xtask oracle --count 1250000 --seed 1` compares a million doubles, and strings and trees with them, with Node.

use clap::{Parser, Subcommand};

mod r#gen;
mod oracle;

#[derive(Parser)]
#[command(name = "xtask", about = "What the repository does for itself")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes the generated files of the bindings.
    Gen {
        /// Compare only; fail when one is stale.
        #[arg(long)]
        check: bool,
    },
    /// Compares the canonical body with Node's JSON.stringify (needs `node` on the path).
    Oracle {
        /// How many rows: four in five are doubles, the others strings and trees.
        #[arg(long, default_value_t = 1_250_000)]
        count: u64,
        /// The same seed gives the same rows.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Gen { check } => r#gen::run(check),
        Command::Oracle { count, seed } => oracle::run(count, seed),
    }
}
