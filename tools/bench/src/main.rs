//! `payseal-bench`: the core side by side with what users would use instead, in one process.
//!
//! `sandbox` is something else: how many requests a second the sandbox takes without losing one. `serve` and `load` are the
//! ends of the load tests of other languages (src/load.rs).
//!
//! Not a benchmark of this machine (nanoseconds differ, ratios hold), and not a gate. It prints rows; `cargo xtask bench` makes tables of them.
//!
//! ```text
//! cargo run --release -p payseal-bench -- core          # better: taskset -c 1 target/release/payseal-bench core
//! ```

mod alloc;
mod core_cases;
mod harness;
mod load;
mod request_cases;
mod sandbox_load;
mod webhook_cases;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["core"] => core_cases::run(),
        ["sandbox"] => return ended(sandbox_load::run()),
        ["serve"] => return ended(load::serve()),
        ["load", "threads", client, threads, url] => return ended(load::load(client, threads, url)),
        _ => {
            eprintln!("usage: payseal-bench core|sandbox|serve|load threads CLIENT THREADS URL");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

fn ended(result: Result<(), impl std::fmt::Display>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("payseal-bench: {why}");
            ExitCode::FAILURE
        }
    }
}
