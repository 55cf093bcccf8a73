//! How the raw body is had in each framework: the text that every binding shows to who gives it a parsed object.
//!
//! A framework that parses JSON by itself has thrown the signed bytes away; writing the object again gives other bytes (other spaces,
//! other order, other numbers), and the signature is wrong although everybody did their work.

/// A language with bindings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Language {
    /// JavaScript and TypeScript on Node.
    Node,
    /// Python.
    Python,
    /// Go.
    Go,
    /// C, which has no frameworks that parse.
    C,
    /// Rust.
    Rust,
}

/// How one framework hands out the raw body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Framework {
    /// Its name.
    pub name: &'static str,
    /// Its language.
    pub language: Language,
    /// The packages that its request objects come from, so that a binding can tell which one it was given.
    pub packages: &'static [&'static str],
    /// What to write.
    pub fix: &'static str,
}

/// Every framework whose fix is known.
pub const RAW_BODY: &[Framework] = &[
    Framework {
        name: "Express",
        language: Language::Node,
        packages: &["express"],
        fix: "put express.raw({ type: 'application/json' }) on this route, before any express.json(), and give req.body (a Buffer)",
    },
    Framework {
        name: "Fastify",
        language: Language::Node,
        packages: &["fastify"],
        fix: "in a plugin of its own, addContentTypeParser('application/json', { parseAs: 'buffer' }, (req, body, done) => done(null, body)), and give request.body",
    },
    Framework {
        name: "Next",
        language: Language::Node,
        packages: &["next"],
        fix: "in a route handler give Buffer.from(await request.arrayBuffer()), never await request.json(); in pages/api export const config = { api: { bodyParser: false } } and read the stream",
    },
    Framework {
        name: "FastAPI",
        language: Language::Python,
        packages: &["starlette", "fastapi"],
        fix: "take request: Request as the parameter, not a model, and give await request.body()",
    },
    Framework {
        name: "Flask",
        language: Language::Python,
        packages: &["flask", "werkzeug"],
        fix: "give request.get_data(), not request.json or request.get_json()",
    },
    Framework {
        name: "Django",
        language: Language::Python,
        packages: &["django", "rest_framework"],
        fix: "give request.body, not request.POST and, in the REST framework, not request.data",
    },
    Framework {
        name: "WSGI",
        language: Language::Python,
        packages: &["wsgiref"],
        fix: "give environ[\"wsgi.input\"].read(int(environ.get(\"CONTENT_LENGTH\") or 0))",
    },
    Framework {
        name: "net/http",
        language: Language::Go,
        packages: &[],
        fix: "read io.ReadAll(r.Body) once and give those bytes, then json.Unmarshal the same bytes; not json.NewDecoder(r.Body)",
    },
    Framework {
        name: "axum",
        language: Language::Rust,
        packages: &["axum"],
        fix: "take body: axum::body::Bytes, not axum::Json",
    },
];

/// The fixes of one language in one sentence, only that of `package` if its framework is known; those of all where the
/// language has none.
pub(super) fn fix_for(language: Language, package: &str) -> String {
    let of_language = |framework: &&Framework| framework.language == language;
    let of_package = |framework: &Framework| framework.packages.contains(&package);
    let mut fixes: Vec<&Framework> = RAW_BODY.iter().filter(of_language).collect();
    if fixes.iter().any(|framework| of_package(framework)) {
        fixes.retain(|framework| of_package(framework));
    }
    if fixes.is_empty() {
        fixes = RAW_BODY.iter().collect();
    }
    let fixes: Vec<String> = fixes.iter().map(|framework| format!("{}: {}.", framework.name, framework.fix)).collect();
    fixes.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Code, Error};
    use crate::webhook::WebhookError;

    #[test]
    fn each_language_is_told_its_own_frameworks() {
        for (language, names) in [
            (Language::Node, &["Express", "Fastify", "Next"][..]),
            (Language::Python, &["FastAPI", "Flask", "Django", "WSGI"]),
            (Language::Go, &["net/http"]),
            (Language::Rust, &["axum"]),
            (Language::C, &["Express", "Django", "net/http", "axum"]),
        ] {
            let error = Error::from(WebhookError::wrong_body_type("an object", language));
            assert_eq!(error.local_code(), Some(Code::WebhookBodyWrongType));
            for name in names {
                assert!(error.advice().contains(&format!("{name}: ")), "{language:?}: {}", error.advice());
            }
            let others = RAW_BODY.iter().filter(|framework| framework.language != language && language != Language::C);
            for other in others {
                assert!(!error.advice().contains(&format!("{}: ", other.name)), "{language:?}: {}", error.advice());
            }
        }
    }

    #[test]
    fn who_gives_a_frameworks_request_is_told_that_frameworks_fix_alone() {
        let error = Error::from(WebhookError::wrong_body_type_of("a Request", Language::Python, "werkzeug"));
        assert!(error.advice().contains("Flask: give request.get_data()"), "{}", error.advice());
        assert!(!error.advice().contains("Django"), "{}", error.advice());
        let unknown = Error::from(WebhookError::wrong_body_type_of("a Thing", Language::Python, "shop"));
        assert_eq!(unknown.advice(), Error::from(WebhookError::wrong_body_type("a Thing", Language::Python)).advice());
    }
}
