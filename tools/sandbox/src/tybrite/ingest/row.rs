//! One row: its fields checked, with every reason why it cannot be taken.
//!
//! Decided here: numbers may also come as text in JSON, as they must in CSV and XML; an empty text counts as absent; one row
//! can have several errors.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::super::catalog::CATEGORIES;
use super::super::input::is_url;
use super::parse::Cells;
use crate::clive::model::Number;

/// A row that can be taken, as it was understood.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Row {
    pub sku: String,
    pub name: String,
    pub price: Number,
    pub category: String,
    pub variant_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_group: Option<String>,
    #[serde(flatten)]
    pub texts: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_price: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stock: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold: Option<i64>,
}

/// Why a row was not taken.
#[derive(Clone, Debug, Serialize)]
pub(super) struct RowError {
    /// From 1.
    pub row: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<&'static str>,
    pub reason: String,
}

struct Reader<'a> {
    row: usize,
    cells: &'a BTreeMap<String, Value>,
    errors: Vec<RowError>,
}

pub(super) fn read(row: usize, cells: &Cells) -> Result<Row, Vec<RowError>> {
    let Some(cells) = cells else {
        return Err(vec![RowError { row, sku: None, field: None, reason: "A product must be an object".into() }]);
    };
    let mut reader = Reader { row, cells, errors: Vec::new() };
    let read = reader.read();
    if reader.errors.is_empty() { Ok(read) } else { Err(reader.errors) }
}

impl Reader<'_> {
    fn read(&mut self) -> Row {
        let sku = self.required("sku");
        let name = self.required("name");
        let price = self.required_price();
        let category = self.category();
        let mut texts = BTreeMap::new();
        for field in ["description", "subcategory", "brand", "image", "barcode", "barcode_type"] {
            if let Some(text) = self.text(field) {
                texts.insert(field, text);
            }
        }
        if texts.get("image").is_some_and(|image| !is_url(image)) {
            self.error("image", "image must be a URL");
        }
        let cost_price = self.number("cost_price");
        if cost_price.is_some_and(|cost| cost < 0.0) {
            self.error("cost_price", "cost_price must not be negative");
        }
        Row {
            sku,
            name,
            price: Number(price),
            category,
            variant_name: self.text("variant_name").unwrap_or_else(|| "Default".into()),
            product_group: self.text("product_group"),
            texts,
            cost_price: cost_price.map(Number),
            stock: self.integer("stock"),
            threshold: self.integer("threshold"),
        }
    }

    fn error(&mut self, field: &'static str, reason: impl Into<String>) {
        let sku = self.cells.get("sku").and_then(Value::as_str).filter(|sku| !sku.is_empty()).map(ToOwned::to_owned);
        self.errors.push(RowError { row: self.row, sku, field: Some(field), reason: reason.into() });
    }

    fn text(&mut self, field: &'static str) -> Option<String> {
        match self.cells.get(field) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            // A SKU or a barcode of digits often loses its quotes.
            Some(Value::Number(number)) => Some(number.to_string()),
            Some(_) => {
                self.error(field, format!("{field} must be a string"));
                None
            }
        }
    }

    fn required(&mut self, field: &'static str) -> String {
        let before = self.errors.len();
        let text = self.text(field);
        if text.is_none() && self.errors.len() == before {
            self.error(field, format!("{field} is required"));
        }
        text.unwrap_or_default()
    }

    fn number(&mut self, field: &'static str) -> Option<f64> {
        let number = match self.cells.get(field) {
            None | Some(Value::Null) => return None,
            Some(Value::String(text)) if text.trim().is_empty() => return None,
            Some(Value::String(text)) => text.trim().parse::<f64>().ok().filter(|number| number.is_finite()),
            Some(other) => other.as_f64(),
        };
        if number.is_none() {
            self.error(field, format!("{field} must be a number"));
        }
        number
    }

    fn integer(&mut self, field: &'static str) -> Option<i64> {
        let number = self.number(field)?;
        if number.fract() != 0.0 || !(0.0..=1e12).contains(&number) {
            self.error(field, format!("{field} must be a whole number of at least 0"));
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "whole, and within bounds")]
        Some(number as i64)
    }

    fn required_price(&mut self) -> f64 {
        let before = self.errors.len();
        let price = self.number("price");
        match price {
            Some(price) if price > 0.0 => return price,
            Some(_) => self.error("price", "price must be greater than 0"),
            None if self.errors.len() == before => self.error("price", "price is required"),
            None => {}
        }
        0.0
    }

    fn category(&mut self) -> String {
        let asked = self.required("category");
        let known = CATEGORIES.iter().find(|known| known.eq_ignore_ascii_case(&asked));
        if known.is_none() && !asked.is_empty() {
            self.error("category", format!("Category {asked} does not exist in this store"));
        }
        known.map_or(asked, |known| (*known).to_owned())
    }
}
