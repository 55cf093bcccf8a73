//! The documents hold: every block of code is run by somebody or says why not, and every link leads somewhere.

use std::collections::BTreeSet;
use std::path::Path;

use clap::Parser as _;

use super::{Block, blocks_of, documents, matches};
use crate::steps::root;

/// Every Markdown file of the repository, also those that no runner looks through.
fn all_markdown(folder: &str, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(root().join(folder)).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = entry.file_name().into_string().expect("UTF-8");
        let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
        let skipped = name.starts_with('.') || ["node_modules", "target", "dist", "release"].contains(&name.as_str());
        if entry.file_type().expect("a type").is_dir() {
            if !skipped {
                all_markdown(&path, found);
            }
        } else if name.ends_with(".md") {
            found.push(path);
        }
    }
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn every_block() -> Vec<Block> {
    let mut files = Vec::new();
    all_markdown("", &mut files);
    let of = |file: &String| blocks_of(file, &read(file)).unwrap_or_else(|error| panic!("{error:#}"));
    let blocks: Vec<Block> = files.iter().flat_map(of).collect();
    assert!(blocks.len() > 100, "{} blocks", blocks.len());
    blocks
}

/// What is wrong with how a block is run.
fn complaint(block: &Block, guides: &str, looked_through: &[String]) -> Option<String> {
    if block.comment("not run").is_some_and(|reason| reason.len() > 10) {
        return None;
    }
    if let Some(file) = block.comment("run by") {
        let runner = std::fs::read_to_string(root().join(file)).unwrap_or_default();
        let name = Path::new(&block.document).file_name().and_then(|name| name.to_str()).unwrap_or_default();
        return (!runner.contains(name)).then(|| format!("{file} does not name {name}"));
    }
    let seen = looked_through.contains(&block.document);
    match block.info.split([' ', ',']).next().unwrap_or_default() {
        "text" => None,
        "rust" => {
            let included = guides.contains(&format!("include_str!(\"../../../{}\")", block.document));
            (!included).then(|| "examples/rust/src/lib.rs does not include the document".to_owned())
        }
        "js" | "python" => {
            (!seen || block.comment("prints").is_none()).then(|| "what does it print? (`prints:`)".to_owned())
        }
        "go" => (!seen || block.comment("prints").is_none()).then(|| "`prints:`, or why it is not run".to_owned()),
        "c" => {
            let forgotten = block.text.contains("int main(") && block.comment("prints").is_none();
            (!seen || forgotten).then(|| "a program without `prints:`".to_owned())
        }
        "console" | "sh" => block.text.lines().find_map(unknown_command),
        other => Some(format!("nobody runs `{other}`: `run by FILE` or `not run: REASON`")),
    }
}

/// A line of a shell block that no test runs must be a command of this repository that its program takes.
fn unknown_command(line: &str) -> Option<String> {
    let command = line.strip_prefix("$ ").unwrap_or(line);
    let command = command.split_once(" #").map_or(command, |(command, _)| command).trim();
    let words: Vec<&str> = command.split_whitespace().collect();
    match words.as_slice() {
        ["cargo", "xtask", rest @ ..] => {
            let parsed = crate::Cli::try_parse_from(std::iter::once(&"xtask").chain(rest));
            let error = parsed.err()?;
            (error.kind() != clap::error::ErrorKind::DisplayHelp).then(|| format!("{command}: {error}"))
        }
        ["cargo", "run", "-p", package, rest @ ..] => {
            let manifests =
                ["examples/rust", "tools/sandbox", "tools/cli"].map(|folder| read(&format!("{folder}/Cargo.toml")));
            let known = manifests.iter().any(|text| text.contains(&format!("name = \"{package}\"")));
            (!known || !(rest.is_empty() || rest[0] == "--" || rest[0] == "--bin"))
                .then(|| format!("{command}: unknown"))
        }
        _ => Some(format!("`{command}`: `run by FILE` or `not run: REASON`")),
    }
}

#[test]
fn every_block_is_run_or_says_why_not() {
    let guides = read("examples/rust/src/lib.rs");
    let looked_through = documents().expect("the documents");
    let complaints: Vec<String> = every_block()
        .iter()
        .filter_map(|block| {
            Some(format!("{}: ```{}: {}", block.place(), block.info, complaint(block, &guides, &looked_through)?))
        })
        .collect();
    assert!(complaints.is_empty(), "{} blocks\n{}", complaints.len(), complaints.join("\n"));
}

#[test]
fn a_block_that_nobody_runs_is_found() {
    let block = |text: &str| blocks_of("docs/x.md", text).expect("a block").remove(0);
    let complains = |text: &str| complaint(&block(text), "", &["docs/x.md".to_owned()]).is_some();
    for bad in [
        "```js\n1\n```",
        "```go\npackage main\n```",
        "```c\nint main(void)\n```",
        "```rust\n1\n```",
        "```php\n1\n```",
        "```\n1\n```",
        "```sh\nmake install\n```",
        "```console\n$ cargo xtask no-such\n```",
        "<!-- prints: 1 -->\n\n```js\n1\n```",
        "<!-- run by core/src/lib.rs -->\n```php\n1\n```",
        "<!-- not run: -->\n```php\n1\n```",
    ] {
        assert!(complains(bad), "{bad}");
    }
    for good in [
        "<!-- prints: 1 -->\n<!-- fault: empty -->\n```js\n1\n```",
        "```text\n1\n```",
        "```console\n$ cargo xtask soak --seconds 5     # a word\n```",
        "<!-- not run: it is another vendor's -->\n```php\n1\n```",
    ] {
        assert!(!complains(good), "{good}");
    }
    assert!(blocks_of("docs/x.md", "- a\n  ```js\n  1\n  ```\n").is_err(), "an indented block");
}

#[test]
fn what_is_printed_is_compared() {
    for (text, wanted, same) in [
        ("a", "a", true),
        ("a", "b", false),
        ("axb", "a…b", true),
        ("ab c", "…b…c", true),
        ("abx", "a…b", false),
        ("b", "a…", false),
    ] {
        assert_eq!(matches(text, wanted), same, "{text} {wanted}");
    }
}

/// The anchors of a document, as GitHub makes them of its headings.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut is_code = false;
    for line in text.lines() {
        is_code ^= line.starts_with("```");
        let title = line.trim_start_matches('#');
        if is_code || title.len() == line.len() || !title.starts_with(' ') {
            continue;
        }
        let kept = title.trim().to_lowercase();
        let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        let anchor: String = kept.map(|c| if c == ' ' { '-' } else { c }).collect();
        let again = (1..).map(|count| format!("{anchor}-{count}")).find(|other| !found.contains(other));
        let new = !found.contains(&anchor);
        found.insert(if new { anchor } else { again.expect("numbers do not end") });
    }
    found
}

/// What stands in the parentheses of links, outside code.
fn links(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut is_code = false;
    for line in text.lines() {
        is_code ^= line.starts_with("```");
        if !is_code {
            let ends = line.match_indices("](").filter(|(at, _)| line[..*at].matches('`').count() % 2 == 0);
            found.extend(ends.filter_map(|(at, _)| line[at + 2..].split(')').next()));
        }
    }
    found
}

#[test]
fn every_link_leads_somewhere() {
    let mut files = Vec::new();
    all_markdown("", &mut files);
    let (mut broken, mut seen) = (Vec::new(), 0);
    for file in &files {
        let text = read(file);
        let folder = Path::new(file).parent().unwrap_or(Path::new(""));
        for link in links(&text) {
            seen += 1;
            // Files of the repository under the address that they will have.
            let (link, from) = match link.strip_prefix("https://github.com/payseal/payseal/blob/main/") {
                Some(inside) => (inside, Path::new("")),
                None => (link, folder),
            };
            if link.starts_with("https://") || link.starts_with("http://") {
                continue;
            }
            let (path, anchor) = link.split_once('#').map_or((link, None), |(path, anchor)| (path, Some(anchor)));
            let target = if path.is_empty() { root().join(file) } else { root().join(from).join(path) };
            let exists = target.exists();
            let anchored = anchor.is_none_or(|anchor| {
                target.extension().is_some_and(|end| end == "md")
                    && std::fs::read_to_string(&target).is_ok_and(|text| anchors(&text).contains(anchor))
            });
            if !exists || !anchored {
                broken.push(format!("{file}: {link}"));
            }
        }
    }
    assert!(seen > 100, "{seen} links");
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_path_that_is_named_exists() {
    let folders = ["core/", "tools/", "tests/", "bindings-", "examples/", "docs/", "include/", "fuzz/"];
    let mut files = Vec::new();
    all_markdown("", &mut files);
    let (mut missing, mut seen) = (Vec::new(), 0);
    for file in &files {
        let text = read(file);
        for word in
            text.split('`').skip(1).step_by(2).filter(|word| folders.iter().any(|folder| word.starts_with(folder)))
        {
            // Patterns, placeholders, and what is said of a place inside a file.
            if word.contains(|c: char| c.is_whitespace() || "*{<…:#".contains(c))
                || ["PARTNER", "NAME", "X.Y.Z"].iter().any(|name| word.contains(name))
            {
                continue;
            }
            seen += 1;
            let relative = Path::new(file).parent().unwrap_or(Path::new("")).join(word);
            if !root().join(word).exists() && !root().join(relative).exists() {
                missing.push(format!("{file}: {word}"));
            }
        }
    }
    assert!(seen > 100, "{seen} paths");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn the_scenario_of_the_guide_is_one() {
    let guide = "docs/conformance.md";
    let blocks = blocks_of(guide, &read(guide)).expect("blocks");
    let json = &blocks.iter().find(|block| block.info == "json").expect("a scenario").text;
    let scenario: payseal_conformance::manifest::Scenario = serde_json::from_str(json).expect("it is read");
    assert!(read("tests/conformance/scenarios/faults.json").contains(&format!("\"id\": \"{}\"", scenario.id)));
}

#[test]
fn every_document_is_reached_from_the_readme() {
    let mut reached = BTreeSet::from(["README.md".to_owned()]);
    let mut next = vec!["README.md".to_owned()];
    while let Some(file) = next.pop() {
        let folder = Path::new(&file).parent().unwrap_or(Path::new("")).to_path_buf();
        for link in links(&read(&file)) {
            let path = link.split('#').next().unwrap_or_default();
            let mut parts: Vec<&str> = folder.iter().filter_map(|part| part.to_str()).collect();
            for part in path.split('/') {
                if part == ".." {
                    parts.pop();
                } else {
                    parts.push(part);
                }
            }
            let target = parts.join("/");
            if target.ends_with(".md") && root().join(&target).is_file() && reached.insert(target.clone()) {
                next.push(target);
            }
        }
    }
    let missed: Vec<String> =
        documents().expect("the documents").into_iter().filter(|file| !reached.contains(file)).collect();
    assert!(missed.is_empty(), "no link leads from README.md to {missed:?}");
}
