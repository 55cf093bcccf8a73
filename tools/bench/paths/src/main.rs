//! `payseal-bench-paths`: lists the hot paths with how often each is to be done, one a line; with a name and a number, does that one
//! so many times. What a call costs is the difference between two numbers: start, set-up and end are in both.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => {
            for path in payseal_bench_paths::PATHS {
                println!("{} {}", path.times, path.name);
            }
            ExitCode::SUCCESS
        }
        [name, times] => match (payseal_bench_paths::find(name), times.parse::<u64>()) {
            (Some(mut path), Ok(times)) => {
                for _ in 0..times {
                    path();
                }
                ExitCode::SUCCESS
            }
            _ => usage(),
        },
        _ => usage(),
    }
}

fn usage() -> ExitCode {
    eprintln!("usage: payseal-bench-paths [NAME TIMES]");
    ExitCode::from(2)
}
