//! Honest stories pass, and each that was doctored is found.

use super::super::intent;
use super::super::trouble::named;
use super::*;

const KEY: &str = "checkout-S1-rust-clive-1";

fn arrival(trouble: Option<&str>) -> Arrival {
    Arrival { at_ms: 1, trouble: trouble.map(named), key: Some(KEY.to_owned()), signed: true, stale: false }
}

fn call(from: usize, until: usize, outcome: Option<&str>) -> Call {
    let attempts = (until - from).max(1);
    let told = outcome.map(|outcome| Told { outcome: outcome.to_owned(), attempts, ..Told::default() });
    Call { kill_after_us: None, cancel_after_ms: None, nobody_listens: false, given_key: None, from, until, told }
}

fn story(arrivals: &[Option<&str>], calls: Vec<Call>) -> Story {
    let mut intent = intent::first(1, "clive", "rust-clive-1", 1, &["create_checkout_intent".to_owned()]);
    intent.key = Some(KEY.to_owned());
    Story { intent, before: None, calls, arrivals: arrivals.iter().copied().map(arrival).collect() }
}

fn once() -> Effects {
    vec![(KEY.to_owned(), 1)]
}

/// Lost, then served.
fn paid() -> Story {
    story(&[Some("reset=after-commit"), None], vec![call(0, 2, Some("ok"))])
}

/// Denied, then lost, and given up; asked again, and served.
fn recovered() -> Story {
    let arrivals = [Some("status=429"), Some("status=503"), Some("status=400"), None];
    story(&arrivals, vec![call(0, 3, Some("unknown")), call(3, 4, Some("ok"))])
}

fn refused() -> Story {
    story(&[Some("status=402")], vec![call(0, 1, Some("refused"))])
}

#[track_caller]
fn caught(mut story: Story, effects: Effects, lie: impl FnOnce(&mut Story, &mut Effects), named: &str) {
    assert_eq!(story.wrong(&effects), Vec::<String>::new(), "the honest story must pass");
    let mut effects = effects;
    lie(&mut story, &mut effects);
    let wrong = story.wrong(&effects);
    assert!(wrong.iter().any(|line| line.contains(named)), "nothing names {named:?} in {wrong:#?}");
}

fn say(story: &mut Story, call: usize, outcome: &str) {
    story.calls[call].told.as_mut().expect("a call that was answered").outcome = outcome.to_owned();
}

#[test]
fn effects() {
    caught(paid(), once(), |_, effects| effects[0].1 = 2, "a double effect: 2 commits");
    let another = |_: &mut Story, effects: &mut Effects| effects.push(("other".to_owned(), 1));
    caught(paid(), once(), another, "a double effect");
    caught(paid(), once(), another, "under the key \"other\"");
    caught(paid(), once(), |_, effects| effects.clear(), "said ok, but the ledger holds nothing");
    caught(refused(), Vec::new(), |_, effects| *effects = once(), "but the ledger holds an effect");
}

#[test]
fn outcomes() {
    caught(recovered(), once(), |story, _| say(story, 0, "refused"), "refused, but of 3 request(s) 1 were lost");
    caught(recovered(), once(), |story, _| say(story, 0, "not_sent"), "not_sent, but 3 request(s) arrived");
    caught(recovered(), once(), |story, _| say(story, 0, "ok"), "none of its requests was given an answer");
    caught(refused(), Vec::new(), |story, _| say(story, 0, "unknown"), "unknown, though nothing was lost");
    caught(refused(), Vec::new(), |story, _| say(story, 0, "maybe"), "does not exist");
    let unsent = |story: &mut Story, _: &mut Effects| {
        story.arrivals.clear();
        (story.calls[0].from, story.calls[0].until) = (0, 0);
    };
    caught(refused(), Vec::new(), unsent, "refused, but of 0 request(s)");
}

#[test]
fn nobody_listened() {
    let unsent = || {
        let mut story = story(&[None], vec![call(0, 0, Some("not_sent")), call(0, 1, Some("ok"))]);
        story.calls[0].nobody_listens = true;
        story
    };
    caught(unsent(), once(), |story, _| say(story, 0, "unknown"), "unknown, but nobody listened");
    caught(unsent(), once(), |story, _| say(story, 0, "ok"), "ok, but nobody listened");
    let mut cancelled = unsent();
    cancelled.calls[0].cancel_after_ms = Some(3);
    say(&mut cancelled, 0, "unknown");
    assert_eq!(cancelled.wrong(&once()), Vec::<String>::new());
    say(&mut cancelled, 0, "refused");
    assert!(cancelled.wrong(&once()).iter().any(|line| line.contains("nobody listened")));
}

#[test]
fn a_refusal_that_no_fault_explains() {
    caught(refused(), Vec::new(), |story, _| story.arrivals[0].trouble = None, "refused it, without a fault");
}

#[test]
fn requests() {
    caught(paid(), once(), |story, _| story.arrivals[1].key = None, "request 2 has the key None");
    caught(paid(), once(), |story, _| story.arrivals[0].signed = false, "request 1 has no valid signature");
    caught(paid(), once(), |story, _| story.arrivals.push(arrival(None)), "arrived after it was over");
    let one = |story: &mut Story, _: &mut Effects| story.calls[0].told.as_mut().expect("told").attempts = 1;
    caught(paid(), once(), one, "2 request(s) arrived, but 1 attempt(s) were told");
    let four = |story: &mut Story, _: &mut Effects| story.calls[0].told.as_mut().expect("told").attempts = 4;
    caught(paid(), once(), four, "at most 3 are allowed");
}

#[test]
fn a_stale_time_is_refused_and_signed_anew() {
    let mut story = story(&[None, None], vec![call(0, 2, Some("ok"))]);
    story.arrivals[0].stale = true;
    assert_eq!(story.wrong(&once()), Vec::<String>::new());
    story.arrivals[1].stale = true;
    assert!(story.wrong(&once()).iter().any(|line| line.contains("none of its requests was given an answer")));
    say(&mut story, 0, "refused");
    assert_eq!(story.wrong(&Vec::new()), Vec::<String>::new());
}

#[test]
fn a_capture_that_is_sent_twice() {
    let mut story = story(&[Some("reset=after-commit")], vec![call(0, 1, Some("unknown"))]);
    (story.intent.key, story.intent.once, story.arrivals[0].key) = (None, true, None);
    let captured = vec![(String::new(), 1)];
    assert_eq!(story.wrong(&captured), Vec::<String>::new());
    story.arrivals.push(Arrival { key: None, ..arrival(None) });
    story.calls[0].until = 2;
    let wrong = story.wrong(&captured);
    assert!(wrong.iter().any(|line| line.contains("a write without a key arrived 2 times")), "{wrong:?}");
}

#[test]
fn a_drawn_key_is_one_key() {
    let drawn = "payment-1771526500000-abababababababababababababababab";
    let mut story = paid();
    (story.intent.key, story.intent.drawn_key) = (None, Some("payment-"));
    story.arrivals.iter_mut().for_each(|arrival| arrival.key = Some(drawn.to_owned()));
    let effects = vec![(drawn.to_owned(), 1)];
    assert_eq!(story.wrong(&effects), Vec::<String>::new());
    story.arrivals[1].key = Some(drawn.replace("ab", "ba"));
    assert!(story.wrong(&effects).iter().any(|line| line.contains("request 2 has the key")));
    story.arrivals.iter_mut().for_each(|arrival| arrival.key = Some("payment-1".to_owned()));
    assert!(!story.wrong(&effects).is_empty(), "too short to be drawn");
}

#[test]
fn a_cancelled_call_may_have_a_request_on_its_way() {
    // It arrives during the next call, and meets a fault there.
    let mut story = story(&[Some("empty"), None], vec![call(0, 0, Some("unknown")), call(0, 2, Some("ok"))]);
    let one_attempt = |story: &mut Story, call: usize, wire_fault: bool| {
        let told = story.calls[call].told.as_mut().expect("told");
        (told.attempts, told.wire_fault) = (1, wire_fault);
    };
    one_attempt(&mut story, 0, true);
    one_attempt(&mut story, 1, false);
    assert_eq!(story.wrong(&once()), Vec::<String>::new());
    one_attempt(&mut story, 0, false);
    assert!(story.wrong(&once()).iter().any(|line| line.contains("1 attempt(s) were told")));
}

#[test]
fn a_killed_process_may_have_sent_one_more() {
    let calls = vec![call(0, 0, None), call(0, 2, Some("refused"))];
    let arrivals = [Some("reset=after-commit"), Some("status=402")];
    assert_eq!(story(&arrivals, calls.clone()).wrong(&once()), Vec::<String>::new());
    let lost = story(&[Some("reset=after-commit"), Some("status=503")], calls);
    assert!(lost.wrong(&once()).iter().any(|line| line.contains("2 were lost")), "{:?}", lost.wrong(&once()));
    assert!(lost.is_unresolved() && !recovered().is_unresolved());
}
