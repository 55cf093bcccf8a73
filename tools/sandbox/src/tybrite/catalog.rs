//! The store's catalogue: what order items and ingestion refer to, and reservations of its stock.
//!
//! Decided here: which categories and products there are.

use super::keys::Environment;

/// The gift card that can be redeemed.
pub(crate) const GIFT_CARD: &str = "SANDBOX-GIFT";

/// Categories are a fixed set that a merchant enables; ingestion may not make new ones.
pub(crate) const CATEGORIES: [&str; 9] = [
    "Apparel",
    "Beverages",
    "Books",
    "Electronics",
    "Footwear",
    "Groceries",
    "Health & Beauty",
    "Home & Kitchen",
    "Toys",
];

/// One sellable thing.
#[derive(Clone, Debug)]
pub(crate) struct Variant {
    pub variant_id: String,
    pub product_id: String,
    pub sku: String,
    pub name: String,
    pub product_group: Option<String>,
    pub price: f64,
    pub stock: i64,
}

#[derive(Clone, Debug)]
pub(crate) struct Reservation {
    pub id: String,
    pub environment: Environment,
    pub variant_id: String,
    pub quantity: i64,
    pub expires_at_ms: i64,
}

#[derive(Default)]
pub(crate) struct Catalog {
    pub variants: Vec<Variant>,
    pub reservations: Vec<Reservation>,
}

impl Catalog {
    pub(crate) fn seeded() -> Self {
        let variant = |number: u8, sku: &str, name: &str, price: f64, stock: i64| Variant {
            variant_id: format!("0a11a47e-0000-4000-8000-{number:012}"),
            product_id: format!("0b0d0c70-0000-4000-8000-{number:012}"),
            sku: sku.into(),
            name: name.into(),
            product_group: None,
            price,
            stock,
        };
        let variants = vec![
            variant(1, "TEE-BLK-M", "Black T-shirt", 25.0, 100),
            variant(2, "MUG-01", "Enamel mug", 12.5, 40),
            variant(3, "LAST-ONE", "Last of its kind", 99.99, 1),
        ];
        Self { variants, reservations: Vec::new() }
    }

    /// A variant's id wins over a product's.
    pub(crate) fn find(&self, variant_id: Option<&str>, product_id: Option<&str>) -> Option<&Variant> {
        match (variant_id, product_id) {
            (Some(id), _) => self.variants.iter().find(|variant| variant.variant_id == id),
            (None, Some(id)) => self.variants.iter().find(|variant| variant.product_id == id),
            (None, None) => None,
        }
    }

    pub(crate) fn by_sku(&mut self, sku: &str) -> Option<&mut Variant> {
        self.variants.iter_mut().find(|variant| variant.sku == sku)
    }

    /// What can still be reserved.
    pub(crate) fn free(&self, variant: &Variant, now_ms: i64) -> i64 {
        let held = self
            .reservations
            .iter()
            .filter(|reservation| reservation.variant_id == variant.variant_id && reservation.expires_at_ms > now_ms);
        variant.stock - held.map(|reservation| reservation.quantity).sum::<i64>()
    }

    /// An order takes what was reserved for it; ids that are not known or have expired are passed over.
    pub(crate) fn use_up(&mut self, ids: &[String]) {
        let (used, kept) = std::mem::take(&mut self.reservations)
            .into_iter()
            .partition::<Vec<_>, _>(|reservation| ids.contains(&reservation.id));
        self.reservations = kept;
        for reservation in used {
            let found = self.variants.iter_mut().find(|variant| variant.variant_id == reservation.variant_id);
            if let Some(variant) = found {
                variant.stock -= reservation.quantity;
            }
        }
    }
}
