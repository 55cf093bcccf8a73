//! Whether an order's sums add up, to the cent. Contract: section 6.1, `price_mismatch` and `discount_invalid`.
//!
//! Decided here: a known product must be sold at the catalogue's price; an unknown one is taken at the price given, or refused
//! with 404 where `strict_catalog` is configured.

use super::super::answer::Refusal;
use super::super::catalog::Catalog;
use super::super::money::{cents, major};
use super::request::NewOrder;

fn mismatch(message: String) -> Refusal {
    Refusal::new(400, "price_mismatch", message)
}

pub(super) fn check(order: &NewOrder, catalog: &Catalog, strict: bool) -> Result<(), Refusal> {
    for (name, amount) in [("shipping_amount", order.shipping_amount), ("discount_amount", order.discount_amount)] {
        if amount < 0.0 {
            return Err(mismatch(format!("{name} must not be negative")));
        }
    }
    let mut sum = 0;
    for (at, item) in order.items.iter().enumerate() {
        let known = catalog.find(item.variant_id.as_deref(), item.product_id.as_deref());
        match known {
            Some(variant) if cents(variant.price) != cents(item.unit_price) => {
                let message = format!("items[{at}].unit_price is {}, the price is {}", item.unit_price, variant.price);
                return Err(mismatch(message));
            }
            None if strict => return Err(Refusal::not_found("Product")),
            _ => {}
        }
        let quantity = i64::try_from(item.quantity).unwrap_or(i64::MAX);
        let total = cents(item.unit_price).saturating_mul(quantity);
        if item.total_price.is_some_and(|stated| cents(stated) != total) {
            return Err(mismatch(format!("items[{at}].total_price does not equal unit_price times quantity")));
        }
        sum += total;
    }
    if sum != cents(order.subtotal) {
        return Err(mismatch(format!(
            "subtotal {} does not equal the sum of the items {}",
            order.subtotal,
            major(sum)
        )));
    }
    let tax = order.tax_amount.unwrap_or_default();
    let total = sum + cents(tax) + cents(order.shipping_amount) - cents(order.discount_amount);
    if total != cents(order.total_amount) {
        let message = format!("total_amount {} does not equal {}", order.total_amount, major(total));
        return Err(mismatch(message).hint("subtotal + tax_amount + shipping_amount - discount_amount = total_amount"));
    }
    let named = order.promotions + order.gift_card.as_ref().map_or(0.0, |(_, amount)| *amount);
    if cents(named) > cents(order.discount_amount) {
        let message = "Promotions and gift card take off more than discount_amount";
        return Err(Refusal::new(400, "discount_invalid", message));
    }
    Ok(())
}
