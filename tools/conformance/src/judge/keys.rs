//! Idempotency keys that are drawn: their form is expected, and from then on the key that was drawn.

use payseal_sandbox::RecordedRequest;

use super::{Intent, differs};
use crate::runner::Said;

/// What stands for digits in the form of a drawn key: name, how many, hexadecimal or decimal.
const DIGITS: [(&str, usize, u32); 4] = [("{ms}", 13, 10), ("{date}", 8, 10), ("{stamp}", 19, 10), ("{hex}", 32, 16)];

/// Puts the keys that arrived (or, where nothing did, those that the hook was told, or that
/// the error names) in the place of forms they fit, and
/// tells of those that do not fit.
#[must_use]
pub fn drawn_keys(intents: &mut [Intent], requests: &[RecordedRequest], said: &Said) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut arrived = 0;
    for intent in intents {
        let request = requests.get(arrived).filter(|_| intent.requests > 0);
        arrived += intent.requests;
        let Some(form) = intent.key.as_ref().filter(|key| key.contains('{')) else { continue };
        let told = said.events.iter().find(|event| event.operation == intent.operation);
        let key = match request {
            Some(request) => request.header("idempotency-key").map(str::to_owned),
            None => {
                let of_error = || said.error.as_ref()?.idempotency_key.clone();
                told.and_then(|event| event.idempotency_key.clone()).or_else(of_error)
            }
        };
        match key {
            Some(key) if fits(form, &key) => intent.key = Some(key),
            // Refused before a key was drawn; what the error says of it is compared with the rest of the error.
            None if intent.requests == 0 => {}
            other => differs(&mut wrong, &format!("the key of {}", intent.operation), form, other),
        }
    }
    wrong
}

fn fits(form: &str, key: &str) -> bool {
    for (name, count, radix) in DIGITS {
        if let Some(rest) = form.strip_prefix(name) {
            let Some((digits, key)) = key.split_at_checked(count) else { return false };
            let are_digits = digits.chars().all(|c| c.is_digit(radix) && !c.is_ascii_uppercase());
            return are_digits && fits(rest, key);
        }
    }
    let (mut form, mut key) = (form.chars(), key.chars());
    match (form.next(), key.next()) {
        (None, None) => true,
        (Some(expected), Some(got)) => expected == got && fits(form.as_str(), key.as_str()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn forms() {
        assert!(fits("payment-{ms}-{hex}", "payment-1771526500000-abababababababababababababababab"));
        assert!(fits("update-a-{stamp}", "update-a-1771526500000000000"));
        for wrong in ["payment-1771526500000-", "payment-1771526500000-ABABABABABABABABABABABABABABABAB", "x", ""] {
            assert!(!fits("payment-{ms}-{hex}", wrong), "{wrong}");
        }
        assert!(!fits("order-{date}-{hex}", "order-2026-11-abababababababababababababababab"));
    }
}
