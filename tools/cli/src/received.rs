//! What arrived, for the commands that judge it: headers and body from files, from a captured request, or from options.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::exit::Failure;
use crate::output::Output;
use crate::{input, raw_http};

/// Headers and body as they came.
#[derive(Debug)]
pub(crate) struct Received {
    pub headers: Vec<(Vec<u8>, Vec<u8>)>,
    pub body: Vec<u8>,
    /// When, in Unix seconds, where that is known.
    pub at_unix_s: Option<i64>,
}

/// Where headers and body come from.
#[derive(Args)]
pub(crate) struct ReceivedArguments {
    /// A header as it came; may be repeated.
    #[arg(long = "header", short = 'H', value_name = "NAME: VALUE")]
    headers: Vec<String>,
    /// The headers as they came, a line each; `-` for standard input.
    #[arg(long, value_name = "FILE")]
    headers_file: Option<PathBuf>,
    /// The exact bytes of the body; standard input when left out.
    #[arg(long, value_name = "FILE")]
    body_file: Option<PathBuf>,
    /// The whole request as it was captured: head, empty line, body; `-` for standard input.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["headers", "headers_file", "body_file"])]
    request_file: Option<PathBuf>,
}

impl ReceivedArguments {
    pub(crate) fn read(&self, output: Output) -> Result<Received, Failure> {
        if let Some(path) = &self.request_file {
            let captured = raw_http::parse(&input::file("--request-file", path)?);
            let captured = captured.map_err(|why| Failure::usage(format_args!("--request-file: {why}")))?;
            if let Some(note) = captured.note {
                output.warn(&format!("--request-file: {note}"));
            }
            return Ok(Received { headers: captured.headers, body: captured.body, at_unix_s: None });
        }
        if self.body_file.is_none() && self.headers_file.as_deref() == Some(Path::new("-")) {
            return Err(Failure::usage(
                "--headers-file -: the body cannot come from standard input too; use --body-file",
            ));
        }
        let mut headers = Vec::new();
        for line in &self.headers {
            // The value may be a signature, which need not be repeated to say what is wrong.
            let header = raw_http::header(line.as_bytes())
                .ok_or_else(|| Failure::usage("--header: write it as it came, --header 'Name: value'"))?;
            headers.push(header);
        }
        if let Some(path) = &self.headers_file {
            let more = raw_http::headers(&input::file("--headers-file", path)?);
            headers.extend(more.map_err(|why| Failure::usage(format_args!("--headers-file: {why}")))?);
        }
        let body = match &self.body_file {
            Some(path) => input::file("--body-file", path)?,
            None => input::stdin()?,
        };
        Ok(Received { headers, body, at_unix_s: None })
    }
}
