//! What every generator asks of the core's descriptions.

use payseal::operation::{FieldKind, Model, Operation, Partner};
use payseal::webhook::{clive_event, clive_status, tybrite_event};

/// The operations by their group, in the order of the description; `None` for those that stand directly on the client.
pub(super) fn groups(partner: &'static Partner) -> Vec<(Option<&'static str>, Vec<&'static Operation>)> {
    let mut groups: Vec<(Option<&str>, Vec<&Operation>)> = Vec::new();
    for operation in partner.operations {
        match groups.iter_mut().find(|(group, _)| *group == operation.group()) {
            Some((_, operations)) => operations.push(operation),
            None => groups.push((operation.group(), vec![operation])),
        }
    }
    groups
}

/// The model that a field holds, by itself or in a list.
pub(super) fn inner_model(kind: &FieldKind) -> Option<&'static Model> {
    match kind {
        FieldKind::List(inner) => inner_model(inner),
        FieldKind::Model(model) => Some(model),
        _ => None,
    }
}

/// A model after those that its fields hold, each once.
pub(super) fn collect(models: &mut Vec<&'static Model>, model: &'static Model) {
    model.fields.iter().filter_map(|field| inner_model(&field.kind)).for_each(|inner| collect(models, inner));
    if !models.iter().any(|known| known.name == model.name) {
        models.push(model);
    }
}

/// The names in webhooks that are known: what they are, the prefix of their constants, and they themselves.
pub(super) const EVENT_NAMES: &[(&str, &str, &[&str])] = &[
    ("The event names of Clive that are known.", "Clive", clive_event::ALL),
    ("The transaction statuses of Clive that are known.", "CliveStatus", clive_status::ALL),
    ("The event types of Tybrite that are about money; there are many more.", "Tybrite", tybrite_event::ALL),
];

/// A doc comment as one line.
pub(super) fn line(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `webhook_endpoints` is `WebhookEndpoints`.
pub(super) fn pascal(snake: &str) -> String {
    let mut out = String::new();
    for part in snake.split('_') {
        let mut letters = part.chars();
        out.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        out.push_str(letters.as_str());
    }
    out
}
