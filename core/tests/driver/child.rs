//! A test in a process of its own, for what a process has only one of: its environment and its logger. The test runs
//! itself again with arguments; where it finds arguments, it is the child.

use std::process::Command;

const ARGUMENTS: &str = "PAYSEAL_TEST_CHILD";

/// The arguments of a child; `None` in the parent.
pub fn arguments<const N: usize>() -> Option<[String; N]> {
    let text = std::env::var(ARGUMENTS).ok()?;
    let arguments: Vec<String> = text.split('\n').map(str::to_owned).collect();
    Some(arguments.try_into().expect("as many arguments as were given"))
}

/// Runs the test of this name with nothing in its environment but `variables`, and gives everything it printed.
pub fn run(test: &str, arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let output = Command::new(std::env::current_exe().expect("this program"))
        .args([test, "--exact", "--nocapture", "--test-threads=1"])
        .env_clear()
        .env(ARGUMENTS, arguments.join("\n"))
        .envs(variables.iter().copied())
        .output()
        .expect("the child ran");
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
    text
}
