//! Where secrets come from (the environment, a file, standard input; never the command line), and how they stay out of what is printed.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

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
        if let Some(path) = &self.secret_file {
            return from_file("--secret-file", path).map(|named| named.secret);
        }
        if self.secret_stdin {
            return not_empty("--secret-stdin".to_owned(), one_line(input::stdin()?)).map(|named| named.secret);
        }
        let name = self.secret_env.as_deref().unwrap_or(default_env);
        from_env("--secret-env", name, self.secret_env.is_some()).map(|named| named.secret)
    }
}

/// Where the secrets of a rotation come from.
#[derive(Args)]
pub(crate) struct SecretList {
    /// An environment variable that holds a secret; may be repeated, the new one first.
    #[arg(long, value_name = "NAME")]
    pub secret_env: Vec<String>,
    /// A file that holds a secret, counted after those of --secret-env; one line break at its end is not part of it. May be repeated.
    #[arg(long, value_name = "FILE")]
    pub secret_file: Vec<PathBuf>,
}

impl SecretList {
    /// The secrets; that of `default_env` if the caller named no place.
    pub(crate) fn read(&self, default_env: &str) -> Result<Vec<NamedSecret>, Failure> {
        if !self.is_given() {
            return Ok(vec![from_env("--secret-env", default_env, false)?]);
        }
        let named = self.secret_env.iter().map(|name| from_env("--secret-env", name, true));
        named.chain(self.secret_file.iter().map(|path| from_file("--secret-file", path))).collect()
    }

    /// Whether the caller named a place.
    pub(crate) fn is_given(&self) -> bool {
        !self.secret_env.is_empty() || !self.secret_file.is_empty()
    }
}

/// A secret and where it was found, which may be told.
pub(crate) struct NamedSecret {
    pub place: String,
    pub secret: Secret,
}

/// That of an environment variable; `given`: the caller wrote its name, with this option.
pub(crate) fn from_env(option: &str, name: &str, given: bool) -> Result<NamedSecret, Failure> {
    // A name that cannot be one may be the secret itself, given where its name belongs.
    if name.is_empty() || !name.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric()) {
        return Err(Failure::usage(format_args!(
            "{option} takes the name of an environment variable, not the secret; write {option} CLIVE_HMAC_SECRET",
        )));
    }
    let value = std::env::var_os(name).ok_or_else(|| missing(option, name, given))?;
    not_empty(format!("the environment variable {name}"), value.into_encoded_bytes())
}

fn from_file(option: &str, path: &Path) -> Result<NamedSecret, Failure> {
    let place = format!("{option} {}", path.display());
    let bytes = std::fs::read(path).map_err(|error| Failure::usage(format_args!("{place}: {error}")))?;
    not_empty(place, one_line(bytes))
}

fn not_empty(place: String, bytes: Vec<u8>) -> Result<NamedSecret, Failure> {
    if bytes.is_empty() {
        return Err(Failure::usage(format_args!("{place} is empty; it must hold the secret")));
    }
    Ok(NamedSecret { place, secret: Secret::from(bytes) })
}

/// A name that the caller wrote is not repeated: it may be the secret.
fn missing(option: &str, name: &str, given: bool) -> Failure {
    if given {
        let file = option.replace("-env", "-file");
        Failure::usage(format_args!("{option}: there is no such environment variable; export it, or use {file}"))
    } else {
        Failure::usage(format_args!(
            "the environment variable {name} is not set; set it, or use --secret-env or --secret-file"
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
