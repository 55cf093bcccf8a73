//! `docs/sandbox.md` holds: its commands run, its faults and its rule are ones the sandbox takes.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use payseal_sandbox::{FaultAction, FaultRule, Sandbox, SandboxConfig, TlsMode, parse_faults};

const GUIDE: &str = include_str!("../../../docs/sandbox.md");

/// The commands of the guide's console blocks.
fn commands() -> Vec<&'static str> {
    let blocks = GUIDE.split("```console\n").skip(1).map(|rest| rest.split("```").next().expect("the block ends"));
    blocks.flat_map(str::lines).map(|line| line.strip_prefix("$ ").expect("a command")).collect()
}

/// The code of the first column of every table row that begins with a fault.
fn faults() -> Vec<&'static str> {
    let (_, part) = GUIDE.split_once("| which requests |").expect("the tables");
    let (part, _) = part.split_once("\n## ").expect("the next section");
    part.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect()
}

#[test]
fn the_servers_of_the_guide_start() {
    let directory = std::env::temp_dir().join(format!("payseal-sandbox-guide-{}", std::process::id()));
    std::fs::create_dir_all(&directory).expect("a directory");
    let started: Vec<&str> = commands().into_iter().filter(|command| command.starts_with("cargo run")).collect();
    assert!(started.len() >= 5, "{started:?}");
    for command in started {
        let options = command.split_once(" -- ").map_or("", |(_, options)| options);
        let port = if options.contains("--port") { "" } else { "--port 0" };
        // The shell reads the quotes and the comments, as a reader's does.
        let line = format!("exec {} {port} {options}", env!("CARGO_BIN_EXE_payseal-sandbox"));
        let mut child = Command::new("sh")
            .args(["-c", &line])
            .current_dir(&directory)
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        let mut said = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut said).expect("a line");
        child.kill().expect("it runs until it is told to stop");
        child.wait().expect("its end");
        assert!(said.starts_with("payseal-sandbox: CLIVE_API_BASE_URL=http://127.0.0.1:"), "{command}: {said}");
    }
    let pem = std::fs::read_to_string(directory.join("ca.pem")).expect("the authority was written");
    assert!(pem.starts_with("-----BEGIN CERTIFICATE-----"));
    std::fs::remove_dir_all(&directory).expect("cleaned up");
}

#[test]
fn the_requests_of_the_guide_are_answered() {
    let sandbox = Sandbox::start(SandboxConfig::default()).expect("the sandbox starts");
    let sent: Vec<&str> = commands().into_iter().filter(|command| command.starts_with("curl")).collect();
    assert!(sent.len() >= 3, "{sent:?}");
    for command in sent {
        let line = command.replace("http://127.0.0.1:4390", &sandbox.origin());
        assert_ne!(line, command);
        let output = Command::new("sh").args(["-c", &line]).output().expect("a shell");
        assert!(output.status.success(), "{command}: {output:?}");
        sandbox.clear_faults();
    }
}

#[test]
fn the_faults_of_the_guide_are_taken() {
    let faults = faults();
    assert!(faults.len() >= 24, "{faults:?}");
    for fault in &faults {
        // Those that say which requests need something that goes wrong.
        parse_faults(fault)
            .or_else(|_| parse_faults(&format!("{fault}, empty")))
            .unwrap_or_else(|error| panic!("{fault}: {error}"));
    }
    let names = "op on method path nth p times latency skew status retry-after reset truncate drip no-answer big not-json \
                 redirect empty";
    for name in names.split_whitespace() {
        assert!(faults.iter().any(|fault| fault.split(['=', ',']).next() == Some(name)), "{name} is not in the tables");
    }
    for mode in TlsMode::ALL {
        assert!(GUIDE.contains(&format!("| `{}` |", mode.as_str())), "{} is not in the table", mode.as_str());
    }
}

#[test]
fn the_rule_of_the_guide() {
    let (_, rest) = GUIDE.split_once("```json\n").expect("the guide shows a rule");
    let (json, _) = rest.split_once("```").expect("the block ends");
    let rule: FaultRule = serde_json::from_str(json).expect("the rule is read");
    assert!(matches!(rule.action, Some(FaultAction::ResetAfterCommit)));
    let sandbox = Sandbox::start(SandboxConfig::default()).expect("the sandbox starts");
    sandbox.set_fault(rule).expect("the rule is taken");
    assert_eq!(sandbox.faults().len(), 1);
}
