//! `payseal-bench`: the core side by side with what users would use instead, in one process.
//!
//! `sandbox` is something else: how many requests a second the sandbox takes without losing one.
//!
//! Not a benchmark of this machine (nanoseconds differ, ratios hold), and not a gate: it prints `ok` or `MISSED` and always ends well.
//!
//! ```text
//! cargo run --release -p payseal-bench -- core          # better: taskset -c 1 target/release/payseal-bench core
//! ```

mod alloc;
mod core_cases;
mod driver_cases;
mod harness;
mod request_cases;
mod sandbox_load;
mod webhook_cases;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["core"] => core_cases::run(),
        ["sandbox"] => {
            if let Err(why) = sandbox_load::run() {
                eprintln!("payseal-bench: {why}");
                return ExitCode::FAILURE;
            }
        }
        _ => {
            eprintln!("usage: payseal-bench core|sandbox");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}
