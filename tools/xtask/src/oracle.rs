//! Holds the canonical body against Node's own `JSON.stringify`, row by row. Not for fixed cases: those are in `tests/vectors`.
//!
//! `tests/oracle/canonical.mjs` prints rows `input<TAB>expected`; this module writes each input with the core and compares bytes. For
//! every double it also checks that the text reads back as the same double, and that [`Amount`] prints it in the same way.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, bail, ensure};
use payseal::amount::Amount;
use payseal::json::{Text, Value, Writer, canonical};

/// Rows of a full run: a million doubles, and strings and trees besides.
pub(crate) const FULL: u64 = 1_250_000;

/// How many differences are shown before only counting goes on.
const SHOWN: u64 = 10;

/// Compares `count` rows made from `seed`.
///
/// # Errors
/// When Node cannot be run, when it prints fewer rows than asked, and when any row differs.
pub fn run(count: u64, seed: u64) -> anyhow::Result<()> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/oracle/canonical.mjs");
    let mut node = Command::new("node")
        .arg(script)
        .args(["--stream", &count.to_string(), "--seed", &seed.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .context("node could not be started; it is the oracle")?;
    let lines = node.stdout.take().context("node has no output")?;

    let (mut doubles, mut strings, mut trees, mut differences) = (0_u64, 0_u64, 0_u64, 0_u64);
    for line in BufReader::with_capacity(1 << 16, lines).split(b'\n') {
        let line = line?;
        let tab = line.iter().position(|byte| *byte == b'\t').context("a row without a tab")?;
        let (input, expected) = (&line[..tab], &line[tab + 1..]);
        let (kind, input) = input.split_first().context("a row without an input")?;
        let written = match kind {
            b'd' => {
                doubles += 1;
                double(input)?
            }
            b's' => {
                strings += 1;
                string(input)?
            }
            b't' => {
                trees += 1;
                canonical(input).map_err(|error| error.to_string().into_bytes())
            }
            other => bail!("a row of unknown kind {other}"),
        };
        let got = written.unwrap_or_else(|error| error);
        if got != expected {
            differences += 1;
            if differences <= SHOWN {
                println!("row    {}", String::from_utf8_lossy(&line));
                println!("  core {}", String::from_utf8_lossy(&got));
            }
        }
    }
    ensure!(node.wait()?.success(), "node ended with an error");
    println!("canonical-body oracle: {doubles} doubles, {strings} strings, {trees} trees: {differences} differences");
    ensure!(doubles + strings + trees == count, "node printed fewer rows than asked");
    ensure!(differences == 0, "the core and Node differ");
    Ok(())
}

/// What the core writes, or why it does not, as bytes to be compared.
type Written = Result<Vec<u8>, Vec<u8>>;

fn double(hex: &[u8]) -> anyhow::Result<Written> {
    let double = f64::from_bits(u64::from_str_radix(std::str::from_utf8(hex)?, 16)?);
    let mut writer = Writer::new();
    if let Err(error) = writer.number(double) {
        return Ok(Err(error.to_string().into_bytes()));
    }
    let written = writer.finish();
    let read = payseal::json::parse(&written)?;
    // The sign of zero is not carried: JavaScript writes 0 for both.
    if read.as_f64() != Some(double) {
        return Ok(Err(format!("does not read back: {read:?}").into_bytes()));
    }
    let through_value = canonical(&written).map_err(|error| error.to_string().into_bytes());
    if through_value.as_ref() != Ok(&written) {
        return Ok(through_value);
    }
    let amount = Amount::try_from(double)?.to_string().into_bytes();
    Ok(if amount == written { Ok(written) } else { Err(amount) })
}

fn string(hex: &[u8]) -> anyhow::Result<Written> {
    let units: Vec<u16> = hex
        .chunks(4)
        .map(|unit| Ok(u16::from_str_radix(std::str::from_utf8(unit)?, 16)?))
        .collect::<anyhow::Result<_>>()?;
    let mut writer = Writer::new();
    writer.utf16(units.iter().copied());
    let written = writer.finish();
    let as_text = Value::from(Text::from_utf16(&units)).to_string().into_bytes();
    if as_text != written {
        return Ok(Err(as_text));
    }
    Ok(canonical(&written).map_err(|error| error.to_string().into_bytes()))
}
