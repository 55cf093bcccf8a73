//! Where secrets come from (the environment, a file, standard input; never the command line), and how they stay out of what is printed.

use std::borrow::Cow;
use std::path::PathBuf;

use clap::Args;
use payseal::Secret;
use payseal::error::SECRET_MEMBERS;
use payseal::json::{self, Value};
use payseal::operation::{Operation, Partner};
use payseal::secret::scrub;

use crate::exit::Failure;
use crate::input;

/// Where one secret comes from.
#[derive(Args)]
#[group(multiple = false)]
pub(crate) struct SecretSource {
    /// The environment variable that holds the secret.
    #[arg(long, value_name = "NAME")]
    pub secret_env: Option<String>,
    /// The file that holds the secret; one line break at its end is not part of it.
    #[arg(long, value_name = "FILE")]
    pub secret_file: Option<PathBuf>,
    /// Read the secret from standard input, as from a file; the body then comes from --data.
    #[arg(long)]
    pub secret_stdin: bool,
}

impl SecretSource {
    /// The secret; from `default_env` if the caller named no place.
    pub(crate) fn read(&self, default_env: &str) -> Result<Secret, Failure> {
        let (place, bytes) = if let Some(path) = &self.secret_file {
            let place = format!("--secret-file {}", path.display());
            let bytes = std::fs::read(path).map_err(|error| Failure::usage(format_args!("{place}: {error}")))?;
            (place, one_line(bytes))
        } else if self.secret_stdin {
            ("--secret-stdin".to_owned(), one_line(input::stdin()?))
        } else {
            let name = self.secret_env.as_deref().unwrap_or(default_env);
            // A name that cannot be one may be the secret itself, given where its name belongs.
            if name.is_empty() || !name.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric()) {
                return Err(Failure::usage(
                    "--secret-env takes the name of an environment variable, not the secret; write --secret-env CLIVE_HMAC_SECRET",
                ));
            }
            let value = std::env::var_os(name).ok_or_else(|| missing(name, self.secret_env.is_some()))?;
            (format!("the environment variable {name}"), value.into_encoded_bytes())
        };
        if bytes.is_empty() {
            return Err(Failure::usage(format_args!("{place} is empty; it must hold the secret")));
        }
        Ok(Secret::from(bytes))
    }
}

/// A name that the caller wrote is not repeated: it may be the secret.
fn missing(name: &str, given: bool) -> Failure {
    if given {
        Failure::usage("--secret-env: there is no such environment variable; export it, or use --secret-file")
    } else {
        Failure::usage(format_args!(
            "the environment variable {name} is not set; set it, or use --secret-env, --secret-file or --secret-stdin"
        ))
    }
}

fn one_line(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.ends_with(b"\n") {
        bytes.pop();
        if bytes.ends_with(b"\r") {
            bytes.pop();
        }
    }
    bytes
}

/// The caller's own credentials, to be taken out of everything that is printed.
pub(crate) struct Own(Vec<Secret>);

impl Own {
    /// Those of the partner's environment variables.
    pub(crate) fn of(partner: &Partner) -> Self {
        let names = ["API_KEY", "HMAC_SECRET", "BEARER_TOKEN"].map(|name| format!("{}_{name}", partner.env_prefix));
        let values = names.iter().filter_map(|name| std::env::var(name).ok());
        // As it stands, and as it would stand in JSON.
        let forms = values.flat_map(|value| {
            let json = Value::from(value.as_str()).to_string();
            [value, json.trim_matches('"').to_owned()]
        });
        Self(forms.map(Secret::from).collect())
    }

    /// The text without them.
    pub(crate) fn scrub<'t>(&self, text: &'t str) -> Cow<'t, str> {
        scrub(text, &self.0.iter().collect::<Vec<_>>())
    }

    /// The body of an answer as it may be printed: without secret members, unless they are asked for, and without own
    /// credentials in any case. JSON stays JSON.
    pub(crate) fn body(&self, body: &[u8], operation: Option<&Operation>, show_secrets: bool) -> String {
        let text = String::from_utf8_lossy(body);
        let text = match json::parse_answer(body) {
            Ok(mut value) if !show_secrets => {
                let declared = operation.map(|operation| operation.response.fields).unwrap_or_default();
                let declared = declared.iter().filter(|field| field.secret).map(|field| field.name);
                let names: Vec<&str> = SECRET_MEMBERS.iter().copied().chain(declared).collect();
                json::redact(&mut value, &names);
                value.to_string()
            }
            // What the caller asked for, byte for byte.
            Ok(_) => text.into_owned(),
            Err(_) => text.into_owned(),
        };
        self.scrub(&text).into_owned()
    }
}
