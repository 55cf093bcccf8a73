//! Kinds, codes, outcomes and faults.

use std::fmt::Write as _;

use payseal::error::{Code, Kind};
use payseal::{Fault, Outcome};

use super::{comment, pascal};

pub(super) fn text() -> String {
    let mut out = String::from("package payseal\n\n");
    let kinds: Vec<_> =
        Kind::ALL.iter().map(|kind| (kind_name(*kind), kind.class_name(), kind.doc().to_owned())).collect();
    named(&mut out, "Kind", "is the class of an error: what a program branches on", &kinds);
    let outcomes: Vec<_> = Outcome::ALL
        .iter()
        .map(|outcome| {
            let doc = match outcome {
                Outcome::NotSent => "nothing can have happened: no attempt reached the partner.",
                Outcome::Refused => "the partner answered no.",
                Outcome::Unknown => {
                    "it may have happened. Call again with the same idempotency key, or look the payment up, before \
                     doing anything else."
                }
                Outcome::Ok => "the partner answered with success.",
            };
            let name = if *outcome == Outcome::Ok { "OK".to_owned() } else { pascal(outcome.as_str()) };
            (format!("Outcome{name}"), outcome.as_str(), doc.to_owned())
        })
        .collect();
    named(&mut out, "Outcome", "is what is known about the money", &outcomes);
    let faults: Vec<_> = Fault::ALL
        .iter()
        .map(|fault| {
            let name = fault.as_str();
            let go = match *fault {
                Fault::Dns => "DNS".to_owned(),
                Fault::TlsCertificate => "TLSCertificate".to_owned(),
                Fault::TlsHandshake => "TLSHandshake".to_owned(),
                _ => pascal(name),
            };
            (format!("Fault{go}"), name, format!("{}.", fault.code().message()))
        })
        .collect();
    named(&mut out, "Fault", "is what went wrong between this machine and the partner", &faults);

    out.push_str(
        "// Payseal's own codes, as [Error.Code] has them. A partner's codes keep the partner's spelling.\nconst (\n",
    );
    for code in Code::ALL {
        let name = pascal(&code.as_str().to_ascii_lowercase());
        out.push_str(&comment("\t", &format!("Code{name}: {}.", code.message())));
        let _ = writeln!(out, "\tCode{name} = \"{}\"", code.as_str());
    }
    out.push_str(")\n\n// Codes are Payseal's own codes with their frozen numbers.\nfunc Codes() map[string]int {\n\treturn map[string]int{\n");
    let widest = Code::ALL.iter().map(|code| pascal(&code.as_str().to_ascii_lowercase()).len()).max().unwrap_or(0);
    for code in Code::ALL {
        let name = pascal(&code.as_str().to_ascii_lowercase());
        let _ = writeln!(out, "\t\tCode{name}:{} {},", " ".repeat(widest - name.len()), code.number());
    }
    out.push_str("\t}\n}\n");
    out
}

fn kind_name(kind: Kind) -> String {
    let name = kind.class_name().trim_end_matches("Error").trim_end_matches("Call");
    format!("Kind{}", if name == "Api" { "API" } else { name })
}

/// A type of named texts, its constants, and the list of them.
fn named(out: &mut String, ty: &str, what: &str, rows: &[(String, &'static str, String)]) {
    let _ = write!(out, "// {ty} {what}.\ntype {ty} string\n\n// Every {ty}.\nconst (\n");
    for (name, value, doc) in rows {
        out.push_str(&comment("\t", &format!("{name}: {doc}")));
        let _ = writeln!(out, "\t{name} {ty} = \"{value}\"");
    }
    let names: Vec<&str> = rows.iter().map(|(name, ..)| name.as_str()).collect();
    let _ = write!(
        out,
        ")\n\n// {ty}s is every {ty}, in order of number.\nfunc {ty}s() []{ty} {{\n\treturn []{ty}{{\n\t\t{},\n\t}}\n}}\n\n",
        names.join(",\n\t\t")
    );
}
