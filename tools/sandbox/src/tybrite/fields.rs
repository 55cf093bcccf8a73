//! `?fields=a,b.c`: only the fields asked for, nested ones by dots. A name that the resource does not have is 400.

use serde_json::{Map, Value};

use super::answer::Refusal;

/// The names of a resource; a nested one lists its own after a dot.
pub(crate) struct Schema(pub &'static [(&'static str, &'static [&'static str])]);

const ADDRESS: &[&str] = &["street", "city", "state", "zip", "country"];
const SHIPPING: &[&str] = &["fee", "zone_name", "tier_name", "distance_meters", "is_free", "reason", "applied_rule"];
const ITEM: &[&str] = &[
    "id",
    "product_id",
    "variant_id",
    "product_name",
    "product_sku",
    "quantity",
    "unit_price",
    "subtotal",
    "total_price",
    "product_options",
];

/// Contract: section 6.3, the names that `fields` may have on orders.
pub(crate) const ORDER: Schema = Schema(&[
    ("id", &[]),
    ("order_number", &[]),
    ("customer_id", &[]),
    ("customer_email", &[]),
    ("customer_phone", &[]),
    ("customer_name", &[]),
    ("billing_address", ADDRESS),
    ("shipping_address", ADDRESS),
    ("subtotal", &[]),
    ("tax_amount", &[]),
    ("shipping_amount", &[]),
    ("discount_amount", &[]),
    ("total_amount", &[]),
    ("payment_method", &[]),
    ("payment_status", &[]),
    ("order_status", &[]),
    ("payment_reference", &[]),
    ("notes", &[]),
    ("tracking_number", &[]),
    ("estimated_delivery", &[]),
    ("shipped_at", &[]),
    ("delivered_at", &[]),
    ("created_at", &[]),
    ("updated_at", &[]),
    ("shipping_metadata", SHIPPING),
    ("items", ITEM),
]);

/// Contract: section 5.1.
pub(crate) const PAYMENT_METHOD: Schema =
    Schema(&[("provider", &[]), ("display_name", &[]), ("type", &[]), ("environment", &[]), ("is_configured", &[])]);

/// The fields asked for; none: all of them.
pub(crate) struct Selection(Option<Vec<(String, Option<String>)>>);

impl Schema {
    pub(crate) fn select(&self, asked: Option<&str>) -> Result<Selection, Refusal> {
        let Some(asked) = asked else { return Ok(Selection(None)) };
        let names = asked.split(',').map(str::trim).filter(|name| !name.is_empty());
        let paths = names.map(|name| self.path(name)).collect::<Result<Vec<_>, _>>()?;
        Ok(Selection((!paths.is_empty()).then_some(paths)))
    }

    fn path(&self, name: &str) -> Result<(String, Option<String>), Refusal> {
        let (outer, inner) = name.split_once('.').map_or((name, None), |(outer, inner)| (outer, Some(inner)));
        let known = self.0.iter().find(|(known, _)| *known == outer);
        match (known, inner) {
            (Some(_), None) => Ok((outer.to_owned(), None)),
            (Some((_, names)), Some(inner)) if names.contains(&inner) => Ok((outer.to_owned(), Some(inner.to_owned()))),
            _ => {
                let all = self.0.iter().map(|(known, _)| *known).collect::<Vec<_>>().join(", ");
                Err(Refusal::invalid(format!("Unknown field in fields: {name}")).hint(format!("Allowed fields: {all}")))
            }
        }
    }
}

impl Selection {
    /// What is left of a resource.
    pub(crate) fn apply(&self, value: Value) -> Value {
        let (Some(paths), Value::Object(members)) = (&self.0, &value) else { return value };
        let mut kept = Map::new();
        for (outer, inner) in paths {
            let Some(member) = members.get(outer) else { continue };
            match inner {
                None => {
                    kept.insert(outer.clone(), member.clone());
                }
                Some(inner) => merge(&mut kept, outer, pick(member, inner)),
            }
        }
        Value::Object(kept)
    }
}

fn pick(value: &Value, name: &str) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| pick(item, name)).collect(),
        Value::Object(members) => {
            members.get(name).map(|member| (name.to_owned(), member.clone())).into_iter().collect()
        }
        other => other.clone(),
    }
}

fn merge(kept: &mut Map<String, Value>, name: &str, more: Value) {
    match (kept.get_mut(name), more) {
        (Some(Value::Object(known)), Value::Object(more)) => known.extend(more),
        (Some(Value::Array(known)), Value::Array(more)) => {
            for (known, more) in known.iter_mut().zip(more) {
                if let (Value::Object(known), Value::Object(more)) = (known, more) {
                    known.extend(more);
                }
            }
        }
        (_, more) => drop(kept.insert(name.to_owned(), more)),
    }
}
