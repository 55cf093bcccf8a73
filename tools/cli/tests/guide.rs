//! `docs/cli.md` and `docs/signing.md` hold: their commands run in their order, end as they say and print what they show.

mod common;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use common::Directory;
use payseal_sandbox::{Sandbox, SandboxConfig};

const GUIDE: &str = include_str!("../../../docs/cli.md");
const SIGNING: &str = include_str!("../../../docs/signing.md");

/// One command and the lines it is shown to print.
struct Shown {
    command: &'static str,
    lines: Vec<&'static str>,
}

fn shown(guide: &'static str) -> Vec<Shown> {
    let blocks = guide.split("```console\n").skip(1).map(|rest| rest.split("\n```").next().expect("the block ends"));
    let mut all: Vec<Shown> = Vec::new();
    for block in blocks {
        for (at, line) in block.lines().enumerate() {
            match line.strip_prefix("$ ") {
                Some(command) => all.push(Shown { command, lines: Vec::new() }),
                None => {
                    assert!(at > 0, "the block begins with a command: {line}");
                    all.last_mut().expect("a command").lines.push(line);
                }
            }
        }
    }
    all
}

/// Whether what was printed is what is shown; `…` stands for any end of a line, and alone on a line for any lines.
fn matches(printed: &[&str], shown: &[&str]) -> bool {
    match (printed.split_first(), shown.split_first()) {
        (_, Some((&"…", _))) => true,
        (Some((line, printed)), Some((wanted, shown))) => {
            let same = match wanted.strip_suffix('…') {
                Some(beginning) => line.starts_with(beginning),
                None => line == wanted,
            };
            same && matches(printed, shown)
        }
        (None, None) => true,
        _ => false,
    }
}

fn shell(line: &str, directory: &Path, sandbox: &Sandbox) -> Command {
    let binary = Path::new(env!("CARGO_BIN_EXE_payseal")).parent().expect("a directory");
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = Command::new("sh");
    command
        .args(["-c", line])
        .current_dir(directory)
        .env("PATH", format!("{}:{path}", binary.display()))
        .env("CLIVE_API_BASE_URL", sandbox.base_url())
        .env("CLIVE_API_KEY", "cp_test_partner_sandbox")
        .env("CLIVE_HMAC_SECRET", "test_hmac_secret")
        .env("TYBRITE_API_BASE_URL", sandbox.tybrite_base_url())
        .env("TYBRITE_API_KEY", "tybrite_sk_test_sandbox")
        .env("TYBRITE_HMAC_SECRET", "test_hmac_secret")
        .env("TYBRITE_WEBHOOK_SECRET", "whsec_of_your_endpoint");
    command
}

/// What a command that runs until it is told to stop says first.
fn first_line(command: &str, directory: &Path, sandbox: &Sandbox) -> String {
    let port = if command.contains("--port") { "" } else { " --port 0" };
    let mut child =
        shell(&format!("exec {command}{port}"), directory, sandbox).stdout(Stdio::piped()).spawn().expect("a shell");
    let mut said = String::new();
    BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut said).expect("a line");
    child.kill().expect("it runs until it is told to stop");
    child.wait().expect("its end");
    said
}

#[test]
fn the_commands_of_the_guide_do_what_it_says() {
    let sandbox = Sandbox::start(SandboxConfig::default()).expect("start");
    let directory = Directory::new("guide");
    let mut ran = 0;
    for Shown { command, lines } in shown(GUIDE).into_iter().chain(shown(SIGNING)) {
        if command.starts_with("payseal sandbox") {
            let said = first_line(command, &directory.0, &sandbox);
            assert!(said.starts_with("payseal sandbox: CLIVE_API_BASE_URL=http://127.0.0.1:"), "{command}: {said}");
            ran += 1;
            continue;
        }
        if command.starts_with("payseal listen") {
            let said = first_line(command, &directory.0, &sandbox);
            let (beginning, end) = lines[0].split_once("4392").expect("the default port");
            assert!(said.starts_with(beginning) && said.trim_end().ends_with(end), "{command}: {said}");
            ran += 1;
            continue;
        }
        let code = command.split_once("# exit code ").map_or(0, |(_, code)| code.trim().parse().expect("a code"));
        let output = shell(command, &directory.0, &sandbox).output().expect("a shell");
        let stdout = String::from_utf8(output.stdout).expect("UTF-8");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{command}\n{stdout}\n{stderr}");
        if !lines.is_empty() {
            let printed: Vec<&str> = stdout.lines().collect();
            assert!(matches(&printed, &lines), "{command} printed\n{stdout}\nand not\n{}", lines.join("\n"));
        }
        ran += 1;
    }
    assert!(ran >= 31, "{ran} commands");
    for file in ["ca.pem", "payseal.bash", "payseal.1", "man/payseal-sign.1"] {
        assert!(directory.0.join(file).metadata().is_ok_and(|file| file.len() > 100), "{file} was written");
    }
}

#[test]
fn every_command_and_exit_code_is_in_the_guide() {
    for title in ["Sign", "Verify", "Explain", "Listen", "Request", "Raw", "Operations", "Sandbox"] {
        assert!(GUIDE.contains(&format!("\n## {title}\n")), "{title}");
    }
    for code in 0..=6 {
        assert!(GUIDE.contains(&format!("\n| {code} | ")), "{code}");
    }
    for (variable, value) in [
        ("CLIVE_API_KEY", payseal_sandbox::API_KEY),
        ("CLIVE_HMAC_SECRET", payseal_sandbox::HMAC_SECRET),
        ("TYBRITE_API_KEY", payseal_sandbox::TYBRITE_SECRET_TEST_KEY),
        ("TYBRITE_HMAC_SECRET", payseal_sandbox::TYBRITE_HMAC_SECRET),
    ] {
        assert!(GUIDE.contains(&format!("export {variable}={value}\n")));
    }
}
