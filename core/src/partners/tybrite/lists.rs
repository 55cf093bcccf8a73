//! Lists with a cursor: what a page holds, and where the list goes on. Cursors are opaque and given back verbatim
//! (contract: pagination).

use super::{ListOrders, ListWebhookEndpoints, ListWebhookEvents, Order, Pagination, WebhookEndpoint, WebhookEvent};
use crate::json::Value;
use crate::partners::model::Request;

/// A request whose answers are the pages of a list.
pub trait List: Request {
    /// What the list holds.
    type Item;

    /// The cursor that the request carries.
    fn cursor(&self) -> Option<&String>;

    /// Goes on at `cursor`.
    fn set_cursor(&mut self, cursor: String);

    /// The items of a page, and the cursor of the next page if there is one.
    fn page(answer: Self::Response) -> (Vec<Self::Item>, Option<String>);
}

macro_rules! lists {
    ($( $request:ident holds $item:ident in $items:ident; )+) => { $(
        impl List for $request {
            type Item = $item;

            fn cursor(&self) -> Option<&String> {
                self.cursor.as_ref()
            }

            fn set_cursor(&mut self, cursor: String) {
                self.cursor = Some(cursor);
            }

            fn page(answer: Self::Response) -> (Vec<$item>, Option<String>) {
                (answer.$items.unwrap_or_default(), answer.pagination.and_then(next))
            }
        }
    )+ };
}

lists! {
    ListOrders holds Order in orders;
    ListWebhookEndpoints holds WebhookEndpoint in webhook_endpoints;
    ListWebhookEvents holds WebhookEvent in webhook_events;
}

fn next(pagination: Pagination) -> Option<String> {
    pagination.next_cursor.filter(|cursor| pagination.has_more != Some(false) && !cursor.is_empty())
}

/// The cursor of the next page, for hosts that read JSON themselves.
#[must_use]
pub fn next_cursor(answer: &Value) -> Option<&str> {
    let pagination = answer.get("pagination")?;
    let is_over = pagination.get("has_more").and_then(Value::as_bool) == Some(false);
    pagination.get("next_cursor").and_then(Value::as_str).filter(|cursor| !is_over && !cursor.is_empty())
}
