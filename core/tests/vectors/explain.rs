use payseal::explain::{Explainer, Finding, Subject, Verdict, catalogue};
use serde_json::{Value, json};

use crate::support::{bytes_of, each_row, text_of};

#[test]
fn every_row() {
    each_row("explain", |op, input, expect| match op {
        "explain" => explain(input, expect),
        other => panic!("unknown op {other}"),
    });
}

fn explain(input: &Value, expect: &Value) {
    let mut explainer = Explainer::new(Subject::by_name(text_of(&input["subject"])).unwrap());
    let mut secrets = Vec::new();
    for secret in input["secrets"].as_array().unwrap() {
        explainer = explainer.secret(text_of(secret));
        secrets.push(text_of(secret));
    }
    type With = fn(Explainer, &str) -> Explainer;
    let others: [(&str, With); 3] = [
        ("api_key", |explainer, secret| explainer.api_key(secret)),
        ("old_secret", |explainer, secret| explainer.old_secret(secret)),
        ("other_environment_secret", |explainer, secret| explainer.other_environment_secret(secret)),
    ];
    for (name, with) in others {
        if let Some(secret) = input[name].as_str() {
            explainer = with(explainer, secret);
            secrets.push(secret);
        }
    }
    if let Some(now) = input["now"].as_i64() {
        explainer = explainer.now_unix_s(now);
    }
    let headers: Vec<(&str, &str)> =
        input["headers"].as_array().unwrap().iter().map(|header| (text_of(&header[0]), text_of(&header[1]))).collect();
    let explanation = explainer.explain(&bytes_of(&input["body"]).unwrap(), &headers);

    assert_eq!(explanation.verdict.as_str(), expect["verdict"], "{explanation}");
    if expect["ids"].is_array() {
        let wanted: Vec<&str> = expect["ids"].as_array().unwrap().iter().map(text_of).collect();
        assert!(explanation.findings.iter().take(3).any(|finding| finding.names(&wanted)), "{explanation}");
    } else {
        assert!(explanation.findings.is_empty(), "{explanation}");
    }

    // No secret, and none of the forms a signature may have had.
    let shown = format!("{explanation} {explanation:?} {} {explainer:?}", explanation.to_value());
    for secret in secrets.iter().filter(|secret| secret.len() > 8) {
        assert!(!shown.contains(secret.trim()), "{shown}");
    }
    for run in shown.split(|c: char| !c.is_ascii_alphanumeric() && !"+/-_=".contains(c)) {
        assert!(run.len() < 43, "{run} could be a signature");
    }
    let text = explanation.to_string();
    let as_few = |finding: &&Finding| finding.same.iter().any(|same| same.len() == finding.mistakes.len());
    let same = explanation.findings.iter().filter(as_few).count();
    assert_eq!(text.matches("   same bytes:").count(), same, "{text}");
    for finding in &explanation.findings {
        assert!(finding.names(&finding.ids()) && !finding.names(&["none.such"]));
        for id in finding.ids() {
            let mistake = catalogue().find(|mistake| mistake.id == id).unwrap();
            assert!(finding.cause().contains(mistake.cause) && finding.fix().contains(mistake.fix), "{id}");
        }
        for line in [finding.ids().join(" + "), finding.cause(), finding.fix()] {
            assert!(text.contains(&line), "{line}\n{text}");
        }
    }
    let unexplained = explanation.verdict == Verdict::Unexplained;
    assert_eq!(text.contains("None of "), unexplained, "{text}");
    assert_eq!(text.contains("The signature is right."), explanation.verdict == Verdict::Right, "{text}");
    assert_eq!(text.contains("not tried: "), unexplained && !explanation.not_tried.is_empty(), "{text}");
    let value: Value = serde_json::from_str(&explanation.to_value().to_string()).unwrap();
    assert_eq!(value["verdict"], expect["verdict"]);
    assert_eq!(value["combinations_tried"], json!(explanation.combinations_tried));
    assert_eq!(value["findings"].as_array().map(Vec::len), Some(explanation.findings.len()));
}

#[test]
fn ids_are_unique_and_texts_are_sentences() {
    let all: Vec<_> = catalogue().collect();
    let mut ids: Vec<&str> = all.iter().map(|mistake| mistake.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all.len());
    assert!(all.len() >= 60, "{} mistakes", all.len());
    for mistake in all {
        for text in [mistake.cause, mistake.fix] {
            assert!(text.ends_with(['.', ')']) && text.len() > 10, "{}: {text}", mistake.id);
        }
        assert!(json!(mistake.id).to_string().is_ascii());
    }
}
