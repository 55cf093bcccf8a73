//! The Markdown of the repository: its blocks of code, who runs each of them, and where its links lead.
//!
//! Comments right above a block say what its runner needs; a reader of the page does not see them:
//!
//! ```text
//! <!-- prints: CLVTX_… -->          all that it prints; … is any text, \n a line break
//! <!-- fault: op=…, status=503 -->  what the sandbox does to it (docs/sandbox.md)
//! <!-- run by FILE -->              this test runs the block
//! <!-- not run: REASON -->          nobody does; a program is still compiled
//! <!-- shell run by FILE -->        at the top of a document: this test runs its shell blocks
//! ```
//!
//! JavaScript is run by `bindings-node/test/readme.test.mjs`, Python by `bindings-python/tests/test_readme.py`, Rust by rustdoc
//! (`examples/rust/src/lib.rs`), Go and C by the steps here that call [`blocks`], in which every document takes part.

use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::steps::root;

/// One block of code.
pub(crate) struct Block {
    /// Its document, from the root.
    pub(crate) document: String,
    line: usize,
    /// All that follows the backticks.
    pub(crate) info: String,
    comments: Vec<String>,
    /// The code.
    pub(crate) text: String,
}

impl Block {
    /// The value of the comment that begins so.
    pub(crate) fn comment(&self, name: &str) -> Option<&str> {
        self.comments.iter().find_map(|comment| Some(comment.strip_prefix(name)?.trim_start_matches(':').trim()))
    }

    /// Where it stands, for messages.
    pub(crate) fn place(&self) -> String {
        format!("{}:{}", self.document, self.line)
    }

    /// Whether it printed what the comment above it says.
    pub(crate) fn check(&self, printed: &str) -> Result<()> {
        let wanted =
            self.comment("prints").with_context(|| format!("{}: no `prints:` above the block", self.place()))?;
        ensure!(matches(printed.trim(), &wanted.replace("\\n", "\n")), "{} printed\n{printed}", self.place());
        Ok(())
    }
}

/// `…` stands for any text.
fn matches(text: &str, wanted: &str) -> bool {
    let Some((start, rest)) = wanted.split_once('…') else { return text == wanted };
    let Some(mut text) = text.strip_prefix(start) else { return false };
    let mut parts: Vec<&str> = rest.split('…').collect();
    let end = parts.pop().unwrap_or_default();
    for part in parts {
        match text.split_once(part) {
            Some((_, after)) => text = after,
            None => return false,
        }
    }
    text.ends_with(end)
}

/// The documents that users read: what the runners of all languages look through.
pub(crate) fn documents() -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut folders = vec![String::new(), "docs/".to_owned()];
    for entry in std::fs::read_dir(root())?.chain(std::fs::read_dir(root().join("examples"))?) {
        let path = entry?.path();
        if path.join("README.md").is_file() {
            folders.push(format!("{}/", path.strip_prefix(root())?.display()));
        }
    }
    for folder in folders {
        for entry in std::fs::read_dir(root().join(&folder))? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if name.ends_with(".md") {
                found.push(format!("{folder}{name}"));
            }
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// Every block of one language, of all documents.
pub(crate) fn blocks(language: &str) -> Result<Vec<Block>> {
    let mut found = Vec::new();
    for document in documents()? {
        let blocks = blocks_of(&document, &std::fs::read_to_string(root().join(&document))?)?;
        found.extend(blocks.into_iter().filter(|block| block.info.split([' ', ',']).next() == Some(language)));
    }
    Ok(found)
}

fn blocks_of(document: &str, text: &str) -> Result<Vec<Block>> {
    let mut found = Vec::new();
    let mut comments = Vec::new();
    let shell = text.lines().find_map(|line| line.strip_prefix("<!-- shell run by ")?.strip_suffix(" -->"));
    let mut lines = text.lines().enumerate();
    while let Some((index, line)) = lines.next() {
        let Some(info) = line.strip_prefix("```") else {
            ensure!(!line.trim_start().starts_with("```"), "{document}:{}: a block that is indented", index + 1);
            match line.strip_prefix("<!-- ").and_then(|line| line.strip_suffix(" -->")) {
                Some(comment) => comments.push(comment.to_owned()),
                None => comments.clear(),
            }
            continue;
        };
        if comments.is_empty() && matches!(info, "console" | "sh") {
            comments.extend(shell.map(|file| format!("run by {file}")));
        }
        let code: Vec<&str> = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
        found.push(Block {
            document: document.to_owned(),
            line: index + 1,
            info: info.to_owned(),
            comments: std::mem::take(&mut comments),
            text: code.iter().map(|line| format!("{line}\n")).collect(),
        });
    }
    Ok(found)
}

/// Writes the programs of one language into folders below `work`, `program0/NAME` and so on.
pub(crate) fn write_programs(blocks: &[Block], work: &Path, name: &str) -> Result<()> {
    if work.exists() {
        std::fs::remove_dir_all(work)?;
    }
    for (index, block) in blocks.iter().enumerate() {
        let folder = work.join(format!("program{index}"));
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join(name), &block.text)?;
    }
    Ok(())
}

#[cfg(test)]
#[path = "documents_test.rs"]
mod tests;
